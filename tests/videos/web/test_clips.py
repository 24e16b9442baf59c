"""Uploaded videos: what comes in, what is told of them, how they are fetched; of what is refused nothing stays."""

import io
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from tests.people import Person
from tests.servers import Server
from tests.videos.clips.clip_files import WHITE, click, film, plain
from tests.videos.sound.recording_files import recorded, tone

pytestmark = pytest.mark.usefixtures("server")

CLIP = film(kind="mov", sound=tone(1))


def upload(person: Person, project: str, data: bytes = CLIP, name: str = "My Dög.png", status: int = 201) -> Any:
    answer = person.http.post(f"/api/projects/{project}/assets", files={"file": (name, data, "image/png")})
    assert answer.status_code == status, answer.text[:300]
    return answer.json()


def files_of(server: Server, project: str) -> list[str]:
    return sorted(path.suffix for path in Path(server.place.folder, "data", "assets", project).glob("*"))


def test_a_video_becomes_a_clip_of_the_project(maker: Person, server: Server) -> None:
    project = maker.project()
    told = upload(maker, project)
    assert (told["id"], told["mime"], told["width"], told["height"]) == ("my-dog", "video/mp4", 96, 64)
    assert told["seconds"] == 1 and max(told["waveform"]) == 100
    answer = maker.http.get(told["url"])
    assert answer.headers["Content-Type"] == "video/mp4" and len(answer.content) == told["bytes"]
    with av.open(io.BytesIO(answer.content)) as file:
        assert len(list(file.decode(video=0))) == 30
    part = maker.http.get(told["url"], headers={"Range": "bytes=10-19"})
    assert part.status_code == 206 and part.content == answer.content[10:20]
    poster = maker.http.get(told["poster"])
    assert poster.headers["Content-Type"] == "image/jpeg" and "immutable" in poster.headers["Cache-Control"]
    with Image.open(io.BytesIO(poster.content), formats=["JPEG"]) as image:
        assert image.size == (96, 64)
    assert maker.get(f"/api/projects/{project}/assets")["items"] == [told]
    assert upload(maker, project, name="again.mov", status=200) == told
    video = maker.get(f"/api/projects/{project}/video")
    sha256 = video["document"]["assets"]["my-dog"].pop("sha256")
    assert sha256.startswith(told["url"].split("=")[1])
    assert video["document"]["assets"] == {
        "my-dog": {"mime": "video/mp4", "width": 96, "height": 64, "seconds": 1.0, "sound": True}
    }
    versions = maker.get(f"/api/projects/{project}/video/versions")["items"]
    assert versions[-1]["summary"] == "Added the clip “My Dög.png”"
    assert files_of(server, project) == [".jpg", ".mp4"]


def test_a_copy_has_its_clips_and_a_deleted_one_leaves_nothing(maker: Person, server: Server) -> None:
    project = maker.project()
    clip = upload(maker, project, film(kind="webm"))
    assert clip["waveform"] == []
    copy = str(maker.post(f"/api/projects/{project}/duplicate", {}, 201)["id"])
    maker.ask("DELETE", f"/api/projects/{project}/assets/{clip['id']}", 204)
    assert files_of(server, project) == []
    maker.ask("GET", f"/api/projects/{project}/assets/{clip['id']}/poster", 404)
    copied = maker.get(f"/api/projects/{copy}/assets")["items"][0]
    assert maker.http.get(copied["poster"]).status_code == maker.http.get(copied["url"]).status_code == 200
    assert files_of(server, copy) == [".jpg", ".mp4"]


def test_a_clip_in_a_layouts_picture_is_seen_and_heard_in_the_file(filmmaker: Person) -> None:
    """From the upload to the MP4: white and loud for half a second, from its second 1 on."""
    project = filmmaker.project()
    flashing = [plain(WHITE if 30 <= number < 45 else (0, 0, 0)) for number in range(60)]
    clip = upload(filmmaker, project, film(flashing, sound=click(1.0)))["id"]
    shown = {"layout": "captioned", "slots": {"heading": "Our dog", "picture": clip}}
    filmmaker.ask("PATCH", f"/api/projects/{project}/video/scenes/intro", 200, json=shown)
    (element,) = [
        each
        for each in filmmaker.get(f"/api/projects/{project}/video")["document"]["scenes"]["intro"]["elements"].values()
        if each["type"] == "clip"
    ]
    begins = max(element["start"], element["enter"]["at"] or 0.0)
    job = filmmaker.post(f"/api/projects/{project}/renders", {"format": "mp4", "quality": "draft", "height": 240}, 202)
    done = filmmaker.job_ended(job["id"])
    assert (done["status"], done["warnings"]) == ("ready", [])
    middle = [round((element[side] + element[size] / 2) / 3) for side, size in (("y", "h"), ("x", "w"))]
    with av.open(io.BytesIO(filmmaker.http.get(done["file"]).content)) as file:
        white = [each.time for each in file.decode(video=0) if each.to_ndarray(format="gray")[*middle] > 180]
    with av.open(io.BytesIO(filmmaker.http.get(done["file"]).content)) as file:
        heard = np.concatenate([each.to_ndarray()[0] for each in file.decode(audio=0)])
    loud = np.flatnonzero(np.abs(heard) > 0.2 * np.abs(heard).max())[0] / 48_000
    assert white[0] == pytest.approx(begins + 1.0, abs=1 / 30) == pytest.approx(loud, abs=2 / 30)
    assert filmmaker.http.delete(f"/api/projects/{project}/assets/{clip}").status_code == 409


def test_only_clips_have_a_poster(maker: Person, stranger: Person) -> None:
    project = maker.project()
    song = upload(maker, project, recorded(tone(1), "m4a"))
    assert song["mime"] == "audio/ogg" and song["poster"] is None
    told = maker.ask("GET", f"/api/projects/{project}/assets/{song['id']}/poster", 404)
    assert told["message"] == "There is no poster of this recording."
    clip = upload(maker, project)
    assert stranger.http.get(clip["poster"]).status_code == stranger.http.get(clip["url"]).status_code == 404


def test_a_large_picture_fits_into_the_memory_of_the_child(maker: Person) -> None:
    project = maker.project()
    told = upload(maker, project, film([plain((n, 90, 90), 3840, 2160) for n in range(12)], sound=tone(0.4)))
    assert (told["width"], told["height"], told["seconds"]) == (1280, 720, 0.4)


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (CLIP[: len(CLIP) // 2], 422, "unknown_file"),
        (film([plain((9, 9, 9), 4352, 64)] * 2), 413, "clip_too_large"),
        (film(times=[0, 3000, 3001], rate=1), 413, "clip_too_large"),
        (b"\0\0\0\x18ftypmp42" + bytes(50), 422, "unknown_file"),
    ],
    ids=["cut", "wide", "long", "empty"],
)
def test_what_is_no_good_video_is_refused_with_a_sentence(
    maker: Person, server: Server, data: bytes, status: int, code: str
) -> None:
    project = maker.project()
    told = upload(maker, project, data, "dog.mp4", status)
    assert told["code"] == code and told["message"].endswith(".")
    assert maker.get(f"/api/projects/{project}/assets")["items"] == [] and files_of(server, project) == []
