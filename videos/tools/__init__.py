"""The tools with which the assistant makes a video, and what it is told of it. Importing registers them."""

from videos.tools import (
    copy_tools,
    look_tools,
    patch_tools,
    picture_tools,
    placing_tools,
    plan_tools,
    render_tools,
    scene_tools,
    sound_tools,
    style_tools,
    version_tools,
)

__all__ = [
    "copy_tools", "look_tools", "patch_tools", "picture_tools", "placing_tools", "plan_tools", "render_tools",
    "scene_tools", "sound_tools", "style_tools", "version_tools",
]  # fmt: skip
