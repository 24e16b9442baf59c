"""The video that stands, as a wish finds it: which scenes it means, what they say, and what else was told. Pure."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from videos.demo.changing.clauses import EVERY
from videos.demo.changing.wished_changes import Change
from videos.demo.conversation import Conversation
from videos.demo.utterances import Call
from videos.design.by_hand.scene_edits import EVERY_SCENE
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

    def meant(self, change: Change) -> list[str]:
        """The ids of the scenes that a change means, by the numbers that they have now: all where it names none.

        Raises CannotEdit when there is none.
        """
        named = self.document["scene_order"]
        if change.scope is None or change.scope == EVERY:
            return list(self.order)
        for place in change.scope:
            if not -1 <= place < len(named):
                raise CannotEdit("no_scene", number=place + 1, count=len(named))
        return [scene for scene in dict.fromkeys(named[place] for place in change.scope) if scene in self.order]

    def texts(self, scenes: list[str]) -> list[str]:
        return [text for scene in scenes for text in texts_in(self.document, scene)]


Fulfil = Callable[[Change, Standing], list[Call]]


def edits(video: Standing, scenes: list[str], **arguments: Any) -> list[Call]:
    """The same becomes of these scenes: in one call where they are all there are."""
    names = [EVERY_SCENE] if len(scenes) > 1 and scenes == list(video.order) else scenes
    return [Call("edit_scene", {"scene_id": name, **arguments}) for name in names]


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
