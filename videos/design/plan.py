"""What is to be seen, before anything has a place: the scenes of a video, their words, and how they look. Pure."""

from dataclasses import dataclass
from typing import Any, Literal

from videos.design.canvas import Canvas, canvas_for
from videos.design.colours import Palette

Layout = Literal[
    "title", "statement", "points", "quote", "poem", "chart", "countdown", "effect", "closing", "forecast", "logo",
]  # fmt: skip
Effect = Literal["firework", "confetti", "snow", "sparks", "bubbles"]
ChartKind = Literal["bar", "line", "donut"]


@dataclass(frozen=True)
class Chart:
    """Numbers to show. `title` may be empty."""

    kind: ChartKind
    labels: tuple[str, ...]
    values: tuple[float, ...]
    title: str = ""


@dataclass(frozen=True)
class Beat:
    """One scene to be: how it is laid out, what it says, how many seconds it likes to have."""

    layout: Layout
    texts: tuple[str, ...]
    seconds: float = 4.0
    effects: tuple[Effect, ...] = ()
    chart: Chart | None = None


@dataclass(frozen=True)
class PlannedScene:
    """A scene with its place in the plan."""

    id: str
    beat: Beat
    duration_s: float
    background: dict[str, Any]
    transition: dict[str, Any]


@dataclass(frozen=True)
class VideoPlan:
    """All scenes of a video, and how they look."""

    title: str
    intent: str
    reasoning: str
    format: str
    fps: int
    palette: Palette
    backdrop: str
    icon: str  # "" where the subject has no picture of its own
    style: str  # "script": its first words are written by hand
    seed: int
    scenes: tuple[PlannedScene, ...]
    font: str = ""  # the brand's; "": each kind of words has its own

    @property
    def canvas(self) -> Canvas:
        return canvas_for(self.format)

    @property
    def duration_s(self) -> float:
        return round(sum(scene.duration_s for scene in self.scenes), 2)
