"""What a text asks of a video: its shape, seconds, number of scenes, colours, moods and effects. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from videos.design.colours import COLOUR, colours_in
from videos.design.styles import STYLES
from videos.document.document import Format
from videos.document.slots import EFFECTS, Effect
from videos.facts.facts import Span, quoted
from videos.facts.languages import number_word, style_words, term, terms

Hint = Literal["bar_chart", "line_chart", "donut_chart", "countdown", "verses", "quote", "logo", "weather"]
HINTS: tuple[Hint, ...] = ("bar_chart", "line_chart", "donut_chart", "countdown", "verses", "quote", "logo", "weather")
FORMATS: dict[str, Format] = {"tall": "9:16", "square": "1:1", "four_five": "4:5", "wide": "16:9"}
RATIO = re.compile(r"(?<![\d:.])(16 ?[:x×/] ?9|9 ?[:x×/] ?16|1 ?[:x×/] ?1|4 ?[:x×/] ?5)(?!\d|:\d)")
CHOSEN = re.compile(  # on the first page, which writes it so below the words
    r"^(?=\S)(?:Style: (?P<style>[a-z]+)\.)? ?(?:Format: (?P<format>\d+:\d+)\.)?[ \t]*$", re.MULTILINE
)
RATE = re.compile(r"(?<!\d)(24|25|30|50|60) ?(?:fps|frames(?: a second| per second)?)(?!\w)", re.IGNORECASE)
QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」|(?<!\w)'([^']+)'(?!\w)")
TOPIC = re.compile(r"\s*(?:about|über|sobre|acerca de|sur|[àa] propos de)\s", re.IGNORECASE)  # behind "10 seconds"


@dataclass(frozen=True)
class Wish:
    """None and empty: the text does not say."""

    format: Format | None = None
    seconds: float | None = None
    scenes: int | None = None
    fps: int | None = None
    colours: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    hints: tuple[Hint, ...] = ()
    style: str = ""


def read_wish(text: str) -> Wish:
    """What is asked of the video anywhere in the text."""
    return Wish(
        format=read_format(text),
        seconds=read_duration(text),
        scenes=read_scene_count(text),
        fps=read_fps(text),
        colours=colours_in(text),
        moods=tuple(name for name, pattern in style_words()["moods"].items() if _begins(pattern).search(text)),
        effects=read_effects(text),
        hints=tuple(hint for hint in HINTS if term(hint).search(text)),
    )


def chosen_look(text: str) -> tuple[str, str]:
    """The text without the line that tells which style was chosen, and that style; "": none."""
    found = CHOSEN.search(text)
    if not found or found["style"] not in STYLES:
        return text, ""
    return text.replace(found[0], f"Format: {found['format']}" if found["format"] else "", 1), found["style"]


def read_quotes(text: str) -> tuple[str, ...]:
    """The texts between quotation marks."""
    return tuple(quoted(text))


def read_effects(text: str) -> tuple[Effect, ...]:
    """The particle effects that the text names, in the order of our list."""
    return tuple(effect for effect in EFFECTS if term(effect).search(text))


def read_format(text: str) -> Format | None:
    """The shape of the picture that the text names."""
    if found := RATIO.search(text):
        return next(shape for shape in FORMATS.values() if shape == re.sub(r"\D+", ":", found[0]))
    return next((shape for name, shape in FORMATS.items() if term(name).search(text)), None)


def read_duration(text: str) -> float | None:
    """The seconds that the text asks for: "10 seconds", "15s", "1.5 minutes", "half a minute"."""
    found = _durations().search(text)
    if not found:
        return None
    return _amount(found["number"]) * (60 if found["minutes"] else 1)


def read_scene_count(text: str) -> int | None:
    """The number of scenes that the text asks for."""
    found = _scene_counts().search(text)
    return int(_amount(found["number"])) if found else None


def read_fps(text: str) -> int | None:
    """One of the frame rates that exist."""
    found = RATE.search(text)
    return min((24, 30, 60), key=lambda rate: abs(rate - int(found[1]))) if found else None


def wishes_in(text: str) -> Iterator[Span]:
    """Where the text asks for something of the video, and where it only gives orders."""
    for match in _scene_counts().finditer(text):
        if term("about").match(text[match.end() :].lstrip()):
            yield Span("work", *match.span(), match[0])  # "3 scenes about space" asks for a video
    for match in _durations().finditer(text):
        if TOPIC.match(text, match.end()):
            yield Span("work", *match.span(), match[0])
    patterns = [
        RATIO,
        RATE,
        _durations(),
        _scene_counts(),
        *map(term, FORMATS),
        *map(term, EFFECTS),
        term("sound"),
        term("decor"),
    ]
    for pattern in (*patterns, COLOUR, *map(_begins, style_words()["moods"].values())):
        yield from (Span("wish", *match.span(), match[0]) for match in pattern.finditer(text))
    for pattern in map(term, (*HINTS, "photo")):
        yield from (Span("work", *match.span(), match[0]) for match in pattern.finditer(text))
    for kind in ("end_with", "make", "work"):
        yield from (Span(kind, *match.span(), match[0]) for match in term(kind).finditer(text))


@cache
def _begins(pattern: str) -> re.Pattern[str]:
    """Words that begin so; of one that is also a thing ("light bulbs") the clause decides whether it is a wish."""
    return re.compile(
        rf"(?<!\w)(?:{pattern})(?:e[nrms]?|[oa]s?|e?s|ly)?(?!\w)|(?:{_spaceless(pattern)})[いなくのに]*", re.IGNORECASE
    )


def _spaceless(pattern: str) -> str:
    return "|".join(each for each in pattern.split("|") if each > "\u3040") or "(?!x)x"


@cache
def _durations() -> re.Pattern[str]:
    number = rf"(?<![A-Za-z0-9.,])(?P<number>\d+(?:[.,]\d+)?|{terms('numbers')})(?: ?(?:-|–|to|or|oder|bis|a|à) ?\d+)?"
    seconds, minutes = terms("seconds").replace(r"(?<!\w)", "", 1), terms("minutes").replace(r"(?<!\w)", "", 1)
    return re.compile(rf"{number}(?:[ -]?(?:an? |eine )?)(?:(?P<minutes>{minutes})|{seconds})", re.IGNORECASE)


@cache
def _scene_counts() -> re.Pattern[str]:
    number = rf"(?P<number>\d+|{terms('numbers')})(?: ?(?:-|–|to|or|oder|bis|ou|o) ?(?:\d+|{terms('numbers')}))?"
    return re.compile(rf"(?<![A-Za-z0-9.,]){number}[ -]?(?:[^\W\d]+ )?(?:{terms('scenes')})", re.IGNORECASE)


def _amount(number: str) -> float:
    """A number in digits, or as one of the small number words: each language names a half first, then one, two, …"""
    if number[0].isdigit():
        return float(number.replace(",", "."))
    return number_word(number)
