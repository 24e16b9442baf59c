"""The demo model's sentences. What it says is plain about what it is: rules, no language model."""

from typing import Any

from videos.demo.changing.document_walk import elements_in, total_seconds
from videos.demo.planning import describe
from videos.design.canvas import Json
from videos.design.plan import VideoPlan

WHAT_I_AM = (
    "I am Reeltalk's **offline demo model**: a set of rules, not a language model. "
    "Set `OPENAI_API_KEY` (or `OPENAI_BASE_URL`) to talk with a real one."
)
SEEN = {"firework", "confetti", "snow", "sparks", "bubbles", "chart", "image"}  # what people would name
EXAMPLES_NEW = (
    "- *create a fireworks animation*\n"
    "- *a 15 second video about coffee, in brown and gold*\n"
    "- *birthday video for Anna with confetti, vertical*\n"
    "- *sales: Jan 10, Feb 20, Mar 35 as a bar chart*\n"
    "- *countdown from 5*, *product launch of “Nova”*, *quote of the day*"
)
EXAMPLES_EDIT = (
    "- *make the title blue*, *change the background to dark blue*, *bigger text*\n"
    "- *make it 10 seconds*, *slower*, *make it vertical*\n"
    "- *add a scene about travel*, *add a bar chart of 12, 30, 45*, *add confetti*\n"
    "- *remove the second scene*, *move the last scene to the front*, *redo scene 2*\n"
    "- *our colours are navy and orange*, *use our colours*, *what's in the video?*\n"
    "- *change the title to “Hello”*, *undo*, *render it as a gif*"
)


def help_text(has_video: bool) -> str:
    """What the model is and what one may ask of it."""
    change = f"\n\nAnd with the video that you have:\n{EXAMPLES_EDIT}" if has_video else ""
    return f"{WHAT_I_AM}\n\nThis is what I understand, for instance:\n{EXAMPLES_NEW}{change}"


def not_understood(has_video: bool) -> str:
    return f"I could not find in that what the video should show. {help_text(has_video)}"


def nothing_yet() -> str:
    return (
        "There is nothing in the video yet that I could change. "
        f"Tell me what it should be about, for instance:\n{EXAMPLES_NEW}"
    )


def too_long() -> str:
    return (
        "This video is so long that I was told only its outline, and I cannot change what I do not see. "
        "I can make a new one."
    )


def opening(plan: VideoPlan) -> str:
    """The first sentences of a new video."""
    number = f"{len(plan.scenes)} scenes" if len(plan.scenes) > 1 else "one scene"
    start = (
        f"Let's make **{plan.title}**.",
        f"Gladly: **{plan.title}** it is.",
        f"**{plan.title}** — I have a picture in mind.",
    )[plan.seed % 3]
    return f"{start} I plan {number} in {plan.format}, {plan.duration_s:g} seconds in all."


def building(plan: VideoPlan) -> str:
    what = ", ".join(describe(scene.beat).lower() for scene in plan.scenes[:4])
    more = " and more" if len(plan.scenes) > 4 else ""
    return f"The plan stands: {what}{more}. The scenes are built side by side, and the MP4 follows them."


def summary(plan: VideoPlan, problems: list[str]) -> str:
    """The last words about a new video."""
    lines = [f"**{plan.title}** is planned: {plan.duration_s:g} seconds, {plan.format}, {plan.fps} frames a second.\n"]
    for number, scene in enumerate(plan.scenes, 1):
        words = next((text for text in scene.beat.texts if text), "")
        shown = f" — “{words}”" if words and scene.beat.layout != "countdown" else ""
        lines.append(f"{number}. **{describe(scene.beat)}**, {scene.duration_s:g} s{shown}")
    lines.append("\nEach scene appears as soon as it is built.")
    if problems:
        lines.append("\nNot everything worked: " + " ".join(problems))
    # Short: the scenes are built when this is said.
    lines.append("\nChange it by saying so: *make the title blue*, *shorter*, *add a scene about travel*, *undo*.")
    return "\n".join(lines)


def edit_opening(phrases: list[str], refusals: list[str]) -> str:
    """What is about to be changed."""
    will = "I make the change: " + "; ".join(phrases) + "." if phrases else ""
    return " ".join([will, *refusals]).strip()


def edit_summary(phrases: list[str], document: Json | None, rendered: bool) -> str:
    """The last words about a change."""
    listed = "\n".join(f"- {phrase[:1].upper()}{phrase[1:]}" for phrase in phrases)
    last = ["Say *undo* if you liked it better before."]
    if rendered:
        last.insert(0, "The new MP4 is on its way.")
    if document:
        count = len(document["scene_order"])
        scenes = "one scene" if count == 1 else f"{count} scenes"
        last.insert(0, f"The video has {scenes} and lasts {total_seconds(document):g} seconds.")
    return f"Done:\n\n{listed}\n\n{' '.join(last)}"


def refused(reason: str) -> str:
    """A plan that the tools do not take."""
    return (
        f"I cannot make it like that. {reason}\n\nA video may have up to 20 scenes and 120 seconds in all. "
        "Ask me for less, for instance *8 scenes, 60 seconds*, and I begin at once."
    )


def failed(what: str, reason: str) -> str:
    return (
        f"{what} did not work. {reason} Everything that was there before is still there; say it again to try once more."
    )


def render_started(arguments: dict[str, Any]) -> str:
    format = str(arguments.get("format", "mp4")).upper()
    quality = arguments.get("quality", "standard")
    return f"The {format} ({quality} quality) is being made. You can download it here when it is ready."


def which_colours() -> str:
    return (
        "Which are your colours? Say for instance *our colours are navy and #ff8800*, or choose them in this "
        "video's settings; and then *use our colours*."
    )


def noted_colours(colours: tuple[str, ...]) -> str:
    return f"I remember your colours: {', '.join(colours)}. Say *use our colours*, and I paint the video in them."


def contents(document: Json) -> str:
    """What is in the video, scene by scene."""
    lines = [
        f"**{document['title']}**: {total_seconds(document):g} seconds, {document['width']}×{document['height']}, "
        f"{document['fps']} frames a second.\n"
    ]
    for number, scene in enumerate(document["scene_order"], 1):
        found = [each.element for each in elements_in(document, [scene])]
        words = " / ".join(each["text"] for each in found if each["type"] == "text")
        others = sorted({str(each.get("effect") or each["type"]) for each in found} & SEEN)
        shown = " — ".join(part for part in (f"“{words[:120]}”" if words else "", ", ".join(others)) if part)
        lines.append(f"{number}. **{scene}**, {document['scenes'][scene]['duration']:g} s — {shown or 'nothing yet'}")
    return "\n".join(lines)


def no_undo() -> str:
    return (
        "I have no tool to go back by myself. Open the list of versions beside the preview and choose *restore* "
        "at the one that you want: nothing is lost."
    )
