"""A message cut between its wishes, and what each of them names: scenes, parts, words, pictures. Pure."""

import re
from dataclasses import dataclass, replace
from typing import Literal, cast

from videos.demo.changing.glossary import canonical, rules, wording
from videos.design.colours import COLOUR
from videos.facts.facts import facts_in
from videos.facts.wishes import QUOTED

Target = Literal["title", "headings", "subtitle", "text", "background", "chart", "picture", "clip", ""]
Wording = Literal["add", "replace", "correct", "title", "order", ""]
Scope = tuple[int, ...] | None
EVERY: Scope = ()
MOST_CLAUSES, LONGEST_CLAUSE = 20, 400  # wishes of a message, and the characters of one, that are read
LONGEST_READ = 2000  # characters: edits are short, and the rules look at each word many times
PICTURE = re.compile(r"\[(?:picture|clip): ([\w-]{1,64})\]")
KEPT = re.compile("\x02(\\d+)\x03")  # a text that was put aside
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
SET = ("price", "percent", "time", "hours", "date", "phone", "link", "mail", "address")  # what a fact may be set to


@dataclass(frozen=True)
class Clause:
    """One wish. `plain`: in the rules' English, without what is shown, which is in `quotes`; `bare`: as it was said,
    without the quotation marks and what stands in them. `wording`: which kind of words it brings, where that is plain.
    """

    said: str
    bare: str
    plain: str
    quotes: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    wording: Wording = ""
    target: Target = ""
    scope: Scope = None

    def find(self, name: str) -> re.Match[str] | None:
        """Where it says the words of that name."""
        return re.search(rf"(?<![\w-])(?:{rules()['words'][name]})(?!\w)", self.plain, re.IGNORECASE)

    def says(self, *names: str) -> bool:
        return any(self.find(name) for name in names)

    def choice(self, name: str, *, as_said: bool = False) -> str:
        """The first of these choices that it names, "" where it names none. `as_said`: in any words."""
        text, choices = f"{self.bare} {self.plain}" if as_said else self.plain, rules()[name].items()
        found = (each for each, said in choices if re.search(rf"(?<![\w-])(?:{said})(?!\w)", text, re.IGNORECASE))
        return next(found, "")


def clauses_in(prompt: str) -> list[Clause]:
    """The prompt cut between its wishes, never within quotation marks. Of a scene named before, "its title" is one."""
    pictures, aside = tuple(PICTURE.findall(prompt[:LONGEST_READ])), list[str]()

    def put_aside(match: re.Match[str]) -> str:
        aside.append(next(filter(None, match.groups()), "").strip())
        return f"\x02{len(aside) - 1}\x03"

    hidden = QUOTED.sub(put_aside, PICTURE.sub(" ", re.sub("[\x02\x03]", " ", prompt[:LONGEST_READ])))
    cut = [part for each in wording("cut").split(hidden) if each.strip(" \n,;.!") for part in _halves(each)]
    clauses = list[Clause]()
    for part in (cut or [""] * bool(pictures))[:MOST_CLAUSES]:
        clause = _clause(part.strip(" \n,;")[:LONGEST_CLAUSE], list(aside), pictures)
        pictures = () if clause.pictures else pictures
        is_gone = clauses and clauses[-1].says("removing") and not clauses[-1].target  # the scene that was named
        if clause.scope is None and clauses and clause.says("its") and not is_gone:
            clause = replace(clause, scope=clauses[-1].scope)
        clauses.append(clause)
    if pictures and clauses:  # pictures that no wish speaks of belong to the first one
        clauses[0] = replace(clauses[0], pictures=pictures)
    return clauses


def _halves(part: str) -> list[str]:
    """The background blue and the text white: two wishes, where each half says how its part is to look."""
    halves = wording("halves").split(part)
    looks = re.compile(rf"{COLOUR.pattern}|\b(?:{'|'.join(rules()['verbs']['looks'])})\b", re.IGNORECASE)
    return halves if all(looks.search(canonical(half)) for half in halves) else [part]


def _clause(part: str, aside: list[str], pictures: tuple[str, ...]) -> Clause:
    said = KEPT.sub(lambda match: f"“{aside[int(match[1])]}”", part)
    part, kind = _words_aside(part, aside)
    plain, quotes = canonical(KEPT.sub(" ", part)), tuple(aside[int(number)] for number in KEPT.findall(part))
    clause = Clause(said, KEPT.sub(" ", part), plain, quotes, pictures, kind, scope=scenes_in(plain))
    shown = pictures if clause.says("shows_picture") else ()
    return replace(clause, pictures=shown, target=cast("Target", clause.choice("targets")))


def _words_aside(part: str, aside: list[str]) -> tuple[str, Wording]:
    """The clause with the words that are to be shown put aside, where they stand without quotation marks."""

    def keep(words: str) -> str:
        words = words.strip(" :“”\"'")
        if KEPT.fullmatch(words):
            return words
        aside.append(KEPT.sub(lambda match: f"“{aside[int(match[1])]}”", words))
        return f"\x02{len(aside) - 1}\x03"

    for row in rules()["aside"]["rows"]:
        found = next(filter(None, (wording(each).search(part) for each in row["of"])), None)
        if found and all(row.get(name, fits) == fits for name, fits in _fitting(part, found).items()):
            said = dict.fromkeys(("old", "tail", "place", "where"), "") | found.groupdict("")
            gaps = {**said, "all": part, "named": said["old"], "before": part[: found.start("new")]}
            kept = {"new": keep(said["new"]), "old": keep(wording("own").sub("", said["old"]))}
            return row["plain"].format(**gaps | kept), row["is"]
    return part, ""


def _fitting(part: str, found: re.Match[str]) -> dict[str, bool]:
    """What the words are that were found, under the names that rows ask for."""
    old, new = found.groupdict("").get("old", ""), found["new"]
    named = canonical(KEPT.sub(" ", old))
    return {
        "part": wording("a_part").fullmatch(named) is not None,
        "written": re.search(r"\b(?:title|subtitle|text)\b", named) is not None,
        "look": not wording("look").sub(" ", COLOUR.sub(" ", canonical(new))).strip(" .,!"),
        "own": wording("own").search(old) is not None and not KEPT.search(old),
        "instead": all(wording(each).search(part) for each in ("says", "instead")),
        "fact": any(fact.kind in SET for fact in facts_in(new)),
    }


def scenes_in(plain: str) -> Scope:
    """The scenes that the words name, in the rules' English: "scene 2 and 3", "the last scene", "every scene"."""
    if re.search(rf"\b(?:{rules()['words']['every']})\b", plain, re.IGNORECASE):
        return EVERY
    found = list[int]()
    for match in wording("ordered_scenes").finditer(plain):
        words = re.findall(rules()["parts"]["ordinal"], match[0].lower())
        found += [ORDINALS.index(each) if each in ORDINALS else 0 if each == "opening" else -1 for each in words]
    for match in wording("numbered_scenes").finditer(plain):
        places = [int(number) - 1 for number in re.findall(r"\d+", match[1])]
        is_range = len(places) == 2 and re.search(r" to |-", match[1]) and places[0] < places[1]
        found += range(places[0], places[1] + 1) if is_range else places
    return tuple(dict.fromkeys(max(-1, number) for number in found))[:20] or None
