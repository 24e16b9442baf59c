"""Clips in a video: each frame shows the clip's frame of its second, where and as large as a picture would stand."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.videos.clips.numbered_clips import clip_asset, clip_file, number_in, numbered
from tests.videos.pictures import frames as drawn
from tests.videos.samples import Json, scene, video
from videos.document.document import Document, parse_document
from videos.rendering.pieces import still_of
from videos.rendering.pool import close_pools
from videos.rendering.render_job import RenderJob
from videos.rendering.render_parent import RenderResult, render, still

SIZE = 320, 180
WHOLE: Json = {"x": 0, "y": 0, "w": 320, "h": 180, "fit": "fill"}
LENGTH = 60  # frames of a clip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A clip of each rate."""
    return {fps: clip_file(tmp_path_factory.mktemp("clips"), fps=fps, frames=LENGTH) for fps in (12, 25, 30)}


@pytest.fixture(autouse=True)
async def _no_children_left() -> Any:
    yield
    await close_pools()


def clip(**more: Any) -> Json:
    return {"type": "clip", "asset": "film", **WHOLE, **more}


def document(file: Path, scenes: dict[str, Json], **fields: Any) -> Document:
    return parse_document(video(scenes, assets={"film": clip_asset(file)}, **fields))


def one_scene(file: Path, duration: float = 1.0, fps: int = 10, **more: Any) -> Document:
    return document(file, {"a": scene({"film": clip(**more)}, duration=duration)}, fps=fps)


def shown_by(file: Path) -> dict[str, str]:
    return {file.stem: str(file)}


async def rendered(path: Path, document: Document, file: Path, **fields: Any) -> RenderResult:
    job = RenderJob(document.to_json(), str(path), pictures=shown_by(file), **{"height": 180, **fields})
    return await render(job, lambda progress: None)


def numbers(path: Path) -> Iterator[int]:
    with av.open(str(path)) as container:
        yield from (number_in(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0))


def wanted(second: Fraction, fps: int, trim: float = 0.0, length: int = LENGTH) -> int:
    """The frame of a clip that is `second` seconds under way."""
    return min(int((second + Fraction(str(trim))) * fps), length - 1)


PACES = [("fade", 30, 30), ("fade", 25, 30), ("fade", 12, 24), ("fade", 30, 25), ("fade", 30, 60), ("fade", 25, 7)]
WAYS = [("none", 25, 30), ("slide", 25, 30), ("wipe", 25, 30)]


@pytest.mark.parametrize(("kind", "rate", "fps"), [*PACES, *WAYS])
async def test_each_frame_shows_the_frame_of_its_second(
    files: dict[int, Path], tmp_path: Path, kind: str, rate: int, fps: int
) -> None:
    file, trim, start = files[rate], 0.3, 0.2
    come = {"kind": kind, "duration": 0.4}
    scenes = {
        "a": scene({"film": clip(trim=trim)}, duration=1.1),
        "b": scene({"film": clip(start=start)}, duration=0.9, transition=come),
    }
    await rendered(tmp_path / "v.mp4", document(file, scenes, fps=fps), file)
    seen = list(numbers(tmp_path / "v.mp4"))
    begins, overlap = Fraction(11, 10), Fraction(4, 10) if kind != "none" else Fraction(0)
    assert len(seen) == 2 * fps
    for index, number in enumerate(seen):
        second = Fraction(index, fps)
        if second < begins:
            assert number == wanted(second, rate, trim)
        elif second >= begins + max(overlap, Fraction(2, 10)):
            assert number == wanted(second - begins - Fraction(2, 10), rate)


WIDE, UPRIGHT = (1280, 720), (720, 1280)
FILES = [
    ("mp4", "draft", None, WIDE), ("mp4", "standard", None, WIDE), ("mp4", "high", None, WIDE),
    ("mp4", "standard", 480, WIDE), ("webm", "draft", None, WIDE), ("gif", "draft", None, WIDE),
    ("mp4", "draft", None, UPRIGHT), ("mp4", "draft", None, (1080, 1080)), ("mp4", "standard", 540, (864, 1080)),
]  # fmt: skip


