"""Charts that grow: bars, lines and donuts, with their labels and values."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL.ImageColor import getrgb

from videos.compiler.composition import Composition
from videos.compiler.lottie import (
    Json,
    ellipse,
    fill,
    gradient_fill,
    group,
    keyed,
    path,
    rectangle,
    shape_layer,
    still,
    stroke,
    transform,
    trim,
)
from videos.compiler.movement import Movement
from videos.compiler.reveals import percent, share_between, wiped
from videos.compiler.text.fonts import Face
from videos.compiler.text.text_layers import report_missing, text_groups
from videos.compiler.text.typesetting import fit
from videos.compiler.timeline import Array
from videos.document.elements import ChartElement
from videos.document.outlines import Outline, Point

PALETTE = ("#4cc9f0", "#f72585", "#ffd166", "#80ed99", "#c77dff", "#ff9f1c", "#4895ef", "#ff5d73")
STAGGER = 0.45  # of the growth: when the last bar begins


@dataclass(frozen=True)
class Style:
    """How a chart writes; `size` is a share of its text size."""

    weight: int = 500
    align: str = "center"
    size: float = 1.0


LABEL, VALUE = Style(), Style(weight=700)
TOTAL, LISTED = Style(weight=700, size=2.2), Style(align="left", size=1.1)


@dataclass(frozen=True)
class Drawing:
    """A chart being drawn, in pixels from the centre of its box."""

    element: ChartElement
    composition: Composition
    movement: Movement
    progress: Array

    @property
    def ink(self) -> str:
        return "#f4f6ff" if self.composition.dark else "#1b1f33"

    @property
    def text_size(self) -> float:
        return max(10.0, min(self.element.h * 0.085, self.element.w * 0.042))

    def color(self, index: int) -> str:
        colors = self.element.colors or PALETTE
        return colors[index % len(colors)]

    def grown(self, index: int, count: int) -> Array:
        """The growth of one of `count` parts, which begin one after another."""
        begin = STAGGER * index / max(count - 1, 1)
        return share_between(self.progress, begin, begin + 1 - STAGGER)

    def text(self, words: str, center: Point, room: Point, shown: Array, style: Style) -> Json:
        """Words inside a box of `room` around `center` that come up with `shown`."""
        block = fit(words, Face(weight=style.weight), self.text_size * style.size, room[0], room[1], style.align)
        report_missing(block, self.composition)
        placed = transform(still(center), opacity=percent(self.movement, shown))
        return group(text_groups(block, [fill(self.ink)]), placed)


def draw_chart(element: ChartElement, composition: Composition, movement: Movement) -> list[Json]:
    """The chart in one layer; its progress is its growth, unless it is asked to be wiped in."""
    progress = movement.progress(grows=True)
    growth = np.ones(len(movement.frames)) if progress is None else progress
    whole = movement.reveal("draw") == "wipe"
    drawing = Drawing(element, composition, movement, np.ones_like(growth) if whole else growth)
    items = _KINDS[element.kind](drawing)
    center = element.x + element.w / 2, element.y + element.h / 2
    layer = shape_layer(items, movement.placed(*center), movement.first, movement.last)
    return [wiped(layer, movement, element.w, element.h, progress if whole else None)]


def value_text(value: float) -> str:
    """A value as people write it: 1,234, 0.25, 1.2M."""
    for limit, suffix in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if abs(value) >= limit:
            return f"{value / limit:.4g}{suffix}"
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.4g}"


@dataclass(frozen=True)
class Scale:
    """From values to heights: `top` and `bottom` are y of the plot, zero is always inside."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def _scale(drawing: Drawing) -> Scale:
    element, size = drawing.element, drawing.text_size
    low, high = min(0.0, *element.values), max(0.0, *element.values)
    top = -element.h / 2 + (size * 1.7 if element.show_values else size * 0.3)
    below = size * (2.7 if any(element.labels) else 0.4) + (size * 1.4 if low < 0 and element.show_values else 0)
    return Scale(low, high if high > low else low + 1.0, top, element.h / 2 - below)


def _slots(drawing: Drawing) -> tuple[list[float], float]:
    """The middle of each value's place, and the width of a place."""
    count = len(drawing.element.values)
    width = drawing.element.w / count
    return [width * (index + 0.5 - count / 2) for index in range(count)], width


