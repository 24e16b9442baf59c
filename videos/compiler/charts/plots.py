"""Bars and lines over a level of zero, which is always inside: what is below it hangs from it."""

import math
from dataclasses import dataclass

import numpy as np
from PIL.ImageColor import getrgb

from videos.compiler.charts.chart_drawing import Drawing
from videos.compiler.lottie import (
    Json,
    ellipse,
    fill,
    gradient_fill,
    group,
    keyed,
    path,
    still,
    stroke,
    transform,
    trim,
)
from videos.compiler.reveals import percent, share_between
from videos.compiler.timeline import Array
from videos.document.outlines import Outline, Point

FLAT = 1e-250  # between the lowest and the highest value: less is nothing, and cannot be divided by
DOT = 2.6  # of the line's width: the dot of a point
WIDEST_BAR = 0.2  # of the chart


@dataclass(frozen=True)
class Scale:
    """From values to heights: `top` and `bottom` are y of the plot, zero is always inside."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def _scale(drawing: Drawing, gap: float) -> Scale:
    """`gap`: pixels from a bar or point to its value."""
    element, size = drawing.element, drawing.text_size
    low, high = min(0.0, *element.values), max(0.0, *element.values)
    told = drawing.values.tall + gap if element.show_values else 0.0
    above = told if max(element.values) >= 0 else 0.0
    below = (told if low < 0 else 0.0) + _labels_height(drawing)
    high = high if high - low > FLAT else low + 1.0
    return Scale(low, high, -element.h / 2 + above + size * 0.2, element.h / 2 - below)


def _labels_height(drawing: Drawing) -> float:
    return drawing.labels.tall + drawing.text_size * (0.6 if any(drawing.element.labels) else 0.2)


def _labels(drawing: Drawing) -> list[Json]:
    """What each value is, at the bottom."""
    row, top = drawing.labels, drawing.element.h / 2 - _labels_height(drawing) + drawing.text_size * 0.5
    return [
        drawing.words(block, (x, top + row.room(index)[1] / 2), drawing.grown(index), turned=row.turned)
        for index, (x, block) in enumerate(zip(drawing.middles, row.blocks, strict=False))
    ]


def _values(drawing: Drawing, centers: list[Point]) -> list[Json]:
    """The values, which come last."""
    row = drawing.values
    return [
        drawing.words(block, center, share_between(drawing.grown(index), 0.6, 1.0), turned=row.turned)
        for index, (block, center) in enumerate(zip(row.blocks, centers, strict=False))
    ]


def _axis(drawing: Drawing, y: float) -> Json:
    return group([_level(drawing, y), stroke(drawing.faint("66"), max(1.5, drawing.text_size * 0.07))])


def _grid(drawing: Drawing, scale: Scale) -> Json:
    """Faint lines at round numbers, for the eye to compare by."""
    step = _round_step((scale.high - scale.low) / 4)
    steps = range(math.ceil(scale.low / step), math.floor(scale.high / step) + 1)
    lines = [_level(drawing, scale.y(step * index)) for index in steps if index]
    return group([*lines, stroke(drawing.faint("1c"), max(1.0, drawing.text_size * 0.05))])


def _level(drawing: Drawing, y: float) -> Json:
    line = Outline()
    line.add((-drawing.element.w / 2, y))
    line.add((drawing.element.w / 2, y))
    return path(line)


def _round_step(about: float) -> float:
    """The next of 1, 2, 5, 10 …, or of these with more or fewer noughts."""
    power = 10.0 ** math.floor(math.log10(about))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= about * 0.999)


def bars(drawing: Drawing) -> list[Json]:
    gap = drawing.text_size * 0.1
    scale = _scale(drawing, gap)
    zero, width = scale.y(0), min(drawing.place * 0.62, drawing.element.w * WIDEST_BAR)
    standing, ends = [], []
    for index, (x, value) in enumerate(zip(drawing.middles, drawing.element.values, strict=True)):
        bar = _bar(drawing, width, zero - scale.y(value), drawing.color(index))
        growth = drawing.grown(index)
        heights = np.stack([np.full(len(growth), 100.0), 100 * growth], axis=1)
        size = keyed(drawing.movement.keys(heights, 0.2))
        standing.append(group([bar], transform(still((x, zero)), size)))
        if drawing.element.show_values:
            away = gap + drawing.values.room(index)[1] / 2
            ends.append((x, scale.y(value) + (away if value < 0 else -away)))
    return [*_values(drawing, ends), *_labels(drawing), _axis(drawing, zero), *standing, _grid(drawing, scale)]


def _bar(drawing: Drawing, width: float, height: float, code: str) -> Json:
    """A bar that stands on the origin (hangs from it when the height is negative), its far corners round."""
    away = -1 if height >= 0 else 1
    radius = min(width * 0.16, drawing.text_size * 0.5, abs(height) / 2)
    curve = radius * 0.552
    half, top = width / 2, -height
    outline = Outline(closed=True)
    outline.add((-half, 0.0))
    outline.add((-half, top - away * radius), leaving=(0.0, away * curve))
    outline.add((-half + radius, top), arriving=(-curve, 0.0))
    outline.add((half - radius, top), leaving=(curve, 0.0))
    outline.add((half, top - away * radius), arriving=(0.0, away * curve))
    outline.add((half, 0.0))
    shade = gradient_fill("linear", (0, top), (0, 0), [code, _darker(code)])
    return group([path(outline), shade])


def _darker(code: str) -> str:
    return "#" + bytes(int(channel * 0.72) for channel in getrgb(code)[:3]).hex() + code[7:]


def line(drawing: Drawing) -> list[Json]:
    width = drawing.text_size * 0.2
    gap = width * DOT / 2 + drawing.text_size * 0.12
    scale = _scale(drawing, gap)
    points = [(x, scale.y(value)) for x, value in zip(drawing.middles, drawing.element.values, strict=True)]
    code = drawing.color(0)
    curve, drawn = _smooth(points), share_between(drawing.progress, 0.0, 0.9)
    drawn_line = group([path(curve), trim(still(0), percent(drawing.movement, drawn)), stroke(code, width)])
    area = _area(drawing, curve, scale, code)
    dots = [_dot(drawing, index, point, width) for index, point in enumerate(points)]
    values = _values(drawing, _beside(drawing, curve, gap)) if drawing.element.show_values else []
    return [*values, *_labels(drawing), *dots, drawn_line, _axis(drawing, scale.y(0)), area, _grid(drawing, scale)]


def _beside(drawing: Drawing, curve: Outline, gap: float) -> list[Point]:
    """Where each value stands: above its point or below, where the line covers least of it; in its place's width."""
    line, row, centers = _along(curve), drawing.values, list[Point]()
    highest, lowest = -drawing.element.h / 2, drawing.element.h / 2 - _labels_height(drawing) + 0.01
    for index, ((x, y), value) in enumerate(zip(curve.points, drawing.element.values, strict=True)):
        wide, tall = row.room(index)
        aside = min((drawing.place - wide) / 2, wide / 2 + gap)
        above = -1 if value >= 0 else 1
        tried = [
            (x + dx * aside, y + side * (gap + tall / 2 + lift * tall))
            for lift in (0.0, 0.5, 1.0)
            for side in (above, -above)
            for dx in (0, 0.5, -0.5, 1, -1)
        ]
        free = [place for place in tried if highest <= place[1] - tall / 2 and place[1] + tall / 2 <= lowest]
        centers.append(min(free or tried[:1], key=lambda place: _covered(line, place, wide, tall)))
    return centers


