"""The offline demo model: rules that speak the same chunks as a model server."""

from videos.demo.model import DemoModel

__all__ = ["DemoModel"]