def _labels(drawing: Drawing) -> list[Json]:
    middles, width = _slots(drawing)
    y, count = drawing.element.h / 2 - drawing.text_size * 1.15, len(middles)
    room = width * 0.94, drawing.text_size * 2.3
    return [
        drawing.text(label, (x, y), room, drawing.grown(index, count), LABEL)
        for index, (x, label) in enumerate(zip(middles, drawing.element.labels, strict=False))
        if label.strip()
    ]


def _values(drawing: Drawing, scale: Scale) -> list[Json]:
    """Each value above its bar or point, below it when it is negative; it comes last."""
    if not drawing.element.show_values:
        return []
    middles, width = _slots(drawing)
    room, count = (width * 0.96, drawing.text_size * 1.4), len(middles)
    texts = []
    for index, (x, value) in enumerate(zip(middles, drawing.element.values, strict=True)):
        away = drawing.text_size * (0.85 if value >= 0 else -0.85)
        shown = share_between(drawing.grown(index, count), 0.6, 1.0)
        center = x, scale.y(value) - away
        texts.append(drawing.text(value_text(value), center, room, shown, VALUE))
    return texts


def _axis(drawing: Drawing, y: float) -> Json:
    line = Outline()
    line.add((-drawing.element.w / 2, y))
    line.add((drawing.element.w / 2, y))
    return group([path(line), stroke(f"{drawing.ink}66", max(1.5, drawing.text_size * 0.07))])


def _grid(drawing: Drawing, scale: Scale) -> Json:
    """Faint lines at the quarters of what the scale reaches, for the eye to compare by."""
    lines = []
    for quarter in range(1, 5):
        y = scale.bottom + (scale.top - scale.bottom) * quarter / 4
        line = Outline()
        line.add((-drawing.element.w / 2, y))
        line.add((drawing.element.w / 2, y))
        lines.append(path(line))
    return group([*lines, stroke(f"{drawing.ink}1c", max(1.0, drawing.text_size * 0.05))])


def _bars(drawing: Drawing) -> list[Json]:
    scale = _scale(drawing)
    middles, width = _slots(drawing)
    zero, count = scale.y(0), len(middles)
    bars = []
    for index, (x, value) in enumerate(zip(middles, drawing.element.values, strict=True)):
        bar = _bar(drawing, width * 0.62, zero - scale.y(value), drawing.color(index))
        growth = drawing.grown(index, count)
        heights = np.stack([np.full(len(growth), 100.0), 100 * growth], axis=1)
        size = keyed(drawing.movement.keys(heights, 0.2))
        bars.append(group([bar], transform(still((x, zero)), size)))
    return [*_values(drawing, scale), *_labels(drawing), _axis(drawing, zero), *bars, _grid(drawing, scale)]


def _bar(drawing: Drawing, width: float, height: float, code: str) -> Json:
    """A bar that stands on the origin (hangs from it when the height is negative), its far corners round."""
    away = -1 if height >= 0 else 1
    radius = min(width * 0.16, abs(height) / 2)
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


def _line(drawing: Drawing) -> list[Json]:
    scale = _scale(drawing)
    middles, _ = _slots(drawing)
    points = [(x, scale.y(value)) for x, value in zip(middles, drawing.element.values, strict=True)]
    code, width = drawing.color(0), max(2.5, drawing.text_size * 0.2)
    curve, drawn = _smooth(points), share_between(drawing.progress, 0.0, 0.9)
    line = group([path(curve), trim(still(0), percent(drawing.movement, drawn)), stroke(code, width)])
    area = _area(drawing, curve, scale, code)
    dots = [_dot(drawing, index, point, width) for index, point in enumerate(points)]
    axis = _axis(drawing, scale.y(0))
    return [*_values(drawing, scale), *_labels(drawing), *dots, line, axis, area, _grid(drawing, scale)]


def _smooth(points: list[Point]) -> Outline:
    """A curve through the points that never swings beyond them: level at each peak and valley."""
    outline = Outline()
    for index, (x, y) in enumerate(points):
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        turns = (y - before[1]) * (after[1] - y) <= 0
        slope = 0.0 if turns or after[0] == before[0] else (after[1] - before[1]) / (after[0] - before[0])
        left, right = (x - before[0]) / 3, (after[0] - x) / 3
        outline.add((x, y), (-left, -left * slope), (right, right * slope))
    return outline