def _along(curve: Outline) -> Array:
    """Points (n, 2) on the curve, near each other."""
    if len(curve.points) < 2:
        return np.array(curve.points)
    points, arriving, leaving = (np.array(each) for each in (curve.points, curve.arriving, curve.leaving))
    begins, ends = points[:-1, None], points[1:, None]
    first, second = begins + leaving[:-1, None], ends + arriving[1:, None]
    t = np.linspace(0, 1, 48)[None, :, None]
    on: Array = begins * (1 - t) ** 3 + 3 * first * t * (1 - t) ** 2 + 3 * second * t**2 * (1 - t) + ends * t**3
    return on.reshape(-1, 2)


def _covered(line: Array, center: Point, wide: float, tall: float) -> int:
    """How much of the line lies in the box of a value."""
    return int((np.abs(line - np.array(center)) <= (wide * 0.54, tall * 0.46)).all(axis=1).sum())


def _smooth(points: list[Point]) -> Outline:
    """A curve through the points that never swings beyond them: level at each peak and valley, nowhere too steep."""
    outline = Outline()
    for index, (x, y) in enumerate(points):
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        left, right = (x - before[0]) / 3, (after[0] - x) / 3
        slope = _slope((y - before[1]) / (3 * left), (after[1] - y) / (3 * right)) if left and right else 0.0
        outline.add((x, y), (-left, -left * slope), (right, right * slope))
    return outline


def _slope(before: float, after: float) -> float:
    """A slope between those on both sides with which the curve stays between its points."""
    if before * after <= 0:
        return 0.0
    return math.copysign(min(abs(before + after) / 2, 3 * abs(before), 3 * abs(after)), before)


def _area(drawing: Drawing, curve: Outline, scale: Scale, code: str) -> Json:
    """The room between line and zero, coming up when the line is there."""
    zero = scale.y(0)
    area = Outline(list(curve.points), list(curve.arriving), list(curve.leaving), closed=True)
    area.leaving[-1] = area.arriving[0] = (0.0, 0.0)
    area.add((curve.points[-1][0], zero))
    area.add((curve.points[0][0], zero))
    dense, thin = (scale.top, scale.bottom) if scale.high > -scale.low else (scale.bottom, scale.top)
    shade = gradient_fill("linear", (0, dense), (0, thin), [f"{code[:7]}70", f"{code[:7]}08"])
    shown = percent(drawing.movement, share_between(drawing.progress, 0.55, 1.0))
    return group([path(area), shade], transform(opacity=shown))


def _dot(drawing: Drawing, index: int, point: Point, width: float) -> Json:
    reached = 0.9 * index / max(drawing.count - 1, 1)  # the line is drawn in nine tenths of the time
    grown = share_between(drawing.progress, reached, reached + 0.1) * 100
    size = keyed(drawing.movement.keys(np.stack([grown, grown], axis=1), 0.3))
    dot = [ellipse(width * DOT, width * DOT), fill("#ffffff"), stroke(drawing.color(0), width * 0.8)]
    return group([dot[0], dot[2], dot[1]], transform(still(point), size))
