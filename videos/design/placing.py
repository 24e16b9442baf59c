"""From places to elements: sizes in pixels, corners, and one after another how they come."""

from typing import Any

from videos.design.composition.boxes import Box, Leaf, Node, Words
from videos.design.composition.solving import Placed, Solution
from videos.design.page import Page
from videos.design.parts import Part
from videos.design.path_shapes import scaled
from videos.document.style import Entrance

LENGTHS = ("radius", "stroke_width")  # properties that are told in units
FIRST, LAST = 0.15, 0.45  # shares of the scene at which all things begin to come, at the latest
AFTER = 0.25  # seconds by which words come after the plate or the disc that they stand on
GROUND = 0.35  # seconds, at most, in which what lies under words comes
PRESETS: dict[Entrance, str] = {
    "fade": "fade", "rise": "slide_up", "slide": "slide_left", "zoom": "zoom", "pop": "pop", "wipe": "wipe",
    "type": "fade",
}  # fmt: skip
MIRROR = {"left": "right", "right": "left", "slide_left": "slide_right", "slide_right": "slide_left"}


def elements_of(solution: Solution, page: Page) -> list[Part]:
    """The elements of a solved tree in drawing order, as the document holds them, less what has its default."""
    steps, held = _steps(solution)
    last = max(steps.values(), default=0.0)
    parts = []
    for placed in solution.placed:
        part = _part(placed, page)
        if part is not None:
            entrance = _enter(placed.node, page, steps[id(placed.node)], last, id(placed.node) in held)
            part.setdefault("enter", entrance)
            parts.append(part)
    return parts


def _part(placed: Placed, page: Page) -> Part | None:
    node, (x, y, w, h), unit = placed.node, placed.rect, page.canvas.unit
    if isinstance(node, Box) and node.plate is not None:
        across, down = (side * unit for side in node.plate.beyond)
        x, y, w, h = x - across, y - down, w + 2 * across, h + 2 * down
    box = {"x": round(x, 1), "y": round(y, 1), "w": round(max(1.0, w), 1), "h": round(max(1.0, h), 1)}
    match node:
        case Words():
            align = MIRROR.get(node.align, node.align) if page.mirrored else node.align
            look = {"font": node.font, "weight": node.weight, "align": align, "fill": node.fill}
            look |= {"spacing": node.spacing} if node.spacing else {}
            look |= {"wrap": "anywhere"} if placed.cut else {}
            return {"type": "text", "id": node.id, **box, "text": node.text, "size": placed.size, **look, **node.props}
        case Leaf():
            props = _in_pixels(node.props, unit)
            if "d" in props:
                props["d"] = scaled(props["d"], w / 100, h / 100)
            if node.kind == "rect" and node.enter == "wipe" and page.mirrored and "rotation" not in props:
                props["rotation"] = 180.0  # it is wiped from where it is read from
            if props.get("rotation") in (90, -90):
                box = {"x": round(x + (w - h) / 2, 1), "y": round(y + (h - w) / 2, 1), "w": box["h"], "h": box["w"]}
            return {"type": node.kind, "id": node.id, **box, **props}
        case Box(plate=plate) if plate is not None:
            radius = 1 + 5 * page.style.corner if plate.radius is None else plate.radius
            props = _in_pixels({"radius": radius, **plate.props}, unit)
            props["radius"] = min(props["radius"], round(min(w, h) / 2, 1))
            return {"type": "rect", "id": f"{node.id}-plate", **box, "fill": plate.fill, **props}
        case _:
            return None


def _in_pixels(props: Any, unit: float) -> dict[str, Any]:
    return {name: round(value * unit, 1) if name in LENGTHS else value for name, value in props.items()}


def _steps(solution: Solution) -> tuple[dict[int, float], set[int]]:
    """When each node comes, in steps: one after the other, those of a box that comes together at once.

    And the nodes that come together with others.
    """
    steps: dict[int, float] = {}
    held = set[int]()
    nodes = {id(placed.node): placed.node for placed in solution.placed}
    root = solution.placed[0].node
    at = 0.0

    def walk(node: Node, inside: float | None) -> None:
        nonlocal at
        own = inside if inside is not None else getattr(node, "beat", None)
        if inside is not None or getattr(node, "together", False):
            held.add(id(node))
        steps[id(node)] = at if own is None else own
        if isinstance(node, Box):
            inner = steps[id(node)] if node.together or inside is not None else None
            at += node.plate is not None and inner is None  # what lies under words comes before them
            for child in node.children:
                walk(child, inner)
            if node.together and inside is None:
                at = steps[id(node)] + 1
        elif inside is None:
            at = steps[id(node)] + 1

    walk(root, None)
    assert steps.keys() >= nodes.keys()
    return steps, held


def _enter(node: Node, page: Page, step: float, last: float, held: bool) -> Part:
    """The style's entrance at its moment: closer together where there are many, quicker where there is energy.

    Of what comes together (`held`) plates and discs come quickly, and then the words on them.
    """
    energy, seconds = page.style.energy, page.seconds
    usual = 0.32 - 0.2 * energy
    room = max(0.0, LAST * seconds - page.begins)
    at = page.begins + min(FIRST * seconds * 0.3, 0.1) + step * (min(usual, room / last) if last else 0.0)
    duration = min(1.0 - 0.45 * energy, 0.35 * seconds)
    if getattr(node, "beat", None) == 0:
        at = page.begins
    if held and isinstance(node, Words):
        at += min(AFTER, 0.1 * seconds)
    elif held or getattr(node, "beat", None) == 0:
        duration = min(duration, GROUND, 0.12 * seconds)
    preset = getattr(node, "enter", None) or PRESETS[page.style.motion]
    if isinstance(node, Words):
        preset = node.enter or ("typewriter" if page.style.motion == "type" and node.font == "heading" else preset)
        if held and preset.startswith("slide"):
            preset = "fade"  # on their plate: what slides would begin beside it
    if page.mirrored:
        preset = MIRROR.get(preset, preset)
    ease = "back" if preset in ("pop", "zoom") and energy > 0.35 else "ease_out"
    return {"preset": preset, "at": round(at, 2), "duration": round(duration, 2), "ease": ease}
