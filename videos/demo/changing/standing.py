"""The video that stands, as a wish finds it: which scenes it means, what they say, and what else was told. Pure."""

from dataclasses import dataclass
from typing import Any

from videos.demo.changing.clauses import EVERY
from videos.demo.changing.wished_changes import Change
from videos.demo.conversation import Conversation
from videos.design.by_hand.called_elements import elements_called
from videos.design.canvas import Json
from videos.document.document import format_of
from videos.document.style import Style
from videos.document.walking import texts_in


class CannotEdit(Exception):
    """The wish does not fit the video. `name` is that of a sentence for the person, with what stands in it."""

    def __init__(self, name: str, **about: Any) -> None:
        super().__init__(name)
        self.name, self.about = name, about


@dataclass(frozen=True)
class Standing:
    """`order`: in which scenes play by then; `colours`: the person's own."""

    document: Json
    order: tuple[str, ...]
    conversation: Conversation
    colours: tuple[str, ...] = ()

    @property
    def style(self) -> Style:
        return Style.model_validate(self.document["style"])

    @property
    def format(self) -> str:
        return format_of(self.document["width"], self.document["height"])

    @property
    def texts(self) -> list[str]:
        return [text for scene in self.order for text in texts_in(self.document, scene)]

    def meant(self, change: Change) -> list[str]:
        """The ids of the scenes that a change means, by the numbers that they have now: all where it names none, but of
        a title or subtitle only the first.

        Raises CannotEdit when there is none.
        """
        named = self.document["scene_order"]
        if change.scope is None and change.target in ("title", "subtitle"):
            shown = (each for each in self.order if elements_called(self.document, each, change.target))
            return [next(shown, self.order[0])]
        if change.scope is None or change.scope == EVERY:
            return list(self.order)
        for place in change.scope:
            if not -1 <= place < len(named) or named[place] not in self.order:
                raise CannotEdit("no_scene", number=place + 1, count=len(self.order))
        return list(dict.fromkeys(named[place] for place in change.scope))
