"""The layout that holds a sentence: by the facts in it. All of its words are kept. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from videos.drafting.blocks import counted_in, parted
from videos.drafting.orders import WORD
from videos.drafting.scene_to_be import Scene, capital, detail, figure
from videos.facts.facts import GROUP_OF, Span, facts_in
from videos.facts.languages import SPACELESS, Language, term

PRECEDENCE = ("review", "offer", "hours", "contact", "event", "figure")
SHORTEST_HEADING = 4  # characters: less heads nothing
LONGEST_HEADING, LONGEST_STATEMENT = 90, 180  # characters
MOST_OF_A_NAME = 6  # words
MOST_PRICES, LEAST_QUOTED, A_THING = 3, 3, 3  # words of a quotation; words that make a part a thing of its own
LARGE = re.compile(r"\d ?(?:k|m|bn|b|mio|mrd|million|milliard|mil|thousand|tausend|万|億)", re.IGNORECASE)
EACH = re.compile(r"(?:per|pro|je|por|par|pour|a|an|each|/) ?", re.IGNORECASE)
SAYS = re.compile(r"^\s*(?:[-–—,(:]+|says?|said|sagt|meint|dice|dit|diz|に?よる)+\s*", re.IGNORECASE)
SHORTENED = re.compile(r"(?:\b[A-Za-z]|\b(?:St|Dr|Nr|Str|etc|usw|co|Inc|Ltd))\.$")
EDGE = " ,.;:!–—-、。،"


@dataclass(frozen=True)
class Clause:
    text: str
    facts: tuple[Span, ...]

    @property
    def group(self) -> str:
        groups = {_group(fact) for fact in self.facts}
        return next((group for group in PRECEDENCE if group in groups), "")

    @property
    def rest(self) -> str:
        """The words outside its facts."""
        text = self.text
        for fact in reversed(self.facts):
            text = f"{text[: fact.start]} {text[fact.end :]}"
        return text.strip(EDGE)

    @property
    def ends_with_fact(self) -> bool:
        return bool(self.facts) and not self.text[self.facts[-1].end :].strip(EDGE)


def _group(fact: Span) -> str:
    return "figure" if fact.kind == "price" and LARGE.search(fact.text) else GROUP_OF.get(fact.kind, "")


def sentence_scenes(sentence: str, language: Language) -> list[Scene]:
    """The scenes of a sentence of which nothing is an order."""
    quotes = [fact for fact in facts_in(sentence) if fact.kind == "quote" and is_quotation(fact)]
    if quotes or any(fact.kind == "rating" for fact in facts_in(sentence)):
        return _said(sentence, quotes[:1])
    scenes = list[Scene]()
    for clause in _clauses(sentence):
        if scenes and scenes[-1].layout == "event" and not clause.group and _names_a_place(clause.text):
            place = detail(language["where"], clause.text.strip(EDGE))
            scenes[-1] = scenes[-1].with_slots(details=[*scenes[-1].slots["details"], place])
            continue
        new = _clause_scenes(clause, language)
        if (
            scenes
            and _lacks_a_place(scenes[-1], language)
            and new[0].layout == "event"
            and _names_a_place(new[0].slots["heading"])
        ):
            where = [each["value"] for each in new[0].slots["details"]]
            place = detail(language["where"], ", ".join([new[0].slots["heading"], *where]))
            scenes[-1] = scenes[-1].with_slots(details=[*scenes[-1].slots["details"], place])
        else:
            scenes += new
    return scenes


def _lacks_a_place(scene: Scene, language: Language) -> bool:
    return scene.layout == "event" and language["where"] not in [each["label"] for each in scene.slots["details"]]


def _names_a_place(words: str) -> bool:
    """Whether what follows a day is a name: "Quinta do Vale, Sintra", "at the Old Mill"."""
    told = re.sub(rf"^(?:{_LINKS.pattern})(?: |$)", "", words.strip(EDGE), flags=re.IGNORECASE).split()
    ends = told and (told[-1][0].isupper() or told[-1][0].isdigit())
    return 0 < len(told) <= MOST_OF_A_NAME and told[0][0].isupper() and bool(ends)


def is_quotation(fact: Span) -> bool:
    """Whether what is quoted is somebody's words, and no name."""
    return len(WORD.findall(fact["value"])) >= LEAST_QUOTED


