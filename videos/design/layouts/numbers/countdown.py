"""Numbers one after another, each for its share of the scene, as before a start."""

from typing import Any

from videos.design.catalogue import LayoutKind, Unfit
from videos.design.composition.boxes import Box, Flow, Leaf, Node, column, overlay, row
from videos.design.layouts.numbers.number_parts import in_one_line, inner, is_tower
from videos.design.layouts.numbers.written_numbers import written
from videos.design.page import Align, Page
from videos.document.slots import Slots

TONES = ("$accent", "$accent2")
POP = 0.45  # seconds
LONGEST = 40  # characters that are shown in the place of a number
MOST_DOTS = 6  # more are no longer taken in at a glance


def _counts(slots: Slots) -> list[tuple[str, str, str]]:
    """What is shown one after another: the slot, the number or word, and what stands under it."""
    figures = [("figures", written(figure), figure.label) for figure in slots.figures]
    return [*(("items", item, "") for item in slots.items), *figures]


def _turns(page: Page) -> list[tuple[float, float | None]]:
    """From when to when each is seen; the last one stays."""
    count = len(_counts(page.slots))
    step = (page.seconds - page.begins) / count
    begins = [round(page.begins + i * step, 2) for i in range(count)]
    return list(zip(begins, [*begins[1:], None], strict=True))


def _ringed(page: Page) -> Node:
    """A ring that closes around each number, and a wave that goes out from it."""
    width, height = inner(page)
    side = min(width, height * (0.7 if any(_words(page, "center")) else 0.86), 76.0)
    disc = Leaf("plate", "ellipse", {"fill": "$surface", "shadow": page.depth}, _round(side), enter="zoom", beat=0)
    lane = Leaf(
        "lane", "ellipse", {**_edge(side * 0.04), "stroke": "$text/14"}, _round(side * 0.88), enter="fade", beat=0
    )
    rings: list[Leaf] = []
    for i, (begin, end) in enumerate(_turns(page)):
        until, tone = end or page.seconds, TONES[i % 2]
        life = {"start": begin, "end": end, "enter": {"preset": "none"}}
        wave = [_keys("scale", begin, 1.0, until, 1.5), _keys("opacity", begin, 0.6, until, 0.0)]
        sweep = [_keys("progress", begin, 0.0, until, 1.0)]
        rings += [
            Leaf(f"wave-{i}", "ellipse", {**life, **_edge(0.5), "stroke": tone, "tracks": wave}, _round(side * 0.66)),
            Leaf(f"sweep-{i}", "ellipse", {**life, **_edge(side * 0.04), "stroke": tone, "tracks": sweep},
                 _round(side * 0.88)),
        ]  # fmt: skip
    waves, sweeps = rings[::2], rings[1::2]
    clock = overlay(*waves, disc, lane, *sweeps, *_told(page, side * 0.64, side * 0.76, "$text"), id="clock",
                    align="center", align_self="center", width=side, height=side)  # fmt: skip
    return page.stack(*_words(page, "center"), clock, gap=4 if not is_tower(page) else 7)


def _filled(page: Page) -> Node:
    """The number as large as it goes on a plate that changes its colour; a dot for each shows how many there are."""
    width, height = inner(page)
    words = any(_words(page, "left"))
    beside = page.is_wide and words
    across = width * 0.54 if beside else width
    tall = height * (1.0 if beside else 0.6 if words else 0.9)
    plates = []
    for i, (begin, end) in enumerate(_turns(page)):
        wiped = {"preset": "wipe", "at": begin, "duration": POP, "ease": "ease_out"}
        covered = None if end is None else round(min(page.seconds, end + POP), 2)  # by the next one
        props = {"fill": TONES[i % 2], "radius": 1 + 6 * page.style.corner, "start": begin, "end": covered}
        plates.append(Leaf(f"plate-{i}", "rect", {**props, "enter": wiped}))
    told = _told(page, across - 8, tall * 0.8, "$on_accent", "$on_accent2")
    centred = [column(each, id=f"place-{i}", justify="center", pad=(4, 0)) for i, each in enumerate(told)]
    least = column(id="least", height=tall * 0.5)
    plate = overlay(least, *plates, *centred, id="plates", align="stretch", grow=1)
    dots = _dots(page) if len(plates) <= MOST_DOTS else None
    if not beside:
        return page.stack(*_words(page, "left"), plate, dots, gap=4)
    said = column(*_words(page, "left"), dots, id="said", gap=4, justify="center", grow=1)
    return row(said, column(plate, id="side", share=0.54), gap=6, align="stretch", grow=1)


