"""Changes of how things look: the style, colours, sizes, places, fonts and effects. Pure."""

from contextlib import suppress
from typing import Any

from videos.demo.changing.glossary import rules
from videos.demo.changing.scenes_changed import pictures_shown
from videos.demo.changing.told import Editor, Known, Told, told
from videos.demo.changing.video_to_be import CannotEdit, Draft, Edits, as_json
from videos.demo.changing.wished_changes import Change, Deed
from videos.design.by_hand.reshaping import in_frame
from videos.design.canvas import Json, canvas_of
from videos.design.colours import Palette, lightness, mix
from videos.design.laying_out import ROLES
from videos.design.particle_effects import effect_parts
from videos.design.restyling import WISHES, grounded, inked, with_colours, with_fonts
from videos.design.styles import STYLES, style_named
from videos.document.complaints import Complaint
from videos.document.walking import Found, elements_in, layout_of, own_elements, words_named

LEAST_SIZE, MOST_SIZE = 0.6, 1.4  # of headings, as a style has them
NEARER = (0.0, 0.25, 0.45, 0.65)  # of the words' own colour in a new one that cannot be read


def set_mood(draft: Draft, change: Change, known: Known) -> Told:
    """A wish of `set_style`, or a style; "another" is the next one of the catalogue that is as dark or light."""
    if change.choice in WISHES:
        draft.restyle(WISHES[change.choice](draft.style), wish=change.choice)
        return told("mood", draft, mood=change.choice)
    style = _next_style(draft) if change.choice == "another" else change.choice
    draft.restyle(style_named(style), style=style)
    return told("style", draft, style=style)


def _next_style(draft: Draft) -> str:
    alike = [name for name, style in STYLES.items() if style.is_dark == draft.style.is_dark]
    place = alike.index(draft.style.name) if draft.style.name in alike else -1
    return alike[(place + 1) % len(alike)]


def set_font(draft: Draft, change: Change, known: Known) -> Told:
    """A font of ours; of one that we do not have the nearest is not known, so it is asked for."""
    if not change.choice:
        raise CannotEdit("which_font", fonts=", ".join(rules()["fonts"]))
    draft.restyle(with_fonts(draft.style, change.choice, change.choice), fonts=[change.choice])
    return told("font", draft, font=change.choice)


def reshape(draft: Draft, change: Change, known: Known) -> Told:
    if draft.format == change.choice:
        raise CannotEdit("already")
    draft.become(in_frame(draft.document, change.choice), "set_format", format=change.choice)
    return told("format", draft, format=change.choice)


def set_rate(draft: Draft, change: Change, known: Known) -> Told:
    format, fps = draft.format, int(change.amount)
    draft.become(in_frame(draft.document, format, fps), "set_format", format=format, fps=fps)
    return told("rate", draft, fps=f"{change.amount:g}")


def set_transition(draft: Draft, change: Change, known: Known) -> Told:
    scenes = draft.meant(change)
    draft.edit({scene: {"transition": change.choice} for scene in scenes})
    return told("transition", draft, scenes, kind=change.choice)


def use_our_colours(draft: Draft, change: Change, known: Known) -> Told:
    colours = change.colours or known.colours
    if not colours:
        raise CannotEdit("which_colours")
    return recolour(draft, Change("recolour", change.scope, colours=colours), known)


def recolour(draft: Draft, change: Change, known: Known) -> Told:
    """The whole video by its style, scenes by their backgrounds, single texts by their own colour."""
    scenes, is_whole, colours = draft.meant(change), change.scope in (None, ()), change.colours
    match change.target:
        case "background" if is_whole:
            draft.restyle(grounded(draft.style, colours))
        case "" | "chart" if is_whole:
            draft.restyle(with_colours(draft.style, colours), colors=list(colours))
        case "text" if is_whole:
            draft.restyle(inked(draft.style, colours[0]))
        case "" | "chart" | "background":
            towards = "#000000" if lightness(colours[0]) > 0.25 else "#ffffff"
            shades = list(colours[:4]) if len(colours) > 1 else [colours[0], mix(colours[0], towards, 0.12)]
            paint = as_json({"kind": "linear", "angle": 90.0, "colors": shades})
            draft.edit({scene: {"background_json": paint} for scene in scenes})
        case target:
            return _recolour_texts(draft, texts_of(draft, change), colours[0], target)
    return told("coloured", draft, None if is_whole else scenes, target=change.target or "all")


def _recolour_texts(draft: Draft, found: list[Found], colour: str, target: str) -> Told:
    """In the colour, or in one near it that can be read; where none can, it is as they want it."""
    name, shades = "coloured", [mix(colour, draft.style.text, share) for share in NEARER]
    for scene in dict.fromkeys(each.scene for each in found):
        here = [each for each in found if each.scene == scene]
        tries = [changing(here, fill=shade, tracks=_without_fill) for shade in shades]
        if not draft.edit_fitting(tries):
            draft.edit(tries[0])
            name = "coloured_faint"
    return told(name, draft, [each.scene for each in found], target=target)


