"""A message in blocks: sentences as they stand, and lists, whether in lines or in a row of commas. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from videos.drafting.orders import only_wishes, read_order
from videos.facts.facts import Span, facts_in
from videos.facts.languages import language_of, term

BULLET = re.compile(r"[ \t]*(?:[-*•–—‣·▪✓✔]|\[[ xX]?\])[ \t]+(?P<text>\S.*)")
NUMBERED = re.compile(r"[ \t]*\(?(?P<number>\d{1,2})[.)][ \t]+(?P<text>\S.*)")
MOST_READ = 150  # sentences: many more than a video shows
LONGEST_SENTENCE = 600  # characters of one that is read in parts: a longer one is shown as it stands
LONGEST_ROW, LONGEST_ITEM, LONGEST_LEAD = 90, 70, 60  # characters
COMMA = re.compile(r"\s*[,;،、，](?!\d)\s*|(?<=\d)[,;]\s+")
LAST_OF_ROW = re.compile(r"\s+(?:and|und|y|et|e|&)\s+")
COLON = re.compile(r"\s*[:：](?=\s|$|[^\d/\s])\s*")
STOP = re.compile(r"[.!?…]+(?:\s+|[\"”»)]\s+(?=[^\W\d_a-zà-ÿ]|[\"“„«]))(?=\S)|[。！？]+[」』]?(?=\S)")
ABBREVIATED = re.compile(
    r"(?:^|\s|\()(?:[A-Z]|Dr|St|Mr|Mrs|Ms|Prof|Nr|No|Sr|Sra|M|Mme|ca|approx|inkl|incl|bzw|usw|etc|vs|tel|Tel|z\.B|e\.g|i\.e"
    r"|p\. ?ex|u\.a|str|av|Av)\.$"
)
FEWEST_ROWS = {"row": 3, "prose": 1000}  # lines that make a list
MOST_LABEL = 6  # words that a number measures
ROW = re.compile(r"[^\s:,.\d][^:,.]{0,24}: \S.*")
COUNTED = ("number", "price", "percent")


@dataclass(frozen=True)
class Block:
    """`items` of a list under its `lead`, which may be empty; or a single sentence in `lead`, without items."""

    lead: str
    items: tuple[str, ...] = ()
    numbered: bool = False


def blocks_in(text: str) -> list[Block]:
    """The blocks of a message, in order: together they hold all of its words."""
    blocks = list[Block]()
    for kind, run in _runs(text):
        if len(run) >= FEWEST_ROWS.get(kind, 2):
            lead, lines = _taken_lead(blocks), [_unmarked(line) for line in run]
            if not lead and kind == "row" and run[0].endswith((":", "：")):
                lead, lines = run[0].rstrip(" :："), lines[1:]
            blocks.append(Block(lead, tuple(lines), kind == "number"))
        else:
            for line in run:
                blocks += _prose(_unmarked(line) if kind == "bullet" else line)
    return list(_against(blocks))


def _runs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Lines of one kind that stand together, without an empty line between them."""
    run, kind = list[str](), ""
    for line in (each.strip() for each in text.splitlines()):
        now = _kind(line) if line else ""
        if run and now != kind:
            yield kind, run
            run = []
        kind = now
        if line:
            run.append(line)
    if run:
        yield kind, run


def _kind(line: str) -> str:
    """What a line is like: a bullet or number of a list, a question, a row of a table, or sentences."""
    if BULLET.fullmatch(line):
        return "bullet"
    if NUMBERED.fullmatch(line):
        return "number"
    if is_asked(line):
        return "asked"
    if len(line) > LONGEST_ROW or re.search(r"[.!?。！？]$", line) or line.endswith((":", "：")):
        return "prose"
    if any(read_order(part) for part in parted(line)):
        return "prose"
    if re.search(r"^[^:：]{1,40}[:：]\s|\t|;| [–—-] |^[^,]{1,20},\s?[\d$€£]", line):
        return "pair"
    first = next(iter(facts_in(line)), None)
    if first and not line[: first.start].strip() and first.kind in ("time", "date", "hours", "number"):
        return "begun"
    return "pair" if counted_in(line) else "row"


def _unmarked(line: str) -> str:
    found = NUMBERED.fullmatch(line) or BULLET.fullmatch(line)
    return found["text"] if found else line


