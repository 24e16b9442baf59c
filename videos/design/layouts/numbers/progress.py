"""How far things are: parts of a goal as rings or as bars."""

from math import ceil

from videos.design.catalogue import LayoutKind, Unfit
from videos.design.composition.boxes import Box, Flow, Leaf, Node, column, grid, overlay, row
from videos.design.layouts.numbers.number_parts import (
    head,
    in_one_line,
    inner,
    is_tower,
    label,
    number,
    numbers,
    pictured,
)
from videos.design.layouts.numbers.written_numbers import share
from videos.design.page import Align, Page
from videos.document.slots import Figure, Slots

TONES = ("$accent", "$accent2")
LEAST = 0.004  # of a ring or bar: what nothing is seen as


def _rings(page: Page) -> Node | None:
    """A ring for each, its number inside and its label below."""
    count, (width, height) = len(page.slots.figures), inner(page)
    if is_tower(page) and count > 1:
        return _tower_of_rings(page)
    columns = count if page.is_wide and not page.slots.picture else min(count, 2 if count == 4 else 3)
    rows = ceil(count / columns)
    side = min(46.0, (width - 5 * (columns - 1)) / columns * 0.86, height * 0.62 / rows - 9)
    if side < 12:
        return None
    size = in_one_line(page, numbers(page), side * 0.27, side * 0.66)
    rings = [
        column(_ring(page, i, side, size), label(page, i, max(4.2, min(6, side * 0.15)), align="center", fill="$text"),
               id=f"goal-{i}", gap=2, together=True)
        for i in range(count)
    ]  # fmt: skip
    align: Align = "center"
    table = grid(*rings, columns=columns, gap=5, id="goals", align="start")
    return pictured(
        page, page.stack(page.icon(10, align=align), head(page, 11, align), table, page.action(align), gap=5)
    )


def _tower_of_rings(page: Page) -> Node:
    """One below the other, the label at the side."""
    count, (_, height) = len(page.slots.figures), inner(page)
    side = min(40.0, height * 0.56 / count - 3)
    size = in_one_line(page, numbers(page), side * 0.27, side * 0.66)
    rings = [
        row(_ring(page, i, side, size),
            column(label(page, i, max(4.6, min(7, side * 0.2)), fill="$text", lines=3), id=f"said-{i}", grow=1),
            id=f"goal-{i}", gap=5, together=True)
        for i in range(count)
    ]  # fmt: skip
    goals = column(*rings, id="goals", gap=4)
    return pictured(page, page.stack(page.icon(11), head(page, 11), goals, page.action(), gap=6))


def _ring(page: Page, index: int, side: float, size: float) -> Box:
    thick, tone = side * 0.095, TONES[index % 2]
    edge = {"fill": "#00000000", "stroke_width": thick}
    done = min(1.0, max(LEAST, _done(page.slots)[index]))
    flow = Flow(width=side - thick, height=side - thick, shrink=False, align="center")
    sweep = [
        {"property": "progress", "keys": [{"t": page.begins, "value": 0.0, "ease": "ease_out"},
                                          {"t": page.begins + min(1.6, 0.5 * page.seconds), "value": done}]}
    ]  # fmt: skip
    return overlay(
        Leaf(f"lane-{index}", "ellipse", {**edge, "stroke": "$text/14"}, flow, enter="fade"),
        Leaf(f"ring-{index}", "ellipse", {**edge, "stroke": tone, "tracks": sweep, "enter": {"preset": "none"}}, flow),
        number(page, index, size, counts=True, align="center", fill="$text", enter="fade"),
        id=f"round-{index}", align="center", align_self="center", width=side, height=side,
    )  # fmt: skip


def _bars(page: Page) -> Node:
    """A line for each: the number large, its label, and a bar as long as it is far."""
    count, (width, height) = len(page.slots.figures), inner(page)
    wide = page.is_wide and not page.slots.picture
    size = in_one_line(page, numbers(page), min(20, height * 0.32 / count), (width * 0.56 if wide else width) * 0.5)
    thick = max(1.8, min(4.6, size * 0.3))
    rows = [
        column(
            row(number(page, i, size, counts=True),
                column(label(page, i, max(4.4, min(6, size * 0.42)), fill="$text"), id=f"told-{i}", grow=1),
                id=f"words-{i}", gap=3),
            _bar(page, i, thick), id=f"row-{i}", gap=1.2, together=True,
        )
        for i in range(count)
    ]  # fmt: skip
    bars = column(*rows, id="rows", gap=4, justify="center", **({"grow": 1} if wide else {}))
    side = {"share": 0.36, "justify": "center"} if wide else {}
    words = column(page.icon(10), head(page, 12), page.action(), id="side", gap=3.4, **side)
    if wide and words.children:
        return row(words, bars, gap=7, align="stretch", grow=1)
    return pictured(page, page.stack(words if words.children else None, bars, gap=6))


def _bar(page: Page, index: int, thick: float) -> Box:
    done, tone = min(1.0, max(LEAST, _done(page.slots)[index])), TONES[index % 2]
    shaded = {"kind": "linear", "angle": 0, "colors": [f"{tone}~background:28", tone]}
    lane = Leaf(f"lane-{index}", "rect", {"fill": "$text/14", "radius": thick / 2}, enter="fade")
    bar = Leaf(f"bar-{index}", "rect", {"fill": tone, "gradient": shaded, "radius": thick / 2},
               Flow(share=done, shrink=False, align="stretch"), enter="wipe")  # fmt: skip
    return overlay(lane, row(bar, id=f"length-{index}", align="stretch"), id=f"track-{index}", align="stretch",
                   height=thick)  # fmt: skip


def _said(figure: Figure) -> str:
    return f"{figure.value} {figure.unit}".strip()


def _done(slots: Slots) -> list[float]:
    return [share(_said(figure)) or 0.0 for figure in slots.figures]


def _no_goals(slots: Slots) -> Unfit:
    for figure in slots.figures:
        if (share(_said(figure)) or 0.0) < 0 or share(_said(figure)) is None:
            yield (
                "figures",
                f"{_said(figure)!r} is no part of a goal; progress shows figures such as 72 % or 7/10. "
                "Write one, or choose the layout figures.",
            )


PROGRESS = LayoutKind(
    name="progress",
    about="1-5 per cents or 7/10",
    needs=("figures",),
    takes=("kicker", "heading", "body", "icon", "action", "picture"),
    arrangements=(_rings, _bars),
    counts={"figures": (1, 5)},
    check=_no_goals,
    example=Slots(
        heading="The new school is rising", body="Where we are in October",
        figures=[Figure(value="100", unit="%", label="Foundation"),
                 Figure(value="72", unit="%", label="Walls and roof"),
                 Figure(value="3/10", label="Classrooms furnished")],
    ),
)  # fmt: skip
