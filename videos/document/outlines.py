"""Outlines: closed or open runs of cubic curves, in the shape that Lottie uses; and SVG paths read into them."""

import math
from dataclasses import dataclass, field

from fontTools.pens.basePen import BasePen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path
from fontTools.svgLib.path.arc import EllipticalArc

Point = tuple[float, float]

UNREADABLE = (ValueError, IndexError, AssertionError, OverflowError, ZeroDivisionError)  # what the parser raises
MAX_COORDINATE = 100_000.0  # pixels


class InvalidPath(ValueError):
    """The text is no SVG path that can be drawn; the message says why."""


@dataclass
class Outline:
    """One contour. Point i leaves towards `points[i] + leaving[i]` and is reached from `points[i] + arriving[i]`."""

    points: list[Point] = field(default_factory=list)
    arriving: list[Point] = field(default_factory=list)
    leaving: list[Point] = field(default_factory=list)
    closed: bool = False

    def add(self, point: Point, arriving: Point = (0.0, 0.0), leaving: Point = (0.0, 0.0)) -> None:
        self.points.append(point)
        self.arriving.append(arriving)
        self.leaving.append(leaving)

    def moved(self, dx: float, dy: float, scale: float = 1.0) -> "Outline":
        """A copy scaled about the origin, then shifted."""
        points = [(x * scale + dx, y * scale + dy) for x, y in self.points]
        arriving = [(x * scale, y * scale) for x, y in self.arriving]
        leaving = [(x * scale, y * scale) for x, y in self.leaving]
        return Outline(points, arriving, leaving, self.closed)

    def stretched(self, across: float, down: float) -> "Outline":
        """A copy scaled about the origin, differently across and down."""
        points, arriving, leaving = (
            [(x * across, y * down) for x, y in each] for each in (self.points, self.arriving, self.leaving)
        )
        return Outline(points, arriving, leaving, self.closed)


class OutlinePen(BasePen):
    """A fontTools pen that collects outlines; y is multiplied by `flip` (-1 for fonts, whose y points up)."""

    def __init__(self, flip: float = 1.0) -> None:
        super().__init__(None)
        self.outlines: list[Outline] = []
        self._flip = flip

    def _at(self, point: Point) -> Point:
        return point[0], point[1] * self._flip

    def _moveTo(self, point: Point) -> None:
        self.outlines.append(Outline())
        self.outlines[-1].add(self._at(point))

    def _lineTo(self, point: Point) -> None:
        self.outlines[-1].add(self._at(point))

    def _curveToOne(self, first: Point, second: Point, end: Point) -> None:
        outline = self.outlines[-1]
        start, first, second, end = outline.points[-1], self._at(first), self._at(second), self._at(end)
        outline.leaving[-1] = (first[0] - start[0], first[1] - start[1])
        outline.add(end, arriving=(second[0] - end[0], second[1] - end[1]))

    def _closePath(self) -> None:
        outline = self.outlines[-1]
        outline.closed = True
        if len(outline.points) > 1 and math.dist(outline.points[0], outline.points[-1]) < 1e-6:
            outline.arriving[0] = outline.arriving.pop()  # the last point is the first one again
            outline.points.pop()
            outline.leaving.pop()

    def _endPath(self) -> None:
        pass


class Arc(EllipticalArc):
    """An arc of a path as SVG has it: without a radius it is a straight line, and a radius has no sign.

    Source: https://www.w3.org/TR/SVG2/implnote.html#ArcOutOfRangeParameters
    """

    def __init__(
        self, start: complex, rx: float, ry: float, rotation: float, large: bool, sweep: bool, end: complex
    ) -> None:
        super().__init__(start, abs(rx), abs(ry), rotation, large, sweep, end)

    def draw(self, pen: OutlinePen) -> None:
        if self.rx and self.ry:
            super().draw(pen)
        else:
            pen.lineTo((self.target_point.real, self.target_point.imag))


def outlines_from_svg(d: str) -> list[Outline]:
    """The outlines of an SVG path's `d`, arcs included. Raises InvalidPath."""
    pen = OutlinePen()
    try:
        parse_path(d, pen, arc_class=Arc)
    except UNREADABLE as error:
        raise InvalidPath(str(error)) from error
    points = [point for outline in pen.outlines for point in outline.points + outline.arriving + outline.leaving]
    if not points:
        raise InvalidPath("it draws nothing")
    if not all(abs(value) <= MAX_COORDINATE for point in points for value in point):
        raise InvalidPath(f"its coordinates must be finite and at most {MAX_COORDINATE:g}")
    return pen.outlines


def stretched_path(d: str, across: float, down: float) -> str:
    """An SVG path of any commands, arcs included, stretched. Raises InvalidPath."""
    pen = SVGPathPen(None, ntos=lambda value: f"{value:.2f}")
    try:
        parse_path(d, TransformPen(pen, (across, 0, 0, down, 0, 0)), arc_class=Arc)
    except UNREADABLE as error:
        raise InvalidPath(str(error)) from error
    return str(pen.getCommands())
