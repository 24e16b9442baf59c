"""Groups as a model writes them: composed as layouts are, in pixels of the frame, and solved into elements."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from videos.design.canvas import Canvas
from videos.design.composition.boxes import Align, Box, Direction, Flow, Justify, Leaf, Node, Words
from videos.design.composition.solving import Placed, Rect, Setting, Solution, solved
from videos.design.page import MANY, SMALL, reads_from_right
from videos.design.placing import MIRROR, PRESETS
from videos.document.complaints import InvalidDocument
from videos.document.elements import MAX_SECONDS, BaseElement, Color, Id, Length, Motion, Part, Pixels, TextElement
from videos.document.elements import RectElement as Plate
from videos.document.style import Style

ICON_SIDE = 12.0  # units (a hundredth of the frame's shorter side): of an icon without a size
ROOMY = ("image", "clip", "chart", "particles", "component")  # they take what is left over, and never less than a share
SHARE = 0.3  # of the group's room, for one of those; of many together 0.8
SHORTEST = 0.45  # of the size that words are to have: they are set no smaller

Room = Annotated[float, Field(ge=0, le=4000)]
Grow = Annotated[float, Field(ge=0, le=100)]


def _both_ways(pad: Any) -> Any:
    return [pad] if isinstance(pad, int | float) else pad


class Place(Part):
    """How a child takes what its group has left over."""

    grow: Grow = 0.0


class Group(Part):
    """Children that stand by the rules of CSS flexbox and grid. All lengths are pixels of the frame.

    `pad`: at all sides, or across and down. `align` null: centred in rows and overlays, else stretched. `fill` is a
    plate under the children, `radius` null as round as the style says. `enter`: the motion of all that have none of
    their own; `stagger`: seconds from one child to the next, which come as the style says where there is no `enter`.
    """

    type: Literal["group"] = "group"
    id: Id
    direction: Direction = "column"
    gap: Room = 0.0
    pad: Annotated[list[Room], Field(min_length=1, max_length=2), BeforeValidator(_both_ways)] = [0.0]
    align: Align | None = None
    justify: Justify = "center"
    columns: Annotated[int, Field(ge=1, le=12)] = 2
    grow: Grow = 0.0
    x: Pixels | None = None
    y: Pixels | None = None
    w: Length | None = None
    h: Length | None = None
    fill: Color | None = None
    radius: Room | None = None
    enter: Motion | None = None
    stagger: Annotated[float, Field(ge=0, le=10)] | None = None
    children: Annotated[list[Any], Field(min_length=1)]

    @property
    def aligned(self) -> Align:
        return self.align or ("center" if self.direction in ("row", "overlay") else "stretch")


@dataclass(frozen=True)
class Written:
    """An element in a group: checked, with a box that means nothing yet. `w` and `h` are what it is written with."""

    element: BaseElement
    path: str
    grow: float
    w: float | None
    h: float | None


@dataclass(frozen=True)
class WrittenGroup:
    """A group with what is in it."""

    group: Group
    path: str
    children: tuple["Written | WrittenGroup", ...]


def elements_in(root: WrittenGroup, frame: tuple[int, int], style: Style) -> list[BaseElement]:
    """The elements of a group in drawing order, each in its place; plates lie under what stands on them.

    Raises InvalidDocument where something has no room; it names the element and says what to do.
    """
    canvas = Canvas(*frame)
    texts = [each.element.text for each in _drawn(root) if isinstance(each.element, TextElement)]
    setting = Setting(1.0, style, reads_from_right(texts), contained=True)
    room = _room(root.group, canvas)
    solution = solved(_Composing(canvas, room, setting.mirrored).box(root, None), room, setting)
    written = [(each, holder) for each, holder in _all(root, None)]
    if solution.crowded:
        raise _too_much([each for each, _ in written], solution)
    moments = _moments(root, style, setting.mirrored)
    found: list[BaseElement] = []
    for (each, holder), placed in zip(written, solution.placed, strict=True):
        if isinstance(each, WrittenGroup):
            found += _plate(each.group, placed.rect, moments[id(each)], canvas, style)
        else:
            changes = {"enter": moments[id(each)], **_look(each, holder, placed, setting.mirrored)}
            found.append(each.element.model_copy(update={**_box_of(each, placed), **changes}))
    return found


def _all(node: Written | WrittenGroup, holder: Group | None) -> Iterator[tuple[Written | WrittenGroup, Group | None]]:
    """All nodes as they are drawn, each with the group that holds it."""
    yield node, holder
    if isinstance(node, WrittenGroup):
        for child in node.children:
            yield from _all(child, node.group)


def _drawn(root: WrittenGroup) -> Iterator[Written]:
    yield from (each for each, _ in _all(root, None) if isinstance(each, Written))


def _room(group: Group, canvas: Canvas) -> Rect:
    """The box of an outermost group: what it does not say follows from the frame's margins."""
    sides = []
    for corner, side, whole in ((group.x, group.w, canvas.width), (group.y, group.h, canvas.height)):
        begins = canvas.margin if corner is None and side is None else corner
        length = max(1.0, whole - canvas.margin - begins) if side is None and begins is not None else side or 1.0
        sides.append((((whole - length) / 2) if begins is None else begins, length))
    (x, w), (y, h) = sides
    return x, y, w, h