def clause_of(text: str) -> Clause:
    return Clause(text, tuple(fact for fact in facts_in(text) if fact.kind != "quote"))


def _clauses(sentence: str) -> Iterator[Clause]:
    """Its parts between commas, joined where one alone would say nothing."""
    start = place = 0
    last: Clause | None = None
    for part in parted(sentence):
        found = sentence.index(part, place)
        new = clause_of(part)
        if last and _stands_apart(last, new):
            yield clause_of(sentence[start:place].strip())
            start, last = found, None
        place = found + len(part)
        last = clause_of(sentence[start:place])
    if sentence[start:].strip():
        yield clause_of(sentence[start:].strip())


def _stands_apart(before: Clause, after: Clause) -> bool:
    if before.group and after.group:
        is_thing = len(after.rest.split()) >= A_THING and len(before.rest.split()) >= A_THING
        return before.group != after.group or (is_thing and before.group != "event")
    if before.group:
        return before.ends_with_fact and before.group != "figure"
    is_thing = len(after.rest.split()) >= A_THING - (after.group == "offer") or (
        after.group == "figure" and counted_in(after.text) is not None
    )
    return bool(after.group) and is_thing and len(before.text.split()) >= A_THING


def _clause_scenes(clause: Clause, language: Language) -> list[Scene]:
    match clause.group:
        case "offer":
            return [_offer(clause, language) or _statement(clause.text)]
        case "hours":
            return [_hours(clause)]
        case "contact":
            return [_contact(clause, language)]
        case "event":
            return [_event(clause, language)]
        case "figure":
            return [_number(clause)]
        case _:
            return statements(clause.text)


def statements(text: str) -> list[Scene]:
    """Words as they stand, in scenes that can be read."""
    parts, line = list[str](), ""
    for word in text.split(" "):
        if line and len(line) + len(word) > LONGEST_STATEMENT:
            parts, line = [*parts, line], ""
        line = f"{line} {word}".strip()
        while len(line) > LONGEST_STATEMENT:
            parts, line = [*parts, line[:LONGEST_STATEMENT]], line[LONGEST_STATEMENT:]
    return [_statement(part) for part in [*parts, line] if part.strip()]


def _statement(text: str) -> Scene:
    is_question = text.rstrip().endswith(("?", "？"))
    words = capital(text.strip().rstrip(";,:"))
    words = words[:-1] if re.search(r"[^.\W]\.$", words) and not SHORTENED.search(words) else words
    return Scene("question" if is_question else "statement", {"heading": words}, "words")


def _trailing(clause: Clause, groups: tuple[str, ...]) -> tuple[str, list[Span], str]:
    """What stands before the facts at the end of a clause, these facts, and the words that lead to them."""
    end, taken = len(clause.text.rstrip(EDGE)), list[Span]()
    for fact in reversed(clause.facts):
        if _group(fact) not in groups or not _says_little(clause.text[fact.end : end]):
            break
        taken, end = [fact, *taken], fact.start
    before = clause.text[:end].rstrip()
    leading = ""
    while found := re.search(rf"(?:{_LINKS.pattern})$", before, re.IGNORECASE) if taken else None:
        leading, before = f"{found[0]} {leading}".strip(), before[: found.start()].rstrip()
    return before.strip(EDGE), taken, leading


def _leading(clause: Clause, groups: tuple[str, ...]) -> tuple[str, list[Span]]:
    start, taken = 0, list[Span]()
    for fact in clause.facts:
        if _group(fact) not in groups or not _says_little(clause.text[start : fact.start]):
            break
        taken, start = [*taken, fact], fact.end
    rest = clause.text[start:].strip(EDGE)
    return re.sub(rf"^(?:{_LINKS.pattern})\s*", "", rest) if SPACELESS.search(rest[:1]) else rest, taken


