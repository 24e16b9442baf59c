"""What a model is asked for one scene, and what may be taken as its answer. Pure."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chat.llm.json_text import JsonText, escaped, unfenced
from chat.llm.reading.arguments import InvalidArguments, parse_arguments
from chat.llm.reading.speech import SpokenCall
from chat.llm.request.strict_schemas import strict_schema
from videos.design.by_hand.elements_input import elements_from_input, paint_from_input
from videos.design.seen import Finding, findings
from videos.document.complaints import Complaint, Gathering, InvalidDocument, complaints
from videos.document.document import Transition, parse_document
from videos.document.elements import BaseElement
from videos.document.style import Style

Json = dict[str, Any]
Message = dict[str, Any]

BROKEN = ("overlapping", "clipped")  # findings that are worth another try
LONGEST_CURRENT = 8000  # characters of a scene that is to be made anew
LONGEST_ANSWER_TOLD = 6000  # of an answer that did not fit, when it is complained about


class SceneAnswer(BaseModel):
    """What a model answers."""

    model_config = ConfigDict(extra="forbid")

    background_json: JsonText | None = Field(description="A paint as a JSON text; null: it stays.")
    transition: Transition | None = Field(description="How it takes over from the scene before; null: it stays.")
    elements_json: JsonText = Field(description="The array of elements as a JSON text.")


class UnfitAnswer(Exception):
    """The model's answer is no scene; the sentence says where and why, and is told to the model."""


class FlawedScene(UnfitAnswer):
    """The model's answer is a scene, but words do not stand well in it."""

    def __init__(self, found: list[Finding]) -> None:
        seen = "; ".join(f"{each.kind}: {each.message}" for each in found)
        super().__init__(f"It would be seen like this: {seen} Groups keep words apart.")


@dataclass(frozen=True)
class BuiltScene:
    """What a model made of a brief. None: as it is."""

    order: list[str]
    elements: Json
    background: Json | None
    transition: Json | None

    def placed(self, scene: Json, base: Json) -> Json:
        """`scene` with this and no layout; background and transition only where they are as the build found them."""
        placed = {**scene, "layout": None, "order": self.order, "elements": self.elements}
        for name, value in (("background", self.background), ("transition", self.transition)):
            if value is not None and scene[name] == base[name]:
                placed[name] = value
        return placed


@cache
def instructions() -> str:
    """What a model is told before any brief."""
    from videos.design.by_hand.elements_in_words import DESIGN, ELEMENTS, MOTIONS, TRACKS

    return f"""\
You draw one scene of a short animated video. Answer with one JSON object and nothing else:
{{"background_json": a paint as a JSON text, or null, "transition": {{"kind", "duration"}} or null, \
"elements_json": the elements as a JSON text}}.

The brief tells the video, the scene, its frame, and the style that all scenes share: colours by role, fonts for \
heading and body, corner (0 sharp to 1 round), motion, energy. Draw with its roles and fonts, so that the scene \
looks like the others; other colours only where the brief asks for them. A background that is null stays as it is, \
in the style.

- Show every text of on_screen_text, in its order, as it is written, and no other words unless the description asks \
  for them.
{DESIGN}

elements_json: {ELEMENTS}

{MOTIONS}

{TRACKS}
"""


