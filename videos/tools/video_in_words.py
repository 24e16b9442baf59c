"""What the model reads about the video."""

import json
from typing import Any

from chat.llm.choice import is_offline
from chat.llm.json_text import escaped
from projects.models import Project, ProjectSettings
from videos.document.elements import ELEMENT_TYPES
from videos.models import SceneBuild, Upload, Video

Json = dict[str, Any]
LONGEST_DOCUMENT = 24_000  # characters; of a longer one the outline is told, and get_video shows the rest


def describe_video(project: Project) -> str:
    """The newest document as JSON between the lines `<document version="N">` and `</document>`."""
    video = Video.objects.of(project)
    text = json.dumps(video.document, ensure_ascii=False, separators=(",", ":"))
    if len(text) > LONGEST_DOCUMENT and not is_offline():  # the demo model pays for no tokens
        text = json.dumps(compact(video.document), ensure_ascii=False, separators=(",", ":"))
    if len(text) > LONGEST_DOCUMENT and not is_offline():
        outline = {
            **{key: value for key, value in video.document.items() if key not in ("scenes", "components")},
            "scenes": {
                key: {"duration": scene["duration"], "order": scene["order"]}
                for key, scene in video.document["scenes"].items()
            },
            "components": {key: {"order": value["order"]} for key, value in video.document["components"].items()},
        }
        text = json.dumps(outline, ensure_ascii=False, separators=(",", ":"))[:LONGEST_DOCUMENT]
        text += "\n(This is an outline. See a scene in full with get_video before you change it.)"
    told = f'The video\'s document now:\n<document version="{video.version}">\n{escaped(text)}\n</document>'
    return "\n".join([told, *map(escaped, building_lines(project))])


def building_lines(project: Project) -> list[str]:
    """A line for each scene that is not built yet, or whose build failed last."""
    lines, seen = [], set()
    for build in SceneBuild.objects.filter(project=project).order_by("-created_at")[:60]:
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
    return {name: value for name, value in element.items() if name == "type" or value != plain.get(name, ...)}


def describe_uploads(project: Project) -> str:
    """The pictures that an image element can show, one a line."""
    uploads = list(Upload.objects.filter(project=project))
    if not uploads:
        return "The person has uploaded no pictures, so the video has no assets to show."
    lines = [
        f"{each.key}: {escaped(json.dumps(each.name, ensure_ascii=False))}, {each.width}×{each.height}, {each.mime}"
        for each in uploads
    ]
    return "Pictures that the person uploaded; an element of type image shows one by its id as asset:\n" + "\n".join(
        lines
    )


def describe_brand(project: Project) -> str:
    """The colours and the font of the brand as JSON between `<brand>` and `</brand>`; nothing where there is none."""
    brand = {name: value for name, value in ProjectSettings.objects.of(project.pk).brand.items() if value}
    if not brand:
        return ""
    return (
        "The brand of the people you talk with. Use its colours (the first one leads) and its font (`font` of a text) "
        'for all that you make, unless they ask for others; "our colours" are these:\n'
        f"<brand>{escaped(json.dumps(brand))}</brand>"
    )
