"""Donuts: a ring of shares, and the list of what they are."""

import math
from dataclasses import dataclass

from videos.compiler.charts.chart_drawing import LABEL, VALUE, Drawing
from videos.compiler.charts.chart_words import NO_BREAK_SPACE, one_size, shares_text, value_text
from videos.compiler.lottie import Json, ellipse, fill, group, rectangle, still, stroke, transform, trim
from videos.compiler.reveals import percent, share_between
from videos.compiler.text.typesetting import Block
from videos.document.outlines import Point

TOTAL_SIZE, LISTED_SIZE = 2.2, 1.1  # of the chart's text: in the middle, and in the list


def donut(drawing: Drawing) -> list[Json]:
    """A ring of shares, and beside or below it a list of what they are; both together are in the middle."""
    w, h = drawing.element.w, drawing.element.h
    if not any(drawing.element.labels):
        return _ring(drawing, (0.0, 0.0), min(w, h))
    if w >= h * 1.2:
        across, gap = min(h, w * 0.5), w * 0.06
        listed = _list_of(drawing, (w - across - gap, h))
        left = -(across + gap + listed.width) / 2
        ring, corner = (left + across / 2, 0.0), (left + across + gap, -listed.height / 2)
    else:
        across, gap = min(w, h * 0.56), h * 0.05
        listed = _list_of(drawing, (w, h - across - gap))
        top = -(across + gap + listed.height) / 2
        ring, corner = (0.0, top + across / 2), (-listed.width / 2, top + across + gap)
    return [*_legend(drawing, listed, corner), *_ring(drawing, ring, across)]


def _ring(drawing: Drawing, middle: Point, across: float) -> list[Json]:
    """Arcs from the top, clockwise; all grow together from where they begin."""
    values, total = drawing.element.values, sum(drawing.element.values)
    thick, done, arcs = across * 0.19, 0.0, list[Json]()
    radius = (across - thick) / 2 * 0.98
    alone = len([value for value in values if value > 0]) == 1
    gap, cap = (0.0, 2) if alone else (0.4, 1)  # round caps close the ring where it begins
    for index, value in enumerate(values):
        share = 100 * value / total
        if share > 0:
            begin, end = done + gap, max(done + share - gap, done + gap + 0.05)
            window = trim(
                percent(drawing.movement, drawing.progress, begin),
                percent(drawing.movement, drawing.progress, end),
            )
            line = stroke(drawing.color(index), thick, cap=cap)
            arcs.append(group([ellipse(2 * radius, 2 * radius), window, line], transform(still(middle))))
        done += share
    if drawing.element.show_values:
        told, room = value_text(total, drawing.element.unit), (radius * 1.3, radius * 0.7)
        (block,) = one_size([told], VALUE, drawing.text_size * TOTAL_SIZE, room, cut=False)
        arcs.insert(0, drawing.words(block, middle, share_between(drawing.progress, 0.5, 1.0)))
    return arcs


@dataclass(frozen=True)
class Listed:
    """The list of a donut's parts: a block for each, in columns from left to right; pixels."""

    blocks: tuple[Block, ...]
    columns: int
    room: float  # the width that a block was fitted into
    row: float  # from line to line
    mark: float  # the side of a part's colour

    @property
    def rows(self) -> int:
        return math.ceil(len(self.blocks) / self.columns)

    @property
    def lefts(self) -> list[float]:
        """Where each column begins; the last one is where a further one would."""
        left, lefts = 0.0, [0.0]
        for begin in range(0, len(self.blocks), self.rows):
            left += self.mark * 3 + max(block.width for block in self.blocks[begin : begin + self.rows])
            lefts.append(left)
        return lefts

    @property
    def width(self) -> float:
        return self.lefts[-1] - self.mark

    @property
    def height(self) -> float:
        return self.rows * self.row


def _list_of(drawing: Drawing, room: tuple[float, float]) -> Listed:
    """The list in the columns with which its words are largest."""
    percents = shares_text(drawing.element.values) if drawing.element.show_values else [""] * drawing.count
    told = [
        f" ·{NO_BREAK_SPACE}".join(filter(None, both)) for both in zip(drawing.element.labels, percents, strict=True)
    ]
    size = drawing.text_size * LISTED_SIZE
    lists = []
    for columns in (1, 2, 3):
        row = min(room[1] / math.ceil(len(told) / columns), size * 2.1)
        mark = min(row * 0.42, size * 0.75)
        wide = room[0] / columns - mark * 3
        blocks = one_size(told, LABEL, size, (wide, row * 0.94), "left")
        lists.append(Listed(blocks, columns, wide, row, mark))
    return max(lists, key=lambda listed: min(block.size for block in listed.blocks))


def _legend(drawing: Drawing, listed: Listed, corner: Point) -> list[Json]:
    rows: list[Json] = []
    for index, block in enumerate(listed.blocks):
        column, line = divmod(index, listed.rows)
        left, y = corner[0] + listed.lefts[column], corner[1] + listed.row * (line + 0.5)
        shown = drawing.grown(index)
        mark = group(
            [rectangle(listed.mark, listed.mark, listed.mark * 0.25), fill(drawing.color(index))],
            transform(still((left + listed.mark / 2, y)), opacity=percent(drawing.movement, shown)),
        )
        rows += [mark, drawing.words(block, (left + listed.mark * 2 + listed.room / 2, y), shown)]
    return rows