@pytest.mark.parametrize(("format", "quality", "height", "size"), FILES)
async def test_every_quality_and_shape_shows_it(
    files: dict[int, Path], tmp_path: Path, format: Any, quality: Any, height: int | None, size: tuple[int, int]
) -> None:
    file = files[25]
    whole = {"w": size[0], "h": size[1]}
    made = document(file, {"a": scene({"film": clip(**whole)}, duration=0.5)}, width=size[0], height=size[1], fps=20)
    result = await rendered(tmp_path / "v", made, file, format=format, quality=quality, height=height)
    assert result.warnings == []
    assert list(numbers(tmp_path / "v")) == [wanted(Fraction(index, 20), 25) for index in range(10)]


async def test_pieces_of_a_long_scene_meet_without_a_seam(tmp_path: Path) -> None:
    file = clip_file(tmp_path, fps=30, frames=220)
    await rendered(tmp_path / "v.mp4", one_scene(file, duration=6.5, fps=30, trim=0.5), file, quality="draft")
    assert list(numbers(tmp_path / "v.mp4")) == [*range(15, 210)]


def test_it_plays_once_and_then_its_last_picture_stays(files: dict[int, Path]) -> None:
    file = files[30]
    made = one_scene(file, duration=4.0, trim=0.5)
    seen = [number_in(each) for each in drawn(made, 0, 10, 14, 15, 20, 39, 3, files=shown_by(file))]
    assert seen == [15, 45, 57, 59, 59, 59, 24]  # also when somebody looks back


def test_it_is_seen_from_its_start_to_its_end(files: dict[int, Path]) -> None:
    file = files[30]
    made = one_scene(file, start=0.3, end=0.7)
    assert [int(each.max()) > 100 for each in drawn(made, 1, 2, 3, 6, 7, 9, files=shown_by(file))] == [
        False, False, False, True, False, False,
    ]  # fmt: skip


fits = st.sampled_from(["cover", "contain", "fill"])


@settings(max_examples=25, deadline=None)
@given(
    fit=fits, x=st.integers(-20, 200), y=st.integers(-20, 100), w=st.integers(30, 320), h=st.integers(30, 180),
    radius=st.sampled_from([0, 12]), shadow=st.sampled_from([0.0, 0.6]), rotation=st.sampled_from([0.0, 20.0]),
    opacity=st.sampled_from([1.0, 0.5]), preset=st.sampled_from(["none", "fade", "slide_up", "zoom", "wipe"]),
)  # fmt: skip
def test_it_stands_where_a_picture_would(
    files: dict[int, Path], tmp_path_factory: pytest.TempPathFactory, **given: Any
) -> None:
    """A picture of the clip's first frame looks the same in the same box, whatever happens to the box."""
    file = files[30]
    picture = tmp_path_factory.mktemp("picture") / "bars.png"
    Image.fromarray(numbered(170, SIZE)).save(picture)
    given["enter"] = {"preset": given.pop("preset"), "duration": 0.8}
    box = {"asset": "film", **given}
    assets = {"mime": "image/png", "sha256": "0" * 64}
    still_one = parse_document(video({"a": scene({"it": {"type": "image", **box}})}, assets={"film": assets}))
    moving = document(_standing(file.parent), {"a": scene({"it": {"type": "clip", **box}})})
    known = {"0" * 64: str(picture), **shown_by(_standing(file.parent))}
    for index in (1, 4, 9):
        one, other = drawn(still_one, index, files=known)[0], drawn(moving, index, files=known)[0]
        assert np.abs(one - other).mean() < 6
        assert (np.abs(one - other).max(axis=2) > 100).mean() < 0.02  # edges only


def _standing(folder: Path) -> Path:
    """A clip whose every frame says 170."""
    path = folder / "standing"
    found = list(path.glob("*.mp4"))
    return found[0] if found else clip_file(path, frames=31, says=170)


def test_a_phones_clip_fills_a_wide_frame_from_its_middle(tmp_path: Path) -> None:
    file = clip_file(tmp_path, size=(180, 320), frames=10)
    (picture,) = drawn(one_scene(file, fit="cover", trim=0.2), 0, files=shown_by(file))
    assert number_in(picture) == 6 and np.abs(np.diff(picture[20:160, 20], axis=0)).max() < 40
    (whole,) = drawn(one_scene(file, fit="contain", trim=0.2), 0, files=shown_by(file))
    left, right = round(160 - 180 * 180 / 320 / 2), round(160 + 180 * 180 / 320 / 2)
    assert number_in(whole[:, left:right]) == 6 and whole[:, : left - 1].max() == 0 == whole[:, right + 1 :].max()


