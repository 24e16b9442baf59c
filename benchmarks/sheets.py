"""What benchmarks that make videos share: a database of their own, and a contact sheet of what was made."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from videos.compiler.composition import AssetReader
    from videos.document.document import Document

GAP = 6  # pixels
SEEN_AT = 0.9  # of a scene: all of it has come


def prepare() -> None:
    """Set Django up with an empty database in memory. Only then can the product be imported."""
    os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)


def parser(description: str | None, *, which: str, folder: str) -> argparse.ArgumentParser:
    """`names` and `--output`. `which`: what is named; `folder`: of the sheets, in the temporary one."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("names", nargs="*", help=f"which {which}; all when none is named")
    made.add_argument("--output", type=Path, default=Path(tempfile.gettempdir()) / folder)
    return made


def words_of(document: "Document") -> Iterator[str]:
    """All words that the layouts hold."""
    for scene in document.scenes.values():
        yield from scene.layout.slots.texts if scene.layout else ()


def contact_sheet(
    document: "Document",
    path: Path,
    read_asset: "AssetReader" = lambda asset: None,
    *,
    tall: int = 300,
    across: int = 1500,
) -> None:
    """The scenes side by side, each when all of it has come; `tall` each and at most `across` together, in pixels."""
    from PIL import Image

    from videos.rendering.inspection import look

    wide = round(tall * document.width / document.height)
    pictures = look(document, read_asset, width=wide)
    columns = max(1, (across + GAP) // (wide + GAP))
    count = len(document.scene_order)
    rows = -(-count // columns)
    size = min(columns, count) * (wide + GAP) - GAP, rows * (tall + GAP) - GAP
    sheet = Image.new("RGB", size, "#808080")
    for number, scene in enumerate(document.scene_order):
        shown = Image.fromarray(pictures[scene, SEEN_AT]).resize((wide, tall))
        sheet.paste(shown, (number % columns * (wide + GAP), number // columns * (tall + GAP)))
    sheet.save(path, quality=80)
