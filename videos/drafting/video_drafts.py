"""A video, or further scenes of one, drafted from somebody's words: title, shape, style, scenes with seconds. Pure."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from config.common.storable import storable_text
from videos.design.catalogue import all_layouts
from videos.design.styles import STYLE_USES, STYLES
from videos.document.document import Format
from videos.document.placeholders import MOST_SCENES, MOST_SECONDS
from videos.document.style import Style
from videos.drafting.content import Content, read_content
from videos.drafting.fewer_scenes import joined
from videos.drafting.layouts_that_fit import fitted
from videos.drafting.looks import icon_for, icons_near, seed_of, style_for
from videos.drafting.scene_to_be import Scene, Slots, capital
from videos.facts.languages import Language, language_of, questions, term

SHORTEST_SECONDS, HURRIED_SECONDS = 1.0, 2.2  # of a scene: at least, and when there are few for many
USUAL_SCENES = 14
MOST_FURTHER = 4  # scenes that one wish adds
LONGEST_NAME, LONGEST_TITLE, LONGEST_HEAD = 80, 64, 44  # characters
PICTURED = ("title", "statement", "logo", "end_card", "chapter", "effect", "list", "offer", "event", "place", "product",
            "big_number")  # fmt: skip
NAMING = ("statement", "title", "event", "place")  # layouts whose heading may stand for the whole
BARE = ("title", "end_card", "statement", "chapter", "logo")
USUALLY_ASKED = 4  # scenes, the title among them
ASKED_OF = ("search", "settings", "star", "map-pin", "bookmark")  # icons of the questions that people have of a thing
EFFECTS_OF_NOTHING = ("sparks", "bubbles", "sparks")


@dataclass(frozen=True)
class Plan:
    """A video to be. `rest`: what it does not show, as written; `kept`: whether it is as long as was asked for."""

    title: str
    format: Format
    style: str
    colours: tuple[str, ...]
    scenes: list[tuple[Scene, float]]
    content: Content
    language: Language
    rest: str = ""
    fps: int | None = None

    @property
    def seconds(self) -> float:
        return round(sum(seconds for _, seconds in self.scenes), 1)

    def arguments(self) -> dict[str, Any]:
        """The arguments of `plan_scenes`."""
        about = {"title": self.title, "format": self.format, "style": self.style, "colors": list(self.colours)}
        told = [scene.arguments(_id(place, scene), seconds) for place, (scene, seconds) in enumerate(self.scenes)]
        return {**about, "scenes": told}


@lru_cache(maxsize=32)
def plan_video(
    text: str, format: Format = "16:9", brand: tuple[str, ...] = (), pictures: tuple[str, ...] = ()
) -> Plan | None:
    """The plan for a message; None when it names nothing to show.

    `format` counts where it names none, the brand's colours where it names none, `pictures` are ids of uploads.
    """
    text = storable_text(text)
    language = language_of(text)
    content = read_content(text, language)
    wish = content.wish
    if not (content.name or content.kind or content.scenes or wish.effects):
        return None
    shape, style = wish.format or format, style_for(text, wish)
    scenes = _bare(content, text, STYLE_USES[style], language) if content.is_bare else _told(content)
    scenes = _pictured(scenes, pictures)
    scenes = fitted(scenes[: 2 * MOST_SCENES], STYLES[style], shape) + scenes[2 * MOST_SCENES :]
    scenes = _as_many(scenes, content)
    scenes, rest = scenes[:MOST_SCENES], " ".join(text for scene in scenes[MOST_SCENES:] for text in scene.texts)
    scenes = [_adorned(scene, place, len(scenes), wish.effects) for place, scene in enumerate(scenes)]
    effects = (term(effect).search(text) for effect in wish.effects)
    first = (
        next((scene.words for scene in scenes if scene.words), "")
        or " ".join(each[0] for each in effects if each)
        or text
    )
    name = capital(content.name or first)[:LONGEST_NAME]
    seconds = _seconds(scenes, wish.seconds)
    colours = wish.colours or brand
    return Plan(name, shape, style, colours, list(zip(scenes, seconds, strict=True)), content, language, rest, wish.fps)


def further_scenes(text: str, style: Style, format: str) -> list[Scene]:
    """Scenes of a video that stands: they hold the facts of a text, or its topic in a few large words."""
    content = read_content(text, language_of(text))
    scenes = content.scenes or [Scene("statement", {"heading": content.name or text})]
    return fitted(joined(scenes, content.name, MOST_FURTHER), style, format)


def _told(content: Content) -> list[Scene]:
    """The scenes of what a message says, with its title first."""
    wish = content.wish
    most = wish.scenes or (int(wish.seconds / HURRIED_SECONDS) if wish.seconds else USUAL_SCENES)
    opens = content.name and not {"quote", "verses", "weather"} & {scene.layout for scene in content.scenes[:1]}
    name = content.name or next(
        (
            head
            for each in content.scenes
            if each.layout in NAMING and 0 < len(head := each.slots["heading"]) <= LONGEST_HEAD
        ),
        "",
    )
    scenes = joined(content.scenes, name, max(1, min(most, MOST_SCENES) - bool(opens)))
    if opens:
        title = Scene("title", {"kicker": content.kind, "heading": content.name}, "title")
        last = "countdown" in wish.hints
        return [*scenes, title] if last else [title, *scenes]
    first = scenes[0]
    if len(scenes) == 1 and first.group == "list" and first.slots["heading"]:
        return [Scene("title", {"heading": first.slots["heading"]}, "title"), *scenes]
    if first.layout == "statement" and len(first.slots["heading"]) <= LONGEST_TITLE:
        first = replace(first, layout="title")
    if content.kind and not first.slots.get("kicker") and first.slots.get("heading") != content.kind:
        first = first.with_slots(kicker=content.kind)
    return [first, *scenes[1:]]


def _bare(content: Content, text: str, use: str, language: Language) -> list[Scene]:
    """A topic without facts: its words, and between them pictures of it; the same words only where more is asked."""
    name, kind = (content.name or content.kind), (content.kind if content.name else "")
    if name and term("explaining").search(text):
        return _asked(name, kind, content.wish.scenes or USUALLY_ASKED, language)
    count = min(content.wish.scenes or (2 if not kind else 3), MOST_SCENES)
    effects = content.wish.effects or EFFECTS_OF_NOTHING[seed_of(text) % 2 :]
    if not name or count == 1 and content.wish.effects:
        return [Scene("effect", {"heading": name, "kicker": kind, "effect": effects[0]})] * count
    if "logo" in content.wish.hints and not content.wish.scenes:
        return [Scene("logo", {"heading": name, "icon": icon_for(name)})]
    icons = icons_near(f"{name} {kind}", count) or icons_near(use, 1) or [""]
    scenes = list[Scene]()
    for place in range(count):
        slots: Slots = {"icon": icons[place % len(icons)]}
        if place % 2:
            scenes.append(Scene("effect", {**slots, "effect": effects[place // 2 % len(effects)]}, "bare"))
        else:
            said = {"heading": name, "kicker": kind} if place % 4 == 0 or not kind else {"heading": kind, "body": name}
            scenes.append(Scene(BARE[place // 2 % len(BARE)], slots | said, "bare"))
    return scenes


def _asked(name: str, kind: str, count: int, language: Language) -> list[Scene]:
    """A topic that is to be explained, without facts: what people want to know of it, to be answered."""
    chapters = [
        Scene("chapter", {"kicker": str(place), "heading": words, "icon": icon})
        for place, (words, icon) in enumerate(zip(questions(language), ASKED_OF, strict=True), 1)
    ]
    return [Scene("title", {"heading": name, "kicker": kind, "icon": icon_for(name)}), *chapters][:count]


def _pictured(scenes: list[Scene], pictures: tuple[str, ...]) -> list[Scene]:
    """With the person's pictures: the first one behind the first scene, others beside one another."""
    if not pictures:
        return scenes
    first, *others = scenes
    if first.slots.get("heading") and set(first.slots) <= {"heading", "kicker", "body", "icon", "action"}:
        first = replace(first, layout="hero").with_slots(picture=pictures[0])
    elif "picture" in (*all_layouts()[first.layout].takes, *all_layouts()[first.layout].needs):
        first = first.with_slots(picture=pictures[0])
    else:
        first, others = Scene("captioned", {"picture": pictures[0]}, "picture"), scenes
    rest = pictures[1:7]
    if len(rest) == 1:
        return [first, Scene("captioned", {"picture": rest[0]}, "picture"), *others]
    return [first, *([Scene("gallery", {"pictures": list(rest)}, "picture")] if rest else []), *others]