def messages_for(brief: Json, document: Json, complaints: list[Message], *, wishes: str = "") -> list[Message]:
    """The request for one scene; `complaints` are earlier answers and what was wrong with them, `wishes` those that the
    project has for everything."""
    scene = brief["scene"]["id"]
    place = document["scene_order"].index(scene) + 1
    frame = {"width": document["width"], "height": document["height"], "seconds": document["scenes"][scene]["duration"]}
    told = {**brief, "frame": frame, "place": place, "of": len(document["scene_order"]), "style": document["style"]}
    if brief["wish"]:
        now = json.dumps(document["scenes"][scene], ensure_ascii=False, separators=(",", ":"))
        told["now"] = now if len(now) <= LONGEST_CURRENT else f"{now[:LONGEST_CURRENT]}…"
    text = escaped(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    asked = f"Build the scene {scene!r}.\n<brief>\n{text}\n</brief>"
    system = f"{instructions()}\n{wishes}" if wishes else instructions()
    return [{"role": "system", "content": system}, {"role": "user", "content": asked}, *complaints]


def complaint(answer: str, reason: str) -> list[Message]:
    """What the model reads about an answer that did not fit."""
    told = answer if len(answer) <= LONGEST_ANSWER_TOLD else f"{answer[:LONGEST_ANSWER_TOLD]}…"
    asked = f"That does not fit. {reason} Send the whole JSON object again, mended."
    return [{"role": "assistant", "content": told or "(nothing)"}, {"role": "user", "content": asked}]


def response_format() -> Json:
    schema = {"name": "scene", "strict": True, "schema": answer_schema()}
    return {"type": "json_schema", "json_schema": schema}


def answer_schema() -> Json:
    return strict_schema(SceneAnswer)


def read_scene(
    answer: str, finish_reason: str | None, *, width: int, height: int, style: Style | None = None
) -> BuiltScene:
    """The scene in a model's answer, be its parts texts or bare JSON, for a frame of so many pixels in a style.

    Raises UnfitAnswer with all that is wrong.
    """
    given = {name.removesuffix("_json"): value for name, value in _object(answer, finish_reason).items()}
    gathering = Gathering()
    order: list[str] = []
    elements: dict[str, BaseElement] = {}
    made: dict[str, Json | None] = {"background": None, "transition": None}
    with gathering:
        if unknown := sorted(given.keys() - {"background", "transition", "elements"}):
            message = f"/{unknown[0]}: there are only background_json, transition and elements_json."
            raise InvalidDocument("unknown_part", f"/{unknown[0]}", message)
    with gathering:
        if given.get("background") is not None:
            made["background"] = paint_from_input(_text(given["background"]))
    with gathering:
        if given.get("transition") is not None:
            made["transition"] = _transition(given["transition"])
    with gathering:
        frame: Json = {"width": width, "height": height, "style": style}
        order, elements = elements_from_input(_text(given.get("elements") or []), **frame)
        if not order:
            message = "/elements_json: a scene needs at least one element."
            raise InvalidDocument("no_elements", "/elements_json", message)
    try:
        gathering.tell()
    except Complaint as error:
        raise UnfitAnswer(error.message) from error
    return BuiltScene(order, {key: element.model_dump(mode="json") for key, element in elements.items()}, **made)


def looked_at(built: BuiltScene, document: Json, name: str) -> list[Finding]:
    """What is wrong with how the scene would look in the document. Raises UnfitAnswer where it cannot stand there."""
    scene = document["scenes"][name]
    scenes = {**document["scenes"], name: built.placed(scene, scene)}
    try:
        parsed = parse_document({**document, "scenes": scenes})
    except InvalidDocument as error:
        raise UnfitAnswer(error.message) from error
    return findings(parsed, name)


def is_broken(found: list[Finding]) -> bool:
    """Whether words cover one another or leave the frame: worth another try."""
    return any(each.kind in BROKEN for each in found)


def _object(answer: str, finish_reason: str | None) -> Json:
    """The object in an answer, which may wrap it in a fence or in words, as models do that were asked not to."""
    start, end = answer.find("{"), answer.rfind("}")
    bare = unfenced(answer)
    text = bare if bare.startswith("{") else answer[start : end + 1] if 0 <= start < end else answer
    try:
        return parse_arguments(SpokenCall(0, "", "The answer", text), finish_reason)
    except InvalidArguments as error:
        reason = "it was cut by the length limit: use fewer elements" if error.code == "arguments_cut" else "no JSON"
        detail = str(error.__cause__ or "")
        raise UnfitAnswer(f"The answer is not one JSON object ({reason}; {detail}).") from error


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _transition(given: Any) -> Json:
    """A transition; of one that is only named the usual one of that kind."""
    try:
        transition = Transition.model_validate({"kind": given} if isinstance(given, str) else given)
    except ValidationError as error:
        raise complaints(error, "/transition") from None
    return transition.model_dump(mode="json")