def _against(blocks: list[Block]) -> Iterator[Block]:
    """Two sentences, of which one says before and the other after, are a list."""
    place = 0
    while place < len(blocks):
        pair = blocks[place : place + 2]
        if len(pair) == 2 and not any(each.items for each in pair) and all(map(_side, pair)):
            yield Block("", (pair[0].lead.rstrip(" ."), pair[1].lead.rstrip(" .")))
            place += 1
        else:
            yield blocks[place]
        place += 1


def _side(block: Block) -> bool:
    label = re.match(r"([^:：]{1,20})[:：]\s*\S", block.lead)
    return bool(label and (term("before").fullmatch(label[1].strip()) or term("after").fullmatch(label[1].strip())))


def is_asked(line: str) -> bool:
    """Whether a line is marked as a question or an answer."""
    before, colon, _ = line.partition(":")
    return bool(colon and (term("question").fullmatch(before.strip()) or term("answer").fullmatch(before.strip())))


def _taken_lead(blocks: list[Block]) -> str:
    """The heading that stood just before a list, which is no block of its own then."""
    if blocks and not blocks[-1].items and _heads(blocks[-1].lead):
        return blocks.pop().lead.rstrip(" :：")
    return ""


def _heads(sentence: str) -> bool:
    ends = sentence.endswith((":", "："))
    return len(sentence) <= LONGEST_LEAD and (ends or not re.search(r"[.!?。！？]$", sentence))


def _prose(line: str) -> Iterator[Block]:
    """The sentences of a line; a row of commas in one is a list."""
    facts = facts_in(line)
    for start, end in _sentences(line, facts):
        yield from sentence_blocks(line[start:end].strip())


def _sentences(line: str, facts: list[Span]) -> Iterator[tuple[int, int]]:
    """Where sentences stand: none ends within a fact or behind an abbreviation."""
    start = place = 0
    for found in STOP.finditer(line):
        while place < len(facts) and facts[place].end <= found.start():
            place += 1
        inside = place < len(facts) and facts[place].start < found.start() + 1 and found.end() <= facts[place].end
        before = line[max(start, found.start() - 12) : found.start() + 1]
        is_fact = (
            place < len(facts)
            and facts[place].end == found.start()
            or bool(place and facts[place - 1].end == found.start() and facts[place - 1].kind != "number")
        )
        own_dot = place < len(facts) and facts[place].start < found.start() + 1 == facts[place].end
        if (
            not inside
            and not own_dot
            and (is_fact or not ABBREVIATED.search(before) and not _is_ordinal(before, line, found.end()))
        ):
            yield start, found.end()
            start = found.end()
    if start < len(line):
        yield start, len(line)


def _is_ordinal(before: str, line: str, end: int) -> bool:
    """ "am 3. Advent" goes on, in German."""
    return bool(re.search(r"(?<!\w)\d{1,2}\.$", before) and line[end].isupper() and language_of(line).code == "de")


def sentence_blocks(sentence: str) -> list[Block]:
    """A sentence, or the list that it is: "Lead: one, two and three", "312 customers, 14 shops, 3 prizes"."""
    if len(sentence) > LONGEST_SENTENCE:
        return [Block(sentence)]
    facts = facts_in(sentence)
    colon = next((found for found in COLON.finditer(sentence) if _is_free(found, facts)), None)
    lead, rest = (sentence[: colon.start()], sentence[colon.end() :]) if colon else ("", sentence)
    if colon and (len(lead) > LONGEST_LEAD or not lead.strip() or not rest.strip()):
        lead, rest = "", sentence
    ordered = ""
    items = parted(rest.rstrip(" .!。"))
    if len(rows := parted(sentence.rstrip(" .!。"))) > 1 and all(map(ROW.fullmatch, rows)) and not is_asked(sentence):
        return [Block("", tuple(rows))]
    if not lead and len(items) > 1 and (order := read_order(items[0])) and order.about:
        ordered, items[0] = items[0].removesuffix(order.about), order.about
    if lead and (term("before").fullmatch(lead) or term("after").fullmatch(lead)):
        return [Block(sentence)]
    orders = [read_order(item) for item in items]
    items = [order.kind or order.about if order else item for item, order in zip(items, orders, strict=True)]
    items = _unjoined([item for item in items if item])
    counted = [counted_in(item) is not None or bool(ordered) and MONTHLY.fullmatch(item) is not None for item in items]
    is_row = len(items) > 1 and all(len(item) <= LONGEST_ITEM for item in items)
    timed = [any(fact.kind in ("date", "time", "address") for fact in facts_in(item)) for item in items]
    is_row = is_row and (not any(timed) or all(timed) or all(counted))
    if is_row and (all(counted) or sum(counted) >= 3 and 2 * sum(counted) > len(items) or lead and len(items) > 2):
        return [Block(lead or ordered, tuple(items))]
    if lead and read_order(lead):
        return [Block(lead), *sentence_blocks(rest)]
    return [Block(sentence)]


YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
MONTHLY = re.compile(
    r"(?P<label>[^\W\d]{0,12}\.?) ?(?P<value>\d{1,7})"
)  # "Jan 10" is a date where no chart is asked for
LINKED = re.compile(rf"(?:{term('at').pattern})$", re.IGNORECASE)


@dataclass(frozen=True)
class Counted:
    """A number as it was written and what it measures: "312" "new customers", "4.2M €" "Q3 revenue"."""

    value: str
    label: str
    kind: str


def counted_in(item: str) -> Counted | None:
    """The number at one end of a few words; None where there is none, or nothing that it measures."""
    found = [fact for fact in facts_in(item) if fact.kind in COUNTED]
    if (
        found
        and YEAR.fullmatch(found[0].text)
        and not item[: found[0].start].strip()
        and len(found) > 1 - (":" not in item)
    ):
        found = found[1:] if ":" in item[found[0].end : found[0].end + 2] else []
    text = item.rstrip(" .!")
    for fact in [found[-1], found[0]] if found else []:
        before, after = text[: fact.start].strip(" :=,;\t–—-·|"), text[fact.end :].strip()
        note = after if re.fullmatch(r"\([^()]{1,40}\)", after) else ""
        if (
            before
            and not LINKED.search(before)
            and (not after or note)
            and len(found) <= (2 if note or before[-1:].isdigit() else 1)
        ):
            return Counted(fact.text, f"{before} {note}".strip(), fact.kind)
        if after and not before and len(found) == 1 and len(after.split()) <= MOST_LABEL:
            return Counted(fact.text, after.lstrip(" :=,;\t–—-"), fact.kind)
    return None


def _is_free(found: re.Match[str], facts: list[Span]) -> bool:
    return not any(fact.start < found.end() and found.start() < fact.end for fact in facts)


def parted(text: str) -> list[str]:
    """The parts of a sentence between commas that are in no fact."""
    facts = facts_in(text)
    cuts = [found.span() for found in COMMA.finditer(text) if _is_free(found, facts)]
    places = [0, *(place for cut in cuts for place in cut), len(text)]
    return [part for start, end in list(pairwise(places))[::2] if (part := text[start:end].strip())]


def _unjoined(items: list[str]) -> list[str]:
    """The entries of a row, of which "and" joins the last two."""
    if len(items) < 2:
        return items
    last = re.sub(r"^(?:and|und|y|et|e|&) ", "", items[-1])
    found = LAST_OF_ROW.search(last)
    is_two = found is not None and last == items[-1] and _is_free(found, facts_in(last))
    return [*items[:-1], *([last[: found.start()], last[found.end() :]] if is_two and found else [last])]


def ordering_words(text: str) -> str:
    """All that is said to whoever makes the video, without what it is to be about."""
    said = list[str]()
    for line in text.splitlines():
        for start, end in islice(_sentences(line, facts_in(line)), MOST_READ):
            if end - start > LONGEST_SENTENCE:
                continue
            for part in _pieces(line[start:end]):
                order = read_order(part)
                if order is not None:
                    said.append(part.replace(order.about or "\0", " ").replace(order.kind or "\0", " "))
                elif only_wishes(part):
                    said.append(part)
    return ", ".join(said)


def _pieces(sentence: str) -> Iterator[str]:
    """The parts of a sentence, and of its lead before a colon."""
    facts = facts_in(sentence)
    colon = next((found for found in COLON.finditer(sentence) if _is_free(found, facts)), None)
    if colon and colon.start() <= LONGEST_LEAD:
        yield from parted(sentence[: colon.start()])
        yield from parted(sentence[colon.end() :])
    else:
        yield from parted(sentence)
