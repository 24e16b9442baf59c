"""Reading a prompt: which changes of a video that stands it asks for. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from videos.demo.changing.clauses import LONGEST_READ, Clause, Scope, Target, clauses_in, scenes_in
from videos.demo.changing.glossary import wording
from videos.design.colours import colours_in
from videos.design.styles import STYLES
from videos.drafting.looks import suiting_style
from videos.facts.wishes import read_duration, read_effects, read_format, read_fps

Deed = Literal[
    "add_picture", "add_scene", "add_text", "cannot", "correct", "duplicate", "effect", "font", "length", "mood",
    "move_scene", "nudge", "our_colours", "pace", "rate", "recolour", "redo", "remove_effect", "remove_picture",
    "remove_scene", "remove_text", "render", "replace", "reshape", "resize", "restore", "rewrite", "round", "shorten",
    "sound", "swap", "title", "transition", "undo",
]  # fmt: skip
LASTING = (
    "length",
    "pace",
    "recolour",
    "resize",
    "rewrite",
    "nudge",
    "transition",
)  # the scene is still meant


@dataclass(frozen=True)
class Change:
    """One wish about the video that is there; what does not belong to its deed is empty.

    `scope`: places of scenes from 0, -1 the last one; `EVERY`; None: it does not say. `amount`: seconds, a factor, a
    place among the scenes (-1: the end) or frames a second. `choice`: a mood, a font, a format, a place in the frame …
    """

    deed: Deed
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
    """What a prompt asks for, in its order, and what of it the rules did not understand."""

    changes: tuple[Change, ...]
    unread: tuple[str, ...] = ()


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
        if not found and not clause.is_polite:
            unread.append(clause.said)
    if len(prompt) > LONGEST_READ:
        unread.append(f"{prompt[LONGEST_READ : LONGEST_READ + 40].strip()} …")
    return Wished(tuple(changes), tuple(unread))


def _read(clause: Clause, target: Target) -> list[Change]:
    """What one clause asks for: one thing to do, or all the properties that it wants otherwise."""
    for reader in DEEDS:
        if (deed := reader(clause)) is not None:
            return [deed]
    is_more = not clause.target and not clause.says("whole") and clause.is_short
    both = clause.find("both")
    parts = cast("list[Target]", both.groups() if both else [target if is_more else clause.target])
    of_parts = (reader(replace(clause, target=part)) for part in parts for reader in OF_A_PART)
    return [each for each in (*(reader(clause) for reader in OF_THE_VIDEO), *of_parts) if each is not None]


def _of(deed: Deed, clause: Clause, **about: Any) -> Change:
    """A change of the scenes that the clause names."""
    return Change(deed, clause.scope, **about)


def _whole(clause: Clause) -> Change | None:
    """To go back, to get a file, and what cannot be."""
    if version := clause.find("version"):
        return Change("restore", amount=float(version[1]))
    if clause.says("undo"):
        return Change("undo")
    if clause.quotes:
        return Change("render", choice="mp4", words="standard") if clause.says("render") else None
    if cannot := clause.choice("cannot", as_said=True):
        return Change("cannot", choice=cannot)
    file = clause.choice("files")
    if file or clause.says("render"):
        return Change("render", choice=file or "mp4", words=clause.choice("qualities") or "standard")
    return None


def _sound(clause: Clause) -> Change | None:
    """Music, a voice or captions. `words`: what becomes of it (louder, beat, none …); `old`: a mood, or `other`."""
    kind = clause.choice("sounds", as_said=True)
    if not kind or clause.quotes or clause.says("add_scene"):
        return None
    wishes = ("beats", "volumes", "silencing") if kind == "music" else ("silencing",)
    named = next(filter(None, (clause.choice(name, as_said=True) for name in wishes)), "")
    tune = clause.choice("tunes", as_said=True) or clause.choice("others", as_said=True) if kind == "music" else ""
    return Change("sound", choice=kind, words=named, old=tune)


def _look(clause: Clause) -> Change | None:
    """What is named as a whole: our colours, another style, one like something, less text."""
    if clause.says("our_colours"):
        return _of("our_colours", clause, colours=colours_in(clause.plain))
    if clause.says("less_text"):
        return _of("shorten", clause)
    if clause.says("another_style"):
        return Change("mood", choice="another")
    if clause.says("like") and not clause.quotes and (style := suiting_style(clause.said)):
        return Change("mood", choice=style)
    return None


def _order(clause: Clause) -> Change | None:
    if clause.says("swap") and clause.scope and len(clause.scope) == 2:
        return _of("swap", clause)
    if clause.says("duplicate") and clause.says("scene"):
        return _of("duplicate", clause)
    if not clause.says("move") or not clause.scope or clause.target or clause.quotes or clause.pictures:
        return None
    beside = clause.find("beside")
    if beside and (others := scenes_in(beside[2])) and (moved := scenes_in(clause.plain[: beside.start()])):
        return Change("move_scene", moved[:1], choice=beside[1], amount=float(others[0]))
    numbered = clause.find("numbered")
    if not (numbered or clause.says("to_start", "to_end")):
        return None
    place = 0 if clause.says("to_start") else -1 if clause.says("to_end") or not numbered else int(numbered[1]) - 1
    return Change("move_scene", clause.scope[:1], amount=float(max(-1, place)))


def _picture(clause: Clause) -> Change | None:
    kind = "logo" if clause.says("logo") else "picture"
    if not (clause.pictures or clause.says("logo", "picture")) or clause.says("add_scene"):
        return None
    about = {"choice": kind, "pictures": clause.pictures}
    if clause.says("remove"):
        return _of("remove_picture", clause, **about)
    if not clause.pictures and clause.says("rounded") and not clause.says("add") and not _place(clause):
        return _of("round", clause, **about)
    if not clause.pictures and (sized := _strength(clause, "bigger", "smaller")):
        return _of("resize", clause, target="picture", amount=sized, choice=kind)
    place = "background" if clause.says("background") else "corners" if clause.says("corners") else _place(clause)
    return _of("add_picture", clause, words=place, old="rounded" if clause.says("rounded") else "", **about)


def _remove(clause: Clause) -> Change | None:
    if not clause.says("remove", "no_effect"):
        return None
    effects = read_effects(clause.plain)
    if effects or clause.says("effect"):
        return _of("remove_effect", clause, choice=effects[0] if effects else "")
    if clause.says("transition"):
        return _of("transition", clause, choice="none")
    if clause.quotes or clause.target in ("title", "subtitle", "text"):
        return _of("remove_text", clause, target=clause.target, old=next(iter(clause.quotes), ""))
    return _of("remove_scene", clause) if clause.scope else None


def _scene(clause: Clause) -> Change | None:
    if clause.says("redo") and not read_effects(clause.plain):  # "with snow" is a wish of its own
        return _of("redo", clause)
    new, is_told = clause.find("new_scene"), clause.says("add") and (":" in clause.bare or clause.counts)
    if (not is_told or clause.quotes) and not new:
        return None
    lead = replace(clause, plain=new[0].rpartition("scene")[0]) if new else None
    if lead and lead.says("of_a_scene"):
        return None
    about = wording("new_about").sub("", wording("new_place").sub("", clause.said), count=1).strip(" ,.:")
    beside = clause.find("beside")
    if beside and (others := scenes_in(beside[2])):
        return Change("add_scene", words=about, choice=beside[1], amount=float(others[0]))
    return Change("add_scene", words=about, amount=0.0 if clause.says("at_start") else -1.0)


def _text(clause: Clause) -> Change | None:
    ends = clause.says("ends") and not clause.scope
    match clause.quotes:
        case (new, *_) if clause.wording == "title":
            return Change("title", words=new)
        case (old, new, *_):
            return _of("correct" if clause.wording == "correct" else "replace", clause, words=new, old=old)
        case ():
            return Change("add_text", choice="website") if ends and clause.says("website") else None
        case (words,):
            named = clause.target in ("title", "subtitle")
            if named or (clause.wording != "add" and not clause.says("add", "ends")):
                return _of("rewrite", clause, target=clause.target or "title", words=words)
            place = "end" if ends else "start" if clause.says("starts") and not clause.scope else ""
            return _of("add_text", clause, words=words, choice=place)
    return None


def _effect(clause: Clause) -> Change | None:
    effects = read_effects(clause.plain)
    return _of("effect", clause, choice=effects[0], colours=colours_in(clause.plain)) if effects else None


def _transition(clause: Clause) -> Change | None:
    if not clause.says("between"):
        return None
    return _of("transition", clause, choice=clause.choice("transitions") or "fade")


def _length(clause: Clause) -> Change | None:
    direction = -1 if clause.says("less") else 1 if clause.says("more") else 0
    if seconds := read_duration(clause.plain):
        return _of("length", clause, amount=(direction or 1) * seconds, choice="by" if direction else "")
    factor = _strength(clause, "slower", "faster")
    return _of("pace", clause, amount=factor) if factor else None


def _shape(clause: Clause) -> Change | None:
    found = read_format(clause.plain) or clause.choice("shapes")
    return Change("reshape", choice=found) if found else None


def _mood(clause: Clause) -> Change | None:
    styles = [word for word in clause.said.lower().split() if word.strip(" .!,") in STYLES]
    if styles and clause.says("look"):
        return Change("mood", choice=styles[-1].strip(" .!,"))
    mood = clause.choice("moods")
    return Change("mood", choice=mood) if mood and clause.target in ("", "background") else None


def _font(clause: Clause) -> Change | None:
    if not clause.says("font"):
        return None
    found = clause.choice("fonts", as_said=True)
    return Change("font", choice=found) if found or not _resize(clause) else None


def _rate(clause: Clause) -> Change | None:
    fps = read_fps(clause.plain)
    return Change("rate", amount=fps) if fps else None


def _resize(clause: Clause) -> Change | None:
    factor = _strength(clause, "bigger", "smaller")
    target = clause.target if clause.target in ("title", "subtitle") else "text"
    return _of("resize", clause, target=target, amount=factor) if factor else None


def _nudge(clause: Clause) -> Change | None:
    place = _place(clause) if clause.target in ("title", "subtitle", "text") else ""
    return _of("nudge", clause, target=clause.target, choice=place) if place else None


def _recolour(clause: Clause) -> Change | None:
    colours = () if clause.says("look") else colours_in(clause.plain)
    return _of("recolour", clause, target=clause.target, colours=colours) if colours else None


def _strength(clause: Clause, more: str, less: str) -> float:
    """1.25 for more, 1.6 for much more, and as much below 1 for less; 0 where it says neither."""
    step = 2.0 if clause.says("double") else 1.6 if clause.says("much") else 1.25
    return step if clause.says(more) else 1 / step if clause.says(less) else 0.0


def _place(clause: Clause) -> str:
    """`top`, `bottom right`, `middle` … "" where no place is named."""
    return " ".join(filter(None, map(clause.choice, ("down", "across")))) or clause.choice("middle")


Reader = Callable[[Clause], Change | None]
DEEDS: tuple[Reader, ...] = (_whole, _sound, _look, _picture, _order, _remove, _scene, _transition, _text, _effect)
OF_THE_VIDEO: tuple[Reader, ...] = (_length, _shape, _mood, _font, _rate)
OF_A_PART: tuple[Reader, ...] = (_resize, _nudge, _recolour)