def _without_fill(element: Json) -> list[Json]:
    """No track that would paint over a new colour."""
    return [track for track in element.get("tracks", []) if track["property"] != "fill"]


def changing(found: list[Found], **values: Any) -> Edits:
    """The edits that give each of these elements other properties; a function makes one of what the element is."""
    edits: Edits = {}
    for each in found:
        now = {name: value(each.element) if callable(value) else value for name, value in values.items()}
        edits.setdefault(each.scene, {"changes": []})["changes"] += [
            {"element": each.name, "property": name, "value_json": as_json(value)}
            for name, value in now.items()
            if value != each.element.get(name)
        ]
    return edits


def texts_of(draft: Draft, change: Change) -> list[Found]:
    """The texts that a change means: where it names no scene, the title is that of the first scene that has one."""
    scenes = draft.meant(change)
    if change.target in ("title", "subtitle") or change.deed == "nudge":
        named = [each for scene in scenes if (each := words_named(draft.document, scene, change.target))]
        found = named[:1] if change.scope is None else named
    else:
        found = [each for each in elements_in(draft.document, scenes) if each.element["type"] == "text"]
    if not found:
        raise CannotEdit("no_text")
    return [each for each in found if not each.holder]


def resize(draft: Draft, change: Change, known: Known) -> Told:
    """One text is set larger where it stands; all of them by the style, which lays scenes out anew."""
    name = "bigger" if change.amount > 1 else "smaller"
    if change.target == "text" and change.scope in (None, ()):
        size = round(min(MOST_SIZE, max(LEAST_SIZE, draft.style.heading_size * change.amount)), 2)
        if size == draft.style.heading_size:
            raise CannotEdit("as_far_as_it_goes")
        draft.restyle(draft.style.model_copy(update={"heading_size": size}))
        return told(name, draft, target="headings")
    found = pictures_shown(draft, change) if change.target == "picture" else texts_of(draft, change)
    for each in found:
        with suppress(Complaint):  # each as far as there is room for it
            draft.edit(changing([each], scale=change.amount))
    if not draft.calls:
        raise CannotEdit("as_far_as_it_goes")
    return told(name, draft, [each.scene for each in found], target=change.target)


def nudge(draft: Draft, change: Change, known: Known) -> Told:
    found = texts_of(draft, change)
    try:
        draft.edit(changing(found, place=change.choice))
    except Complaint as complaint:
        raise CannotEdit("no_room", words=found[0].element["text"]) from complaint
    return told("moved", draft, [each.scene for each in found], target=change.target, place=change.choice)


def add_effect(draft: Draft, change: Change, known: Known) -> Told:
    """A layout shows the effect itself; elsewhere, and in colours of its own, it lies under all that is there."""
    scenes, canvas = draft.meant(change), canvas_of(draft.document)
    by_layout = [scene for scene in scenes if layout_of(draft.document, scene) and not change.colours]
    draft.edit({scene: {"slots_json": as_json({"effect": change.choice})} for scene in by_layout})
    one, two, three = [*change.colours, *ROLES.accents][:3]
    tones = Palette(ROLES.deep, ROLES.soft, ROLES.text, (one, two, three))
    for scene in scenes if not by_layout else [each for each in scenes if each not in by_layout]:
        seconds = draft.scenes[scene]["duration"]
        draft.put_below(scene, effect_parts(change.choice, tones, canvas, seconds, len(scene)))  # type: ignore[arg-type]
    return told("effect", draft, scenes, effect=change.choice)


def remove_effect(draft: Draft, change: Change, known: Known) -> Told:
    """Without the effect a layout is laid out anew, but for the one that is nothing else."""
    edits: Edits = {}
    for scene in draft.meant(change):
        layout = layout_of(draft.document, scene)
        shown = layout["slots"]["effect"] if layout else "none"
        if layout and shown != "none" and change.choice in ("", shown):
            if layout["name"] == "effect":
                raise CannotEdit("needed", words=shown)
            edits[scene] = {"slots_json": as_json({"effect": "none"})}
        own = [each for each in own_elements(draft.document, scene) if each["type"] == "particles"]
        if gone := [each["id"] for each in own if change.choice in ("", each["effect"])]:
            edits.setdefault(scene, {})["remove_elements"] = gone
    if not edits:
        raise CannotEdit("no_effect")
    draft.edit(edits)
    return told("gone", draft, list(edits), words=change.choice or "{effect}")


LOOKS: dict[Deed, Editor] = {
    "effect": add_effect, "font": set_font, "mood": set_mood, "nudge": nudge, "our_colours": use_our_colours,
    "rate": set_rate, "recolour": recolour, "remove_effect": remove_effect, "reshape": reshape, "resize": resize,
    "transition": set_transition,
}  # fmt: skip