def test_its_colours_are_those_of_the_file(tmp_path: Path) -> None:
    file = clip_file(tmp_path, frames=3, colour=(200, 40, 90))
    (picture,) = drawn(one_scene(file), 0, files=shown_by(file))
    assert np.abs(picture[90, 160] - (200, 40, 90)).max() <= 4


def test_several_clips_in_one_scene_and_inside_a_component(files: dict[int, Path]) -> None:
    file = files[30]
    part = {"x": 0, "y": 0, "w": 320, "h": 180}
    inner = {"order": ["film"], "elements": {"film": clip(trim=1.0)}}
    shown = {
        "left": clip(x=0, w=160),
        "right": clip(x=160, w=160, h=90, trim=0.5, start=0.1),
        "below": {"type": "component", "component": "film", **part, "x": 160, "y": 90, "w": 160, "h": 90, "start": 0.2},
    }
    made = document(file, {"a": scene(shown)}, components={"film": inner})
    (picture,) = drawn(made, 6, files=shown_by(file))
    assert [number_in(picture[:, :160]), number_in(picture[:90, 160:]), number_in(picture[90:, 160:])] == [18, 30, 42]


async def test_a_clip_that_is_not_there_is_told_and_all_else_is_drawn(files: dict[int, Path], tmp_path: Path) -> None:
    made = one_scene(files[30])
    for pictures in ({}, {files[30].stem: str(tmp_path / "gone.mp4")}, {files[30].stem: __file__}):
        job = RenderJob(made.to_json(), str(tmp_path / "v.mp4"), height=180, pictures=pictures)
        result = await render(job, lambda progress: None)
        assert result.warnings == ["The clip 'film' cannot be read; it is left out."] and result.frames == 10


async def test_only_what_changed_is_drawn_again(files: dict[int, Path], tmp_path: Path) -> None:
    async def kept(made: Document, file: Path = files[30]) -> int:
        return (await rendered(tmp_path / "v.mp4", made, file, cache=str(tmp_path / "cache"))).reused

    def two(file: Path = files[30], **more: Any) -> Document:
        scenes = {"a": scene({"film": clip(**more)}), "b": scene({"film": clip(trim=0.5)})}
        return document(file, scenes)

    assert [await kept(two()), await kept(two())] == [0, 20]
    assert await kept(two(volume=0.3)) == 20  # what is heard changes no picture
    assert await kept(two(trim=0.1)) == 10
    assert await kept(two(files[25]), files[25]) == 0


async def test_a_still_shows_the_frame_of_its_second(files: dict[int, Path], tmp_path: Path) -> None:
    file = files[30]
    scenes = {"a": scene(duration=1.0), "b": scene({"film": clip(start=0.5, trim=0.2)}, duration=4.0)}
    made = document(file, scenes)
    for second, number in [(1.7, 12), (2.5, 36), (4.9, 59)]:
        path = tmp_path / f"{second}.png"
        await still(still_of(made, second, 320, 180), shown_by(file), str(path))
        assert number_in(np.asarray(Image.open(path))) == number


async def test_a_lottie_file_shows_the_first_picture(files: dict[int, Path], tmp_path: Path) -> None:
    file = files[30]
    result = await rendered(tmp_path / "v.json", one_scene(file, trim=0.5), file, format="lottie")
    assert result.warnings == ["A Lottie file plays no clips: of each it shows the first picture."]
    lottie = json.loads((tmp_path / "v.json").read_text())
    assert number_in(drawn(one_scene(file), 5, lottie=lottie)[0]) == 15


def test_one_raster_after_another_has_its_own_memory(files: dict[int, Path]) -> None:
    """What the rasteriser knows by an address must be forgotten with the reel that had it."""
    file = files[30]
    for turn in range(12):
        small = one_scene(file, x=0, y=0, w=32 * (turn % 3 + 1), h=18 * (turn % 3 + 1))
        for made, width, height in ((small, 32 * (turn % 3 + 1), 18 * (turn % 3 + 1)), (one_scene(file), 320, 180)):
            (picture,) = drawn(made, 5, files=shown_by(file))
            assert number_in(picture[:height, :width]) == 15
