"""The tools with which the assistant makes a video. Importing this registers them."""

from videos.tools import looking, patching, planning, rendering, scenes, versions

__all__ = ["looking", "patching", "planning", "rendering", "scenes", "versions"]
