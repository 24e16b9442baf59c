"""Whatever is uploaded, it costs the server neither its memory nor its life."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.common.errors import ChatError
from tests.people import Person
from tests.servers import Server
from tests.videos.world import flat_png
from videos.clips.clip_limits import MOST_CLIP_BYTES, BadClip, ClipTooLarge
from videos.files import uploading
from videos.rendering.picture_limits import LONGEST_SIDE, PicturesBusy, PictureTooHard
from videos.rendering.pool import ROOT, Pool
from videos.rendering.render_parent import Busy, RenderFailed
from videos.rendering.tasks import Redraw
from videos.sound.recording_limits import NoSound, RecordingsBusy, RecordingTooHard

needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to look at processes in")
MOST_MB = 100


def upload(person: Person, project: str, data: bytes) -> httpx.Response:
    return person.http.post(f"/api/projects/{project}/assets", files={"file": ("a.png", data, "image/png")})


def peak_mb(process: int) -> int:
    (line,) = [each for each in Path(f"/proc/{process}/status").read_text().splitlines() if each.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def children(process: int) -> list[int]:
    """The render children of a server."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):
            found += [int(child) for child in (task / "children").read_text().split()]
    return [child for child in found if b"videos.rendering.render_child" in command_of(child)]


def command_of(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


@needs_proc
def test_large_pictures_at_once_take_no_memory_of_the_server(maker: Person, server: Server) -> None:
    """Each of them has 64 MB when it is unpacked, and is copied twice or thrice to be drawn anew."""
    project, process = maker.project(), server.process.child.pid
    pictures = [flat_png(LONGEST_SIDE, seed) for seed in range(4)]
    before = peak_mb(process)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda picture: upload(maker, project, picture), pictures))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert peak_mb(process) - before < MOST_MB
    assert len(maker.get(f"/api/projects/{project}/assets")["items"]) == 4


def test_the_same_picture_six_times_at_once_is_one_picture(maker: Person) -> None:
    project = maker.project()
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: upload(maker, project, flat_png(64, 1)), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert maker.get(f"/api/projects/{project}/video")["version"] == 2


@needs_proc
def test_a_child_that_dies_of_a_picture_is_told_of_and_nothing_is_lost(maker: Person, server: Server) -> None:
    project, process = maker.project(), server.process.child.pid
    answers: list[httpx.Response] = []
    picture = flat_png(LONGEST_SIDE, 77)
    asking = threading.Thread(target=lambda: answers.append(upload(maker, project, picture)))
    asking.start()
    while asking.is_alive():
        for child in children(process):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    (answer,) = answers
    assert (answer.status_code, answer.json()["code"]) == (422, "picture_too_hard")
    assert answer.json()["message"].endswith(".")
    assert maker.get(f"/api/projects/{project}/assets")["items"] == []
    assert not list(Path(server.place.folder, "data", "assets", project).glob("*"))
    assert upload(maker, project, picture).status_code == 201


SMALL_CHILD = (
    "from videos.rendering import render_child, tasks; tasks.Redraw.memory_bytes = 250 * 2**20; render_child.main()"
)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit on address space")
def test_a_child_that_runs_out_of_memory_says_so_and_goes_on(tmp_path: Path) -> None:
    small, large, output = tmp_path / "small", tmp_path / "large", tmp_path / "output"
    small.write_bytes(flat_png(64, 1))
    large.write_bytes(flat_png(LONGEST_SIDE, 1))
    child = subprocess.Popen(
        [sys.executable, "-c", SMALL_CHILD], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin and child.stdout
    said = []
    with child:
        for source in (small, large, small):
            task = Redraw(str(output), str(source))
            child.stdin.write(json.dumps({"seconds": 20, **task.to_json()}) + "\n")
            child.stdin.flush()
            said.append(json.loads(child.stdout.readline()))
        child.stdin.close()
    assert [next(iter(each)) for each in said] == ["done", "error", "done"]
    assert said[1]["error"]["code"] == "out_of_memory"


async def test_who_would_wait_too_long_is_refused_at_once() -> None:
    pool = Pool(size=0, nice=0, most_waiting=0)
    with pytest.raises(Busy):
        await pool.run(Redraw("output", "source"), 1)


def failing(error: RenderFailed) -> Callable[[str, str], Any]:
    async def redraw(source: str, output: str, longest: int) -> None:
        raise error

    return redraw


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Busy(), PicturesBusy),
        (RenderFailed("timeout", "Too slow."), PictureTooHard),
        (RenderFailed("out_of_memory", "Too large."), PictureTooHard),
        (RenderFailed("disk_full", "Full."), OSError),
    ],
)
def test_each_failure_of_a_child_has_its_own_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, failure: RenderFailed, expected: type[Exception]
) -> None:
    monkeypatch.setattr(uploading, "redraw", failing(failure))
    with pytest.raises(expected) as told, uploading.redrawn([b"x"], 1, tmp_path):
        pass
    assert not isinstance(told.value, ChatError) or told.value.message.endswith(".")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Busy(), RecordingsBusy),
        (RenderFailed("timeout", "Too slow."), RecordingTooHard),
        (RenderFailed("no_sound", "There is none."), NoSound),
        (RenderFailed("bad_clip", "It is broken."), BadClip),
        (RenderFailed("disk_full", "Full."), OSError),
    ],
)
def test_failures_of_recordings_and_videos_are_told_as_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, failure: RenderFailed, expected: type[Exception]
) -> None:
    async def reencode(source: str, output: str, poster: str) -> Any:
        raise failure

    monkeypatch.setattr(uploading, "reencode", reencode)
    with pytest.raises(expected), uploading.reencoded([b"x"], 1, tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_is_too_heavy_is_not_even_written(tmp_path: Path) -> None:
    with pytest.raises(ClipTooLarge), uploading.reencoded([b"x"], MOST_CLIP_BYTES + 1, tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
