"""`python -m benchmarks.sound [ROUNDS]`: what sound adds to a render, in turns on the same video; ratios, no absolutes.

Each round renders the fireworks brief anew (no piece is known) silent, with music, and with music under a voice.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.sheets import prepare

if TYPE_CHECKING:
    from videos.document.document import Document

ROUNDS = 5
SPEAKS_S = 4


async def measure(document: "Document", rounds: int) -> dict[str, list[float]]:
    """Seconds of each render, by what is heard."""
    from tests.videos.sound.recordings import tone
    from videos.rendering.pool import close_pools
    from videos.rendering.render_job import RenderJob
    from videos.rendering.render_parent import render
    from videos.sound.beds import beds
    from videos.sound.heard import Cue

    bed = beds()["happy"][0]
    took: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        voice = str(tone(Path(folder) / "voice.wav", SPEAKS_S))
        music = Cue("music", str(bed.path), 0, document.duration, 0.6, bar=bed.bar, ducks=True)
        ways: dict[str, list[Cue]] = {
            "silent": [],
            "music": [music],
            "voice": [music, Cue("voice", voice, 1, SPEAKS_S)],
        }
        await render(RenderJob(document.to_json(), f"{folder}/warm.mp4"), lambda progress: None)
        for _ in range(rounds):
            for name, cues in ways.items():
                began = time.monotonic()
                job = RenderJob(document.to_json(), f"{folder}/{name}.mp4", cues=cues)
                await render(job, lambda progress: None)
                took.setdefault(name, []).append(time.monotonic() - began)
        await close_pools()
    return took


def main() -> None:
    prepare()
    from tests.videos.briefs.test_briefs import RECORDINGS, played
    from videos.document.document import parse_document

    document = parse_document(played(next(iter(RECORDINGS.values()))).document)
    took = asyncio.run(measure(document, int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
    for name in ("music", "voice"):
        ratios = sorted(with_sound / without for with_sound, without in zip(took[name], took["silent"], strict=True))
        print(f"{name}: {statistics.median(ratios):.2f} times as long ({ratios[0]:.2f} to {ratios[-1]:.2f})")


if __name__ == "__main__":
    main()