def _area(drawing: Drawing, curve: Outline, scale: Scale, code: str) -> Json:
    """The room between line and zero, coming up when the line is there."""
    zero = scale.y(0)
    area = Outline(list(curve.points), list(curve.arriving), list(curve.leaving), closed=True)
    area.leaving[-1] = area.arriving[0] = (0.0, 0.0)
    area.add((curve.points[-1][0], zero))
    area.add((curve.points[0][0], zero))
    shade = gradient_fill("linear", (0, scale.top), (0, scale.bottom), [f"{code[:7]}70", f"{code[:7]}08"])
    shown = percent(drawing.movement, share_between(drawing.progress, 0.55, 1.0))
    return group([path(area), shade], transform(opacity=shown))


def _dot(drawing: Drawing, index: int, point: Point, width: float) -> Json:
    reached = 0.9 * index / max(len(drawing.element.values) - 1, 1)  # the line is drawn in nine tenths of the time
    grown = share_between(drawing.progress, reached, reached + 0.1) * 100
    size = keyed(drawing.movement.keys(np.stack([grown, grown], axis=1), 0.3))
    dot = [ellipse(width * 2.6, width * 2.6), fill("#ffffff"), stroke(drawing.color(0), width * 0.8)]
    return group([dot[0], dot[2], dot[1]], transform(still(point), size))


def _donut(drawing: Drawing) -> list[Json]:
    """A ring of shares, and beside or below it a list of what they are."""
    element, listed = drawing.element, any(drawing.element.labels)
    wide = element.w >= element.h * 1.2
    across = min(element.h, element.w * (0.5 if listed and wide else 1.0))
    across = min(across, element.h * 0.56) if listed and not wide else across
    middle = (-element.w / 2 + across / 2 + _indent(element), 0.0) if listed and wide else (0.0, 0.0)
    middle = (0.0, -element.h / 2 + across / 2) if listed and not wide else middle
    ring = _ring(drawing, middle, across)
    return [*_legend(drawing, across, wide), *ring] if listed else ring


def _indent(element: ChartElement) -> float:
    """How far a wide donut and its list stand in, so that both together are in the middle."""
    return max(0.0, (element.w - element.h * 1.9) / 2)


def _ring(drawing: Drawing, middle: Point, across: float) -> list[Json]:
    """Arcs from the top, clockwise; all grow together from where they begin."""
    values, total = drawing.element.values, sum(drawing.element.values)
    thick, done, arcs = across * 0.19, 0.0, list[Json]()
    radius = (across - thick) / 2 * 0.98
    gap = 0.4 if len([value for value in values if value > 0]) > 1 else 0.0
    for index, value in enumerate(values):
        share = 100 * value / total
        if share > 0:
            begin, end = done + gap, max(done + share - gap, done + gap + 0.05)
            window = trim(
                percent(drawing.movement, drawing.progress, begin),
                percent(drawing.movement, drawing.progress, end),
            )
            line = stroke(drawing.color(index), thick, cap=1)
            arcs.append(group([ellipse(2 * radius, 2 * radius), window, line], transform(still(middle))))
        done += share
    if drawing.element.show_values:
        shown = share_between(drawing.progress, 0.5, 1.0)
        room = radius * 1.2, radius * 0.7
        arcs.insert(0, drawing.text(value_text(total), middle, room, shown, TOTAL))
    return arcs


def _legend(drawing: Drawing, across: float, wide: bool) -> list[Json]:
    element, count = drawing.element, len(drawing.element.values)
    left = -element.w / 2 + (across + _indent(element) + element.w * 0.07 if wide else element.w * 0.04)
    top = -element.h / 2 + (0 if wide else across + element.h * 0.05)
    row = min((element.h / 2 - top) / count, drawing.text_size * 2.3)
    begin = (top + element.h / 2 - row * count) / 2 if wide else top
    rows: list[Json] = []
    for index, label in enumerate(element.labels):
        y, shown = begin + row * (index + 0.5), drawing.grown(index, count)
        mark = min(row * 0.42, drawing.text_size * 0.8)
        box = group(
            [rectangle(mark, mark, mark * 0.25), fill(drawing.color(index))],
            transform(still((left + mark / 2, y)), opacity=percent(drawing.movement, shown)),
        )
        words = f"{label} · {_share(drawing, index)}" if element.show_values else label
        room = element.w / 2 - left - mark * 1.8, row * 0.94
        center = left + mark * 1.8 + room[0] / 2, y
        rows += [box, drawing.text(words, center, room, shown, LISTED)]
    return rows


def _share(drawing: Drawing, index: int) -> str:
    return f"{100 * drawing.element.values[index] / sum(drawing.element.values):.0f} %"


_KINDS: dict[str, Callable[[Drawing], list[Json]]] = {"bar": _bars, "line": _line, "donut": _donut}
