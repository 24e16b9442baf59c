"""Rendering from outside: real children, real files."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import av
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.cases import case, needs_cases
from tests.videos.pictures import frames as drawn_pictures
from tests.videos.samples import scene, video
from videos.document.document import MAX_LONG_SIDE, MAX_SHORT_SIDE, parse_document
from videos.gallery.video_templates import template_named
from videos.rendering.pieces import pieces_of
from videos.rendering.pool import ROOT, Budget, close_pools, pools
from videos.rendering.render_job import HEIGHTS, Format, Quality, RenderJob, frames_of, height_of
from videos.rendering.render_parent import Progress, RenderFailed, RenderResult, render
from videos.rendering.tasks import Draw, WriteLottie

RED = {"kind": "solid", "color": "#ff0000"}
NIGHT = {"kind": "linear", "angle": 90, "colors": ["#05061a", "#1b1540"]}
FIREWORK = {"type": "particles", "effect": "firework", "count": 40}
PATIENCE_SECONDS = 60  # on a busy machine; `long` takes minutes on an idle one
FORMATS: tuple[Format, ...] = get_args(Format)
QUALITIES: tuple[Quality, ...] = get_args(Quality)
TITLE = {"type": "text", "text": "Hello", "size": 60}


def short(**fields: Any) -> dict[str, Any]:
    """One second, ten frames."""
    return parse_document(video({"a": scene({"t": TITLE}, **fields)})).to_json()


def long() -> dict[str, Any]:
    """Two minutes in full size: nobody waits for it."""
    scenes = {"a": scene({"f": FIREWORK}, duration=120.0)}
    return parse_document(video(scenes, width=1920, height=1080, fps=60)).to_json()


async def rendered(path: Path, document: dict[str, Any] | None = None, **fields: Any) -> RenderResult:
    return await render(RenderJob(document or short(), str(path), **{"height": 180, **fields}), lambda progress: None)


def pictures(path: Path) -> list[Any]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


async def test_an_mp4_has_the_size_the_frames_and_the_colour_tags_of_its_document(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    job = RenderJob(short(), str(tmp_path / "v.mp4"), height=180)
    result = await render(job, lambda told: seen.append((told.frame, told.of)))
    assert (result.frames, result.seconds, result.warnings) == (10, 1.0, [])
    assert seen == [(frame, 10) for frame in range(1, 11)]
    assert result.bytes == (tmp_path / "v.mp4").stat().st_size
    with av.open(result.path) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.width, context.height, context.pix_fmt) == (320, 180, "yuv420p")
        assert (context.name, stream.average_rate) == ("h264", 10)
        tags = [int(tag) for tag in (context.colorspace, context.color_primaries, context.color_trc)]
        assert tags == [1, 1, 1] and int(context.color_range) == 1
        assert len(list(container.decode(video=0))) == 10


async def test_an_mp4_can_be_played_before_it_is_all_there(tmp_path: Path) -> None:
    data = Path((await rendered(tmp_path / "v.mp4")).path).read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


async def test_the_picture_in_the_file_is_what_was_drawn(tmp_path: Path) -> None:
    await rendered(tmp_path / "v.mp4", short(background=RED))
    picture = pictures(tmp_path / "v.mp4")[5].astype(int)
    assert np.abs(picture[10, 10] - [255, 0, 0]).max() < 12  # wrong colour matrices would show here
    white = picture.min(axis=2) > 200
    rows, columns = np.nonzero(white)
    assert white.sum() > 300 and columns.min() > 8 and columns.max() < 312 and rows.min() > 8 and rows.max() < 172


async def test_dark_gradients_have_a_little_noise_against_bands(tmp_path: Path) -> None:
    await rendered(tmp_path / "v.mp4", short(background=NIGHT), quality="high")
    row = pictures(tmp_path / "v.mp4")[0][20, :, 2].astype(int)
    assert 0 < np.ptp(row) <= 12


async def test_children_draw_one_video_after_another(tmp_path: Path) -> None:
    for name in ("event", "before-after", "event"):
        document = template_named(name).document().to_json()
        assert (await rendered(tmp_path / f"{name}.mp4", document, quality="draft")).warnings == []


@pytest.mark.parametrize(("format", "codec"), [("webm", "vp9"), ("gif", "gif")])
async def test_other_formats_hold_the_same_frames(tmp_path: Path, format: Any, codec: str) -> None:
    result = await rendered(tmp_path / "v", short(background=RED), format=format)
    with av.open(result.path) as container:
        assert container.streams.video[0].codec_context.name == codec
    shown = pictures(tmp_path / "v")
    assert len(shown) == result.frames == 10
    assert shown[5][90, 10, 0] > 200 and shown[5][90, 10, 1] < 60


async def test_lottie_is_the_compiled_json(tmp_path: Path) -> None:
    result = await rendered(tmp_path / "v.json", format="lottie")
    lottie = json.loads(Path(result.path).read_text())
    assert (lottie["w"], lottie["h"], lottie["fr"], lottie["op"]) == (320, 180, 10, 10)


@pytest.mark.parametrize(
    ("size", "format", "quality", "expected"),
    [
        ((1280, 720, 60), "mp4", "standard", (1280, 720, 60)),
        ((1280, 720, 60), "mp4", "draft", (640, 360, 30)),
        ((1080, 1920, 24), "webm", "draft", (360, 640, 24)),
        ((1080, 1080, 30), "mp4", "high", (1080, 1080, 30)),
        ((1280, 720, 30), "gif", "standard", (640, 360, 20)),
        ((320, 180, 10), "mp4", "draft", (640, 360, 10)),
        ((1280, 720, 30), "mp4", "high", (1920, 1080, 30)),
        ((1918, 1078, 30), "mp4", "draft", (640, 360, 30)),
        ((1920, 100, 30), "mp4", "high", (1920, 100, 30)),
        ((100, 1500, 30), "webm", "standard", (128, 1920, 30)),
        ((1920, 822, 30), "mp4", "standard", (1682, 720, 30)),
    ],
)
def test_a_quality_has_a_size_with_even_sides(size: Any, format: Any, quality: Any, expected: Any) -> None:
    width, height, fps = size
    frames = frames_of(parse_document(video(width=width, height=height, fps=fps)), format, quality)
    assert (frames.width, frames.height, frames.fps) == expected
    assert frames.count == frames.fps


EVEN = st.integers(8, 960).map(lambda half: 2 * half)


@given(EVEN, EVEN, st.sampled_from(FORMATS), st.sampled_from(QUALITIES), st.sampled_from([None, *HEIGHTS]))
def test_no_frame_is_larger_than_a_document_may_be(
    width: int, height: int, format: Format, quality: Quality, side: int | None
) -> None:
    assume(min(width, height) <= MAX_SHORT_SIDE)
    frames = frames_of(parse_document(video(width=width, height=height)), format, quality, side)
    short, long = sorted((frames.width, frames.height))
    assert long <= MAX_LONG_SIDE and short <= MAX_SHORT_SIDE
    assert short >= 16 and short % 2 == long % 2 == 0
    asked = side or height_of(format, quality) or min(width, height)
    assert short == asked or long == MAX_LONG_SIDE  # as large as was asked, or as it can be
    stretched = frames.width * height / (frames.height * width)
    assert abs(stretched - 1) <= 1 / short + 1 / long  # no side is off by more than a pixel


@pytest.mark.parametrize("size", [(1920, 16), (16, 1920), (1920, 100), (16, 16), (1920, 1080)])
@pytest.mark.parametrize("format", FORMATS)
async def test_every_shape_of_a_document_is_rendered(tmp_path: Path, size: tuple[int, int], format: Format) -> None:
    document = {**short(duration=0.2), "width": size[0], "height": size[1]}
    result = await rendered(tmp_path / "v", document, format=format, quality="high", height=None)
    assert result.bytes > 0
    if format != "lottie":
        frames = frames_of(parse_document(document), format, "high")
        assert pictures(tmp_path / "v")[0].shape == (frames.height, frames.width, 3)


@needs_cases
async def test_the_banner_that_was_reported_is_rendered(tmp_path: Path) -> None:
    told = json.loads(case("text.json"))["very_wide"]
    document = {**short(duration=0.2), "width": told["width"], "height": told["height"]}
    await rendered(tmp_path / "v", document, height=None, **told["render"])
    assert pictures(tmp_path / "v")[0].shape == (told["height"], told["width"], 3)


async def test_what_cannot_be_drawn_is_told(tmp_path: Path) -> None:
    document = parse_document(video({"a": scene({"t": {**TITLE, "text": "Hi 𓀀"}})})).to_json()
    assert "𓀀" in (await rendered(tmp_path / "v.mp4", document)).warnings[0]


async def failure(path: Path, document: dict[str, Any], **fields: Any) -> RenderFailed:
    with pytest.raises(RenderFailed) as caught:
        await rendered(path, document, **fields)
    assert not path.exists()
    return caught.value


async def test_an_invalid_document_is_refused_with_its_sentence(tmp_path: Path) -> None:
    error = await failure(tmp_path / "v.mp4", {**short(), "fps": 99})
    assert (error.code, error.message) == ("invalid_document", "/fps: must be at most 60; got 99.")


async def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    error = await failure(tmp_path / "missing" / "v.mp4", short())
    assert error.code == "cannot_write"


async def test_a_render_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    error = await failure(tmp_path / "v.mp4", long(), time_limit_s=1.5)
    assert error.code == "timeout"


async def started(path: Path) -> tuple[asyncio.Task[RenderResult], set[int]]:
    """A long render that has told of its first frame, and the numbers of its processes."""
    drawing = asyncio.Event()
    before = children()
    task = asyncio.create_task(render(RenderJob(long(), str(path)), lambda progress: drawing.set()))
    await asyncio.wait({task, asyncio.ensure_future(drawing.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
    return task, children() - before


def children() -> set[int]:
    """The processes that this one has started and that still are, by what the system says."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return {int(row[0]) for row in rows if int(row[1]) == os.getpid() and "videos.rendering" in row[2]}


