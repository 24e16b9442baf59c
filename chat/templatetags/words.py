"""Words and texts for people."""

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings

from chat.conversation.prices import lasted, money
from config.common.validation import without_paths

register = template.Library()
register.filter(without_paths)
TOOLS = {
    "plan_scenes": "Plan the scenes",
    "generate_component": "Draw a scene",
    "apply_json_patch": "Change the video",
    "edit_scene": "Change a scene",
    "add_scene": "Add a scene",
    "delete_scene": "Remove a scene",
    "reorder_scenes": "Put the scenes in order",
    "regenerate_scene": "Draw a scene anew",
    "replace_text": "Replace words",
    "set_style": "Change the style",
    "set_format": "Change the shape",
    "set_music": "Change the music",
    "set_voice": "Change what is said",
    "set_captions": "Change the captions",
    "make_picture": "Have a picture made",
    "place_clip": "Place a picture",
    "copy_video": "Make copies",
    "get_video": "Read the video",
    "look_at": "Look at a scene",
    "explain_elements": "Look up how to draw",
    "undo": "Take a change back",
    "restore_version": "Go back to a version",
    "render_video": "Render the video",
    "find_people": "Look up people",
    "add_person": "Add a person",
    "remove_person": "Remove a person",
}
STATES = {
    "pending": "Waiting",
    "executing": "Running",
    "complete": "Done",
    "error": "Failed",
    "unknown": "Outcome unknown",
    "cancelled": "Cancelled",
    "working": "Under way",
}
UPLOAD = re.compile(r"^\[(picture|clip): ([A-Za-z0-9_-]+)\]$", re.MULTILINE)
ICONS = {"executing": "running", "working": "running", "complete": "done", "error": "failed"}


@register.filter
def words(name: str) -> str:
    """A tool's name or a call's status, as the page's script says it too."""
    spaced = name.replace("_", " ")
    return TOOLS.get(name) or STATES.get(name) or spaced[:1].upper() + spaced[1:]


@register.filter
def standing(call: Mapping[str, Any], message: Mapping[str, Any]) -> str:
    """How a call of the message stands, as the page's script says it too: what began jobs is done when they are."""
    its = message["begun"].get(str(call["id"]), ())
    begun = {job["status"] for job in message["jobs"] if job["id"] in its}
    if call["status"] != "complete" or not begun:
        return str(call["status"])
    if begun & {"queued", "running"}:
        return "working"
    return "complete" if "ready" in begun else "error" if "failed" in begun else "cancelled"


@register.filter
def state_icon(status: str) -> str:
    return ICONS.get(status, status)


@register.filter
def took(milliseconds: int | None) -> str:
    """ " · 2.4 s", as the page's script writes it; nothing where the time is not known."""
    if milliseconds is None:
        return ""
    return f" · {lasted(milliseconds)}"


@register.filter
def thought_for(milliseconds: int | None) -> str:
    """ "Thought for 4 s", as the page's script writes it."""
    seconds = (milliseconds or 0) // 1000
    if not seconds:
        return "Thought"
    return f"Thought for {seconds} s" if seconds < 60 else f"Thought for {seconds // 60} min {seconds % 60} s"


@register.filter
def parts(content: str) -> dict[str, Any]:
    """The words of a message, and the pictures and clips that its last lines name, each as (kind, id)."""
    pictures = UPLOAD.findall(content)
    return {"words": UPLOAD.sub("", content).strip() if pictures else content, "pictures": pictures}


@register.filter
def of_step(items: list[dict[str, Any]], index: int) -> list[dict[str, Any]]:
    """Those of the tool calls or thoughts that belong to step `index`."""
    return [item for item in items if item["step"] == index]


@register.filter
def cost(amount: float | None) -> str:
    """ "$0.004"; a dash where the cost is not known."""
    return "–" if amount is None else money(amount, settings.CURRENCY)


@register.filter
def seconds(milliseconds: int) -> str:
    return lasted(milliseconds)