_LINKS = term("at", "until", "since")


def _says_little(text: str) -> bool:
    return not _LINKS.sub("", text).strip(EDGE + "(&+)、に")


def _event(clause: Clause, language: Language) -> Scene:
    """When and where as details; what happens is the heading."""
    last = next((fact for fact in reversed(clause.facts) if _group(fact) == "event"), clause.facts[-1])
    tail = clause.text[last.end :].strip(EDGE)
    if tail and last.kind != "address" and _LINKS.match(tail) and _names_a_place(tail):
        scene = _event(clause_of(clause.text[: last.end]), language)
        if scene.layout == "event":
            place = detail(language["where"], re.sub(rf"^(?:{_LINKS.pattern}) ", "", tail, flags=re.IGNORECASE))
            return scene.with_slots(details=[*scene.slots["details"], place])
    rest, taken, leading = _trailing(clause, ("event",))
    if not taken:
        rest, taken = _leading(clause, ("event",))
    if not taken or len(rest) > LONGEST_HEADING:
        return _statement(clause.text)
    details = list(_when_and_where(clause.text, taken, leading, language))
    return Scene("event", {"heading": capital(rest), "details": details}, "event", open=not rest)


def _when_and_where(text: str, facts: list[Span], leading: str, language: Language) -> Iterator[dict[str, str]]:
    """One line for all that says when, as it was written, and one for each place."""
    when = [fact for fact in facts if fact.kind != "address"]
    if when:
        within = [fact for fact in facts if when[0].start < fact.start < when[-1].start and fact not in when]
        linked = term("until", "since").search(leading)
        label = linked[0] if linked else language["when"]
        if within:
            yield from (detail(label, fact.text) for fact in when)
        else:
            yield detail(label, text[when[0].start : when[-1].end])
    for fact in facts:
        if fact.kind == "address":
            yield detail(language["where"], fact.text)


def _offer(clause: Clause, language: Language) -> Scene | None:
    """Prices and per cents with what they are of; code and end as details."""
    prices = [fact for fact in clause.facts if fact.kind in ("price", "percent")]
    if len(prices) > MOST_PRICES or any(fact.kind in ("number", "time", "address") for fact in clause.facts):
        return None
    text, details = clause.text.rstrip(EDGE), list[dict[str, str]]()
    while len(clause_of(text).facts) > len(prices):
        _, ending, _ = _trailing(clause_of(text), ("offer", "event"))
        if not ending or ending[-1].kind in ("price", "percent"):
            return None
        last = ending[-1]
        linked = term("until", "since").findall(text[: last.start][-24:])
        label = last["label"] if last.kind == "code" else linked[-1] if linked else language["when"]
        details.insert(0, detail(label, last["value"] or last.text))
        text = re.sub(rf"(?:{_LINKS.pattern}|[\s,;–—-])+$", "", text[: last.start], flags=re.IGNORECASE).rstrip(EDGE)
    if not prices:
        rest = term("small", "since", "at").sub("", text).strip()
        return Scene("event", {"heading": capital(text if rest else ""), "details": details}, "offer", open=not rest)
    return _priced(text, prices, details)


