"""Uploaded recordings: what comes in, what is told of it, where it may stand, and that it is heard."""

import io
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from tests.people import Person
from tests.servers import Server
from tests.videos.sound.recording_files import recorded, tone

pytestmark = pytest.mark.usefixtures("server")

SONG = recorded(tone(1.5), "mp3")


def upload(person: Person, project: str, data: bytes = SONG, name: str = "My Söng.png", status: int = 201) -> Any:
    answer = person.http.post(f"/api/projects/{project}/assets", files={"file": (name, data, "image/png")})
    assert answer.status_code == status, answer.text[:300]
    return answer.json()


def picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (40, 20), "#ff0000").save(output, "PNG")
    return output.getvalue()


def patch(person: Person, project: str, path: str, value: Any, status: int = 200) -> Any:
    operations = [{"op": "add", "path": path, "value": value}]
    return person.ask("PATCH", f"/api/projects/{project}/video", status, json={"operations": operations})


def test_a_recording_comes_back_encoded_anew_and_can_be_sought_in(maker: Person) -> None:
    project = maker.project()
    told = upload(maker, project)
    assert (told["id"], told["mime"], told["width"], told["height"]) == ("my-song", "audio/ogg", None, None)
    assert abs(told["seconds"] - 1.5) < 0.1 and max(told["waveform"]) == 100 and len(told["waveform"]) > 50
    answer = maker.http.get(told["url"])
    assert answer.headers["Content-Type"] == "audio/ogg" and len(answer.content) == told["bytes"]
    part = maker.http.get(told["url"], headers={"Range": "bytes=10-19"})
    assert part.status_code == 206 and part.content == answer.content[10:20]
    assert maker.get(f"/api/projects/{project}/assets")["items"] == [told]
    assert upload(maker, project, name="again.wav", status=200) == told
    seen = upload(maker, project, picture())
    assert (seen["width"], seen["seconds"], seen["waveform"]) == (40, None, None)
    versions = maker.get(f"/api/projects/{project}/video/versions")["items"]
    assert [each["summary"] for each in versions[-2:]] == [
        "Added the recording “My Söng.png”", "Added the picture “My Söng.png”",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"These are words. " * 500, 422, "unknown_file"),
        (SONG + b"\0" * (50 * 2**20), 413, "recording_too_large"),
    ],
    ids=["words", "heavy"],
)
def test_what_is_no_good_recording_is_refused_with_a_sentence(
    maker: Person, data: bytes, status: int, code: str
) -> None:
    project = maker.project()
    told = upload(maker, project, data, "song.mp3", status)
    assert told["code"] == code and told["message"].endswith(".")
    assert maker.get(f"/api/projects/{project}/assets")["items"] == []


def test_pictures_are_seen_and_recordings_heard(maker: Person) -> None:
    project = maker.project()
    song, red = upload(maker, project)["id"], upload(maker, project, picture(), "red.png")["id"]
    patch(maker, project, "/scenes/intro/order", [])
    place, image = "/scenes/intro/elements/red", {"type": "image", "asset": song}
    assert f"'{song}' is a recording, and only a picture" in patch(maker, project, place, image, 422)["message"]
    music = {"type": "music", "asset": red}
    assert "'red' is a picture, and only a recording" in patch(maker, project, "/audio/tracks/m", music, 422)["message"]
    patch(maker, project, "/audio/tracks/m", {**music, "asset": song})
    told = maker.ask("DELETE", f"/api/projects/{project}/assets/{song}", 409)
    assert told["code"] == "asset_in_use" and "plays" in told["message"]
    operations = [{"op": "remove", "path": "/audio/tracks/m"}]
    maker.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": operations})
    maker.ask("DELETE", f"/api/projects/{project}/assets/{song}", 204)
    document = maker.get(f"/api/projects/{project}/video")["document"]
    assert list(document["assets"]) == ["red"]


def test_it_is_heard_in_the_video_and_in_a_copy_of_it(filmmaker: Person, film_server: Server) -> None:
    project = filmmaker.project()
    song = upload(filmmaker, project)["id"]
    patch(filmmaker, project, "/scenes/intro/duration", 2)
    patch(filmmaker, project, "/audio/tracks/s", {"type": "sound", "asset": song, "start": 0.5})
    copy = str(filmmaker.post(f"/api/projects/{project}/duplicate", {}, 201)["id"])
    filmmaker.ask("DELETE", f"/api/projects/{project}", 204)
    assert filmmaker.get(f"/api/projects/{copy}/assets")["items"][0]["seconds"] > 1.4
    job = filmmaker.post(f"/api/projects/{copy}/renders", {"format": "webm", "quality": "draft"}, 202)
    done = filmmaker.job_ended(job["id"])
    assert done["status"] == "ready", done
    heard = sound_of(filmmaker.http.get(done["file"]).content)
    assert np.abs(heard[: 48_000 * 4 // 10]).max() < 0.01 < 0.1 < np.abs(heard[48_000 * 6 // 10 :]).max()
    assert list(Path(film_server.place.folder, "data", "assets", copy).glob("*.ogg"))


def sound_of(video: bytes) -> Any:
    with av.open(io.BytesIO(video)) as file:
        return np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
