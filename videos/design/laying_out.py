"""From a layout with slots to the elements of a scene, in any frame and style; and when that happens anew.

Pure, and cached: the same words in the same frame are laid out once.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from videos.design.backdrops import Ground, backdrop
from videos.design.canvas import Canvas
from videos.design.catalogue import LayoutKind, all_layouts
from videos.design.colours import Palette
from videos.design.composition.boxes import Box
from videos.design.composition.solving import Rect, Solution, ink_of, solved
from videos.design.page import Composed, Page
from videos.design.particle_effects import effect_parts
from videos.design.parts import Part
from videos.design.placing import elements_of
from videos.design.restyling import on_ground
from videos.document.complaints import Complaint, Gathering
from videos.document.document import Document, Scene, Transition, parse_document
from videos.document.elements import MAX_ELEMENTS, PLAYED
from videos.document.nearest import did_you_mean
from videos.document.slots import Layout
from videos.document.style import AA, Style, contrast, in_style

Json = dict[str, Any]
CUSTOM = "custom"  # no layout: a scene whose elements a model writes
MOST_OF_EFFECTS = 3  # elements of an effect
FILLING = ("rect", "image")
GOOD_SCALE = 0.62  # an arrangement whose words are set smaller than that gives way to another
ROLES = Palette("$background", "$surface", "$text", ("$accent", "$accent2", "$accent~accent2:50"))


@dataclass(frozen=True)
class LaidOut:
    """A scene as a layout makes it: elements in drawing order and the background, with roles in place of colours."""

    elements: tuple[Part, ...]
    background: Json


def lay_out(
    layout: Layout, style: Style, frame: tuple[int, int], seconds: float, begins: float = 0.0, band: int = 0
) -> LaidOut:
    """The elements of a layout. `begins`: seconds until the scene before is gone; `band`: pixels at the lower edge of
    the frame that stay free of all but what fills the frame.

    Raises Complaint with all that it cannot show; its paths begin at the scene.
    """
    key = layout.model_dump_json(exclude={"made", "own_background"}), style.model_dump_json()
    found = _laid_out(*key, frame, round(seconds, 3), round(begins, 3), band)
    if isinstance(found, Complaint):
        raise found
    return found


@lru_cache(maxsize=512)
def _laid_out(
    layout: str, style: str, frame: tuple[int, int], seconds: float, begins: float, band: int
) -> LaidOut | Complaint:
    try:
        parsed = Layout.model_validate_json(layout), Style.model_validate_json(style)
        return _made(*parsed, frame, seconds, begins, band)
    except Complaint as complaint:
        return complaint


def _made(layout: Layout, style: Style, frame: tuple[int, int], seconds: float, begins: float, band: int) -> LaidOut:
    kind = kind_of(layout.name)
    gathering = Gathering()
    for slot, sentence in kind.complaints(layout.slots):
        with gathering:
            raise Complaint("slot_unfit", f"/{slot}", f"/{slot}: {sentence}")
    gathering.tell()
    canvas = Canvas(*frame)
    page = Page(layout.slots, style, Canvas(frame[0], frame[1] - band), seconds, layout.seed, begins)
    composed, solution, said = _best(kind, page)
    background = _background(layout.seed, style)
    parts = [*composed.behind]
    parts += effect_parts(
        layout.slots.effect, ROLES, canvas, seconds, layout.seed,
        behind_words=bool(layout.slots.texts), on_dark=style.is_dark,
    )  # fmt: skip
    parts += said
    parts = [_in_frame(each, page.canvas, canvas) for each in parts]
    behind = _backdrop(page, canvas, composed, solution, background) if composed.backdrop else []
    if len(behind) + len(parts) > MAX_ELEMENTS:  # what is said comes before what is behind it
        behind = []
    return LaidOut(tuple(_told_apart([*behind, *parts])), background)


def _told_apart(parts: list[Part]) -> list[Part]:
    """The parts with an id each: of two that have the same, the later one, which is what is said, keeps it."""
    named: dict[str, Part] = {}
    for part in reversed(parts):
        name = _free(part["id"], named)
        named[name] = {**part, "id": name}
    return list(reversed(named.values()))


def _in_frame(part: Part, low: Canvas, canvas: Canvas) -> Part:
    """What fills a page that is lower than the frame fills the frame: pictures, and veils over them."""
    if part["type"] not in FILLING or part["w"] < low.width - 1 or part["h"] < low.height - 1:
        return part
    return {**part, "h": part["h"] + canvas.height - low.height}


def _backdrop(page: Page, canvas: Canvas, composed: Composed, solution: Solution, background: Json) -> list[Part]:
    """The style's backdrop, which leaves the words their room and never makes them hard to read."""
    from videos.design.behind_words import exposed, readable

    style, seed, setting = page.style, page.seed, page.setting
    taken = tuple(
        ink_of(each, setting) for each in solution.placed if not isinstance(each.node, Box) or each.node.plate
    )
    ground = Ground(canvas, ROLES, page.seconds, seed, seed // 7, style.is_dark, style.energy, taken)
    words = exposed(solution, setting, composed.behind)
    frame = canvas.width, canvas.height
    return readable(backdrop(style.backdrop, ground), words, style, background, frame, page.seconds)


def kind_of(name: str) -> LayoutKind:
    """The layout of that name. Raises Complaint with the nearest ones."""
    kinds = all_layouts()
    if name not in kinds:
        message = f"/layout: there is no layout {name!r}.{did_you_mean(name, kinds)} There are: {', '.join(kinds)}."
        raise Complaint("unknown_layout", "/layout", message)
    return kinds[name]


def _best(kind: LayoutKind, page: Page) -> tuple[Composed, Solution, list[Part]]:
    """The first arrangement, in the seed's order, in which the words stand large enough; else that of the largest.

    With it, its tree as solved and the elements of that.
    """
    count = len(kind.arrangements)
    tried: list[tuple[Composed, Solution, list[Part]]] = []
    for turn in range(count):
        made = kind.arrangements[(page.seed + turn) % count](page)
        if made is None:
            continue
        composed = made if isinstance(made, Composed) else Composed(made)
        solution = solved(composed.root, _room(composed, page.canvas), page.setting)
        said = elements_of(solution, page)
        if len(composed.behind) + len(said) > MAX_ELEMENTS - MOST_OF_EFFECTS:
            continue
        if not solution.crowded and solution.scale >= GOOD_SCALE:
            return composed, solution, said
        tried.append((composed, solution, said))
    fitting = [each for each in tried if not each[1].crowded]
    if not fitting:
        raise _too_much(kind, tried[0][1] if tried else None, page)
    return max(fitting, key=lambda each: each[1].scale)


def _room(composed: Composed, canvas: Canvas) -> Rect:
    margin = canvas.margin / canvas.unit
    across, down = (side * canvas.unit for side in composed.inset or (margin, margin))
    return across, down, canvas.width - 2 * across, canvas.height - 2 * down


def _too_much(kind: LayoutKind, solution: Solution | None, page: Page) -> Complaint:
    lists = (name for name in (*kind.needs, *kind.takes) if isinstance(getattr(page.slots, name), list))
    longest = max(lists, key=lambda name: len(getattr(page.slots, name)), default="heading")
    slot = solution.crowded[0] if solution else longest
    given = getattr(page.slots, slot)
    told = f"{len(given)} characters" if isinstance(given, str) else f"{len(given)} {slot}"
    message = (
        f"/{slot}: {told} do not fit into the layout {kind.name} at {page.canvas.width}×{page.canvas.height}. "
        "Shorten it, spread it over two scenes, or choose another layout."
    )
    return Complaint("too_much_for_layout", f"/{slot}", message)


def _background(seed: int, style: Style) -> Json:
    """Light that falls from another side in each scene, in the style's own colours: calm styles are nearly even."""
    tone = ("accent", "accent2")[seed // 3 % 2]
    shares = (f"~{tone}:{share}" if share else "" for share in (round(4 + 12 * style.energy), 6, 3, 0))
    tints = (f"$background~surface:55{share}" for share in shares)
    # A style patched by hand may have a ground on which nothing can be read: that is told of its words, as ever.
    tint = next((each for each in tints if _bears_words(each, style)), "$background")
    match seed % 4:
        case 0:
            return {"kind": "radial", "colors": [tint, "$background~surface:25", "$background"]}
        case 1:
            return {
                "kind": "linear",
                "angle": float(60 + 20 * (seed % 5)),
                "colors": ["$background", "$background", tint],
            }
        case 2:
            return {"kind": "linear", "angle": float(-60 - 20 * (seed % 5)), "colors": ["$background", tint]}
        case _:
            edge = "$background~black:12" if style.is_dark else "$background"
            return {"kind": "radial", "colors": ["$background~surface:45", "$background", edge]}


def _bears_words(code: str, style: Style) -> bool:
    return all(contrast(words, style.color(code)) >= 1.05 * AA for words in (style.text, style.quiet))


def laid_scene(
    scene: Json, layout: Layout, style: Style, frame: tuple[int, int], path: str = "", band: int = 0
) -> Json:
    """The scene (JSON) with the elements of `layout`; elements that are not its own keep their place below or above.

    Raises Complaint; its paths begin with `path`.
    """
    transition = Transition.model_validate(scene.get("transition", {}))
    begins = transition.duration * 0.8 if transition.kind == "fade" else 0.0
    look = on_ground(style, scene["background"]) if layout.own_background else style
    try:
        laid = lay_out(layout, look, frame, scene["duration"], begins, band)
    except Complaint as complaint:
        raise complaint.under(path) from None
    before = (scene.get("layout") or {}).get("made", [])
    below, above = _others(scene.get("order", []), set(before))
    kept = {name: scene["elements"][name] for name in (*below, *above)}
    elements, made = dict(kept), []
    for part in laid.elements:
        name = _free(part["id"], elements)
        elements[name] = _playing_on({**part, "id": name}, scene.get("elements", {}).get(name))
        made.append(name)
    if look != style:  # its colours are those of this scene alone, so no roles
        shown = {name: elements[name] for name in made}
        elements |= painted({"duration": 1.0, "order": made, "elements": shown}, look)["elements"]
    told = layout.model_copy(update={"made": made}).model_dump(mode="json")
    laid_out = {**scene, "layout": told, "order": [*below, *made, *above], "elements": elements}
    return laid_out if layout.own_background else {**laid_out, "background": laid.background}


def _playing_on(part: Part, before: Json | None) -> Part:
    """The part; where a clip stood that it shows again, that plays as it did."""
    if part["type"] != "image" or before is None or before["type"] != "clip" or before["asset"] != part["asset"]:
        return part
    return {**part, "type": "clip", **{name: before[name] for name in PLAYED}}


def _standing(element: Json | None) -> Json | None:
    """What a layout says of one of its elements: all but how a clip plays."""
    if element is None or element["type"] != "clip":
        return element
    return {name: value for name, value in element.items() if name not in PLAYED}


def painted(scene: Json, style: Style) -> Json:
    """The scene with the style's own colours and fonts in place of roles."""
    return in_style(Scene.model_validate(scene), style).model_dump(mode="json")


def _others(order: list[str], made: set[str]) -> tuple[list[str], list[str]]:
    """The elements that no layout made: those below all of its own, and the rest, which lies above."""
    first = next((place for place, name in enumerate(order) if name in made), 0)
    return order[:first], [name for name in order[first:] if name not in made]


def _free(name: str, taken: Json) -> str:
    return name if name not in taken else _free(f"{name}-1", taken)


def _settled(before: Document, after: Json) -> Json:
    """`after` (JSON of a valid document) in agreement with itself.

    A scene whose layout, slots, seconds, transition, style or frame changed is laid out anew; one whose own elements
    were changed by hand has no layout any more; a background set by hand stays. Raises Complaint.
    """
    style = Style.model_validate(after["style"])
    frame = after["width"], after["height"]
    look_changed = style != before.style or frame != (before.width, before.height)
    gathering, scenes = Gathering(), {}
    for name, scene in after["scenes"].items():
        scenes[name] = scene
        with gathering:
            scenes[name] = _settled_scene(name, before.scenes.get(name), scene, style, frame, look_changed)
    gathering.tell()
    return {**after, "scenes": scenes}


def settled_document(before: Document, after: Document | Json) -> Document:
    """`after` in agreement with itself: see `_settled`. Raises Complaint."""
    document = after if isinstance(after, Document) else parse_document(after)
    told = document.to_json()
    agreed = _settled(before, told)
    return document if agreed == told else parse_document(agreed)


def _settled_scene(
    name: str, old: Scene | None, scene: Json, style: Style, frame: tuple[int, int], look_changed: bool
) -> Json:
    if scene["layout"] is None:
        return scene
    layout = Layout.model_validate(scene["layout"])
    if old is None or old.layout is None:
        is_made = bool(layout.made) and all(each in scene["elements"] for each in layout.made)
        return scene if is_made else laid_scene(scene, layout, style, frame, f"/scenes/{name}")
    was = old.model_dump(mode="json")
    if [each for each in scene["order"] if each in old.layout.made] != old.layout.made or any(
        _standing(scene["elements"].get(each)) != _standing(was["elements"].get(each)) for each in old.layout.made
    ):
        return {**scene, "layout": None}
    if scene["background"] != was["background"]:
        layout = layout.model_copy(update={"own_background": True})
    wanted = layout.model_copy(update={"made": old.layout.made})
    members = ("duration", "transition", *(["background"] if layout.own_background else []))
    same = all(scene[each] == was[each] for each in members) and wanted == old.layout
    if same and not look_changed:
        return scene
    return laid_scene({**scene, "layout": was["layout"]}, wanted, style, frame, f"/scenes/{name}")
