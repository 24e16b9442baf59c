"""What a message says, as scenes: its title, its sentences and its lists, without what is only ordered. Pure."""

import re
from dataclasses import dataclass, replace

from videos.drafting.blocks import LONGEST_SENTENCE, MOST_READ, Block, blocks_in, ordering_words, parted
from videos.drafting.lists import list_scenes
from videos.drafting.orders import Order, only_wishes, read_order
from videos.drafting.scene_to_be import Scene, capital
from videos.drafting.sentences import is_quotation, sentence_scenes, statements
from videos.facts.facts import facts_in
from videos.facts.languages import Language, term, terms
from videos.facts.sound_wishes import apart_from_sounds
from videos.facts.wishes import HINTS, Wish, chosen_look, read_wish

LONGEST_TITLE = 70  # characters
FEWEST_VERSES = 2  # lines
MOST_OF_A_TOPIC, LONGEST_TOPIC = 4, 40  # words, and characters
MOST_TO_COUNT, USUAL_COUNT = 10, 5
VERSE = re.compile(r"\s*(?:\n|/|(?<=[,;.!?、。]) )\s*")


@dataclass(frozen=True)
class Content:
    """`name`: what the video is about, which may be empty; `scenes` in the order of the message, not yet joined.

    `sounds`: what is to be heard, as it was said.
    """

    name: str
    kind: str
    scenes: list[Scene]
    wish: Wish
    facts: int
    sounds: tuple[str, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing beyond what it is about."""
        return not self.scenes


def read_content(text: str, language: Language) -> Content:
    """What a message says and asks for."""
    text, style = chosen_look(text)
    text, sounds = apart_from_sounds(text)
    wish = replace(read_wish(ordering_words(text)), style=style)
    name, kind, scenes = "", "", list[Scene]()
    blocks = blocks_in(text)
    if "verses" in wish.hints and len(lines := text.splitlines()) > FEWEST_VERSES:
        said = [line.strip() for line in lines if line.strip() and not _orders(line)]
        blocks = [*blocks_in("\n".join(line for line in lines if _orders(line))), Block("", tuple(said))]
    for number, block in enumerate(blocks):
        if number >= MOST_READ or len(block.lead) > LONGEST_SENTENCE:
            scenes += statements(" ".join([block.lead, *block.items]))
            continue
        if block.items:
            orders, kept = _split(Block(block.lead))
            order = next((order for order in orders if order.about or order.kind), None)
            heading = ", ".join(kept) or (order.about or order.kind if order else "")
            if order and order.about:
                name, kind = name or capital(plain(order.about)), kind or order.kind
            if _says_more(heading) and (told := sentence_scenes(heading, language)):
                scenes, heading = [*scenes, *told], told[0].words
            hints = (*wish.hints, *(hint for hint in HINTS if term(hint).search(block.lead)))
            scenes += list_scenes(block, capital(plain(heading)), hints, language)
            continue
        orders, kept = _split(block)
        for order in orders:
            if "countdown" in wish.hints:
                order = replace(order, about=_without_count(order.about))
            if _says_more(order.about):
                scenes += _ending(order.about, name, language) if order.ends else sentence_scenes(order.about, language)
            elif order.about:
                about = plain(order.about)
                scenes += statements(about) if name and about else []
                name = name or capital(about)
            if order.kind and kind and not order.about:
                scenes += statements(order.kind)
            kind = kind or order.kind
        scenes += [scene for words in kept for scene in sentence_scenes(words, language)]
    if not name and len(scenes) == 1 and _is_a_topic(scenes[0]):
        name, scenes = scenes[0].words, []
    scenes = _special(scenes, wish, text)
    facts = sum(fact.kind != "number" for fact in facts_in(text)) + sum(
        len(scene.slots.get("figures", [])) for scene in scenes
    )
    return Content(name, capital(kind), scenes, wish, facts, sounds)


def _is_a_topic(scene: Scene) -> bool:
    """Whether a scene is a few words of which nothing is a sentence or a fact: "coffee", "our team trip"."""
    words = scene.words
    is_short = len(words.split()) <= MOST_OF_A_TOPIC and len(words) <= LONGEST_TOPIC
    return scene.layout == "statement" and is_short and not facts_in(words) and not re.search(r"[.!?,:。！？]", words)


def _without_count(about: str) -> str:
    """ "5 to “We are live”" says where a countdown begins and what comes then."""
    return re.sub(rf"^\W*\d+\W*(?:(?:{terms('to')}|{terms('about')})\s*)?", "", about)


def plain(words: str) -> str:
    """The words without quotation marks around all of them."""
    return re.sub(r"^[\"“„«「']([^\"“”„«»「」]+)[\"”“»」'][.!]?$", r"\1", words.strip())


def _split(block: Block) -> tuple[list[Order], list[str]]:
    """The orders of a sentence, and what else stands in it, as it was written."""
    orders, kept, open_at, place = list[Order](), list[str](), -1, 0
    parts = [(part, read_order(part)) for part in parted(block.lead)]
    is_wish = any(order is not None and not (order.about or order.kind) for _, order in parts)
    for part, order in parts:
        found = block.lead.index(part, place)
        if order is None and is_wish and only_wishes(part):
            order = Order("", "")
        if order is not None:
            orders.append(order)
            kept += [block.lead[open_at:place].strip(" ,;")] if open_at >= 0 else []
            open_at = -1
        elif open_at < 0:
            open_at = found
        place = found + len(part)
    kept += [block.lead[open_at:].strip(" ,;")] if open_at >= 0 else []
    return orders, [each for each in kept if each]


def _says_more(about: str) -> bool:
    """Whether a topic holds facts that want a layout of their own."""
    facts = [fact for fact in facts_in(about) if fact.kind not in ("number", "quote")]
    quoted = [fact for fact in facts_in(about) if fact.kind == "quote" and is_quotation(fact) and plain(about) == about]
    return bool(facts or quoted)


def _orders(line: str) -> bool:
    return any(read_order(part) for part in parted(line))


def _ending(about: str, name: str, language: Language) -> list[Scene]:
    """ "our handle @hearth", to end with, is the handle."""
    scenes = sentence_scenes(about, language)
    short = [
        scene.with_slots(heading=name) if scene.group == "contact" and len(scene.words.split()) <= 3 else scene
        for scene in scenes
    ]
    return [replace(scene, open=scene.group == "contact" and not scene.slots["heading"]) for scene in short]


def _special(scenes: list[Scene], wish: Wish, text: str) -> list[Scene]:
    """Verses line by line, and numbers that count down, where these are asked for."""
    if "verses" in wish.hints:
        return [_verses(scene) if scene.layout == "quote" else scene for scene in scenes]
    if "logo" in wish.hints and scenes and scenes[0].layout in ("statement", "title"):
        return [replace(scenes[0], layout="logo"), *scenes[1:]]
    if "countdown" in wish.hints:
        numbers = [int(fact.text) for fact in facts_in(text) if fact.kind == "number" and fact.text.isdigit()]
        start = next((number for number in numbers if 2 < number <= MOST_TO_COUNT), USUAL_COUNT)
        return [Scene("countdown", {"items": [str(number) for number in range(start, 0, -1)]}, "countdown"), *scenes]
    return scenes


def _verses(scene: Scene) -> Scene:
    lines = [line for line in VERSE.split(scene.slots["quote"]) if line.strip()]
    return Scene("verses", {"items": lines[:12], "by": scene.slots["by"], "heading": scene.slots["heading"]}, "verses")
