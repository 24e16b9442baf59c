"""Words spoken by a server: each line once, whatever breaks on the way, and heard in the file that is made."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import av
import numpy as np
import pysubs2
import pytest

from tests.people import Person
from tests.servers import DRAWING, Place
from tests.speaking import SpeechServer, seconds_of
from videos.sound.cues import AFTER_VOICE, BEFORE_VOICE, BETWEEN_LINES

DRAFT = {"format": "mp4", "quality": "draft"}


@pytest.fixture(scope="module")
def speaker() -> Iterator[SpeechServer]:
    with SpeechServer() as running:
        yield running


def speaking(folder: Path, migrated: Place, speaker: SpeechServer) -> Place:
    return migrated.copied(folder, {"SPEECH_BASE_URL": speaker.base_url, "SPEECH_API_KEY": "sk-speech-secret"})


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory, migrated: Place, speaker: SpeechServer) -> Iterator[Person]:
    """Somebody at a server of their own, for whom the scripted speech server speaks."""
    place = speaking(tmp_path_factory.mktemp("speech"), migrated, speaker)
    with place.server(**DRAWING) as server, Person.at(server, "speaker") as someone:
        yield someone


@pytest.fixture
def lines() -> list[str]:
    """Two lines that no other test says."""
    return [f"Welcome to shop {uuid4().hex[:6]}.", f"Fresh bread at {uuid4().hex[:6]} every morning."]


def patch(person: Person, project: str, *operations: tuple[str, Any]) -> Any:
    told = [{"op": "add", "path": path, "value": value} for path, value in operations]
    return person.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": told})


def voice(text: str, scene: str = "intro", **more: Any) -> dict[str, Any]:
    return {"type": "voice", "scene": scene, "text": text, **more}


def say(person: Person, project: str, lines: list[str], *more: tuple[str, Any]) -> Any:
    patch(person, project, ("/audio/tracks/voice-1", voice(" ".join(lines))), *more)
    return spoken(person, project)


def spoken(person: Person, project: str) -> Any:
    """The newest speech job, once it is over."""
    newest = person.get(f"/api/projects/{project}/jobs?kind=speech")["items"][0]
    return person.job_ended(newest["id"])


def heard(person: Person, job: str, path: Path) -> np.ndarray[Any, Any]:
    """What is heard in the file of a job, once it is made: samples of 1/48,000 s."""
    assert person.job_ended(job)["status"] == "ready"
    path.write_bytes(person.http.get(f"/api/jobs/{job}/file").content)
    with av.open(str(path)) as file:
        if not file.streams.audio:
            return np.zeros(0)
        return np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])


def files(place: Place, project: str) -> list[str]:
    return sorted(path.suffix for path in (place.folder / "data" / "speech" / project).rglob("*") if path.is_file())


def test_a_voice_is_spoken_line_by_line_and_heard_in_time(
    person: Person, speaker: SpeechServer, lines: list[str], tmp_path: Path
) -> None:
    project = person.project()
    job = say(person, project, lines, ("/scenes/intro/duration", 2.0), ("/audio/captions", True))
    assert (job["status"], job["lines"], job["progress"]) == ("ready", 2, 1.0)
    assert [speaker.asked[line] for line in lines] == [1, 1] and speaker.keys[lines[0]] != speaker.keys[lines[1]]
    assert {(each["response_format"], each["voice"]) for each in speaker.bodies} == {("wav", "alloy")}
    assert files(person.server.place, project) == [".flac", ".flac"]

    video = person.get(f"/api/projects/{project}/video")  # the scene was too short for its voice
    needed = BEFORE_VOICE + sum(map(seconds_of, lines)) + BETWEEN_LINES + AFTER_VOICE
    assert video["document"]["scenes"]["intro"]["duration"] == pytest.approx(needed, abs=0.25)
    newest = person.get(f"/api/projects/{project}/video/versions")["items"][-1]
    assert newest["summary"] == "Scene 1 lasts as long as its voice" and newest["author"]["kind"] == "system"

    asked = person.post(f"/api/projects/{project}/renders", DRAFT, 202)
    path = tmp_path / "file.mp4"
    starts = cue_starts(np.abs(heard(person, asked["id"], path)))
    told = person.get(f"/api/projects/{project}/sound")
    assert told["voice"] == {"is_there": True, "heard_by": "127.0.0.1", "usual": "alloy", "how_to_get_one": None}
    (scene,) = told["scenes"]
    assert [line["start"] for line in scene["lines"]] == pytest.approx(starts, abs=0.08)
    assert scene["is_spoken"] and scene["seconds"] == pytest.approx(needed, abs=0.25)
    assert person.get(f"/api/jobs/{asked['id']}")["warnings"] == []
    with av.open(str(path)) as file:
        words = [packet.decode() for packet in file.demux(subtitles=0)]
    assert [bytes(each[0].dialogue).decode() for each in words if each] == lines
    for form, reader in (("srt", "srt"), ("vtt", "vtt")):
        captions = person.http.get(f"/api/projects/{project}/captions.{form}").text
        read = pysubs2.SSAFile.from_string(captions, reader)
        assert [each.text for each in read] == lines
        assert [each.start / 1000 for each in read] == pytest.approx(starts, abs=0.08)
    # what was said before is not spoken again, wherever it is said
    patch(person, project, ("/audio/tracks/voice-1/text", " ".join(reversed(lines))))
    assert spoken(person, project)["status"] == "ready" and [speaker.asked[line] for line in lines] == [1, 1]


def cue_starts(sound: np.ndarray[Any, Any]) -> list[float]:
    """The seconds at which it gets loud after silence."""
    windows = sound[: sound.size // 480 * 480].reshape(-1, 480).max(axis=1) > 0.02
    starts = (at for at in range(1, windows.size) if windows[at] and not windows[max(0, at - 8) : at].any())
    return [at / 100 for at in starts]


def test_what_breaks_is_asked_for_again_and_nothing_half_is_kept(
    person: Person, speaker: SpeechServer, lines: list[str]
) -> None:
    project = person.project()
    speaker.will(lines[0], "half", "cut")
    speaker.will(lines[1], (429, "Slow down."), (503, "Later."))
    assert say(person, project, lines)["status"] == "ready"
    assert [speaker.asked[line] for line in lines] == [3, 3]
    assert all(len(speaker.keys[line]) == 1 for line in lines)  # the same wish, to the server
    assert files(person.server.place, project) == [".flac", ".flac"]


def test_a_refusal_ends_it_in_the_servers_sentence_and_the_file_comes_without_the_voice(
    person: Person, speaker: SpeechServer, lines: list[str], tmp_path: Path
) -> None:
    project = person.project()
    speaker.will(lines[1], (401, "The key sk-speech-secret is spent."))
    job = say(person, project, lines)
    assert (job["status"], job["error"]["code"]) == ("failed", "speech_refused_credentials")
    assert "is spent." in job["error"]["message"] and "secret" not in job["error"]["message"]
    assert [speaker.asked[line] for line in lines] == [1, 1]
    asked = person.post(f"/api/projects/{project}/renders", {**DRAFT, "version": 2}, 202)
    assert np.abs(heard(person, asked["id"], tmp_path / "half.mp4")[-48_000:]).max() < 0.01
    (warning,) = person.get(f"/api/jobs/{asked['id']}")["warnings"]
    assert warning.startswith("The voice of scene 1 is missing: ") and "is spent." in warning
    again = person.post(f"/api/projects/{project}/sound/speech", status=202)  # now that the key is right
    assert person.job_ended(again["id"])["status"] == "ready"
    assert person.post(f"/api/projects/{project}/sound/speech", status=409)["code"] == "nothing_to_speak"
    assert [speaker.asked[line] for line in lines] == [1, 2]
    assert person.get(f"/api/jobs/{asked['id']}")["error"]["code"] == "file_removed"
    again = person.post(f"/api/projects/{project}/renders", {**DRAFT, "version": 2}, 202)
    assert np.abs(heard(person, again["id"], tmp_path / "again.mp4")).max() > 0.1


def test_an_undone_stretch_stays_undone_and_is_told(person: Person, speaker: SpeechServer, lines: list[str]) -> None:
    project = person.project()
    say(person, project, lines, ("/scenes/intro/duration", 1.0))
    person.post(f"/api/projects/{project}/video/undo", {"version": 3})
    assert person.get(f"/api/projects/{project}/video")["document"]["scenes"]["intro"]["duration"] == 1.0
    asked = person.post(f"/api/projects/{project}/renders", DRAFT, 202)
    assert any("goes on for" in each for each in person.job_ended(asked["id"])["warnings"])
    copy = person.post(f"/api/projects/{project}/duplicate", {}, 201)["id"]
    asked = person.post(f"/api/projects/{copy}/renders", DRAFT, 202)
    assert person.job_ended(asked["id"])["status"] == "ready"
    assert [speaker.asked[line] for line in lines] == [1, 1]  # a copy has its own files of the same


def test_without_a_voice_the_render_says_how_to_get_one(filmmaker: Person, lines: list[str]) -> None:
    project = filmmaker.project()
    patch(filmmaker, project, ("/audio/tracks/voice-1", voice(lines[0])))
    assert filmmaker.get(f"/api/projects/{project}/jobs?kind=speech")["items"] == []
    made = filmmaker.job_ended(filmmaker.post(f"/api/projects/{project}/renders", DRAFT, 202)["id"])
    assert made["status"] == "ready" and "`make voice`" in made["warnings"][0]
    told = filmmaker.get(f"/api/projects/{project}/sound")
    assert "`make voice`" in told["voice"]["how_to_get_one"] and not told["scenes"][0]["is_spoken"]
    piece = told["music"][0]["pieces"][0]["url"]
    part = filmmaker.http.get(piece, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content, part.headers["Content-Type"]) == (206, b"OggS", "audio/ogg")


def test_after_crashes_only_what_is_missing_is_spoken(
    tmp_path: Path, migrated: Place, speaker: SpeechServer, lines: list[str]
) -> None:
    place = speaking(tmp_path, migrated, speaker)
    place.settings["LEASE_SECONDS"] = "1"
    with place.server(EMBEDDED_WORKER="0") as server, Person.at(server, "crashed") as person:
        project = person.project()
        patch(person, project, ("/audio/tracks/voice-1", voice(" ".join(lines))))
        for point in ("after_spoken_line", "before_speech_ready"):
            with place.worker(FAILPOINTS=f"{point}=kill") as doomed:
                doomed.child.wait(60)
        with place.worker():
            assert spoken(person, project)["status"] == "ready"
        assert [speaker.asked[line] for line in lines] == [1, 1]
        assert files(place, project) == [".flac", ".flac"]
