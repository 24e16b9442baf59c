"""The facts of a text: where in it a date, a price, an address stands, exactly as it was written. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from videos.facts.languages import fact_words, terms

LOCALES = ("en", "de", "es", "fr", "pt", "it", "nl", "pl", "ru")
REGIONS = ("US", "DE", "FR", "GB", "BR", "JP", "AE", "ES")
LEAST_LETTERS = 5  # of a weekday that stands alone: "do", "mar" and "per" are words as well
LEAST_DIGITS, MOST_DIGITS = 6, 15  # of a telephone number


@dataclass(frozen=True)
class Span:
    """`text` is what stands from `start` to `end`; `groups` are its parts by name: label, value, by."""

    kind: str
    start: int
    end: int
    text: str
    groups: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> str:
        return dict(self.groups).get(name) or ""


@cache
def _names(kind: str) -> str:
    """The months or weekdays in many languages, short and long; Japanese and Chinese write theirs otherwise."""
    import icu

    found = set[str]()
    shortest = LEAST_LETTERS if kind == "plain_weekdays" else 2
    for locale in LOCALES:
        symbols = icu.DateFormatSymbols(icu.Locale(locale))
        for width in (symbols.WIDE, symbols.ABBREVIATED):
            for context in (symbols.FORMAT, symbols.STANDALONE):
                names = symbols.getMonths(context, width) if kind == "months" else symbols.getWeekdays(context, width)
                found |= {name.strip(".") for name in names if len(name.strip(".")) >= shortest}
    extra = {"plain_weekdays": [], "months": ["sept"]}.get(
        kind, ["tues", "thur", "thurs", "segunda", "terça", "terca", "quarta", "quinta", "sexta"]
    )
    return "|".join(sorted((re.escape(name) for name in {*found, *extra}), key=lambda name: (-len(name), name)))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """In the order in which they are looked for: what one has taken is no other's."""
    grammar, made = fact_words(), dict[str, str]()
    for name, pattern in grammar["parts"].items():
        made[name] = _filled(pattern, made)
    kinds = ((kind, _filled(pattern, made)) for kind, pattern in grammar["facts"].items())
    return tuple((kind, re.compile(pattern, re.IGNORECASE if kind in IGNORING else 0)) for kind, pattern in kinds)


def _filled(pattern: str | list[str], made: dict[str, str]) -> str:
    """A pattern with all that it is made of."""

    def part(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith("term_"):
            return terms(name.removeprefix("term_"))
        return made[name] if name in made else _names(name)

    told = pattern if isinstance(pattern, str) else "|".join(pattern)
    return re.sub(r"\{([a-z]\w*)\}", part, told)


IGNORING = ("code", "hours", "date", "time", "price", "percent", "rating")
SHOWN_IN = {"event": ("date", "time", "address"), "offer": ("price", "percent", "code"), "hours": ("hours",),
            "contact": ("phone", "mail", "link", "handle"), "figure": ("number",), "review": ("rating",)}  # fmt: skip
GROUP_OF = {kind: group for group, kinds in SHOWN_IN.items() for kind in kinds}


def facts_in(text: str) -> list[Span]:
    """The facts of a text in their order; none overlaps another. Linear in the text."""
    return spans_in(text, _found_facts)


def spans_in(text: str, *finders: Callable[[str], Iterator[Span]]) -> list[Span]:
    """What the finders find, the first first: where one has found something, no later one does."""
    taken, found = bytearray(len(text)), list[Span]()
    for finder in finders:
        for span in finder(text):
            if not any(taken[span.start : span.end]):
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
                found.append(span)
    return sorted(found, key=lambda span: span.start)


def _found_facts(text: str) -> Iterator[Span]:
    for kind, pattern in _patterns():
        if kind == "phone":
            yield from _phones(text)
            continue
        for match in pattern.finditer(text):
            groups = {name.rstrip("23"): said for name, said in match.groupdict().items() if said}
            yield Span(kind, *_trimmed(text, kind, *match.span()), tuple(sorted(groups.items())))


def _trimmed(text: str, kind: str, start: int, end: int) -> tuple[int, int, str]:
    """Without what ends a sentence or leads on: the dots of "p.m." and "3.10." belong to them."""
    own_dot = re.search(r"(?:[ap]\.m|\d)\.$", text[start:end]) and kind != "address"
    while end > start and text[end - 1] in (" ,;" if own_dot else " ,;."):
        end -= 1
    while start < end and (text[start] == " " or (text[start] == "(" and ")" not in text[start:end])):
        start += 1
    return start, end, text[start:end]


PHONE_LIKE = re.compile(r"(?<![\w.,])[+(]?\d[\d()\s/.–-]{4,22}\d(?![\w%€$£°])")
GROUPED = re.compile(r"\d{1,3}(?:[.,' \u00a0]\d{3})+(?:[.,]\d{1,2})?|(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d")


def _phones(text: str) -> Iterator[Span]:
    """Digits that somebody could dial, and that are no large number."""
    for match in PHONE_LIKE.finditer(text):
        said = match[0].split("\n")[0].rstrip(" (/.–-")
        digits = sum(map(str.isdigit, said))
        if LEAST_DIGITS <= digits <= MOST_DIGITS and not GROUPED.fullmatch(said) and _can_be_dialled(said):
            yield Span("phone", *_trimmed(text, "phone", match.start(), match.start() + len(said)))


def _can_be_dialled(said: str) -> bool:
    import phonenumbers

    for region in REGIONS:
        try:
            if phonenumbers.is_possible_number(phonenumbers.parse(said, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return said.startswith("0") or said.count("-") == 1


def quoted(text: str) -> list[str]:
    """The texts between quotation marks."""
    return [span["value"].strip() for span in facts_in(text) if span.kind == "quote"]
