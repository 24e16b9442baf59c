"""Building one scene from its brief: the answer to a request that asks for a scene as JSON. Pure."""

import json
import re
from dataclasses import replace
from typing import Any
from zlib import crc32

from videos.demo.changing.document_walk import is_strong
from videos.demo.planning import describe, plan_video
from videos.demo.reading.conversation import Message, text_of
from videos.demo.reading.topics import ANY_BACKDROPS, ANY_TOPIC, theme_for
from videos.demo.reading.wish import Wish, read_wish
from videos.demo.reading.wished_changes import AddScene, read_changes
from videos.demo.stories import shown
from videos.design.canvas import Json
from videos.design.colours import PALETTES, Palette, colours_in, lightness, palette_from, readable_on
from videos.design.layouts import elements_for
from videos.design.plan import Beat, PlannedScene, VideoPlan
from videos.document.document import format_of
from videos.document.placeholders import NO_BRAND

BRIEF = re.compile(r"<brief>(.*?)</brief>", re.DOTALL)
LONG_WORDS = 60  # characters: a text as long as this is a quotation


def read_brief(messages: list[Message]) -> Json | None:
    """The brief that a request holds; None when it asks for something else."""
    for message in messages:
        match = BRIEF.search(text_of(message.get("content"))) if message.get("role") == "user" else None
        if match:
            brief: Json = json.loads(match[1])
            return brief
    return None


def built_scene(brief: Json) -> str:
    """The scene as JSON text."""
    plan, scene = _planned(brief) or _on_its_own(brief)
    plan = replace(plan, font=_brand(brief)["font"])
    if brief["wish"]:
        plan = _varied(plan, brief)
    scene = replace(scene, duration_s=float(brief["frame"]["seconds"]))
    plan = replace(plan, scenes=tuple(scene if each.id == scene.id else each for each in plan.scenes))
    answer = {
        "background_json": _json(scene.background),
        "transition": scene.transition,
        "elements_json": _json(elements_for(plan, scene)),
    }
    return _json(answer)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _planned(brief: Json) -> tuple[VideoPlan, PlannedScene] | None:
    """The scene in the plan that these rules made, which follows from the person's words."""
    if not brief["video"]["intent"]:
        return None
    wish = read_wish(brief["video"]["intent"])
    plan = plan_video(replace(wish, colours=wish.colours or tuple(_brand(brief)["colours"])), _format(brief))
    told = brief["scene"]
    for scene in plan.scenes:
        texts = [words for words in scene.beat.texts if words]
        if (scene.id, describe(scene.beat), texts) == (told["id"], told["description"], told["on_screen_text"]):
            return replace(plan, format=_format(brief)), scene
    return None


def _on_its_own(brief: Json) -> tuple[VideoPlan, PlannedScene]:
    """A scene of another's plan, or one that was added: in the look of the video that it belongs to."""
    told = brief["scene"]
    change = next((each for each in read_changes(told["description"]) if isinstance(each, AddScene)), None)
    wish = read_wish(told["description"] or told["id"])
    if change is not None:
        wish = replace(wish, topic=change.topic, quotes=change.quotes)
        beat = beat_of(wish, change)
    else:
        beat = _beat_from_words(told, wish)
    plan = plan_video(replace(wish, format=None), _format(brief))
    scene = PlannedScene(told["id"], beat, 4.0, plan.scenes[0].background, plan.scenes[0].transition)
    palette = _palette(brief, plan.palette)
    background = {"kind": "linear", "angle": 70.0, "colors": [palette.deep, palette.soft]}
    placed = replace(scene, background=background, transition={"kind": "slide", "duration": 0.6})
    return replace(plan, palette=palette, scenes=(placed,)), placed


def beat_of(wish: Wish, change: AddScene) -> Beat:
    """What a scene that a person asked for says."""
    if wish.chart:
        return Beat("chart", (shown(wish.chart.title) or "The numbers",), 4.0, chart=wish.chart)
    if change.quotes:
        return Beat("quote", (change.quotes[0], shown(change.topic)), 4.0, wish.effects)
    theme = theme_for(change.topic)
    points = theme.points if theme else ANY_TOPIC
    words = (shown(change.topic) or points[0][0], points[wish.seed % len(points)][1])
    return Beat("statement", words, 4.0, wish.effects)


def _beat_from_words(told: Json, wish: Wish) -> Beat:
    """A layout for whatever words a plan gives."""
    texts = tuple(words[:200] for words in told["on_screen_text"] if words.strip())
    if wish.chart:
        return Beat("chart", texts[:1] or ("The numbers",), 4.0, chart=wish.chart)
    if not texts:
        return Beat("effect", (), 4.0, wish.effects or ("sparks",)) if wish.effects else Beat("title", (wish.topic,))
    if len(texts) > 2:
        return Beat("points", texts[:5], 4.0, wish.effects)
    return Beat("quote" if len(texts[0]) >= LONG_WORDS else "title", texts, 4.0, wish.effects)


def _palette(brief: Json, start: Palette) -> Palette:
    """The colours of the video: the grounds of its other scenes, and the strong ones of those that all share."""
    named = colours_in(brief["scene"]["description"]) or tuple(_brand(brief)["colours"])
    grounds = [each for each in brief["grounds"].values() if each.get("colors")]
    if named or not grounds:
        return palette_from(named or tuple(each for each in brief["colours"] if is_strong(each))[:3], start)
    colors = [each[:7] for each in grounds[-1]["colors"]]
    deep, soft = (colors[0], colors[-1]) if grounds[-1]["kind"] == "linear" else (colors[-1], colors[0])
    strong = [each for each in brief["colours"] if is_strong(each) and each not in (deep, soft)]
    one, two, three = [*strong, *start.accents][:3]
    return Palette(deep, soft, readable_on(deep), (one, two, three))


def _varied(plan: VideoPlan, brief: Json) -> VideoPlan:
    """Another try: what the wish names, and another ground behind the words."""
    turn = crc32((brief["wish"] + brief.get("now", "")).encode())
    others = [each for each in ANY_BACKDROPS if each != plan.backdrop]
    colours = colours_in(brief["wish"])
    palette = palette_from(colours, plan.palette)
    if "dark" in brief["wish"] and not colours and lightness(palette.deep) > 0.5:
        palette = PALETTES["graphite"]
    return replace(plan, backdrop=others[turn % len(others)], palette=palette, seed=plan.seed + 1 + turn % 97)


def _brand(brief: Json) -> Json:
    brand: Json = brief.get("brand", NO_BRAND)
    return brand


def _format(brief: Json) -> str:
    return format_of(brief["frame"]["width"], brief["frame"]["height"])
