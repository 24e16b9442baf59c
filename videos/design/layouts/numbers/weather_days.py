"""The weather of some days: the sky as an icon, the degrees, and what it will be like."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Leaf, Node, Plate, column, grid, row
from videos.design.layouts.numbers.number_parts import head, in_one_line, inner, is_tower, label, line, number, numbers
from videos.design.page import Align, Page
from videos.document.slots import Detail, Figure, Slots
from videos.icons.icon_search import find_icons

SKIES = ("sun", "cloud", "wind", "snow", "rain", "moon", "umbrella", "rainbow", "tornado", "haze", "thermometer")


def _cards(page: Page) -> Node:
    """A card for each day, side by side; in a tall frame a line each."""
    count, (width, height) = len(page.slots.figures), inner(page)
    across = min(count, 5 if page.is_wide else 3)
    if is_tower(page):
        across = 1 if count <= 4 else 2
    rows, place = -(-count // across), (width - 2.6 * (across - 1)) / across
    tall = min(62.0, height * 0.66 / rows)
    lying = place > tall * 1.5
    side = min(tall * (0.5 if lying else 0.32), place * 0.42)
    size = in_one_line(page, numbers(page), min(tall * 0.26, 18), place * (0.4 if lying else 0.86))
    cards = [_card(page, i, side, size, lying) for i in range(count)]
    table = grid(*cards, columns=across, gap=2.6, id="days")
    align: Align = "left" if page.is_wide or lying else "center"
    return page.stack(head(page, 12, align), table, _others(page, align), gap=4.5)


def _card(page: Page, index: int, side: float, size: float, lying: bool) -> Box:
    align: Align = "left" if lying else "center"
    small = max(4.2, min(5.8, size * 0.4))
    day = label(page, index, small, align=align, fill="$text", weight=700)
    degrees = number(page, index, size, align=align, fill="$text", smallest=4)
    sky, icon = _sky(page, index, small, align), _icon(page, index, side)
    shaded = {"kind": "linear", "angle": 90, "colors": ["$surface~accent:12", "$surface"]}
    if lying:
        words = column(day, degrees, sky, id=f"day-words-{index}", gap=0.2, grow=1)
        inside: tuple[Node | None, ...] = (row(words, icon, id=f"day-row-{index}", gap=4),)
    else:
        inside = (day, icon, degrees, sky)
    plate = Plate("$surface", props={"gradient": shaded, "shadow": page.depth * 0.7})
    return page.card(*inside, id=f"day-{index}", pad=(3.6, 3.6), gap=1.6, plate=plate,
                     justify="center" if lying else "start")  # fmt: skip


def _first(page: Page) -> Node:
    """The first day large, those after it as a list between thin lines."""
    count, (width, height) = len(page.slots.figures), inner(page)
    wide, alone = page.is_wide, count == 1
    across = width * 0.46 if wide and not alone else width
    side = min(across * 0.36, height * (0.34 if wide else 0.2))
    size = in_one_line(page, numbers(page)[:1], side * 0.95, across * 0.56)
    today = column(
        label(page, 0, 6, fill="$text", weight=700),
        row(_icon(page, 0, side), number(page, 0, size, fill="$text"), id="now", gap=4), _sky(page, 0, 5.6, "left"),
        id="today", gap=1.4, together=True,
    )  # fmt: skip
    larger = 1.25 if is_tower(page) else 1.0
    least = in_one_line(page, numbers(page)[1:], 8 * larger, across * 0.3)
    rows: list[Node] = []
    for i in range(1, count):
        rows += [line(f"line-{i}")] if i > 1 else []
        rows.append(row(
            _icon(page, i, 8 * larger),
            column(label(page, i, 5 * larger, fill="$text", weight=700), _sky(page, i, 4.2 * larger, "left"),
                   id=f"day-words-{i}", grow=1),
            number(page, i, least, align="right", fill="$text"), id=f"day-{i}", gap=4, together=True,
        ))  # fmt: skip
    days = column(*rows, id="days", gap=2.4, justify="center") if rows else None
    first = column(head(page, 11), today, _others(page, "left"), id="first", gap=5, justify="center",
                   **({"share": 0.46} if wide and not alone else {}))  # fmt: skip
    if wide and days is not None:
        return row(first, page.card(days, id="later", pad=(5, 4), grow=1), gap=7, grow=1)
    return page.stack(first, days, gap=6)


def _sky(page: Page, index: int, size: float, align: Align) -> Node | None:
    told = _detail(page.slots, index)
    if told is None:
        return None
    words = " ".join(filter(None, (told.label, told.value)))
    return page.words(f"sky-{index}", words, size, "details", align=align, fill="$quiet", lines=2)


def _icon(page: Page, index: int, side: float) -> Leaf | None:
    """What the sky is like, by its words; the scene's icon where they tell nothing."""
    told = _detail(page.slots, index)
    name = sky_icon(told.value if told else page.slots.figures[index].label) or page.slots.icon
    tone = "$accent" if "sun" in name or "moon" in name else "$accent2"
    return page.icon(side, tone, "center", id=f"icon-{index}", name=name) if name else None


def sky_icon(words: str) -> str:
    """The icon of a weather in words, "Sunny" or "leichter Regen"; empty where they tell of none."""
    for found in find_icons(words, 12):
        if any(part in SKIES for part in found.split("-")):
            return found
    return ""


def _detail(slots: Slots, index: int) -> Detail | None:
    """The words of a day: there are as many as days, else they belong to none."""
    return slots.details[index] if len(slots.details) == len(slots.figures) else None


def _others(page: Page, align: Align) -> Node | None:
    """Details that belong to no day: a line each."""
    if len(page.slots.details) == len(page.slots.figures):
        return None
    lines = [
        page.words(f"detail-{i}", " ".join(filter(None, (each.label, each.value))), 4.8, "details", align=align,
                   fill="$quiet")
        for i, each in enumerate(page.slots.details)
    ]  # fmt: skip
    return column(*lines, id="details", gap=0.8) if lines else None


WEATHER = LayoutKind(
    name="weather",
    about="degrees, label: day; details: sky",
    needs=("figures",),
    takes=("kicker", "heading", "body", "details", "icon"),
    arrangements=(_cards, _first),
    counts={"figures": (1, 7)},
    example=Slots(
        kicker="This weekend", heading="Lisbon",
        figures=[Figure(value="24", unit="°", label="Friday"), Figure(value="21", unit="°", label="Saturday"),
                 Figure(value="17", unit="°", label="Sunday")],
        details=[Detail(value="Sunny"), Detail(value="Partly cloudy"), Detail(value="Rain")],
    ),
)  # fmt: skip
