"""What a message asks to be shown, and what of it a video does not show yet. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from videos.facts.facts import Span, facts_in
from videos.facts.wishes import read_duration, wishes_in

LONGEST_READ = 8000  # characters of a message
LEAST_OF_A_NUMBER = 3  # characters: a shorter one may count anything
MOST_TOLD, LONGEST_TOLD = 4, 60  # facts, and characters of one
NEAR_SECONDS = 0.5
ABOUT_UPLOADS = re.compile(r"\[(?:picture|clip): [\w-]{1,64}\]")


@dataclass(frozen=True)
class Asked:
    """`facts` are to be seen as they were written; None: the message does not say."""

    facts: tuple[Span, ...] = ()
    seconds: float | None = None

    def not_shown(self, texts: Iterable[str]) -> list[str]:
        """The facts of which some word is in none of these texts."""
        said = " ".join(texts).casefold()
        words, squashed = set(re.findall(r"\w+", said)), _squashed(said)
        return [each.text for each in self.facts if not _is_said(each, words, squashed)]


@lru_cache(maxsize=64)
def asked_in(message: str) -> Asked:
    """What a message asks for. A number or colour that belongs to a wish ("20 seconds", "#ff8800") is no fact."""
    text = ABOUT_UPLOADS.sub(" ", message[:LONGEST_READ])
    wished = [span for span in wishes_in(text) if span.kind == "wish"]
    facts = [
        fact for fact in facts_in(text) if _is_to_be_seen(fact) and not any(_within(fact, each) for each in wished)
    ]
    return Asked(tuple(filter(_is_to_be_seen, facts)), read_duration(text))


def told_missing(missing: list[str]) -> str:
    """One line for whoever makes the video; "" when nothing is missing."""
    told = [f'"{" ".join(each.split())[:LONGEST_TOLD]}"' for each in dict.fromkeys(missing)][:MOST_TOLD]
    return f"Not shown yet from the message: {', '.join(told)}" if told else ""


def _is_to_be_seen(fact: Span) -> bool:
    return fact.kind != "number" or len(fact.text) >= LEAST_OF_A_NUMBER


def _within(fact: Span, wish: Span) -> bool:
    return wish.start <= fact.start and fact.end <= wish.end


def _is_said(fact: Span, words: set[str], squashed: str) -> bool:
    """As it was written, but for blanks and signs; a long quotation as a whole, of others each word somewhere."""
    text = fact["value"] or fact.text if fact.kind in ("quote", "code") else fact.text
    if _squashed(text) in squashed:
        return True
    return fact.kind != "quote" and words.issuperset(re.findall(r"\w+", text.casefold()))


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
