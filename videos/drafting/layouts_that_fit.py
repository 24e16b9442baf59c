"""Scenes that their layouts can show in a frame: one that holds too much gives way to plainer ones. Pure."""

from pydantic import ValidationError

from videos.design.laying_out import lay_out
from videos.document.complaints import Complaint
from videos.document.document import SIZES
from videos.document.slots import Layout, Slots
from videos.document.style import Style
from videos.drafting.scene_to_be import Scene
from videos.drafting.sentences import statements

TRIED_SECONDS = 4.0
AT_ONCE = 4  # lines of a list that replaces what did not fit


def fitted(scenes: list[Scene], style: Style, format: str) -> list[Scene]:
    """The scenes, or what shows their words as well."""
    return [fitting for scene in scenes for fitting in _fitting(scene, style, format)]


def _fitting(scene: Scene, style: Style, format: str) -> list[Scene]:
    if _fits(scene, style, format):
        return [scene]
    texts = scene.texts
    lists = [
        Scene("list", {"items": texts[start : start + AT_ONCE]}, "words") for start in range(0, len(texts), AT_ONCE)
    ]
    if len(texts) > 1 and all(_fits(each, style, format) for each in lists):
        return lists
    return [each for text in texts for each in statements(text)]


def _fits(scene: Scene, style: Style, format: str) -> bool:
    slots = {**scene.slots, "icon": "", "picture": "", "pictures": []} if "gallery" not in scene.layout else scene.slots
    try:
        lay_out(Layout(name=scene.layout, slots=Slots.model_validate(slots)), style, SIZES[format], TRIED_SECONDS)
    except (Complaint, ValidationError):
        return scene.layout in ("hero", "captioned", "gallery")
    return True
