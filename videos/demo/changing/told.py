"""What an edit comes to, and how it is told in the person's language. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from videos.demo.changing.video_to_be import CannotEdit, Draft
from videos.demo.changing.wished_changes import Change
from videos.demo.languages import said_in, say
from videos.demo.make_turn import counted
from videos.design.canvas import Json
from videos.document.walking import all_texts, total_seconds

NAMED = ("mood", "effect")  # what a sentence names that has a word in each language
OF_THE_NEW = ("added_end", "added_start", "scene_added", "called")  # told without the scene where it is


@dataclass(frozen=True)
class Known:
    """What edits need to know beside the document: the person's colours, logo and words of earlier messages, and
    whether somebody makes pictures to order."""

    colours: tuple[str, ...] = ()
    logo: str = ""
    said: tuple[str, ...] = ()
    orders_pictures: bool = False


@dataclass(frozen=True)
class Told:
    """What became different: the name of a sentence, what stands in it, and the scenes (numbers from 1; (): all)."""

    name: str
    scenes: tuple[int, ...] = ()
    about: tuple[tuple[str, Any], ...] = ()


Editor = Callable[[Draft, Change, Known], Told]


def told(name: str, draft: Draft, scenes: list[str] | None = None, **about: Any) -> Told:
    numbers = [draft.order.index(scene) + 1 for scene in dict.fromkeys(scenes or []) if scene in draft.order]
    return Told(name, () if len(numbers) == len(draft.order) > 1 else tuple(numbers), tuple(about.items()))


def bullet(code: str, done: Told) -> str:
    """What became different, and where: "- Scene 2: the title larger"."""
    said = say(code, done.name, **{name: _word(code, name, value) for name, value in done.about})
    if done.name in OF_THE_NEW:
        return f"- {said}"
    numbers = ", ".join(map(str, done.scenes))
    return f"- {say(code, 'where', numbers=numbers) if numbers else say(code, 'whole')}: {said}"


def refusal(code: str, why: CannotEdit) -> str:
    """Why a wish is not fulfilled, and the nearest that can be."""
    said = say(code, why.name, **{name: _word(code, name, value) for name, value in why.about.items()})
    places = said_in(code, "places") if why.name == "where_picture" else []
    return "\n".join([said, *(f"- *{each}*" for each in places)])


def _word(code: str, name: str, value: Any) -> Any:
    if name == "target":
        return say(code, f"part_{value}")
    if name in NAMED or name == "place" and isinstance(value, str):
        return say(code, value)
    text = str(value)
    return say(code, f"part_{text[1:-1]}") if text.startswith("{") and text.endswith("}") else value


def examples(code: str, document: Json | None) -> str:
    """Three things that one may say, about this video."""
    first = next(iter(all_texts(document) if document else []), "Hello")
    return "\n".join(f"- *{each.format(words=first)}*" for each in said_in(code, "wishes"))


def state(code: str, document: Json) -> str:
    """How the video is now."""
    scenes = counted(code, "scene", len(document["scene_order"]))
    return say(code, "now", scenes=scenes, seconds=f"{total_seconds(document):g}")
