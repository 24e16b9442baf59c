"""The tools with which the assistant makes a video, and what it is told of it. Importing registers them."""

from videos.tools import look_tools, patch_tools, plan_tools, render_tools, scene_tools, version_tools

__all__ = ["look_tools", "patch_tools", "plan_tools", "render_tools", "scene_tools", "version_tools"]
