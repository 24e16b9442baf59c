"""Reading a prompt: which changes of an existing video it asks for. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from videos.demo.reading.numbers import read_chart
from videos.demo.reading.subjects import read_topic
from videos.demo.reading.vocabulary import Format
from videos.demo.reading.wish import QUOTED, read_duration, read_effects, read_format, read_fps, read_quotes
from videos.design.colours import colours_in
from videos.design.plan import Effect

Target = Literal["title", "subtitle", "text", "background", "chart", "all"]
TransitionKind = Literal["none", "fade", "slide", "wipe"]
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
TARGETS: dict[Target, str] = {
    "subtitle": r"sub-?titles?|tag ?lines?|untertitel",
    "title": r"titles?|headings?|headlines?|titel|überschrift|titre|título",
    "background": r"back ?grounds?|back ?drops?|hintergrund|fond|fondo",
    "chart": r"charts?|graphs?|bars|columns",
    "text": r"texts?|words?|fonts?|letters?|schrift|texte|texto",
}


@dataclass(frozen=True)
class Change:
    """One wish about the video that is there. `scene` counts from 0, -1 is the last one, None is all of them."""

    scene: int | None = None


@dataclass(frozen=True)
class Recolour(Change):
    target: Target = "title"
    colours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rewrite(Change):
    words: str = ""
    target: Target = "title"
    old: str = ""  # the words to be replaced, where the person says which


@dataclass(frozen=True)
class SetDuration(Change):
    seconds: float = 5.0


@dataclass(frozen=True)
class Lengthen(Change):
    """`seconds` below 0 make it shorter."""

    seconds: float = 0.0


@dataclass(frozen=True)
class Pace(Change):
    """`factor` above 1 is slower."""

    factor: float = 1.0


@dataclass(frozen=True)
class Resize(Change):
    target: Target = "text"
    factor: float = 1.0


@dataclass(frozen=True)
class AddScene(Change):
    topic: str = ""
    quotes: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True)
class RemoveScene(Change):
    pass


@dataclass(frozen=True)
class Reshape(Change):
    format: Format = "16:9"


@dataclass(frozen=True)
class AddEffect(Change):
    effect: Effect = "confetti"
    colours: tuple[str, ...] = ()


@dataclass(frozen=True)
class RemoveEffect(Change):
    effect: Effect | None = None


@dataclass(frozen=True)
class SetTransition(Change):
    kind: TransitionKind = "fade"


@dataclass(frozen=True)
class SetRate(Change):
    fps: int = 30


@dataclass(frozen=True)
class MoveScene(Change):
    place: int = 0  # from 0; -1 is the end


@dataclass(frozen=True)
class Redo(Change):
    """Build a scene once more. `prompt` says what is to be different."""

    prompt: str = ""


@dataclass(frozen=True)
class OurColours(Change):
    """Paint the video in the colours that the person calls theirs."""

    colours: tuple[str, ...] = ()  # empty: those that were named earlier


@dataclass(frozen=True)
class Undo(Change):
    pass


@dataclass(frozen=True)
class Render(Change):
    format: Literal["mp4", "webm", "gif", "lottie"] = "mp4"
    quality: Literal["draft", "standard", "high"] = "standard"


VERBS = (
    "make|change|set|add|remove|delete|drop|turn|use|put|replace|say|write|undo|render|export|give|show|let|insert"
    "|move|bring|redo|regenerate|rebuild|recolou?r|increase|decrease|shorten|lengthen|mach|ändere|füge|entferne|slow|speed|bigger|smaller|slower|faster|no"
)
OURS = re.compile(r"\b(?:our|my|the brand|brand|company|unsere?n?|house) colou?rs?\b|\bunsere farben\b", re.IGNORECASE)
SCENE = r"(?:scene|slide|szene|scène|escena)"
NEW_SCENE = rf"(?:an? |another |one more |one |new |eine |une |una )+(?:\w+ )?{SCENE}"
SPLIT = re.compile(
    rf"(?:,|;|\.|\band\b|\bthen\b|\bund\b)\s*(?=(?:also |then |please )*(?:{VERBS}|(?:in )?the)\b)",
    re.IGNORECASE,
)


def read_changes(prompt: str) -> list[Change]:
    """The changes that the prompt asks for, in their order; empty when it asks for none that the rules know."""
    changes: list[Change] = []
    target: Target | None = None
    for clause in _clauses(prompt):
        target = _target(QUOTED.sub(" ", clause)) or target
        changes += _read_clause(clause, target)
    return changes


def _clauses(prompt: str) -> list[str]:
    """The prompt cut between its wishes, never within quotation marks."""
    quotes: list[str] = []

    def hide(match: re.Match[str]) -> str:
        quotes.append(match[0])
        return f'"{len(quotes) - 1}"'

    hidden = QUOTED.sub(hide, prompt)
    parts = [re.sub(r'"(\d+)"', lambda match: quotes[int(match[1])], part) for part in SPLIT.split(hidden)]
    return [part.strip() for part in parts if part.strip()]


def _target(text: str) -> Target | None:
    return next((name for name, pattern in TARGETS.items() if re.search(rf"\b(?:{pattern})\b", text, re.I)), None)


def _read_clause(clause: str, target: Target | None) -> list[Change]:
    """What one clause asks for: one thing to do, or all the properties that it wants otherwise."""
    plain = QUOTED.sub(" ", clause)
    for reader in DEEDS:
        change = reader(clause, plain, target)
        if change is not None:
            return [change]
    timed = _duration(clause, plain, target) or _pace(clause, plain, target)
    others = [reader(clause, plain, target) for reader in (_rewrite, _shape, _resize, _recolour)]
    return [change for change in (timed, *others) if change is not None]


def _said(pattern: str, text: str) -> bool:
    return re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE) is not None


def scene_in(text: str) -> int | None:
    """The scene that the text names: "the second scene", "scene 2", "the last scene"."""
    match = re.search(rf"\b({'|'.join(ORDINALS)}|last|final|opening|closing) (?:scene|slide|part|one)\b", text, re.I)
    if match:
        word = match[1].lower()
        return -1 if word in ("last", "final", "closing") else ORDINALS.index(word) if word in ORDINALS else 0
    match = re.search(r"\b(?:scene|slide|szene|escena) (?:number )?(\d+)\b", text, re.I)
    return max(0, int(match[1]) - 1) if match else None


def _undo(clause: str, plain: str, target: Target | None) -> Change | None:
    if _said(r"undo|go back|revert|rückgängig|zurück|annule[rz]?|deshacer|take (?:it|that) back", plain):
        return Undo()
    return None


def _render(clause: str, plain: str, target: Target | None) -> Change | None:
    if not _said(
        r"render|export|download|save (?:it|this|the video) as|give me (?:the|an?) (?:mp4|gif|webm|lottie|file)",
        plain,
    ):
        return None
    format = re.search(r"\b(mp4|webm|gif|lottie)\b", plain, re.I)
    quality = re.search(r"\b(draft|standard|high)\b", plain, re.I)
    return Render(None, format[1].lower() if format else "mp4", quality[1].lower() if quality else "standard")  # type: ignore[arg-type]


def _our_colours(clause: str, plain: str, target: Target | None) -> Change | None:
    if not OURS.search(plain) or not _said(r"use|apply|with|in|nimm|paint|take", plain):
        return None
    return OurColours(None, colours_in(plain))


def _move_scene(clause: str, plain: str, target: Target | None) -> Change | None:
    if not _said(r"move|put|bring|shift", plain) or scene_in(plain) is None:
        return None
    if _said(r"(?:to|at) the (?:front|start|beginning|top)|first place|to the first", plain):
        return MoveScene(scene_in(plain), 0)
    if _said(r"(?:to|at) the (?:end|back|bottom)|last place|to the last", plain):
        return MoveScene(scene_in(plain), -1)
    place = re.search(r"\b(?:place|position|number|to) (\d+)\b", plain, re.I)
    return MoveScene(scene_in(plain), max(0, int(place[1]) - 1)) if place else None


def _redo(clause: str, plain: str, target: Target | None) -> Change | None:
    if _said(r"redo|regenerate|rebuild|another try|try .* again|(?:build|make|do) .* (?:again|anew)", plain):
        return Redo(scene_in(plain), clause)
    return None


def _remove_scene(clause: str, plain: str, target: Target | None) -> Change | None:
    if _said(r"remove|delete|drop|cut|without|entferne|lösche|supprime|elimina", plain) and scene_in(plain) is not None:
        return RemoveScene(scene_in(plain))
    return None


def _add_scene(clause: str, plain: str, target: Target | None) -> Change | None:
    if read_chart(plain) and _said(r"add|insert|append", plain):
        return AddScene(None, "", read_quotes(clause), clause)
    if not _said(rf"(?:add|insert|append|füge|ajoute|añade|put in|make|create) {NEW_SCENE}|another {SCENE}", plain):
        return None
    about = re.sub(rf"(?i).*?\b{SCENE}\b", "", plain)
    return AddScene(None, read_topic(about), read_quotes(clause), clause)


def _effect(clause: str, plain: str, target: Target | None) -> Change | None:
    effects = read_effects(plain)
    return AddEffect(scene_in(plain), effects[0], colours_in(plain)) if effects else None


def _remove_effect(clause: str, plain: str, target: Target | None) -> Change | None:
    if not _said(r"remove|delete|drop|without|no|stop|entferne|ohne|sans|sin", plain):
        return None
    effects = read_effects(plain)
    if effects:
        return RemoveEffect(scene_in(plain), effects[0])
    return RemoveEffect(scene_in(plain), None) if _said(r"particles?|effects?", plain) else None


def _transition(clause: str, plain: str, target: Target | None) -> Change | None:
    match = re.search(
        r"\b(fade|slide|wipe|no|hard|without)\w*\b.*\b(?:transitions?|cuts?)\b", plain, re.I
    ) or re.search(r"\btransitions?\b.*\b(fade|slide|wipe|none)\w*\b", plain, re.I)
    if not match:
        return None
    word = match[1].lower()
    return SetTransition(scene_in(plain), word if word in ("fade", "slide", "wipe") else "none")  # type: ignore[arg-type]


def _rate(clause: str, plain: str, target: Target | None) -> Change | None:
    fps = read_fps(plain)
    return SetRate(None, fps) if fps else None


def _shape(clause: str, plain: str, target: Target | None) -> Change | None:
    format = read_format(plain) or ("16:9" if _said(r"landscape|wide", plain) else None)
    return Reshape(None, format) if format else None


def _rewrite(clause: str, plain: str, target: Target | None) -> Change | None:
    quotes = read_quotes(clause)
    if len(quotes) > 1 and _said(r"replace|change|turn|instead|ersetze", plain):
        return Rewrite(scene_in(plain), quotes[1], target or "title", quotes[0])
    if quotes:
        return Rewrite(scene_in(plain), quotes[0], target or "title")
    match = re.search(
        r"\b(?:change|set|rename) the (?:sub)?(?:title|heading|headline|text) (?:to|into|as) (?:say )?(.+)",
        plain,
        re.I,
    )
    if match and not colours_in(match[1]):
        return Rewrite(scene_in(plain), match[1].strip(" .!"), target or "title")
    match = re.search(r"^(?:please )?(?:say|write) (.+?)(?: instead)?[.!]?$", plain, re.I)
    return Rewrite(scene_in(plain), match[1], target or "title") if match else None


def _duration(clause: str, plain: str, target: Target | None) -> Change | None:
    seconds = read_duration(plain)
    if not seconds:
        return None
    if _said(r"longer|more|extend\w*|länger", plain):
        return Lengthen(scene_in(plain), seconds)
    if _said(r"shorter|less|cut|kürzer", plain):
        return Lengthen(scene_in(plain), -seconds)
    return SetDuration(scene_in(plain), seconds)


def _pace(clause: str, plain: str, target: Target | None) -> Change | None:
    strength = 1.8 if _said(r"much|a lot|twice|double", plain) else 1.35
    if _said(r"slower|slow (?:it |this )?down|slow|longer|lengthen|langsamer|länger|plus lent|más lento", plain):
        return Pace(scene_in(plain), strength)
    if _said(
        r"faster|fast|speed (?:it |this )?up|quicker|shorter|shorten|schneller|kürzer|plus vite|más rápido", plain
    ):
        return Pace(scene_in(plain), 1 / strength)
    return None


def _resize(clause: str, plain: str, target: Target | None) -> Change | None:
    strength = 1.6 if _said(r"much|a lot|twice|double|huge", plain) else 1.25
    sized: Target = target if target in ("title", "subtitle") else "text"
    if _said(r"bigger|larger|big|huge|increase|größer|plus grand|más grande", plain):
        return Resize(scene_in(plain), sized, strength)
    if _said(r"smaller|tiny|decrease|kleiner|plus petit|más pequeñ\w", plain):
        return Resize(scene_in(plain), sized, 1 / strength)
    return None


def _recolour(clause: str, plain: str, target: Target | None) -> Change | None:
    colours = colours_in(plain)
    return Recolour(scene_in(plain), target or "all", colours) if colours else None


DEEDS = (
    _undo,
    _render,
    _our_colours,
    _move_scene,
    _redo,
    _remove_scene,
    _add_scene,
    _remove_effect,
    _effect,
    _transition,
    _rate,
)
