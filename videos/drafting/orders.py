"""What of a text is said to whoever makes the video, and what is to be seen in it. Pure."""

import re
from dataclasses import dataclass
from functools import cache

from videos.facts.facts import Span, facts_in, spans_in
from videos.facts.languages import language_of, term, terms
from videos.facts.wishes import read_duration, wishes_in

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
ARTICLES = re.compile(
    r"^(?:an?|the|der|die|das|ein|eine|einen|el|la|los|las|un|una|le|les|une|o|os|as|uma?|l['’]) +", re.I
)
ASKING = re.compile(
    r"(?:, )?(?:how|what|why|wie|was|warum|cómo|qué|por qué|comment|pourquoi|como|o que|our|my|the|unser\w*|mein\w*"
    r"|nuestr\w+|mi|el|la|notre|nos|mon|ma|le|noss\w+|meu|minha|o|a)\b",
    re.IGNORECASE,
)
TELLING = re.compile(  # "Show what we did": what follows is what is to be seen
    r"(?:show|explain|tell|zeig|erklär|erzähl|muestra|explica|cuenta|montre|expliqu|racont|mostr)\w*\s+"
    r"(?=(?:how|what|why|who|where|wie|was|warum|wer|wo|cómo|qué|quién|por qué|comment|pourquoi|ce qu|qui|como|o que"
    r"|quem|por que)\b)",
    re.IGNORECASE,
)
QUOTED_FIRST = re.compile(r"([\"“„«「][^\"“”„«»「」]+[\"”“»」])\s+(.+)", re.DOTALL)
MOST_OF_A_WISH = 4  # words
FOREIGN = re.compile(  # what many languages call a video
    r"(?<!\w)(?:v[ií]deo\w{0,2}|wideo|film\w{0,3}|clip\w{0,2}|видео\w*|фильм\w*|ролик\w*|βίντεο|فيديو|וידאו|वीडियो)(?!\w)"
    r"|视频|影片|영상|비디오|วิดีโอ",
    re.IGNORECASE,
)
LONGEST_LINK = 5  # letters
MOST_KIND = 5  # words before "video" that say what kind of one it is


@dataclass(frozen=True)
class Order:
    """A clause that orders: `kind` "birthday" and `about` "Anna" of "birthday video for Anna". Both may be empty."""

    kind: str
    about: str
    ends: bool = False  # it is to be at the end


def read_order(clause: str) -> Order | None:
    """What a clause orders; None when it is to be shown itself."""
    return _order_in(clause) or _foreign_order(clause)


def _foreign_order(clause: str) -> Order | None:
    """In a language without words of its own, what leads to a word for a video orders it, a small word behind too."""
    found = FOREIGN.search(clause)
    if not found or language_of(clause).known:
        return None
    first, _, rest = clause[found.end() :].strip().partition(" ")
    return Order("", rest if rest and len(first) <= LONGEST_LINK else f"{first} {rest}".strip())


def _order_in(clause: str) -> Order | None:
    if telling := TELLING.match(clause):
        return Order("", clause[telling.end() :].strip(" .!"))
    facts = [fact for fact in facts_in(clause) if fact.kind not in ("number", "time")]
    spans = spans_in(clause, lambda _: iter(facts), wishes_in)
    orders = [span for span in spans if span.kind in ("wish", "make", "work", "end_with")]
    if not orders:
        return None
    light = _light(clause, orders, spans)
    if light == (len(clause), len(clause)):
        return Order("", "")
    work = next((span for span in orders if span.kind == "work"), None)
    first = orders[0]
    begins = first.kind in ("make", "end_with") and not _words(clause[: first.start])
    if work and (begins or _leads_on(clause, work)):
        before, after = clause[: work.start], clause[work.end :]
        kind, about = _stripped(before, orders, spans, 0), _stripped(after, orders, spans, work.end)
        if len(kind.split()) <= MOST_KIND:
            return Order(kind, ARTICLES.sub("", _said_first(about)))
    if begins and (len(orders) > 1 or first.kind == "end_with"):
        return Order("", _stripped(clause[first.end :], orders, spans, first.end), first.kind == "end_with")
    quote = next((fact for fact in facts if fact.kind == "quote"), None)
    if quote and light == (quote.start, quote.end):
        return Order("", quote.text)
    return None


def only_wishes(part: str) -> bool:
    """Whether there is hardly more in a few words than what is wished for: "cheeky and loud"."""
    spans = spans_in(part, wishes_in)
    if facts_in(part) or not any(span.kind == "wish" for span in spans):
        return False
    text = part
    for span in reversed(spans):
        text = f"{text[: span.start]} {text[span.end :]}"
    beside = 0 if read_duration(part) else 1  # "Rest 10 minutes" is a step, "20 seconds please" a wish
    return len(_words(text)) <= beside and len(part.split()) <= MOST_OF_A_WISH


def _leads_on(clause: str, work: Span) -> bool:
    """Whether "video" is followed by what it is about, or by nothing."""
    after = clause[work.end :]
    for span in reversed([*wishes_in(after)]):
        after = after.replace(span.text, " ", 1) if span.kind == "wish" else after
    after = after.lstrip()
    if ASKING.match(after):
        return not _words(clause[: work.start])
    return not after.strip(" .,:;!") or after[0] in ':,"“„«「' or bool(term("about").match(after)) or _is_light(after)


def _said_first(about: str) -> str:
    """Of “words” on a blue sky the words."""
    found = QUOTED_FIRST.match(about)
    return found[1] if found and any(wishes_in(found[2])) else about


def _is_light(text: str) -> bool:
    spans = spans_in(text, wishes_in)
    return _light(text, spans, spans) == (len(text), len(text))


def _stripped(text: str, orders: list[Span], spans: list[Span], offset: int) -> str:
    moved = [Span(each.kind, each.start - offset, each.end - offset, each.text) for each in spans]
    within = [each for each in moved if each.start >= 0 and each.end <= len(text)]
    start, end = _light(text, [each for each in within if each.kind in ("wish", "make", "work", "end_with")], within)
    while end < len(text) and text[end] in ')"”»」!?':
        end += 1
    return _behind().sub("", text[start:end].strip(" ,.:;!。、"))


def _light(text: str, orders: list[Span], spans: list[Span]) -> tuple[int, int]:
    """Where the words begin and end that are neither orders nor small; both at the end when there are none."""
    covered = bytearray(len(text))
    for span in orders:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    kept = bytearray(len(text))
    for span in spans:
        if span not in orders:
            kept[span.start : span.end] = b"\1" * (span.end - span.start)
    for found in _small().finditer(text):
        if not any(kept[found.start() : found.end()]):
            covered[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    heavy = [found.span() for found in WORD.finditer(text) if not all(covered[found.start() : found.end()])]
    heavy += [(span.start, span.end) for span in spans if span not in orders]
    if not heavy:
        return len(text), len(text)
    return min(start for start, _ in heavy), max(end for _, end in heavy)


@cache
def _behind() -> re.Pattern[str]:
    """What stands behind a topic that has no space after it: 犬について."""
    return re.compile(rf"(?<=[぀-ヿ一-鿿])(?:{terms('about')})$")


@cache
def _small() -> re.Pattern[str]:
    return term("small", "about")


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if not _small().fullmatch(word)]