@dataclass(frozen=True)
class _Composing:
    """From what is written to what the composition takes, in one room."""

    canvas: Canvas
    room: Rect
    mirrored: bool

    def box(self, written: WrittenGroup, holder: WrittenGroup | None) -> Box:
        group = written.group
        across, down = (group.pad * 2)[:2]
        align = group.aligned
        if self.mirrored and group.direction in ("column", "grid"):
            align = {"start": "end", "end": "start"}.get(align, align)  # type: ignore[assignment]
        if holder is None:
            flow = Flow(grow=1)
        else:
            fills = holder.group.direction == "overlay" and group.grow
            flow = Flow(group.w, group.h, grow=group.grow, shrink=group.w is None, align="stretch" if fills else None)
        children = tuple(
            self.box(child, written) if isinstance(child, WrittenGroup) else self.leaf(child, written)
            for child in written.children
        )
        return Box(
            group.id,
            group.direction,
            children,
            group.gap,
            (across, down),
            align,
            group.justify,
            group.columns,
            flow=flow,
        )

    def leaf(self, written: Written, holder: WrittenGroup) -> Node:
        element = written.element
        if isinstance(element, TextElement):
            smallest = min(element.size, max(SMALL * self.canvas.unit, SHORTEST * element.size))
            look: dict[str, Any] = {"font": element.font, "weight": element.weight, "spacing": element.spacing}
            flow = Flow(written.w, written.h, grow=written.grow, shrink=written.w is None)
            return Words(element.id, element.text, element.size, smallest, written.path, MANY, flow=flow, **look)
        w, h, grow = written.w, written.h, written.grow
        kind = str(getattr(element, "type", ""))
        ratio = None
        if kind == "icon":
            ratio = 1.0 if (w is None) != (h is None) else None
            if w is None and h is None:
                w = h = ICON_SIDE * self.canvas.unit
        direction = holder.group.direction
        least = None
        if kind in ROOMY and {"row": w, "column": h, "grid": h}.get(direction, 0) is None:
            least = self.least(holder)
            h = least if direction == "grid" else h
            grow = grow or 1.0
        is_sized = {"row": h, "column": w, "grid": w}.get(direction, w or h) is not None or ratio is not None
        align: Align | None = None if is_sized else "stretch"
        flow = Flow(w, h, grow=grow, shrink=w is None, align=align, least=None if direction == "grid" else least)
        return Leaf(element.id, kind, {}, flow, ratio)

    def least(self, holder: WrittenGroup) -> float:
        """The length along its group's direction that what takes what is left over has at least."""
        group, count = holder.group, len(holder.children)
        if group.direction == "row":
            return min(SHARE, 0.8 / count) * min(group.w or self.room[2], self.room[2])
        rows = ceil(count / group.columns) if group.direction == "grid" else count
        return min(SHARE, 0.8 / rows) * min(group.h or self.room[3], self.room[3])


def _box_of(written: Written, placed: Placed) -> dict[str, float]:
    x, y, w, h = placed.rect
    if not isinstance(placed.node, Words) and min(w, h) < 1:
        raise InvalidDocument(
            "no_room",
            written.path,
            f"{written.path}: {written.element.id!r} has no room in its group: give it w and h, or grow.",
        )
    return {"x": round(x, 1), "y": round(y, 1), "w": max(1.0, round(w, 1)), "h": max(1.0, round(h, 1))}


