"""The words and figures of a scene, and which layout shows them. A layout makes elements of them."""

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from videos.document.elements import Id, Part, Words

LONGEST_WORDS = 1000  # characters of a slot
MOST_ITEMS = 12  # of a list
NO_WORDS = ("icon", "picture", "pictures", "effect")  # slots that name something, and are not read

Slot = Annotated[Words, StringConstraints(max_length=LONGEST_WORDS)]
Name = Annotated[Words, StringConstraints(max_length=80)]
Effect = Literal["none", "firework", "confetti", "snow", "sparks", "bubbles"]
EFFECTS: tuple[Effect, ...] = tuple(name for name in get_args(Effect) if name != "none")


class Figure(Part):
    """A number as it is written: `value` "4,300" or "98.5", `unit` "€" or "%", `label` what it measures."""

    value: Name
    label: Slot = ""
    unit: Annotated[Words, StringConstraints(max_length=20)] = ""


class Detail(Part):
    """A labelled line: "When" "Friday, 8 pm"; "09:00" "Opening"; "Ana Ruiz" "Designer". A label may be empty."""

    label: Slot = ""
    value: Slot = ""


class Slots(Part):
    """What a scene says. Every layout takes its own of them; what it cannot show it refuses.

    `kicker`: small words over the heading; `action`: what to do, as on a button; `by`: who says it; `icon`: its name;
    `picture` and `pictures`: ids of assets.
    """

    kicker: Slot = ""
    heading: Slot = ""
    body: Slot = ""
    items: Annotated[list[Slot], Field(max_length=MOST_ITEMS)] = []
    figures: Annotated[list[Figure], Field(max_length=MOST_ITEMS)] = []
    details: Annotated[list[Detail], Field(max_length=MOST_ITEMS)] = []
    quote: Slot = ""
    by: Slot = ""
    action: Slot = ""
    icon: Name = ""
    picture: Name = ""
    pictures: Annotated[list[Id], Field(max_length=MOST_ITEMS)] = []
    effect: Effect = "none"

    @property
    def texts(self) -> list[str]:
        """Every text that must be seen, in the order in which it is read."""
        figures = [text for each in self.figures for text in (each.value, each.unit, each.label)]
        details = [text for each in self.details for text in (each.label, each.value)]
        all_texts = (
            self.kicker,
            self.heading,
            self.body,
            *self.items,
            *figures,
            *details,
            self.quote,
            self.by,
            self.action,
        )
        return [text for text in all_texts if text.strip()]


class Layout(Part):
    """Which layout shows which slots; `seed` chooses among its arrangements. `made`: the ids of its elements.

    A scene has one until somebody changes an element of `made` by hand. `own_background`: the scene's background was
    set by hand and stays when it is laid out anew.
    """

    name: Id
    slots: Slots = Slots()
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    made: list[Id] = []
    own_background: bool = False
