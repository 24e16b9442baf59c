"""The layout that holds a list: by what its entries look like. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from videos.drafting.blocks import MONTHLY, Block, Counted, counted_in, is_asked
from videos.drafting.scene_to_be import Scene, Slots, capital, detail, figure
from videos.drafting.sentences import statements
from videos.facts.facts import Span, facts_in
from videos.facts.languages import Language, term
from videos.facts.wishes import Hint

ROW = re.compile(r"(?P<label>[^:：\t|;–—]{0,59}?[^:：\t|;–—\d])(?:\s*[:：\t|;]\s*|\s+[–—-]\s+|\s*=\s*)(?P<value>\S.*)")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:s|er)?(?!\d)")
SPAN_OF_TIME = re.compile(
    r"(?:Q[1-4]|[KC]?W(?:eek|oche)? ?\d+|(?:1[5-9]|20)\d\d|[1-4]\. ?Q.*|第?\d+[週月年]|[月火水木金土日])$",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"(?P<label>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})"
    r"(?:\s*[:,]\s*|\s+[–—-]\s+|\s*\()(?P<value>[^\d()]{2,60})\)?"
)
SKY = re.compile(
    r"(?P<label>[^\d,:;]+?)[,:]? +(?:(?P<sky>[^\d,;]+?)[,:]? +)?"
    r"(?P<degrees>[-−]?\d{1,3}) ?(?:°[CF]?|degrees|grad)?[,;]? ?(?P<after>[^\d]*)$",
    re.IGNORECASE,
)
KITCHEN = re.compile(r"\d ?(?:g|kg|ml|cl|dl|l|tbsp|tsp|el|tl|cups?|pinch|oz|cda|colheres?)\b", re.IGNORECASE)
Figures = list[Counted]
MOST = {"agenda": 8, "timeline": 6, "place": 8, "team": 6, "weather": 7, "figures": 6, "bar_chart": 8, "donut_chart": 8,
        "line_chart": 12, "steps": 6, "list": 6, "verses": 6, "progress": 5}  # fmt: skip
FEWEST_OF_A_LINE = 6  # numbers over time: fewer are bars


def list_scenes(block: Block, heading: str, hints: tuple[Hint, ...], language: Language) -> list[Scene]:
    """The scenes of a list; every entry stands in one of them."""
    items = list(block.items)
    if asked := _questions(items):
        return asked
    for shape in (_two_sides, _programme, _hours, _weather, _counted, _people):
        if found := shape(items, block, hints):
            layout, slots = found
            slot, entries = next(iter(slots.items()))
            shares = _shared(entries, MOST.get(layout, 6))
            return [Scene(layout, {"heading": heading, **slots, slot: part}, "list") for part in shares]
    counted = tuple(item for item in items if counted_in(item) and not KITCHEN.search(item))
    if len(items) > len(counted) > 1 and 2 * len(counted) > len(items) and not block.numbered:
        others = [scene for item in items if item not in counted for scene in statements(item)]
        return list_scenes(Block(block.lead, counted), heading, hints, language) + others
    rows = [ROW.fullmatch(item) for item in items]
    verses = "verses" in hints
    in_order = block.numbered or bool(term("steps").search(block.lead))
    layout = "verses" if verses else "steps" if in_order else "list"
    told = items if not all(rows) else [f"{capital(row['label'])}: {row['value']}" for row in rows if row]
    shares = _shared([capital(item) for item in told], MOST[layout])
    return [Scene(layout, {"heading": heading, "items": part}, "list") for part in shares]


Found = tuple[str, Slots] | None  # a layout and its slots, of which the first holds the entries


def _shared(entries: list[Any], most: int) -> Iterator[list[Any]]:
    """The entries over as few scenes as hold them, each with about as many."""
    count = -(-len(entries) // most)
    size = -(-len(entries) // count)
    yield from (entries[start : start + size] for start in range(0, len(entries), size))


def _questions(items: list[str]) -> list[Scene]:
    """Questions with their answers."""
    if sum(map(is_asked, items)) < 2:
        return []
    scenes = list[Scene]()
    for item in items:
        mark, _, words = item.partition(":") if is_asked(item) else ("", "", item)
        if term("question").fullmatch(mark.strip()) or not scenes:
            scenes.append(Scene("question", {"heading": words.strip()}))
        else:
            body = f"{scenes[-1].slots.get('body', '')} {words.strip()}".strip()
            scenes[-1] = scenes[-1].with_slots(body=body)
    return scenes


def _two_sides(items: list[str], block: Block, hints: tuple[Hint, ...]) -> Found:
    """Before and after; or two or three things against each other."""
    rows = [found for item in items if (found := ROW.fullmatch(item))]
    if len(rows) != len(items) or not 2 <= len(rows) <= 3:
        return None
    labels = [row["label"] for row in rows]
    if len(rows) == 2 and term("before").fullmatch(labels[0]) and term("after").fullmatch(labels[1]):
        return "before_after", {"details": [detail(row["label"], row["value"]) for row in rows]}
    if all(len(row["value"].split(",")) > 1 for row in rows) and not any(facts_in(label) for label in labels):
        lines = [re.sub(r"\s*[,;]\s+", "\n", row["value"]) for row in rows]
        return "compare", {"details": [detail(row["label"], line) for row, line in zip(rows, lines, strict=True)]}
    return None


def _first(item: str, *kinds: str) -> Span | None:
    fact = next(iter(facts_in(item)), None)
    return fact if fact and fact.kind in kinds and not item[: fact.start].strip(" (–-") else None


def _programme(items: list[str], block: Block, hints: tuple[Hint, ...]) -> Found:
    """Times with what happens then; or days and years."""
    times, dates = [_first(item, "time") for item in items], [_dated(item) for item in items]
    if all(times):
        return "agenda", {"details": [_row(item, found.end) for item, found in zip(items, times, strict=True) if found]}
    if all(dates) and not all(counted_in(item) for item in items) and "weather" not in hints:
        return "timeline", {"details": [_row(item, end) for item, end in zip(items, dates, strict=True) if end]}
    return None


def _dated(item: str) -> int:
    """Where the day or year ends with which an entry begins; 0: it begins with none."""
    if year := YEAR.match(item):
        return year.end()
    found = _first(item, "date")
    return found.end if found and _rest(item, found.end) else 0


def _row(item: str, end: int) -> Slots:
    return detail(item[:end].strip(), capital(_rest(item, end)))


def _rest(item: str, end: int) -> str:
    return item[end:].lstrip(" :：,;\t–—-|)").rstrip()


def _hours(items: list[str], block: Block, hints: tuple[Hint, ...]) -> Found:
    facts = [[fact for fact in facts_in(item) if fact.kind == "hours"] for item in items]
    if not all(facts):
        pairs = [(_first(item, "date"), facts_in(item)) for item in items]
        if not all(day and len(found) == 2 and found[1].kind == "time" for day, found in pairs):
            return None
        return "place", {"details": [_row(item, day.end) for item, (day, _) in zip(items, pairs, strict=True) if day]}
    return "place", {"details": [_row(item, len(found[0]["label"])) for item, found in zip(items, facts, strict=True)]}


def _weather(items: list[str], block: Block, hints: tuple[Hint, ...]) -> Found:
    rows = [found for item in items if (found := SKY.fullmatch(item))]
    if (
        len(rows) < len(items)
        or len(items) > MOST["weather"]
        or not ("weather" in hints or all("°" in item for item in items))
    ):
        return None
    days = [figure(f"{row['degrees']}°", row["label"].strip()) for row in rows]
    skies = [detail("", capital((row["sky"] or row["after"] or "").strip())) for row in rows]
    told = {"details": skies} if any(sky["value"] for sky in skies) else {}
    return "weather", {"figures": days, **told}


def _counted(items: list[str], block: Block, hints: tuple[Hint, ...]) -> Found:
    """Numbers with what they measure: a chart where they can be compared."""
    found = [counted_in(item) for item in items]
    if any(hint.endswith("_chart") for hint in hints) and all(plain := [MONTHLY.fullmatch(item) for item in items]):
        found = [Counted(each["value"], each["label"], "number") for each in plain if each]
    counted = [each for each in found if each]
    if len(counted) < len(items) or sum(bool(KITCHEN.search(item)) for item in items) * 2 >= len(items):
        return None
    figures = [figure(each.value, capital(each.label)) for each in counted]
    return _chart(counted, hints), {"figures": figures}


def _chart(counted: Figures, hints: tuple[Hint, ...]) -> str:
    asked = next((hint for hint in hints if hint.endswith("_chart")), "")
    units = {re.sub(r"[\d.,\s+−-]", "", each.value) for each in counted}
    if len(counted) < 2 or len(units) > 1 and not asked:
        return "figures"
    shares = [
        float(re.sub(r"[^\d.]", "", each.value.replace(",", ".")) or 0) for each in counted if each.kind == "percent"
    ]
    if len(shares) == len(counted):
        return asked or ("donut_chart" if 99 <= sum(shares) <= 101 else "progress" if max(shares) <= 100 else "figures")
    over_time = all(SPAN_OF_TIME.match(each.label) or facts_in(each.label) for each in counted)
    if over_time:
        return asked or ("line_chart" if len(counted) >= FEWEST_OF_A_LINE else "bar_chart")
    return asked or ("bar_chart" if len(counted) > 2 and counted[0].kind == "number" else "figures")


def _people(items: list[str], block: Block, hints: tuple[Hint, ...]) -> Found:
    rows = [found for item in items if (found := ROLE.fullmatch(item))]
    names = [row["label"] for row in rows if _is_name(row["label"])]
    if len(names) < len(items) or block.numbered or sum(" " in name for name in names) * 2 < len(names):
        return None
    return "team", {"details": [{"label": row["label"], "value": capital(row["value"].strip())} for row in rows]}


def _is_name(words: str) -> bool:
    return not facts_in(words) and all(word[0].isupper() for word in words.split())
