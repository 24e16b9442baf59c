"""The frame that is painted on: its size, its margins, and how much room words take."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

from videos.compiler.text.fonts import Face
from videos.compiler.text.typesetting import fit, line_height
from videos.document.document import SIZES

Json = dict[str, Any]


@dataclass(frozen=True)
class Canvas:
    """A frame of `width` by `height` pixels. `unit` is one hundredth of the shorter side: sizes are given in it."""

    width: int
    height: int

    @property
    def unit(self) -> float:
        return min(self.width, self.height) / 100

    @property
    def margin(self) -> float:
        return 8 * self.unit

    def scale_to(self, other: "Canvas") -> float:
        """How much larger things may be in the other frame: by its area."""
        return sqrt(other.width * other.height / (self.width * self.height))

    @property
    def is_tall(self) -> bool:
        return self.height > 1.2 * self.width

    @property
    def is_wide(self) -> bool:
        return self.width > 1.2 * self.height

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    @property
    def centre(self) -> tuple[float, float]:
        return self.width / 2, self.height / 2

    @property
    def whole(self) -> tuple[float, float, float, float]:
        return 0, 0, self.width, self.height


def canvas_of(document: Json) -> Canvas:
    """The frame of a document."""
    return Canvas(document["width"], document["height"])


def canvas_for(format: str) -> Canvas:
    """The frame of a format's name."""
    return Canvas(*SIZES[format])


def set_words(words: str, face: Face, biggest: float, width: float, most_lines: int) -> tuple[float, float]:
    """The size, up to `biggest`, at which words take at most so many lines of that size, and their height then."""
    block = fit(words, face, biggest, width, most_lines * line_height(face) * biggest, "center")
    return block.size, block.height + 2  # a pixel above and below: boxes are rounded, and words must not shrink


def face_of(element: Json) -> Face:
    """How a text element of a document is written."""
    return Face(element.get("font", "sans"), element.get("weight", 600), element.get("spacing", 0.0))
