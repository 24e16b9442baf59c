"""The tools with which the assistant makes a video. Importing this registers them."""

from videos.tools import look_tools, patch_tools, plan_tools, render_tools, scene_tools, version_tools

__all__ = ["look_tools", "patch_tools", "plan_tools", "render_tools", "scene_tools", "version_tools"]
