"""Which moment of a scene stands for it: the one at which most of its words are there. Pure.

Where nothing comes late or leaves early it is POSTER_SHARE of the scene.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from videos.document.document import Component, Document, Scene
from videos.document.elements import ChartElement, ComponentElement, TextElement

if TYPE_CHECKING:
    from videos.compiler.composition import Composition
    from videos.compiler.movement import Movement

POSTER_SHARE = 0.6
VISIBLE = 0.5  # the opacity from which something is there


def telling_moment(document: Document, name: str) -> float:
    """Seconds into the scene `name`."""
    from videos.compiler.composition import Composition, Output

    scene = document.scenes[name]
    stage = Composition(Output(document, lambda asset: None), name, scene.duration, 0.0, False)
    usual = POSTER_SHARE * scene.duration
    comes_in = 0.0 if scene.transition.kind == "none" else scene.transition.duration  # over the scene before
    shown = list(_shown(document, scene, stage, 0.0))
    moments = {second for each in shown for second in each.moments if comes_in <= second < scene.duration}

    def worth(second: float) -> tuple[int, int, float]:
        there = [each for each in shown if each.is_there(second)]
        return sum(each.has_words for each in there), len(there), -abs(second - usual)

    best: float = max(sorted({usual, *moments}), key=worth)
    return round(best, 3)


@dataclass(frozen=True)
class Shown:
    """An element of the scene. `moments`: seconds of the scene at which it begins, or ceases, to stand still."""

    has_words: bool
    moments: tuple[float, ...]
    is_there: Callable[[float], bool]


def _shown(document: Document, holder: Scene | Component, stage: "Composition", begins: float) -> Iterator[Shown]:
    """All elements, those inside components too. `begins`: the second of the scene at which the holder does."""
    from videos.compiler.composition import Composition
    from videos.compiler.movement import Movement

    for element in (holder.elements[name] for name in holder.order):
        movement = Movement(element, stage)
        if not movement.seen:
            continue
        if isinstance(element, ComponentElement):
            inner = Composition(stage.output, element.id, movement.end - movement.start, 0.0, False)
            component = document.components[element.component]
            yield from _shown(document, component, inner, begins + movement.start)
        frame = 1 / stage.fps
        keys = [key.t for track in element.tracks for key in track.keys if track.property == "opacity"]
        edges = [_came(movement) + frame, movement.leaves - frame, *keys]
        has_words = isinstance(element, TextElement | ChartElement)
        yield Shown(has_words, tuple(begins + edge for edge in edges), _standing(movement, begins))


def _standing(movement: "Movement", begins: float) -> Callable[[float], bool]:
    opacity = movement.track("opacity")
    came = _came(movement)

    def is_there(second: float) -> bool:
        own = second - begins
        if not came <= own <= movement.leaves:
            return False
        at = min(max(0, round(own * movement.composition.fps) - int(movement.frames[0])), len(movement.frames) - 1)
        return opacity is None or bool(opacity[at] >= VISIBLE)

    return is_there


def _came(movement: "Movement") -> float:
    """A chart grows also without an entrance."""
    from videos.compiler.movement import GROWTH_SECONDS

    if isinstance(movement.element, ChartElement) and movement.element.enter.preset == "none":
        return movement.start + GROWTH_SECONDS
    return movement.came_at