@pytest.fixture(autouse=True)
async def no_child_outlives_its_test() -> AsyncIterator[None]:
    yield
    await close_pools()


async def test_cancelling_ends_the_children_in_the_middle_and_leaves_no_file(tmp_path: Path) -> None:
    task, busy = await started(tmp_path / "v.mp4")
    task.cancel()
    async with asyncio.timeout(PATIENCE_SECONDS):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert busy and not busy & children()
    assert list(tmp_path.iterdir()) == []


async def test_a_killed_child_is_a_failed_render(tmp_path: Path) -> None:
    task, busy = await started(tmp_path / "v.mp4")
    os.kill(min(busy), 9)
    with pytest.raises(RenderFailed) as caught:
        await task
    assert caught.value.code == "crashed" and "SIGKILL" in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_child_whose_stdin_closes_leaves_in_the_middle_and_removes_its_file(tmp_path: Path) -> None:
    document = parse_document(long())
    task = Draw(str(tmp_path / "v"), document.to_json(), {}, frames_of(document, "mp4", "high"), "mp4", "high")
    command = [sys.executable, "-m", "videos.rendering.render_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdin and child.stdout
        child.stdin.write(json.dumps({"seconds": 100, **task.to_json()}) + "\n")
        child.stdin.flush()
        assert json.loads(child.stdout.readline())["frame"] == 1
        child.stdin.close()
        assert child.wait(PATIENCE_SECONDS) == 3
    assert list(tmp_path.iterdir()) == []


def test_the_child_does_not_need_django_nor_secrets() -> None:
    code = "import sys, videos.rendering.render_child; print([m for m in sys.modules if m.startswith('django')])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env={})
    assert found.stdout.strip() == "[]"


async def test_scenes_fade_into_each_other_in_the_file(tmp_path: Path) -> None:
    blue = scene(background={"kind": "solid", "color": "#0000ff"}, transition={"kind": "fade", "duration": 1.0})
    document = parse_document(video({"a": scene(background=RED), "b": blue})).to_json()
    await rendered(tmp_path / "v.mp4", document)
    shown = pictures(tmp_path / "v.mp4")
    assert len(shown) == 20
    red, _, blue_level = (int(level) for level in shown[15][90, 160])
    assert 80 < red < 180 and 80 < blue_level < 180


async def test_a_firework_in_the_file_is_bright_on_a_dark_sky(tmp_path: Path) -> None:
    show = scene({"f": {**FIREWORK, "bursts": 1}}, background=NIGHT, duration=1.6)
    await rendered(tmp_path / "v.mp4", parse_document(video({"a": show})).to_json())
    shown = pictures(tmp_path / "v.mp4")
    assert shown[0].max() < 110 and shown[9].max() > 220 and np.median(shown[9]) < 80


COLOURS = ["#ff0000", "#00ff00", "#0000ff"]


def three_scenes(*kinds: str, middle: str = "Middle", first: float = 1.0) -> dict[str, Any]:
    """Three scenes of about a second, each coming in as told."""
    scenes = {
        f"s{index}": scene(
            {"t": {**TITLE, "text": middle if index == 1 else f"Scene {index}"}},
            background={"kind": "solid", "color": COLOURS[index]},
            transition={"kind": kind, "duration": 0.5},
            duration=first if index == 0 else 1.0,
        )
        for index, kind in enumerate(kinds)
    }
    return parse_document(video(scenes)).to_json()


@pytest.mark.parametrize("kinds", [("fade", "fade", "fade"), ("none", "slide", "wipe"), ("none", "none", "slide")])
async def test_joined_pieces_show_what_the_whole_video_shows(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    document = three_scenes(*kinds)
    result = await rendered(tmp_path / "v.mp4", document, quality="high")
    shown = pictures(tmp_path / "v.mp4")
    drawn = drawn_pictures(parse_document(document), *range(30))
    assert result.frames == len(shown) == 30
    for index in range(30):
        off = np.abs(shown[index].astype(int) - drawn[index])
        assert off.mean() < 6, f"frame {index} is another one"


@pytest.mark.parametrize("format", ["mp4", "webm"])
async def test_a_joined_file_has_every_frame_at_its_time_and_can_be_entered_at_each_piece(
    tmp_path: Path, format: Any
) -> None:
    await rendered(tmp_path / "v", three_scenes("none", "fade", "slide"), format=format)
    with av.open(str(tmp_path / "v")) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        decoding = [packet.dts for packet in packets]
        assert decoding == sorted(set(decoding)) and all(packet.pts >= packet.dts for packet in packets)
        keys = [round(float(packet.pts * packet.time_base) * 10) for packet in packets if packet.is_keyframe]
        assert keys == [0, 10, 15, 20, 25]
    with av.open(str(tmp_path / "v")) as container:
        times = [round(frame.time * 10) for frame in container.decode(video=0)]
    assert times == list(range(30))


async def test_only_what_changed_is_drawn_again(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")

    async def frames_kept(document: dict[str, Any]) -> int:
        return (await rendered(tmp_path / "v.mp4", document, cache=cache)).reused

    assert await frames_kept(three_scenes("none", "none", "fade")) == 0
    assert await frames_kept(three_scenes("none", "none", "fade")) == 30
    # The fading in of the third scene is seen over the second one.
    assert await frames_kept(three_scenes("none", "none", "fade", middle="New")) == 15
    assert await frames_kept(three_scenes("none", "none", "fade", middle="New", first=0.7)) == 20
    moved = three_scenes("none", "none", "none", middle="New")
    moved["scene_order"].reverse()
    assert await frames_kept({**moved, "title": "Another"}) == 20


async def test_a_render_goes_on_where_a_killed_one_was(tmp_path: Path) -> None:
    document = parse_document(video({"a": scene(duration=6.0), "b": scene({"f": FIREWORK}, duration=20.0)})).to_json()
    cache = tmp_path / "cache"

    def drawn(progress: Progress) -> None:
        if list(cache.glob("*/*.mp4")):
            task.cancel()

    job = RenderJob(document, str(tmp_path / "v.mp4"), height=360, cache=str(cache))
    task = asyncio.create_task(render(job, drawn))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not (tmp_path / "v.mp4").exists() and not list(cache.glob("*/*.part"))
    told: list[Progress] = []
    result = await render(job, told.append)
    assert result.reused >= 30 and result.reused == told[0].frame
    assert result.frames == 260 == len(pictures(tmp_path / "v.mp4"))


async def test_pieces_keep_what_they_had_to_tell(tmp_path: Path) -> None:
    document = parse_document(video({"a": scene({"t": {**TITLE, "text": "Hi 𓀀"}})})).to_json()
    for _ in range(2):
        assert "𓀀" in (await rendered(tmp_path / "v.mp4", document, cache=str(tmp_path / "cache"))).warnings[0]


def test_every_frame_belongs_to_one_piece() -> None:
    for fps, durations in [(24, (1.01, 0.33, 2.5)), (30, (0.1, 7.77, 0.1)), (7, (0.1, 0.1, 0.1)), (60, (11.0, 3, 1))]:
        scenes = {
            f"s{i}": scene(duration=seconds, transition={"kind": "fade", "duration": 0.27})
            for i, seconds in enumerate(durations)
        }
        document = parse_document(video(scenes, fps=fps))
        frames = frames_of(document, "mp4", "standard")
        assert sum(piece.frames.count for piece in pieces_of(document, frames, "mp4", "standard")) == frames.count


async def test_a_poster_is_one_picture(tmp_path: Path) -> None:
    result = await rendered(tmp_path / "v.png", three_scenes("none", "none", "none", first=3.0), format="png")
    (shown,) = pictures(tmp_path / "v.png")
    assert result.frames == 1 and shown.shape == (180, 320, 3)
    assert list(shown[10, 10]) == [255, 0, 0]


async def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    """The device that is always full stands where the file would."""
    output, document = tmp_path / "full", parse_document(short())
    frames = frames_of(document, "mp4", "standard")
    formats: list[Any] = ["mp4", "webm", "gif", "png"]
    drawing = [Draw(str(output), document.to_json(), {}, frames, each, "standard") for each in formats]
    for task in (WriteLottie(str(output), short(), {}), *drawing):
        output.symlink_to("/dev/full")
        with pytest.raises(RenderFailed) as caught:
            await pools().videos.run(task, Budget(20))
        assert caught.value.code == "disk_full" and "Free some space, then retry" in caught.value.message
        assert not output.is_symlink()
