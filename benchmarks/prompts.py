"""Twelve prompts, from the words to the file: `python -m benchmarks.prompts [--output DIR] [NAME…]`

Each goes to the demo model through `manage.py chat`, in a database and a data folder of its own. Writes NAME.mp4 and
NAME.png, a contact sheet of the frames at 10, 50 and 90 % of each scene, and prints the checker's findings.
Exit code 1 when there are any.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from videos.document.document import Document, parse_document
from videos.rendering.inspection import SHARES, check, look
from videos.rendering.raster import Pixels

HERE = Path(__file__).parent
TILE_WIDTH, UPRIGHT_WIDTH, GAP = 480, 270, 6  # pixels
READ = "from videos.models import Video; import json; print(json.dumps(Video.objects.get(project__name={!r}).document))"


def prompts() -> dict[str, str]:
    """The prompts of `prompts.md`, by name."""
    return dict(re.findall(r"^- \*\*(\w+)\*\*: (.+)$", (HERE / "prompts.md").read_text(), re.MULTILINE))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="which prompts; all when none is named")
    parser.add_argument("--output", type=Path, default=Path(tempfile.gettempdir()) / "reeltalk-prompts")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(Path(folder))
        for name, prompt in prompts().items():
            if options.names and name not in options.names:
                continue
            began = time.monotonic()
            document = studio.make(name, prompt, options.output / f"{name}.mp4")
            seconds = time.monotonic() - began
            Image.fromarray(contact_sheet(document)).save(options.output / f"{name}.png")
            findings = check(document)
            wrong += len(findings)
            verdict = "nothing found" if not findings else "; ".join(map(str, findings))
            about = f"{len(document.scene_order)} scenes, {document.duration:4.1f} s, made in {seconds:4.1f} s"
            print(f"{name:<10} {about}: {verdict}", flush=True)
    print(f"Films and contact sheets are in {options.output}.")
    return 1 if wrong else 0


class Studio:
    """The product itself, in a folder of its own and without a model server."""

    def __init__(self, folder: Path) -> None:
        own = {"DATABASE_URL": f"sqlite:///{folder / 'prompts.sqlite3'}", "DATA_DIR": str(folder), "DEBUG": "1"}
        unset = {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "REDIS_URL": ""}
        self._environment = {**os.environ, "SECRET_KEY": "only-for-benchmarks", **own, **unset}
        self._manage("migrate", "--verbosity", "0")

    def make(self, name: str, prompt: str, output: Path) -> Document:
        """The video of this prompt, its MP4 at `output`."""
        self._manage("chat", prompt, "--project", name, "--output", str(output))
        return parse_document(json.loads(self._manage("shell", "--verbosity", "0", "-c", READ.format(name))))

    def _manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=HERE.parent, env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments[:2])} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done.stdout


def contact_sheet(document: Document) -> Pixels:
    """The frames that the checker looks at: a row a scene, or two scenes for upright frames."""
    upright = document.height > document.width
    pictures = look(document, width=UPRIGHT_WIDTH if upright else TILE_WIDTH)
    tiles = [pictures[name, share] for name in document.scene_order for share in SHARES]
    across = len(SHARES) * (2 if upright else 1)
    height, width = tiles[0].shape[:2]
    rows = -(-len(tiles) // across)
    sheet = np.full((rows * (height + GAP), across * (width + GAP), 3), 40, np.uint8)
    for index, tile in enumerate(tiles):
        top, left = index // across * (height + GAP), index % across * (width + GAP)
        sheet[top : top + height, left : left + width] = tile
    return sheet


if __name__ == "__main__":
    sys.exit(main())
