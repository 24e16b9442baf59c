"""Laying out for another frame what people read: columns become a stack, words wrap, rows keep together. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from videos.compiler.text.typesetting import fit
from videos.design.by_hand.moving import boxed
from videos.design.canvas import Canvas, Json, face_of, set_words

MOST_LINES = 5


@dataclass(frozen=True)
class Row:
    """Elements side by side or on top of each other, and the space above them."""

    elements: list[Json]
    gap: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        return bounds(self.elements)


def bounds(elements: list[Json]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all the elements."""
    return (
        min(each["x"] for each in elements),
        min(each["y"] for each in elements),
        max(each["x"] + each["w"] for each in elements),
        max(each["y"] + each["h"] for each in elements),
    )


def tight(element: Json) -> Json:
    """A text in the box that its words really take, and a little more."""
    block = fit(element["text"], face_of(element), element["size"], element["w"], element["h"], element["align"])
    width, height = block.width * 1.02 + 2, block.height + 2
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[element["align"]]
    x = element["x"] + share * (element["w"] - width)
    y = element["y"] + (element["h"] - height) / 2
    return boxed({**element, "size": round(block.size, 1)}, x, y, width, height)


def reflowed(elements: list[Json], old: Canvas, new: Canvas) -> dict[str, Json]:
    """The elements in the new frame, by their ids."""
    if not elements:
        return {}
    elements = [tight(each) if each["type"] == "text" else each for each in elements]
    columns = _groups(elements, "x", "w")
    if not new.is_wide:  # pictures stand above words
        columns.sort(key=lambda column: any(each["type"] == "text" for each in column))
    stacked: list[Json] = []
    for column in columns:
        placed = _column(column, new, old.scale_to(new))
        stacked += _below(placed, stacked, 4 * new.unit)
    _, top, _, bottom = bounds(elements)
    return {each["id"]: each for each in _centred(stacked, (top + bottom) / 2 / old.height, new)}


def _groups(elements: list[Json], start: str, length: str) -> list[list[Json]]:
    """The elements cut into groups that do not touch each other along one direction, in their order there."""
    groups: list[list[Json]] = []
    end = float("-inf")
    for element in sorted(elements, key=lambda each: float(each[start])):
        if element[start] >= end:
            groups.append([])
        groups[-1].append(element)
        end = max(end, element[start] + element[length])
    return groups


def _rows(column: list[Json]) -> Iterator[Row]:
    end = None
    for elements in _groups(column, "y", "h"):
        _, top, _, bottom = bounds(elements)
        yield Row(elements, 0.0 if end is None else top - end)
        end = bottom


def _column(column: list[Json], new: Canvas, scale: float) -> list[Json]:
    """One column below the other's top, centred in the frame, each row as large as the frame allows."""
    left, _, right, _ = bounds(column)
    wide = min(new.inner, (right - left) * scale)
    edge, y = (new.width - wide) / 2, 0.0
    placed: list[Json] = []
    for row in _rows(column):
        y += row.gap * scale
        start, _, end, _ = row.box
        slack = right - left - (end - start)
        share = (start - left) / slack if slack > 1 else 0.5
        moved = _row(row, wide, scale, new)
        width = bounds(moved)[2]
        placed += [boxed(each, each["x"] + edge + share * max(0.0, wide - width), each["y"] + y) for each in moved]
        y += bounds(moved)[3]
    return placed


def _row(row: Row, wide: float, scale: float, new: Canvas) -> list[Json]:
    """The elements of a row from (0, 0) on: words alone wrap, charts take the height there is."""
    left, top, right, bottom = row.box
    only = row.elements[0]
    if len(row.elements) == 1 and only["type"] == "text":
        width = min(wide, only["w"] * scale)
        size, height = set_words(only["text"], face_of(only), only["size"] * scale, width, MOST_LINES)
        return [boxed({**only, "size": round(size, 1)}, 0.0, 0.0, width, height)]
    across = down = min(scale, wide / (right - left))
    if any(each["type"] == "chart" for each in row.elements):
        down = min(new.height * 0.55, (right - left) * across * 1.1) / (bottom - top)
    placed = []
    for each in row.elements:
        x, y = (each["x"] - left) * across, (each["y"] - top) * down
        placed.append(boxed(each, x, y, each["w"] * across, each["h"] * down, scale=across))
    return placed


def _below(column: list[Json], placed: list[Json], gap: float) -> list[Json]:
    """The column under what is placed already."""
    if not placed:
        return column
    down = bounds(placed)[3] + gap - bounds(column)[1]
    return [boxed(each, each["x"], each["y"] + down) for each in column]


def _centred(elements: list[Json], middle: float, new: Canvas) -> list[Json]:
    """All of it around a share of the frame's height, smaller where it would leave the frame."""
    _, top, _, bottom = bounds(elements)
    room = new.height - new.margin
    share = min(1.0, room / (bottom - top))
    height = (bottom - top) * share
    start = min(max(middle * new.height - height / 2, new.margin / 2), new.height - new.margin / 2 - height)
    x = new.width / 2
    return [
        boxed(each, x + (each["x"] - x) * share, start + (each["y"] - top) * share, scale=share) for each in elements
    ]
