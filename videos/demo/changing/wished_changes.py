"""Reading a prompt: which changes of a video that stands it asks for. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

from videos.demo.changing.clauses import LONGEST_READ, Clause, Scope, Target, clauses_in, scenes_in
from videos.demo.changing.glossary import rules, wording
from videos.design.colours import colours_in
from videos.design.styles import STYLES
from videos.drafting.looks import suiting_style
from videos.facts.facts import facts_in
from videos.facts.wishes import read_duration, read_effects, read_format, read_fps

Json = dict[str, Any]
# The scene that these were of is still meant.
LASTING = ("length", "pace", "recolour", "resize", "rewrite", "nudge", "transition", "weigh")
OF_WORDS = ("title", "subtitle", "text", "headings")
CONDITIONS = (
    "deed",
    "says",
    "lacks",
    "has",
    "has_not",
    "wording",
    "whole",
)  # of a row; all else are parts of the change
SHORT = 4  # words of a wish that may go on about what was named before
NOTHING = (None, "", ())
AS_SAID = ("cannot", "fonts", "of_sounds", "sounds", "tunes")  # choices that are looked for in any words


@dataclass(frozen=True)
class Change:
    """One wish about the video that is there; what does not belong to its deed is empty.

    `scope`: places of scenes from 0, -1 the last one; `EVERY`; None: it does not say. `amount`: seconds, a factor, a
    place among the scenes (-1: the end) or frames a second. `choice`: a mood, a font, a format, a place in the frame …
    """

    deed: str
    scope: Scope = None
    target: Target = ""
    words: str = ""
    old: str = ""
    choice: str = ""
    colours: tuple[str, ...] = ()
    amount: float = 0.0
    pictures: tuple[str, ...] = ()
    clause: str = field(default="", compare=False)  # as it was said


@dataclass(frozen=True)
class Wished:
    """What a prompt asks for, in its order and each once, and what of it the rules did not understand."""

    changes: tuple[Change, ...]
    unread: tuple[str, ...] = ()

    @property
    def deeds(self) -> set[str]:
        """What is all that is asked for; "" for what was not understood."""
        return {*(change.deed for change in self.changes), *("" for _ in self.unread)}


def read_changes(prompt: str) -> Wished:
    """The changes that the prompt asks for: a scene or a part that one wish names is meant by those after it, too."""
    target: Target = ""
    changes, unread = list[Change](), list[str]()
    for clause in clauses_in(prompt):
        if clause.scope is None and clause.target and changes and changes[-1].deed in LASTING:
            clause = replace(clause, scope=changes[-1].scope)
        found = [replace(each, clause=clause.said) for each in _read(clause, target)]
        target = clause.target or target
        changes += found
        if not found and not wording("polite").fullmatch(clause.said):
            unread.append(clause.said)
    if len(prompt) > LONGEST_READ:
        unread.append(f"{prompt[LONGEST_READ : LONGEST_READ + 40].strip()} …")
    return Wished(tuple(dict.fromkeys(changes)), tuple(unread))


def _read(clause: Clause, target: Target) -> list[Change]:
    """What one clause asks for: one thing to do, or all the properties that it wants otherwise."""
    if alone := next(_fitting("alone", clause), None):
        return [alone]
    is_more = not clause.target and not clause.says("whole") and len(clause.plain.split()) <= SHORT  # "and red"
    both = clause.find("both")
    parts = cast("list[Target]", both.groups() if both else [target if is_more else clause.target])
    of_parts = (change for part in parts for change in _fitting("of_part", replace(clause, target=part)))
    return [*_fitting("of_video", clause), *of_parts]


def _fitting(group: str, clause: Clause) -> Iterator[Change]:
    """The changes of those rows that fit the clause."""
    return (change for row in rules()["deeds"][group] if (change := _change(row, clause)))


def _change(row: Json, clause: Clause) -> Change | None:
    """What the clause asks by this row; None where the row does not fit."""
    says = all(clause.says(each) for each in row.get("says", ())) and not clause.says(*row.get("lacks", ()))
    has = all(_tell(each, clause) not in NOTHING for each in row.get("has", ()))
    has_not = all(_tell(each, clause) in NOTHING for each in row.get("has_not", ()))
    if not (says and has and has_not and row.get("wording") in (None, clause.wording)):
        return None
    about: Json = {} if row.get("whole") else {"scope": clause.scope}
    for part, name in row.items():
        if part in CONDITIONS:
            continue
        told = name[1:] if name.startswith("=") else _tell(name.rstrip("?"), clause)
        if told in NOTHING and not name.endswith("?"):
            return None
        about[part] = float(told) if part == "amount" else told
    return Change(row["deed"], **{part: value for part, value in about.items() if value is not None})


def _tell(name: str, clause: Clause) -> Any:
    """What the clause tells under this name: by a function, in a part of it, or as the choice that it names."""
    if name in TOLD:
        return TOLD[name](clause)
    return getattr(clause, name) if hasattr(clause, name) else clause.choice(name, as_said=name in AS_SAID)


def _number(name: str) -> Callable[[Clause], float | None]:
    return lambda clause: float(found[1]) if (found := clause.find(name)) else None


def _strength(more: str, less: str) -> Callable[[Clause], float | None]:
    """1.25 for more, 1.6 for much more, and as much below 1 for less."""

    def strength(clause: Clause) -> float | None:
        step = 2.0 if clause.says("double") else 1.6 if clause.says("much") else 1.25
        return step if clause.says(more) else 1 / step if clause.says(less) else None

    return strength


def _seconds(clause: Clause) -> float | None:
    """How long it is to be; how much longer or, below 0, shorter."""
    seconds = read_duration(clause.plain)
    return -seconds if seconds and clause.says("less") else seconds


def _place(clause: Clause) -> str:
    """`top`, `bottom right`, `middle` …"""
    return " ".join(filter(None, map(clause.choice, ("down", "across")))) or clause.choice("middle")


def _picture(clause: Clause) -> str:
    is_meant = (clause.pictures or clause.says("logo", "picture")) and not clause.says("add_scene")
    return ("logo" if clause.says("logo") else "picture") if is_meant else ""


def _place_of_picture(clause: Clause) -> str:
    return "background" if clause.says("background") else "corners" if clause.says("corners") else _place(clause)


def _beside(clause: Clause) -> tuple[str, Scope, Scope]:
    """`before` or `after`, which scene, and what stands in front of these words: the scene that goes there."""
    found = clause.find("beside")
    others = scenes_in(found[2]) if found else None
    return (found[1], others, scenes_in(clause.plain[: found.start()])) if found and others else ("", None, None)


def _asks_for_a_scene(clause: Clause) -> bool | None:
    figures = sum(fact.kind in ("number", "percent", "price") for fact in facts_in(clause.bare))
    new, is_told = clause.find("new_scene"), clause.says("add") and (":" in clause.bare or figures > 1)
    if (not is_told or clause.quotes) and not new:
        return None
    is_of_one = new and replace(clause, plain=new[0].rpartition("scene")[0]).says("of_a_scene")
    return None if is_of_one else True


def _new_words(clause: Clause) -> str:
    return wording("new_about").sub("", wording("new_place").sub("", clause.said), count=1).strip(" ,.:")


def _style(clause: Clause) -> str:
    named = [word for each in clause.said.lower().split() if (word := each.strip(" .!,")) in STYLES]
    return named[-1] if named else ""


TOLD: dict[str, Callable[[Clause], Any]] = {
    "adds": lambda clause: clause.wording == "add" or clause.says("add", "ends") or None,
    "beside": lambda clause: _beside(clause)[0],
    "colours": lambda clause: colours_in(clause.plain),
    "colours_of_part": lambda clause: () if clause.says("look") else colours_in(clause.plain),
    "effect": lambda clause: next(iter(read_effects(clause.plain)), ""),
    "first_named": lambda clause: (clause.scope or ())[:1],
    "format": lambda clause: read_format(clause.plain) or clause.choice("shapes"),
    "fps": lambda clause: read_fps(clause.plain),
    "moved": lambda clause: (_beside(clause)[2] or ())[:1],
    "new_scene": _asks_for_a_scene,
    "new_words": _new_words,
    "other_scene": lambda clause: float((_beside(clause)[1] or (0,))[0]),
    "numbered": lambda clause: None if (place := _number("numbered")(clause)) is None else max(-1, place - 1),
    "of_all": lambda clause: clause.target in ("", "background") or None,
    "pace": _strength("slower", "faster"),
    "picture": _picture,
    "place": _place,
    "place_of_picture": _place_of_picture,
    "placed": lambda clause: clause.scope is not None or None,
    "quote": lambda clause: next(iter(clause.quotes), ""),
    "scope_or_first": lambda clause: (0,) if clause.scope is None else clause.scope,
    "second_quote": lambda clause: next(iter(clause.quotes[1:]), ""),
    "seconds": _seconds,
    "size": _strength("bigger", "smaller"),
    "style": _style,
    "suiting_style": lambda clause: suiting_style(clause.said),
    "text": lambda clause: clause.target if clause.target in OF_WORDS else "",
    "text_or_all": lambda clause: clause.target if clause.target in OF_WORDS else "text",
    "title_or_subtitle": lambda clause: clause.target if clause.target in ("title", "subtitle") else "",
    "two_scenes": lambda clause: len(clause.scope or ()) == 2 or None,
    "version": _number("version"),
}
