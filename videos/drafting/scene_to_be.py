"""A scene before it is planned: a layout, its slots, and what may still be joined with it."""

from dataclasses import dataclass, field, replace
from typing import Any

Slots = dict[str, Any]
NO_WORDS = ("icon", "picture", "pictures", "effect")
EFFECT, PICTURE = 6.0, 3.2  # seconds of one that is nothing but an effect, or but a picture
SHORTEST, LONGEST, OPENING, A_CHARACTER = 2.6, 7.0, 1.9, 0.042  # seconds of a scene, and for each character of it


@dataclass(frozen=True)
class Scene:
    """`group`: event, offer, hours, contact, figure or words; scenes of a group may become one."""

    layout: str
    slots: Slots
    group: str = ""
    open: bool = field(default=False, compare=False)  # only details, which belong to a scene beside it

    def with_slots(self, **slots: Any) -> "Scene":
        return replace(self, slots={**self.slots, **slots})

    @property
    def words(self) -> str:
        """What the scene says first."""
        said = self.slots.get("heading") or self.slots.get("quote") or next(iter(self.texts), "")
        return " ".join(str(said).split())

    @property
    def texts(self) -> list[str]:
        """All of its words."""
        texts = list[str]()
        for name, value in self.slots.items():
            if name not in NO_WORDS:
                for each in value if isinstance(value, list) else [value]:
                    texts += each.values() if isinstance(each, dict) else [each]
        return [text for text in texts if text]

    @property
    def seconds(self) -> float:
        """As long as its words take to be read."""
        if self.layout == "effect" and not self.texts:
            return PICTURE if self.slots.get("icon") else EFFECT
        return round(min(LONGEST, max(SHORTEST, OPENING + A_CHARACTER * len(" ".join(self.texts)))), 1)

    def arguments(self, id: str, seconds: float) -> Slots:
        """The scene as `plan_scenes` and `add_scene` take it: without the slots that say nothing."""
        said = {name: value for name, value in self.slots.items() if value and value != "none"}
        return {"id": id, "seconds": seconds, "layout": self.layout, **said}

    def new(self) -> Slots:
        """The scene as `add_scene` takes it: as long as its words are read, and called by the tool."""
        return self.arguments("", self.seconds)


def detail(label: str, value: str) -> dict[str, str]:
    return {"label": capital(label), "value": value}


def figure(value: str, label: str = "") -> dict[str, str]:
    return {"value": value, "unit": "", "label": label}


def capital(words: str) -> str:
    """The words as a heading begins: "our bakery" becomes "Our bakery", "iPhone" stays."""
    return words[:1].upper() + words[1:] if words[1:2].islower() or len(words) < 3 or words[1:2] == " " else words