def _priced(text: str, prices: list[Span], details: list[dict[str, str]]) -> Scene | None:
    """The prices at one end of some words; None where they stand amid them, as in "Save up to 60 % on heating"."""
    ends = [*(fact.start for fact in prices[1:]), len(text)]
    before = text[: prices[0].start].strip(EDGE)
    after = [text[fact.end : end].strip(EDGE + "+&()") for fact, end in zip(prices, ends, strict=True)]
    linked = re.search(rf"(?:{term('since').pattern})$", before, re.IGNORECASE)
    first, heading = (linked[0], before[: linked.start()].strip(EDGE)) if linked else ("", before)
    leads_on = EACH.match(after[-1]) or term("since").fullmatch(after[-1])
    if heading and after[-1] and len(prices) == 1 and not first and not leads_on:
        return None
    if len(heading) <= SHORTEST_HEADING or not _LINKS.sub("", heading).strip():
        first, heading = before, ""
    kicker = first if not heading and after[0] else ""
    labels = after
    if heading and len(prices) > 1:  # what stands between two prices tells of the second: "5 € instead of 8 €"
        labels = [first, *after[:-2], f"{after[-2]} {after[-1]}".strip()]
    elif first and not kicker:
        labels = [f"{first} {after[0]}".strip(), *after[1:]]
    if max(map(len, [heading, *labels])) > LONGEST_HEADING:
        return None
    figures = [figure(fact.text, label) for fact, label in zip(prices, labels, strict=True)]
    if not heading and not details and not any(labels):
        return Scene("big_number", {"figures": figures}, "figure") if len(figures) == 1 else None
    words = {"kicker": capital(kicker), "heading": capital(heading)}
    return Scene("offer", {**words, "figures": figures, "details": details}, "offer")


def _hours(clause: Clause) -> Scene:
    hours = [fact for fact in clause.facts if fact.kind == "hours"]
    rest = " ".join(clause.text[: hours[0].start].strip(EDGE).split())
    rest = re.sub(rf"(?:{_LINKS.pattern})$", "", rest) if SPACELESS.search(rest[-1:]) else rest
    after = clause.text[hours[-1].end :].strip(EDGE)
    if after or any(_group(fact) not in ("hours",) for fact in clause.facts):
        return _statement(clause.text)
    details = [detail(each["label"], each["value"]) for each in hours]
    return Scene("place", {"heading": capital(rest), "details": details}, "hours", open=not rest)


def _contact(clause: Clause, language: Language) -> Scene:
    """How to reach somebody: what one calls for is the heading, the rest details."""
    rest, taken, _ = _trailing(clause, ("contact",))
    if not taken or len(rest) > LONGEST_HEADING:
        return _statement(clause.text)
    return Scene(
        "contact",
        {"heading": capital(rest), "details": [_way(fact, language) for fact in taken]},
        "contact",
        open=not rest,
    )


def _way(fact: Span, language: Language) -> dict[str, str]:
    return detail(language["phone"] if fact.kind == "phone" else "", fact.text)


def _number(clause: Clause) -> Scene:
    counted = counted_in(clause.text)
    if counted is None or clause.text[:1].islower() and clause.text.startswith(counted.label):
        return _statement(clause.text)  # "he turns 7" is read in one
    return Scene("big_number", {"figures": [figure(counted.value, counted.label)]}, "figure")


def _said(sentence: str, quotes: list[Span]) -> list[Scene]:
    """Somebody's words, with who said them and how many stars they gave."""
    ratings = [fact for fact in facts_in(sentence) if fact.kind == "rating"]
    rating = next((fact for fact in ratings if fact.text[0].isdigit()), None)
    cut = sorted([*quotes, *ratings], key=lambda fact: fact.start)
    before, after = sentence[: cut[0].start].strip(EDGE), sentence[cut[-1].end :].strip(EDGE + "()")
    between = [sentence[one.end : other.start].strip(EDGE + "()") for one, other in zip(cut, cut[1:], strict=False)]
    by = re.sub(
        rf"^(?:{term('by').pattern if quotes else '(?!x)x'})\s+",
        "",
        SAYS.sub("", " ".join([*filter(None, between), after]).strip()),
        flags=re.I,
    )
    quote = quotes[0]["value"].strip() if quotes else ""
    stars = " ".join(fact.text for fact in ratings if fact is not rating)
    if rating and (quote or before or by):
        words = (
            {"quote": quote, "by": by, "kicker": stars, "heading": capital(before)}
            if quote
            else {"body": capital(f"{before} {by}".strip()), "kicker": stars}
        )
        return [Scene("review", {**words, "figures": [figure(rating.text)]}, "review")]
    if not quote:
        return statements(sentence)
    return [Scene("quote", {"quote": quote, "by": by, "kicker": stars, "heading": capital(before)}, "quote")]
