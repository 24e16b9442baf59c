"""What the model reads about the video."""

import json
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from chat.context import may_have
from chat.llm.choice import is_offline
from chat.llm.json_text import escaped
from projects.accounts.models import BrandKit
from projects.models import Project
from videos.design.by_hand.elements_input import IN_STYLE
from videos.document.document import Scene
from videos.document.elements import ELEMENT_TYPES, Element, TextElement
from videos.document.slots import Slots
from videos.models import SceneBuild, Upload, Video, logo_id

Json = dict[str, Any]
LONGEST_ELEMENTS = 600  # characters of the elements of one scene that was drawn by hand


def with_what_is_told(projects: "QuerySet[Project]") -> "QuerySet[Project]":
    """The projects with all of one row each that the functions below read, and whether there is more."""
    here = {"project": OuterRef("pk")}
    return (
        projects.select_related("video", "owner__brand_kit", "owner__logo")
        .defer("owner__logo__data")
        .annotate(
            has_builds=Exists(SceneBuild.objects.filter(**here)), has_uploads=Exists(Upload.objects.filter(**here))
        )
    )


def describe_video(project: Project) -> str:
    """The newest video between `<document version="N">` and `</document>`: to the demo model, which pays for no tokens,
    the whole document as JSON; to others what it says, a line a scene."""
    video = getattr(project, "video", None) or Video.objects.unbegun(project)  # to look at it does not begin it
    whole = json.dumps(video.document, ensure_ascii=False, separators=(",", ":")) if is_offline() else ""
    told = f'The video now:\n<document version="{video.version}">\n{escaped(whole or outline(video))}\n</document>'
    return "\n".join([told, *map(escaped, building_lines(project))])


def outline(video: Video) -> str:
    """The video in lines: its frame and style, then each scene with its seconds, layout, words and fitted sizes."""
    document = video.parsed
    style = document.style
    lines = [
        f"{json.dumps(document.title, ensure_ascii=False)}, {document.width}×{document.height}, {document.fps} fps, "
        f"{document.duration:g} s; style {style.name or 'own'}, {style.background} {style.text} {style.accent} "
        f"{style.accent2}, {style.heading_font}/{style.body_font}, {style.backdrop}, {style.motion}"
    ]
    lines += [
        f"{name} ({document.scenes[name].duration:g} s) {_scene(document.scenes[name])}"
        for name in document.scene_order
    ]
    if document.components:
        lines.append(f"components: {', '.join(document.components)}")
    return "\n".join(lines)


def _scene(scene: Scene) -> str:
    if scene.layout is None:
        elements = [f"{name} {_in_short(scene.elements[name])}" for name in scene.order]
        return f"by hand: {'; '.join(elements)[:LONGEST_ELEMENTS] or 'empty'}"
    sizes = [
        f"{name} {element.size:.0f}"
        for name in scene.layout.made
        if isinstance(element := scene.elements[name], TextElement)
    ]
    own = [f"{name} {_in_short(scene.elements[name])}" for name in scene.order if name not in scene.layout.made]
    added = f"; over it: {'; '.join(own)[:LONGEST_ELEMENTS]}" if own else ""
    return f"{scene.layout.name} {told(scene.layout.slots)}; px: {', '.join(sizes)}{added}"


def _in_short(element: Element) -> str:
    """`text "Hello"`, `icon clock`: what kind of element it is, and what it shows."""
    for member in ("text", "icon", "component", "effect", "kind", "asset"):
        if value := getattr(element, member, ""):
            shown = json.dumps(value, ensure_ascii=False) if member == "text" else value
            return f"{element.type} {shown}"[:80]
    return element.type


def told(slots: Slots) -> str:
    """The slots that say something, as compact JSON."""
    return json.dumps(slots.model_dump(exclude_defaults=True), ensure_ascii=False, separators=(",", ":"))


def building_lines(project: Project, scene: str | None = None) -> list[str]:
    """A line for each scene (or for this one) that is not built yet, or whose build failed last."""
    lines: list[str] = []
    seen = set()
    if not may_have(project, "has_builds"):
        return lines
    builds = SceneBuild.objects.filter(project=project, **({"scene": scene} if scene else {}))
    for build in builds.order_by("-created_at")[:60]:
        if build.scene in seen:
            continue
        seen.add(build.scene)
        if build.status in ("queued", "running"):
            lines.append(f"Scene {build.scene} shows a placeholder: it is being built, and will appear by itself.")
        elif build.status == "failed":
            lines.append(
                f"Scene {build.scene} could not be built ({build.error_message}) regenerate_scene tries again."
            )
    return lines


def compact(document: Json) -> Json:
    """The document without the properties that have their defaults."""
    return {
        **document,
        "scenes": {key: _compact_holder(scene) for key, scene in document["scenes"].items()},
        "components": {key: _compact_holder(each) for key, each in document["components"].items()},
    }


def _compact_holder(holder: Json) -> Json:
    elements = {key: _compact_element(element) for key, element in holder["elements"].items()}
    return {**holder, "elements": elements}


def _compact_element(element: Json) -> Json:
    defaults = {
        name: field.get_default(call_default_factory=True)
        for name, field in ELEMENT_TYPES[element["type"]].model_fields.items()
    }
    plain = {
        name: value.model_dump(mode="json") if hasattr(value, "model_dump") else value
        for name, value in defaults.items()
    }
    shown = {"type", *IN_STYLE.get(element["type"], ())}  # what is left out when it is written means another value
    return {name: value for name, value in element.items() if name in shown or value != plain.get(name, ...)}


def describe_uploads(project: Project) -> str:
    """The pictures and clips that an element can show, and the recordings that can be heard, one a line."""
    uploads = list(Upload.objects.filter(project=project)) if may_have(project, "has_uploads") else []  # in one query
    pictures = [each for each in uploads if each.kind == "picture"]
    recordings = [each for each in uploads if each.kind == "recording"]
    clips = [each for each in uploads if each.kind == "clip"]
    if pictures:
        told = ["Pictures that the person uploaded, for place_clip, slots or an image's asset:"]
        told += [f"{_named(each)}, {each.width}×{each.height}, {each.mime}" for each in pictures]
    else:
        told = ["The person has uploaded no pictures; at most the brand has a logo."]
    if recordings:
        told += ["Recordings that the person uploaded; a track of music or sound plays one by its id as asset:"]
        told += [f"{_named(each)}, {each.seconds:.1f} s" for each in recordings]
    if clips:
        told += ["Clips (videos) of theirs, for place_clip or slots:"]
        told += [f"{_named(each)}, {each.seconds:.1f} s, {each.width}×{each.height}{_heard(each)}" for each in clips]
    return "\n".join(told)


def _heard(clip: Upload) -> str:
    return "" if clip.waveform else ", silent"


def _named(upload: Upload) -> str:
    return f"{upload.key}: {escaped(json.dumps(upload.name, ensure_ascii=False))}"


def describe_brand(project: Project) -> str:
    """Colours, fonts and the logo's id as JSON between `<brand>` and `</brand>`; nothing where there is no brand."""
    kit = getattr(project.owner, "brand_kit", None) or BrandKit()
    told = {**project.settings.brand_with(kit), "logo": logo_id(project)}
    brand = {name: value for name, value in told.items() if value}
    if not brand:
        return ""
    logo = ' `logo` is the id of a picture, shown where they ask for "our logo".' if told["logo"] else ""
    return (
        "The brand of the people you talk with. Use its colours (the first one leads) and its fonts for all that you "
        f'make, unless they ask for others; "our colours" are these.{logo}\n'
        f"<brand>{escaped(json.dumps(brand))}</brand>"
    )
