from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from videos.management.layouts_reference import page, sheets


class Command(BaseCommand):
    help = "Write docs/layouts.md and its pictures from the catalogues of layouts and styles."

    def handle(self, **options: Any) -> None:
        docs = Path(settings.BASE_DIR) / "docs"
        folder = docs / "layouts"
        folder.mkdir(exist_ok=True)
        (docs / "layouts.md").write_text(page(), encoding="utf-8")
        before = set(folder.iterdir())
        for name, data in sheets():
            path = folder / f"{name}.webp"
            path.write_bytes(data)
            before.discard(path)
        for gone in before:  # of layouts that are no more
            gone.unlink()
        self.stdout.write(f"Wrote {docs / 'layouts.md'}")
