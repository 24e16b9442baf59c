"""What a customer says, under the stars that were given."""

from videos.design.catalogue import LayoutKind, Unfit
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Plate, column, overlay, row
from videos.design.layouts.numbers.number_parts import in_one_line, inner, is_tower, label, number, numbers, pictured
from videos.design.layouts.numbers.written_numbers import amount, share
from videos.design.page import ACROSS, Align, Page
from videos.design.path_shapes import QUOTE_MARK, star
from videos.document.slots import Figure, Slots

STARS = 5
SPREAD = 5.4  # of the row of stars: its width to its height
Point = tuple[float, float]


def _centred(page: Page) -> Node:
    """The stars on top, the words in the middle of the frame."""
    larger = 1.25 if is_tower(page) else 1.0
    return pictured(page, page.stack(
        page.kicker("center", 4.2 * larger), _stars(page, 9 * larger, "center"), page.heading(8 * larger, "center"),
        _quote(page, "center", 9.5 * larger), _sender(page, "center"), gap=4,
    ))  # fmt: skip


def _carded(page: Page) -> Node:
    """The words on a card with a large quotation mark; the stars and who says it beside it or below."""
    mark = Leaf("mark", "path", {"d": QUOTE_MARK, "fill": "$accent", "stroke": "#00000000", "stroke_width": 0.0},
                Flow(width=13, height=13, align="start", shrink=False), enter="pop")  # fmt: skip
    plate = Plate("$surface", props={"shadow": page.depth})
    wide = page.is_wide and not page.slots.picture
    quote = column(mark, _quote(page, "left", 8.5 if wide else 9), id="said", pad=(6, 6), gap=2, justify="center",
                   plate=plate, together=True, grow=1)  # fmt: skip
    head = (page.kicker(size=4.4), page.heading(9))
    stars, sender = _stars(page, 8.5, "left", told=16), _sender(page, "left")
    if wide:
        side = column(*head, stars, sender, id="side", gap=3.6, justify="center", share=0.34)
        return row(side, quote, gap=6, align="stretch", grow=1)
    return pictured(page, column(*head, quote, stars, sender, id="all", gap=4, justify="center", grow=1))


def _quote(page: Page, align: Align, size: float) -> Node | None:
    """What is said, smaller the longer it is."""
    text = page.slots.quote or page.slots.body
    slot = "quote" if page.slots.quote else "body"
    fitted = size if len(text) <= 70 else size * 0.82 if len(text) <= 140 else size * 0.66
    quote = page.large("quote", text, fitted, slot, align=align, lines=9, smallest=3.8, weight=600)
    body = page.body(4.8, align) if page.slots.quote else None
    return column(quote, body, id="words", gap=2) if quote or body else None


def _sender(page: Page, align: Align) -> Node | None:
    words = (page.by(align, 5), page.action(align))
    return column(*words, id="sender", gap=3) if any(words) else None


def _stars(page: Page, size: float, align: Align, told: float = 0) -> Box:
    """As many stars as were given, the last one filled in part; and the number as it was written."""
    flow = Flow(width=size * SPREAD, height=size, shrink=False)
    plain = {"stroke": "#00000000", "stroke_width": 0.0}
    given = _given(page.slots)
    whole = [_star(i, 1.0) for i in range(STARS)]
    places = range(STARS - 1, -1, -1) if page.mirrored else range(STARS)
    parts = [(place, min(1.0, given - i)) for i, place in enumerate(places) if given - i > 0.02]
    filled = [_star(place, part, page.mirrored) for place, part in parts]
    tone = "$accent"
    stars = overlay(
        Leaf("stars-given", "path", {"d": " ".join(whole), "fill": "$text/18", **plain}, flow, enter="fade"),
        Leaf("stars", "path", {"d": " ".join(filled), "fill": tone, **plain}, flow, enter="wipe") if filled else None,
        id="row-of-stars", align="center", shrink=False,
    )  # fmt: skip
    width = inner(page)[0] * (0.34 if told and page.is_wide else 1.0)
    larger = in_one_line(page, numbers(page), told or size * 0.9, width * (0.9 if told else 0.3))
    said = number(page, 0, larger, fill="$text", align=align)
    under = label(page, 0, 4.4, align=align)
    if told:
        return column(said, stars_at(stars, align), under, id="rating", gap=1.2, together=True)
    line = row(stars, said, id="line-of-stars", gap=3, align_self=ACROSS[align])
    return column(line, under, id="rating", gap=1.6, together=True)


def stars_at(stars: Box, align: Align) -> Box:
    return row(stars, id="stars-at", align_self=ACROSS[align])


def _star(place: int, filled: float, from_right: bool = False) -> str:
    """A star of the row in a box of 100 by 100, cut where it is filled to."""
    radius, step = 50.0, 100 / STARS
    middle = step * (place + 0.5)
    numbers_of = star(0, 4, radius, radius * 0.44).replace("M", "").replace("L", "").replace("Z", "").split()
    points = [(float(x), float(y)) for x, y in zip(numbers_of[::2], numbers_of[1::2], strict=True)]
    edge = radius * (2 * filled - 1)
    kept = points if filled >= 1 else _cut(points, -edge if from_right else edge, from_right)
    at = [(middle + x / SPREAD, 50 + y) for x, y in kept]
    return "M " + " L ".join(f"{x:.2f} {y:.2f}" for x, y in at) + " Z" if at else ""


def _cut(points: list[Point], edge: float, right: bool) -> list[Point]:
    """The part of an outline at the left of `edge` (at its right)."""

    def inside(point: Point) -> bool:
        return point[0] >= edge if right else point[0] <= edge

    kept: list[Point] = []
    for before, now in zip([points[-1], *points[:-1]], points, strict=True):
        if inside(before) != inside(now):
            way = (edge - before[0]) / (now[0] - before[0])
            kept.append((edge, before[1] + way * (now[1] - before[1])))
        if inside(now):
            kept.append(now)
    return kept


def _given(slots: Slots) -> float:
    """Stars of five: "4.8", "4.8/5" and "9.6 of 10" alike."""
    said = _said(slots.figures[0])
    part = share(said)
    return max(0.0, min(STARS, STARS * part if part is not None else amount(said) or 0.0))


def _said(figure: Figure) -> str:
    return f"{figure.value} {figure.unit}".strip()


def _no_rating(slots: Slots) -> Unfit:
    said = _said(slots.figures[0])
    stars, part = amount(said), share(said)
    if (part is None and (stars is None or not 0 <= stars <= STARS)) or (part is not None and not 0 <= part <= 1):
        yield "figures", f"{said!r} is no rating; review shows one such as 4.8/5 or 5."
    if not slots.quote and not slots.body:
        yield "quote", "the layout review needs quote: what is said."


REVIEW = LayoutKind(
    name="review",
    about="figure 4.8, unit /5; quote",
    needs=("figures",),
    takes=("quote", "by", "kicker", "heading", "body", "action", "picture"),
    arrangements=(_centred, _carded),
    counts={"figures": (1, 1)},
    check=_no_rating,
    example=Slots(
        quote="They came the same evening and the heating worked an hour later.", by="Marta Nowak",
        figures=[Figure(value="4.6", unit="/5", label="from 212 reviews")],
    ),
)  # fmt: skip
