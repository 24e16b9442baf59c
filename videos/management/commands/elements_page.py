from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from videos.management.elements_reference import page, pictures


class Command(BaseCommand):
    help = "Write docs/elements.md and its pictures from the models of the elements."

    def handle(self, **options: Any) -> None:
        docs = Path(settings.BASE_DIR) / "docs"
        (docs / "elements").mkdir(exist_ok=True)
        (docs / "elements.md").write_text(page(), encoding="utf-8")
        for name, data in pictures().items():
            (docs / "elements" / f"{name}.png").write_bytes(data)
        self.stdout.write(f"Wrote {docs / 'elements.md'}")
