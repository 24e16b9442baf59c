"""kill -9 while words are spoken, mixed and encoded: what comes after is whole, and nothing was said twice."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import av
import numpy as np
import pytest

from tests.people import Person
from tests.servers import DRAWING, Place
from tests.speaking import SpeechServer

FILE = {"format": "mp4", "quality": "draft"}  # which comes by itself, too
SECONDS = 8.0
PATIENCE_SECONDS = 60.0
RATE = 48_000


@pytest.fixture
def speaker() -> Iterator[SpeechServer]:
    with SpeechServer() as running:
        yield running


def is_mixing(data: Path) -> bool:
    """A child writes pieces, and no sound is there yet."""
    return bool(list(data.glob("pieces/*/*/*.part"))) and not list(data.glob("pieces/*/*/*.m4a"))


def is_encoding(data: Path) -> bool:
    """The sound is there, and pictures are still encoded."""
    return bool(list(data.glob("pieces/*/*/*.m4a")))


def killed(place: Place, when: Callable[[Path], bool]) -> None:
    """Let a worker begin, and end it as a crash does as soon as that is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with place.worker() as doomed:
        while not when(place.folder / "data"):
            assert doomed.child.poll() is None and time.monotonic() < deadline, "it did not come so far"
            time.sleep(0.005)  # the machine has other work, which we wait for
        doomed.kill()


def whole_files(data: Path) -> list[Path]:
    """All files that can be served or taken up again: each can be decoded to its end."""
    found = [path for path in data.rglob("*") if path.is_file() and ".part" not in path.name]
    for path in found:
        with av.open(str(path)) as file:
            assert sum(1 for packet in file.demux() for _ in packet.decode()) > 0, path
    return found


def assert_whole(path: Path) -> None:
    """Pictures and sound are as long as the video, and music is heard from its beginning to its end."""
    with av.open(str(path)) as file:
        assert sum(1 for _ in file.decode(video=0)) == SECONDS * 30
    with av.open(str(path)) as file:
        heard = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)
    assert heard.shape[1] / RATE == pytest.approx(SECONDS, abs=0.05)
    seconds = np.abs(heard[:, : int(SECONDS - 1) * RATE]).max(axis=0).reshape(-1, RATE).max(axis=1)
    assert (seconds > 0.01).all() and np.abs(heard).max() < 1


@pytest.mark.timeout(600)  # five processes begin, one after another
def test_after_kills_at_any_moment_the_file_is_whole_and_no_line_was_spoken_twice(
    tmp_path: Path, migrated: Place, speaker: SpeechServer
) -> None:
    settings = {"SPEECH_BASE_URL": speaker.base_url, "LEASE_SECONDS": "1", **DRAWING}
    place, data = migrated.copied(tmp_path, settings), tmp_path / "data"
    lines = [f"{word} to the harbour {uuid4().hex[:6]}." for word in ("Welcome", "Come", "Walk")]
    with place.server(EMBEDDED_WORKER="0") as server, Person.at(server, "crashed") as person:
        project = person.project()
        tracks = {
            "voice": {"type": "voice", "scene": "intro", "text": " ".join(lines)},
            "music": {"type": "music", "mood": "calm"},
        }
        operations = [
            {"op": "replace", "path": "/scenes/intro/duration", "value": SECONDS},
            {"op": "add", "path": "/audio", "value": {"captions": True, "tracks": tracks}},
        ]
        person.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": operations})
        job = person.post(f"/api/projects/{project}/renders", FILE, 202)["id"]
        speaker.will(lines[1], "never")
        killed(place, lambda data: speaker.asked[lines[1]] == 1)
        for moment in (is_mixing, is_encoding):
            killed(place, moment)
            assert whole_files(data) and person.get(f"/api/jobs/{job}")["status"] == "running"
            assert person.http.get(f"/api/jobs/{job}/file").status_code == 404
        with place.worker():
            assert person.job_ended(job)["status"] == "ready"
        file = tmp_path / "file.mp4"
        file.write_bytes(person.http.get(f"/api/jobs/{job}/file").content)
    assert [speaker.asked[line] for line in lines] == [1, 2, 1]  # the second broke off in the middle of its words
    assert all(len(keys) == 1 for keys in speaker.keys.values())  # and was the same wish, to the server
    assert_whole(file)
    assert sum(path.suffix == ".flac" for path in whole_files(data)) == len(lines)
