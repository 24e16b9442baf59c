"""The sound of clips: heard when their pictures are seen, as loud as somebody wants, and cut where they are gone."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.videos.clips.numbered_clips import RATE, clip_asset, clip_file
from tests.videos.samples import Json, scene, video
from videos.document.document import Document, parse_document
from videos.rendering.pool import close_pools
from videos.rendering.render_job import RenderJob
from videos.rendering.render_parent import render
from videos.sound.cues import Library, Recording, cues_of
from videos.sound.mixing import mix

ASSET: Json = {"mime": "video/mp4", "sha256": "0" * 64, "width": 320, "height": 180, "seconds": 4.0, "sound": True}
FILES = Library({"0" * 64: Recording("film.mp4", 4.0)}, {})
WHOLE: Json = {"type": "clip", "asset": "film", "x": 0, "y": 0, "w": 320, "h": 180}


def document(*clips: Json, before: float = 1.0, duration: float = 3.0, asset: Json = ASSET, **fields: Any) -> Document:
    """A video whose second scene shows clips."""
    shown = {f"c{number}": {**WHOLE, **each} for number, each in enumerate(clips)}
    scenes = {"a": scene(duration=before), "b": scene(shown, duration=duration)}
    return parse_document(video(scenes, assets={"film": asset}, **fields))


@given(
    start=st.floats(0, 4), trim=st.floats(0, 3.9), before=st.floats(0.1, 50), duration=st.floats(0.1, 20),
    end=st.none() | st.floats(4.1, 9), volume=st.sampled_from([0.0, 0.4, 1.0]), heard=st.booleans(),
)  # fmt: skip
def test_a_clip_is_heard_while_it_plays_and_is_seen(
    start: float, trim: float, before: float, duration: float, end: float | None, volume: float, heard: bool
) -> None:
    clip = {"start": start, "trim": trim, "end": end, "volume": volume}
    made = document(clip, before=before, duration=duration, asset={**ASSET, "sound": heard})
    seconds = min(4.0 - trim, (duration if end is None else min(end, duration)) - start)
    cues = [(cue.bus, cue.start, cue.seconds, cue.skip, cue.volume) for cue in cues_of(made, FILES)]
    expected = ("sound", before + start, seconds, trim, volume)
    assert cues == ([expected] if heard and volume and seconds > 0 else [])


def test_a_clip_inside_a_component_is_heard_when_that_comes() -> None:
    inner = {"order": ["film"], "elements": {"film": {**WHOLE, "start": 0.5}}}
    shown = {"type": "component", "component": "part", "x": 0, "y": 0, "w": 320, "h": 180, "start": 1.0}
    scenes = {"a": scene({"it": shown, "again": {**shown, "start": 2.0, "end": 3.0}}, duration=4.0)}
    made = parse_document(video(scenes, components={"part": inner}, assets={"film": ASSET}))
    assert [(cue.start, cue.seconds) for cue in cues_of(made, FILES)] == [(1.5, 2.5), (2.5, 0.5)]


async def _rendered(tmp_path: Path, made: Document, file: Path, seconds: float) -> Path:
    library = Library({file.stem: Recording(str(file), seconds)}, {})
    output = tmp_path / "v.mp4"
    job = RenderJob(made.to_json(), str(output), "mp4", "standard", 180, {file.stem: str(file)}, cues_of(made, library))
    try:
        await render(job, lambda progress: None)
    finally:
        await close_pools()
    return output


def _lit_and_loud(path: Path) -> tuple[list[float], list[float]]:
    """The first and the last second at which something white is seen, and at which something is heard."""
    with av.open(str(path)) as file:
        white = [frame.time for frame in file.decode(video=0) if frame.to_ndarray(format="gray").mean() > 200]
    with av.open(str(path)) as file:
        heard = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)
    loud = np.flatnonzero(np.abs(heard[0]) > 0.2 * np.abs(heard).max()) / RATE
    return [white[0], white[-1]], [float(loud[0]), float(loud[-1])]


@pytest.mark.parametrize(("trim", "start", "kind"), [(0.0, 0.0, "none"), (0.4, 0.7, "fade"), (0.85, 0.31, "slide")])
async def test_what_flashes_and_beeps_does_so_at_once_in_the_file(
    tmp_path: Path, trim: float, start: float, kind: str
) -> None:
    file = clip_file(tmp_path, frames=120, flash=(1.5, 2.0), beep=(1.5, 2.0))
    made = document({"trim": trim, "start": start}, asset=clip_asset(file), fps=30)
    path = await _rendered(tmp_path, made, file, 4.0)
    (lit, dark), (loud, quiet) = _lit_and_loud(path)
    frame = 1 / 30
    assert lit == pytest.approx(1.0 + start + 1.5 - trim, abs=frame)
    assert loud == pytest.approx(lit, abs=frame) and quiet == pytest.approx(dark + frame, abs=frame)


async def test_it_is_cut_where_its_scene_ends(tmp_path: Path) -> None:
    file = clip_file(tmp_path, frames=120, beep=(0.0, 4.0))
    data = document({}, duration=1.5, asset=clip_asset(file)).to_json()
    data["scenes"]["z"] = scene(duration=1.0)
    data["scene_order"].append("z")
    (cue,) = cues_of(parse_document(data), Library({file.stem: Recording(str(file), 4.0)}, {}))
    heard = np.abs(mix([cue], 3.5)[0])
    assert heard[: RATE - 480].max() < 0.01 < heard[RATE + 4800 :].max()
    assert heard[round(2.5 * RATE) :].max() < 0.01 and heard[round(2.4 * RATE) : round(2.48 * RATE)].max() > 0.1


async def test_a_muted_clip_leaves_a_video_without_sound(tmp_path: Path) -> None:
    file = clip_file(tmp_path, frames=30, beep=(0.0, 1.0))
    path = await _rendered(tmp_path, document({"volume": 0.0}, asset=clip_asset(file), duration=1.0), file, 1.0)
    with av.open(str(path)) as output:
        assert not output.streams.audio
