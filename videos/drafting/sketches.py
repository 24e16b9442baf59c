"""A scene from nothing but its words: shown until it is drawn, and when it cannot be drawn. Pure."""

from collections.abc import Iterator, Sequence

from videos.design.canvas import Json
from videos.design.colours import colours_in
from videos.design.laying_out import LaidOut, lay_out, painted
from videos.design.restyling import with_colours
from videos.document.complaints import Complaint
from videos.document.slots import LONGEST_WORDS, MOST_ITEMS, Layout
from videos.document.style import Style
from videos.drafting.looks import icons_near
from videos.drafting.scene_to_be import Scene
from videos.facts.wishes import read_effects

LONG_WORDS = 60  # characters: a text as long as this is a quotation
SHORT_WORDS = 12  # characters: these fit in every frame


def sketched_scene(
    texts: Sequence[str],
    description: str,
    style: Style,
    frame: tuple[int, int],
    seconds: float,
    *,
    wish: str = "",
    seed: int = 1,
) -> Json:
    """A scene (JSON) that shows the words, with an icon of what is described, and the effect and the colours that the
    wish or else the description names. Without words it is an effect.
    """
    effect = next(iter(read_effects(wish) or read_effects(description)), "none")
    laid = _laid_out(texts, style, frame, seconds, effect, next(iter(icons_near(description, 1)), ""), seed)
    parts = {part["id"]: part for part in laid.elements}
    scene: Json = {"duration": seconds, "background": laid.background, "order": list(parts), "elements": parts}
    colours = colours_in(wish)
    return painted(scene, with_colours(style, colours)) if colours else scene


def _laid_out(
    texts: Sequence[str], style: Style, frame: tuple[int, int], seconds: float, effect: str, icon: str, seed: int
) -> LaidOut:
    """The words in the first layout that can show them."""
    told = [text.strip()[:LONGEST_WORDS] for text in texts if text.strip()]
    for scene in _scenes(told, effect, icon):
        layout = Layout.model_validate({"name": scene.layout, "slots": scene.slots, "seed": seed})
        try:
            return lay_out(layout, style, frame, seconds)
        except Complaint:  # too many words for this layout
            continue
    raise AssertionError("a few letters fit in every frame")


def _scenes(texts: list[str], effect: str, icon: str) -> Iterator[Scene]:
    """What the scene may be, the best first; the last one always fits."""
    if not texts:
        yield Scene("effect", {"effect": effect if effect != "none" else "bubbles"})
        return
    heading, *others = texts
    shown = {"effect": effect, "icon": icon}
    if len(others) > 1:
        yield Scene("list", {**shown, "heading": heading, "items": others[:MOST_ITEMS]})
    elif len(heading) >= LONG_WORDS:
        yield Scene("quote", {**shown, "quote": heading, "by": "".join(others)})
    else:
        yield Scene("title", {**shown, "heading": heading, "body": "".join(others)})
    yield Scene("list", {"items": texts[:MOST_ITEMS]})
    yield Scene("title", {"heading": heading[:SHORT_WORDS]})
