"""A new video as a model without tools plans it: layouts have few slots, which they show."""

import json
from functools import reduce
from operator import or_
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from videos.design.catalogue import LayoutKind, all_layouts
from videos.design.styles import STYLES
from videos.document.document import Format
from videos.tools.scene_arguments import DetailIn


class FigureOutline(BaseModel):
    """A number with what it measures."""

    value: str
    label: str


LISTS: dict[str, Any] = {"items": str, "figures": FigureOutline, "details": DetailIn}
# Between them they hold whatever a brief has; more to choose from is more to get lost in.
LAYOUTS: dict[str, tuple[str, ...]] = {
    "title": ("kicker", "heading"), "statement": ("heading",), "list": ("heading", "items"),
    "steps": ("heading", "items"), "figures": ("heading", "figures"), "quote": ("quote", "by"),
    "event": ("heading", "details"), "offer": ("heading", "figures"), "end_card": ("heading", "action"),
}  # fmt: skip
MOST_LISTED = 5
LEAST_SCENES, MOST_SCENES = 3, 5


def _scene(kind: LayoutKind) -> type[BaseModel]:
    fields: dict[str, Any] = {"layout": (Literal[kind.name], ...)}
    for name in LAYOUTS[kind.name]:
        least, most = kind.counts.get(name, (1, MOST_LISTED))
        listed = Field(min_length=least if name in kind.needs else 0, max_length=max(least, min(most, MOST_LISTED)))
        fields[name] = (list[LISTS[name]], listed) if name in LISTS else (str, ...)  # type: ignore[valid-type]
    return create_model(f"{kind.name.title()}Scene", **fields)


KINDS = [all_layouts()[name] for name in LAYOUTS]
# Small models write what they have seen: short texts, another layout for each scene, an end.
_EXAMPLE = {
    "title": "Choir evening",
    "format": "9:16",
    "style": "rose",
    "scenes": [
        {"layout": "title", "kicker": "All voices", "heading": "Sing with us"},
        {"layout": "event", "heading": "Choir evening", "details": [{"label": "When", "value": "Friday, 7 pm"}]},
        {"layout": "end_card", "heading": "See you there", "action": "choir.example"},
    ],
}
_SCENES = reduce(or_, map(_scene, KINDS))
_TOLD = (
    f"A new video has a title, a format (9:16 for phones), a style and {LEAST_SCENES} to {MOST_SCENES} scenes, each of "
    "another layout with its slots. All facts that the person gave are shown as they were written, each once. Texts "
    "are short: a few words each. Layouts: "
    + "; ".join(f"{kind.name} ({', '.join(LAYOUTS[kind.name])}): {kind.about}" for kind in KINDS)
    + f".\nExample: {json.dumps(_EXAMPLE, ensure_ascii=False)}"
)
_FIELDS: dict[str, Any] = {
    "title": (str, ...),
    "format": (Format, ...),
    "style": (Literal[tuple(STYLES)], ...),
    "scenes": (list[_SCENES], Field(min_length=LEAST_SCENES, max_length=MOST_SCENES)),  # type: ignore[valid-type]
}
PlanOutline: type[BaseModel] = create_model("PlanOutline", __doc__=_TOLD, **_FIELDS)