def _look(written: Written, holder: Group | None, placed: Placed, mirrored: bool) -> dict[str, Any]:
    """Of a text: its size here, and where its lines stand when it does not say."""
    element = written.element
    if not isinstance(element, TextElement):
        return {}
    look: dict[str, Any] = {"size": min(element.size, max(4.0, placed.size))}
    if placed.cut:
        look["wrap"] = "anywhere"
    if "align" not in element.model_fields_set and holder is not None:
        side = "center" if holder.direction == "overlay" else "left"
        if holder.direction != "row":
            side = {"start": "left", "center": "center", "end": "right"}.get(holder.aligned, side)
        look["align"] = MIRROR.get(side, side) if mirrored else side
    return look


def _plate(group: Group, rect: Rect, enter: Motion, canvas: Canvas, style: Style) -> list[BaseElement]:
    if group.fill is None:
        return []
    x, y, w, h = (round(side, 1) for side in rect)
    radius = (1 + 5 * style.corner) * canvas.unit if group.radius is None else group.radius
    rounded = round(min(radius, w / 2, h / 2), 1)
    return [
        Plate(
            id=group.id, x=x, y=y, w=max(1.0, w), h=max(1.0, h), fill=group.fill, radius=max(0.0, rounded), enter=enter
        )
    ]


def _moments(root: WrittenGroup, style: Style, mirrored: bool) -> dict[int, Motion]:
    """How each node comes: by its own motion, else by its group's; at its turn where the group staggers."""
    preset = PRESETS[style.motion]
    usual = Motion(
        preset=MIRROR.get(preset, preset) if mirrored else preset,  # type: ignore[arg-type]
        duration=round(1 - 0.45 * style.energy, 2),
    )
    found: dict[int, Motion] = {}

    def walk(node: Written | WrittenGroup, motion: Motion | None, at: float | None) -> None:
        if isinstance(node, Written):
            own = node.element.enter if "enter" in node.element.model_fields_set else motion
            own = own or Motion()
            moment = own.at if own is not motion and own.at is not None else at
            found[id(node)] = own.model_copy(update={"at": moment}) if own.preset != "none" else own
            return
        group = node.group
        if group.enter is not None:
            motion, at = group.enter, at if group.enter.at is None else group.enter.at
        elif group.stagger is not None and motion is None:
            motion = usual
        own = motion or Motion()
        found[id(node)] = own.model_copy(update={"at": at}) if own.preset != "none" else own
        for number, child in enumerate(node.children):
            turn = at if group.stagger is None else min(MAX_SECONDS, round((at or 0) + number * group.stagger, 2))
            walk(child, motion, turn)

    walk(root, None, None)
    return found


def _too_much(written: list[Written | WrittenGroup], solution: Solution) -> InvalidDocument:
    """What has no room: a thing that is larger than its group, else the longest words that do not fit, else a group."""
    pairs = list(zip(written, solution.placed, strict=True))
    for each, placed in pairs:
        flow, (_, _, across, down) = placed.node.flow, placed.holder
        if (flow.width or 0) > across + 1 or (flow.height or 0) > down + 1:
            name = each.element.id if isinstance(each, Written) else each.group.id
            sentence = f"{name!r} is larger than its group, which has {across:.0f}×{down:.0f} pixels. Make it smaller."
            return InvalidDocument("no_room", each.path, f"{each.path}: {sentence}")
    for each, placed in pairs:
        if isinstance(each, Written) and isinstance(placed.node, Words) and placed.node.slot == solution.crowded[0]:
            told = placed.node.text if len(placed.node.text) <= 40 else f"{placed.node.text[:40]}…"
            across, down = map(min, placed.holder[2:], solution.placed[0].holder[2:])
            sentence = (
                f"“{told}” ({each.element.id}) does not fit at a readable size into its group of {across:.0f}×"
                f"{down:.0f} pixels. Shorten it, leave something out, or give the group more room."
            )
            return InvalidDocument("too_much_for_group", each.path, f"{each.path}: {sentence}")
    across, down = solution.placed[0].holder[2:]
    sentence = (
        f"what is in it needs more than its {across:.0f}×{down:.0f} pixels. Make things smaller, or leave some out."
    )
    return InvalidDocument("too_much_for_group", written[0].path, f"{written[0].path}: {sentence}")