def _dots(page: Page) -> Box:
    side = 2.2
    flow = Flow(width=side, height=side, shrink=False)
    dots = []
    for i, (begin, _) in enumerate(_turns(page)):
        done = {"start": begin, "enter": {"preset": "pop", "at": begin, "duration": POP}}
        dots.append(overlay(
            Leaf(f"open-{i}", "ellipse", {"fill": "$text/20"}, flow, enter="fade", beat=0),
            Leaf(f"done-{i}", "ellipse", {"fill": page.accent, **done}, flow), id=f"dot-{i}", align="center",
        ))  # fmt: skip
    return row(*dots, id="dots", gap=1.8)


def _told(page: Page, across: float, tall: float, *fills: str) -> list[Box]:
    """Each number in the same place, in its own time; what stands under it with it."""
    told = []
    for i, ((slot, text, under), (begin, end)) in enumerate(zip(_counts(page.slots), _turns(page), strict=True)):
        step = (end or page.seconds) - begin
        pop = {"preset": "pop", "at": begin, "duration": round(min(POP, step * 0.4), 2), "ease": "back"}
        fade = {"preset": "fade", "at": begin, "duration": round(min(POP, step * 0.4), 2)}
        time: dict[str, Any] = {"start": begin, "end": end}
        large = tall * (0.8 if not under else 0.62)
        size = in_one_line(page, [text], large, across) if len(text) <= 12 else min(12.0, large)
        fill = fills[i % len(fills)]
        told.append(column(
            page.large(f"count-{i}", text, size, slot, align="center", fill=fill, lines=1 if len(text) <= 12 else 5,
                       smallest=3.6, props={**time, "enter": pop}),
            page.words(f"under-count-{i}", under, 5, slot, align="center", fill=fill, props={**time, "enter": fade}),
            id=f"count-box-{i}", gap=0.5, width=across if len(text) > 12 or under else None,
        ))  # fmt: skip
    return told


def _words(page: Page, align: Align) -> list[Node | None]:
    larger = 1.3 if is_tower(page) else 1.0
    return [
        page.kicker(align, 4.2 * larger), page.heading(9 * larger, align),
        page.body(4.8 * larger, align, lines=3),
    ]  # fmt: skip


def _round(side: float) -> Flow:
    return Flow(width=side, height=side, shrink=False, align="center")


def _edge(width: float) -> dict[str, Any]:
    return {"fill": "#00000000", "stroke_width": width}


def _keys(name: str, begin: float, first: float, end: float, last: float) -> dict[str, Any]:
    ease = "linear" if name == "progress" else "ease_out"
    return {"property": name, "keys": [{"t": begin, "value": first, "ease": ease}, {"t": round(end, 2), "value": last}]}


def _nothing_to_count(slots: Slots) -> Unfit:
    counts = _counts(slots)
    if not counts:
        yield "items", "the layout countdown needs items, such as 3, 2, 1, or figures."
    elif len(counts) > 10:
        yield "items", f"the layout countdown shows up to 10 numbers one after another; these are {len(counts)}."
    for slot, text, _ in counts:
        if len(text) > LONGEST:
            told = f"{text[:20]!r}… is too long to be read in its turn; write a number or a few words, up to {LONGEST}"
            yield slot, f"{told} characters."


COUNTDOWN = LayoutKind(
    name="countdown",
    about="3, 2, 1",
    needs=(),
    takes=("items", "figures", "kicker", "heading", "body"),
    arrangements=(_ringed, _filled),
    check=_nothing_to_count,
    example=Slots(heading="Doors open in", items=["3", "2", "1"]),
)
