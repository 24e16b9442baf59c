"""Words and texts for people."""

import re
from typing import Any

from django import template
from django.conf import settings

from chat.conversation.prices import lasted, money

register = template.Library()
TOOLS = {
    "plan_scenes": "Plan the scenes",
    "generate_component": "Draw a component",
    "apply_json_patch": "Change the video",
    "render_video": "Render the video",
}
STATES = {
    "pending": "Waiting",
    "executing": "Running",
    "complete": "Done",
    "error": "Failed",
    "unknown": "Outcome unknown",
    "cancelled": "Cancelled",
}
PICTURE = re.compile(r"^\[picture: ([A-Za-z0-9_-]+)\]$", re.MULTILINE)
ICONS = {"executing": "running", "complete": "done", "error": "failed"}


@register.filter
def words(name: str) -> str:
    """A tool's name or a call's status, as the page's script says it too."""
    spaced = name.replace("_", " ")
    return TOOLS.get(name) or STATES.get(name) or spaced[:1].upper() + spaced[1:]


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
    """The words of a message and the ids of the pictures that its last lines name."""
    pictures = PICTURE.findall(content)
    return {"words": PICTURE.sub("", content).strip() if pictures else content, "pictures": pictures}


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
