"""A scene as a model writes it: id, seconds, a layout and its words, all in one flat object."""

from collections.abc import Collection, Iterable
from itertools import count
from typing import Any
from zlib import crc32

from pydantic import Field

from chat.tools import ToolArguments
from videos.design.catalogue import all_layouts
from videos.design.laying_out import CUSTOM
from videos.document.slots import Detail, Effect, Figure, Layout, Slots

Json = dict[str, Any]
SLOTS = tuple(Slots.model_fields)


COMMON = {"kicker", "heading", "body", "icon", "action", "picture"}  # slots that nearly every layout shows


def layouts_in_words() -> str:
    """Every layout with what it is for and the slots that it has beyond the common ones; `!`: it needs them."""
    told = []
    for kind in all_layouts().values():
        own = [*(f"{name}!" for name in kind.needs if name != "heading"), *(set(kind.takes) - COMMON)]
        told.append(f"{kind.name}: {kind.about}" + (f" ({' '.join(sorted(own))})" if own else ""))
    return "; ".join(told)


LEAST_SECONDS, MOST_SECONDS, BEFORE_SECONDS, READ_A_SECOND = 3.0, 8.0, 1.5, 15  # characters, with time to look


def completed(scenes: Iterable["SceneIn"], taken: Collection[str] = ()) -> list["SceneIn"]:
    """The scenes, each with an id that none of `taken` has, and as long as its words are read, where none is told."""
    made: list[SceneIn] = []
    for number, scene in enumerate(scenes, 1):
        known = {*taken, *(each.id for each in made)}
        names = (f"{scene.layout}-{place}".replace("_", "-") for place in count(number))
        name = scene.id or next(each for each in names if each not in known)
        seconds = scene.seconds or scene.seconds_to_read
        made.append(scene.model_copy(update={"id": name, "seconds": seconds}))
    return made


class FigureIn(ToolArguments):
    value: str
    unit: str = ""
    label: str


class DetailIn(ToolArguments):
    label: str
    value: str


class SceneIn(ToolArguments):
    """Slots that a layout does not show are refused; leave them empty."""

    id: str = Field("", description="Short: a-z 0-9 - _")
    seconds: float = Field(0, json_schema_extra={"default": None})  # 0: as long as its words are read
    layout: str = Field(json_schema_extra={"enum": [*all_layouts(), CUSTOM]})
    kicker: str = Field("", description="Small words over the heading")
    heading: str = Field("", description="\\n breaks a line")
    body: str = ""
    items: list[str] = []
    figures: list[FigureIn] = Field([], description="Numbers as written")
    details: list[DetailIn] = Field([], description="Labelled lines: When, Friday; 09:00, Opening; a name, a role")
    quote: str = ""
    by: str = ""
    action: str = Field("", description="What to do, as on a button")
    icon: str = Field("", description="What it shows: clock, brand:instagram")
    picture: str = Field("", description="Id of an uploaded picture")
    pictures: list[str] = []
    effect: Effect = Field("none", description="Particles, over any layout")
    description: str = Field("", description="Of custom: what is seen")

    @property
    def slots(self) -> Slots:
        """Its words as the document holds them."""
        given = {name: getattr(self, name) for name in SLOTS}
        given["figures"] = [Figure(**each.model_dump()) for each in self.figures]
        given["details"] = [Detail(**each.model_dump()) for each in self.details]
        return Slots.model_validate(given)

    @property
    def seconds_to_read(self) -> float:
        listed = [word for each in (*self.figures, *self.details) for word in each.model_dump().values()]
        words = [self.kicker, self.heading, self.body, self.quote, self.by, self.action, self.description]
        characters = sum(map(len, [*words, *self.items, *listed]))
        read = BEFORE_SECONDS + round(2 * characters / READ_A_SECOND) / 2
        return min(max(read, LEAST_SECONDS), MOST_SECONDS)

    def layout_in(self, title: str) -> Layout:
        """Its layout; the seed follows from the words, so that the same plan looks the same."""
        seed = crc32(f"{title} {self.id} {self.heading}".encode()) % 10_000
        return Layout(name=self.layout, slots=self.slots, seed=seed)
