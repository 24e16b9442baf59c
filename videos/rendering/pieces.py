"""A video cut into pieces of one scene each, which look the same wherever the scene stands in the video.

A piece is known by the hash of all that it is drawn from, so that an unchanged scene is never drawn twice: neither
after an edit of another scene, nor after a crash in the middle of a render.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any, TypeVar

from videos.document.audio import Audio, Music, Sound
from videos.document.document import ClipElement, Component, Document, Pictured, Scene, Transition
from videos.document.elements import ComponentElement
from videos.rendering.render_job import Format, Frames, Quality
from videos.rendering.telling_moment import telling_moment
from videos.sound.beds import PACKAGE as MUSIC
from videos.sound.heard import Cue

# Of a piece: longer scenes are drawn by several processes, and a crash costs less. Somebody waits for a draft.
LONGEST_SECONDS: dict[Quality, float] = {"draft": 2.0, "standard": 5.0, "high": 5.0}
LIBRARIES = ("thorvg-python", "av", "uharfbuzz", "fonttools", "numpy", MUSIC)
SMALL = 1e-6  # seconds


@dataclass(frozen=True)
class Piece:
    """Frames of one scene. `document` holds this scene alone, or behind the one that it takes over from."""

    document: dict[str, Any]
    frames: Frames
    key: str


def pieces_of(document: Document, frames: Frames, format: Format, quality: Quality) -> list[Piece]:
    """What to draw, in order: together exactly the frames of the video."""
    pieces: list[Piece] = []
    shots = shots_of(document)
    for shot in shots:
        excerpt = shot.excerpt(document).to_json()
        first = min(_frame_at(shot.begins, frames.fps), frames.count)
        end = frames.count if shot is shots[-1] else min(_frame_at(shot.ends, frames.fps), frames.count)
        for begin, count in _cut(first, end, frames.fps, LONGEST_SECONDS[quality]):
            part = replace(frames, first=shot.own_second(begin / frames.fps), count=count)
            pieces.append(Piece(excerpt, part, key_of(excerpt, part, format, quality)))
    return pieces


def still_of(document: Document, second: float, width: int, height: int) -> Piece:
    """The one picture at `second` of the video."""
    second = min(max(second, 0.0), max(document.duration - 1 / document.fps, 0.0))
    shots = shots_of(document)
    shot = next((shot for shot in shots if second < shot.ends - SMALL), shots[-1])
    excerpt = shot.excerpt(document).to_json()
    frames = Frames(width, height, document.fps, 1, shot.own_second(second))
    return Piece(excerpt, frames, key_of(excerpt, frames, "png", "standard"))


def telling_second(document: Document, scene: str | None = None) -> float:
    """The second of the picture that stands for a scene, or for the whole video: that of its longest scene."""
    name = scene or max(document.scene_order, key=lambda key: document.scenes[key].duration)
    begins = 0.0
    for key in document.scene_order[: document.scene_order.index(name)]:
        begins += document.scenes[key].duration
    return begins + telling_moment(document, name)


@dataclass(frozen=True)
class Shot:
    """A stretch of the video that shows one scene: its coming in, over the scene `before` if there is one, or the rest.

    `lead` is the second at which `begins` is in the excerpt.
    """

    scene: str
    before: str | None
    comes_in: bool
    begins: float
    ends: float
    lead: float

    def own_second(self, second: float) -> float:
        """What is `second` of the video in the excerpt."""
        return round(max(second - self.begins, 0.0) + self.lead, 6)

    def excerpt(self, document: Document) -> Document:
        """A video of just what is seen, with nothing in it that changes when other scenes do."""
        scene = document.scenes[self.scene]
        scenes = {self.scene: scene if self.comes_in else _plain(scene)}
        if self.before:
            scenes = {self.before: _plain(document.scenes[self.before]), **scenes}
        scenes = {key: _silent(each) for key, each in scenes.items()}
        components = {key: _silent(each) for key, each in _used_components(document, scenes.values()).items()}
        used = set(_used_assets([*scenes.values(), *components.values()]))
        assets = {key: asset for key, asset in sorted(document.assets.items()) if key in used}
        parts = {"scene_order": list(scenes), "scenes": scenes, "components": components, "assets": assets}
        return document.model_copy(update={"title": self.scene, **parts, "audio": Audio()})


def shots_of(document: Document) -> list[Shot]:
    """The video from its beginning to its end. A transition is in the first seconds of the later scene."""
    shots: list[Shot] = []
    before, begins = None, 0.0
    for name in document.scene_order:
        scene = document.scenes[name]
        overlap = 0.0 if scene.transition.kind == "none" else min(scene.transition.duration, scene.duration)
        if overlap:
            lead = document.scenes[before].duration if before else 0.0
            shots.append(Shot(name, before, True, begins, begins + overlap, lead))
        if scene.duration > overlap:
            shots.append(Shot(name, None, False, begins + overlap, begins + scene.duration, overlap))
        before, begins = name, begins + scene.duration
    return shots


def _plain(scene: Scene) -> Scene:
    return scene.model_copy(update={"transition": Transition(kind="none", duration=0)})


H = TypeVar("H", Scene, Component)


def _silent(holder: H) -> H:
    """The same with clips as loud as by themselves: what is heard changes no picture."""
    clips = {key: each for key, each in holder.elements.items() if isinstance(each, ClipElement)}
    if not clips:
        return holder
    usual = ClipElement.model_fields["volume"].default
    silent = {key: each.model_copy(update={"volume": usual}) for key, each in clips.items()}
    return holder.model_copy(update={"elements": {**holder.elements, **silent}})


def _frame_at(second: float, fps: int) -> int:
    """The first frame that is not before `second`."""
    return math.ceil(second * fps - SMALL)


def _cut(first: int, end: int, fps: int, longest: float) -> Iterator[tuple[int, int]]:
    """First frame and number of frames of each piece of a scene; all about as long."""
    count = end - first
    parts = math.ceil(count / (longest * fps))
    marks = [first + count * part // parts for part in range(parts)] + [end] if parts else []
    for begin, stop in zip(marks, marks[1:], strict=False):
        yield begin, stop - begin


def _used_components(document: Document, holders: Iterable[Scene | Component]) -> dict[str, Component]:
    used: dict[str, Component] = {}
    waiting = list(holders)
    while waiting:
        for element in waiting.pop().elements.values():
            if isinstance(element, ComponentElement) and element.component not in used:
                used[element.component] = document.components[element.component]
                waiting.append(used[element.component])
    return dict(sorted(used.items()))


def _used_assets(holders: Iterable[Scene | Component]) -> Iterator[str]:
    for holder in holders:
        for element in holder.elements.values():
            if isinstance(element, Pictured):
                yield element.asset
            elif isinstance(element, ComponentElement):
                yield from (change.asset for change in element.overrides.values() if change.asset)


def assets_in_use(document: Document) -> set[str]:
    """The ids of the assets that some element shows, or that are heard."""
    heard = {each.asset for each in document.audio.tracks.values() if isinstance(each, Music | Sound) and each.asset}
    return heard | set(_used_assets([*document.scenes.values(), *document.components.values()]))


def sound_key(cues: list[Cue], seconds: float, format: Format) -> str:
    """The hash of all that a mix comes from: its files are named by what is in them."""
    heard = [{**asdict(cue), "path": Path(cue.path).name} for cue in cues]
    text = json.dumps([_renderer(), heard, seconds, format], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(shown: dict[str, Any], frames: Frames, format: Format, quality: Quality) -> str:
    """The hash of all that the pixels come from: the excerpt, its frames, the encoder's settings and our own code."""
    drawn_from = [_renderer(), shown, asdict(frames), format, quality]
    text = json.dumps(drawn_from, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def _renderer() -> str:
    """The code that draws, by its hash: a new release draws all anew by itself."""
    videos = Path(__file__).resolve().parents[1]
    found = hashlib.sha256()
    for room in ("document", "compiler", "clips", "rendering", "sound"):
        for path in sorted((videos / room).rglob("*.py")):
            found.update(path.read_bytes())
    fonts = {each.name for each in distributions() if "font" in each.name.lower() or each.name.startswith("noto-")}
    for name in sorted({*LIBRARIES, *fonts}):
        found.update(f"{name} {version(name)}".encode())
    return found.hexdigest()
