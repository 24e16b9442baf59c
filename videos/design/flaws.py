"""Whether a change of scenes leaves them as good as they were. Pure."""

from collections.abc import Collection

from videos.design.canvas import Json
from videos.design.seen import findings, moments
from videos.document.audio import Audio
from videos.document.document import Document, parse_document
from videos.document.style import in_style
from videos.document.walking import own_elements

SETTLED = 0.9  # of a scene: when all has come


def flaws(document: Json, scenes: Collection[str]) -> int:
    """How much is wrong with scenes: words over words, cut, faint or shrunk ones, and what lies over a layout's words
    without being its own."""
    shown = {name: document["scenes"][name] for name in scenes}  # parsing a long video takes longer
    heard = Audio().model_dump(mode="json")
    parsed = parse_document({**document, "scene_order": list(shown), "scenes": shown, "audio": heard})
    looked = in_style(parsed, parsed.style)
    return len(findings(looked, *scenes)) + sum(_covered(document, looked, scene) for scene in scenes)


def _covered(document: Json, looked: Document, scene: str) -> int:
    own = {each["id"] for each in own_elements(document, scene) if each["type"] in ("image", "clip", "text")}
    ((_, seen),) = moments(looked, scene, (SETTLED,))
    over = [each.box for each in seen if each.name in own]
    return sum(_meet(each.box, box) for each in seen if each.lines and each.name not in own for box in over)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])
