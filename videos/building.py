"""What a model is asked for one scene, and what may be taken as its answer. Pure."""

import json
import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from chat.llm.arguments import InvalidArguments, parse_arguments
from chat.llm.schemas import strict_schema
from chat.llm.speech import SpokenCall
from videos.complaints import InvalidDocument, first_complaint
from videos.document import Scene
from videos.element_schema import component_elements_schema, elements_from_input
from videos.elements import MAX_ELEMENTS

Json = dict[str, Any]
Message = dict[str, Any]

LONGEST_CURRENT = 8000  # characters of a scene that is to be made anew
LONGEST_ANSWER_TOLD = 6000  # of an answer that did not fit, when it is complained about
INSTRUCTIONS = f"""\
You build one scene of a short animated video. Answer with one JSON object and nothing else:
{{"background": Paint or null, "transition": Transition or null, "elements": [Element, …]}}.

The brief tells the video, the scene, colours that all scenes share, and the grounds of those that are there. Others are
built beside you from the same brief, so keep to its colours and to its words. Where it tells a brand, the brand's own
colours come before all others, and its font is the font of every text. All lengths are pixels of the frame, all times
seconds of the scene.

- 1 to {MAX_ELEMENTS} elements, the first lies lowest. Every id is unique: lower-case letters, digits, - and _.
- Show every text of on_screen_text, in its order, and no other words unless the description asks for them.
- Keep words within the margins: 8 % of the shorter side. Boxes of words must not overlap. One size for headings
  (9 to 16 % of the shorter side), one for the rest (4 to 7 %).
- Let things enter one after another (enter.at 0.1, 0.4, 0.7, …; presets fade, slide_up, zoom, pop, draw, typewriter,
  wipe; ease back for what should feel lively) and all be there after half of the scene. Nothing stands still for long:
  a slow track of scale or opacity keeps a picture alive.
- Behind the words: a background of two near colours, large soft shapes, or particles (firework, confetti, snow, sparks,
  bubbles) where they fit the subject. Numbers become a chart.
- Leave null what should have its default.
"""


class UnfitAnswer(Exception):
    """The model's answer is no scene; the sentence says where and why, and is told to the model."""


@dataclass(frozen=True)
class BuiltScene:
    """What a model made of a brief. None: as it is."""

    order: list[str]
    elements: Json
    background: Json | None
    transition: Json | None

    def placed(self, scene: Json, base: Json) -> Json:
        """`scene` with this in it; background and transition only where they are as the build found them."""
        placed = {**scene, "order": self.order, "elements": self.elements}
        for name, value in (("background", self.background), ("transition", self.transition)):
            if value is not None and scene[name] == base[name]:
                placed[name] = value
        return placed


def messages_for(brief: Json, document: Json, complaints: list[Message], *, wishes: str = "") -> list[Message]:
    """The request for one scene; `complaints` are earlier answers and what was wrong with them, `wishes` those that the
    project has for everything."""
    scene = brief["scene"]["id"]
    place = document["scene_order"].index(scene) + 1
    frame = {"width": document["width"], "height": document["height"], "seconds": document["scenes"][scene]["duration"]}
    told = {**brief, "frame": frame, "place": place, "of": len(document["scene_order"])}
    plain = Scene(duration=1).model_dump(mode="json")["background"]
    others = [each for each in document["scene_order"] if each != scene]
    grounds = {each: document["scenes"][each]["background"] for each in others}
    told["grounds"] = {each: ground for each, ground in grounds.items() if ground != plain}
    if brief["wish"]:
        now = json.dumps(document["scenes"][scene], ensure_ascii=False, separators=(",", ":"))
        told["now"] = now if len(now) <= LONGEST_CURRENT else f"{now[:LONGEST_CURRENT]}…"
    asked = f"Build the scene {scene!r}.\n<brief>\n{json.dumps(told, ensure_ascii=False)}\n</brief>"
    system = f"{INSTRUCTIONS}\n{wishes}" if wishes else INSTRUCTIONS
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
    """The JSON schema of an answer: every property required, nullable where optional."""
    colours = {"type": "array", "items": {"type": "string"}}
    paints = [
        _object(kind=_one_of("solid"), color={"type": "string"}),
        _object(kind=_one_of("linear"), angle={"type": "number"}, colors=colours),
        _object(kind=_one_of("radial"), colors=colours),
    ]
    transition = _object(kind=_one_of("none", "fade", "slide", "wipe"), duration={"type": "number"})
    answer = _object(
        background={"anyOf": [*paints, {"type": "null"}]},
        transition={"anyOf": [transition, {"type": "null"}]},
        elements=component_elements_schema(),
    )
    return strict_schema(answer)


def _object(**properties: Json) -> Json:
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _one_of(*names: str) -> Json:
    return {"type": "string", "enum": list(names)}


def read_scene(answer: str, finish_reason: str | None, *, width: int, height: int) -> BuiltScene:
    """The scene in a model's answer. Raises UnfitAnswer."""
    try:
        given = parse_arguments(SpokenCall(0, "", "The answer", _unfenced(answer)), finish_reason)
    except InvalidArguments as error:
        reason = "it was cut by the length limit: use fewer elements" if error.code == "arguments_cut" else "no JSON"
        detail = str(error.__cause__ or "")
        raise UnfitAnswer(f"The answer is not one JSON object ({reason}; {detail}).") from error
    if unknown := given.keys() - {"background", "transition", "elements"}:
        raise UnfitAnswer(f"/{sorted(unknown)[0]}: there are only background, transition and elements.")
    try:
        order, elements = elements_from_input(given.get("elements") or [], width=width, height=height)
        if not order:
            raise UnfitAnswer("/elements: a scene needs at least one element.")
        kept = {name: given[name] for name in ("background", "transition") if given.get(name) is not None}
        frame = _scene(kept)
    except InvalidDocument as error:
        raise UnfitAnswer(error.message) from error
    shown = {key: element.model_dump(mode="json") for key, element in elements.items()}
    return BuiltScene(order, shown, *(frame[name] if name in kept else None for name in ("background", "transition")))


def _scene(fields: Json) -> Json:
    try:
        return Scene.model_validate(fields).model_dump(mode="json")
    except ValidationError as error:
        raise first_complaint(error) from None


def _unfenced(answer: str) -> str:
    """The JSON in an answer that wraps it in a fence or in words, as models do that were asked not to."""
    if match := re.search(r"```(?:json)?\s*\n(.*?)```", answer, re.DOTALL):
        return match[1]
    start, end = answer.find("{"), answer.rfind("}")
    return answer[start : end + 1] if 0 <= start < end else answer