def _as_many(scenes: list[Scene], content: Content) -> list[Scene]:
    """As many scenes as were asked for, where there are fewer: longer lists in two, then the name at both ends."""
    wanted = min(content.wish.scenes or 0, MOST_SCENES)
    while len(scenes) < wanted and (place := _longest(scenes)) is not None:
        scenes = [*scenes[:place], *_halved(scenes[place]), *scenes[place + 1 :]]
    name = content.name or next((scene.words for scene in scenes if scene.words), "")
    while len(scenes) < wanted and name:
        heads = scenes[0].layout == "title"
        scenes = (
            [*scenes, Scene("end_card", {"heading": name})] if heads else [Scene("title", {"heading": name}), *scenes]
        )
    return scenes


def _entries(scene: Scene) -> str:
    """The slot with its list, if half of it makes a scene."""
    slots = ("items", "details", "figures")
    fits = scene.layout in ("list", "steps", "figures", "agenda", "timeline", "place", "team", "bar_chart")
    return next((name for name in slots if fits and len(scene.slots.get(name, [])) >= 4), "")


def _longest(scenes: list[Scene]) -> int | None:
    found = [(len(scene.slots[name]), place) for place, scene in enumerate(scenes) if (name := _entries(scene))]
    return max(found)[1] if found else None


def _halved(scene: Scene) -> list[Scene]:
    name = _entries(scene)
    half = -(-len(scene.slots[name]) // 2)
    return [scene.with_slots(**{name: part}) for part in (scene.slots[name][:half], scene.slots[name][half:])]


def _adorned(scene: Scene, place: int, count: int, effects: tuple[str, ...]) -> Scene:
    """With an icon of what it says, and the effects that were asked for at both ends."""
    if scene.layout in PICTURED and not scene.slots.get("icon"):
        scene = scene.with_slots(icon=icon_for(" ".join(scene.texts[:3])))
    if effects and place in (0, count - 1) and scene.layout not in ("bar_chart", "line_chart", "donut_chart"):
        return scene.with_slots(effect=effects[place % len(effects)] if place == 0 else effects[-1])
    return scene


def _seconds(scenes: list[Scene], wanted: float | None) -> list[float]:
    """The seconds of each scene: as long as one reads, together exactly what was asked for, where something was."""
    natural = [float(len(scene.slots["items"])) if scene.layout == "countdown" else scene.seconds for scene in scenes]
    total = min(wanted or sum(natural), float(MOST_SECONDS))
    share = total / sum(natural)
    seconds = [max(SHORTEST_SECONDS, round(each * share, 1)) for each in natural]
    seconds[-1] = round(max(0.1, total - sum(seconds[:-1])), 2)
    return seconds


def _id(place: int, scene: Scene) -> str:
    return f"{scene.layout.replace('_', '-')}-{place + 1}"
