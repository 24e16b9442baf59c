"""The brand of a project's videos. Pure."""

from typing import TypedDict


class Brand(TypedDict):
    """Colours as "#rrggbb", the first one leads; the name of a font, or ""."""

    colours: list[str]
    font: str
