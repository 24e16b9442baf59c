"""The offline demo model: a rule-based stand-in that speaks the same chunks as a model server."""

from videos.demo.model import DemoModel

__all__ = ["DemoModel"]
