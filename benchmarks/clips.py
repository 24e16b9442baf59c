"""`python -m benchmarks.clips [ROUNDS]`: what a clip costs beside a picture, in turns on the same scene; ratios.

Each round renders ten seconds in 1080p anew (no piece is known) with a picture that fills the frame, and with a clip of
1080p in its place; both standing, and both coming nearer, as layouts let them. What moves costs the encoder more, too.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.sheets import prepare

ROUNDS = 3
SECONDS, FPS, WIDTH, HEIGHT = 10, 30, 1920, 1080
NEARER = {"property": "scale", "keys": [{"t": 0.0, "value": 1.0}, {"t": 10.0, "value": 1.09, "ease": "linear"}]}


def drifting(path: Path) -> None:
    """A clip of soft noise that drifts, as a camera does."""
    import av
    import numpy as np
    from PIL import Image

    small = np.random.default_rng(1).integers(0, 256, (45, 110, 3), dtype=np.uint8)
    wide = np.asarray(Image.fromarray(small).resize((WIDTH * 2, HEIGHT), Image.Resampling.BICUBIC))
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream("libx264", rate=FPS, options={"preset": "superfast", "crf": "20"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(SECONDS * FPS):
            shown = np.ascontiguousarray(wide[:, 4 * number : 4 * number + WIDTH])
            frame = av.VideoFrame.from_ndarray(shown, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def documents(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The videos by name, and the files that they show."""
    import av

    from videos.clips.clip_reencoding import reencode
    from videos.document.document import parse_document

    drifting(folder / "camera.mp4")
    reencode(str(folder / "camera.mp4"), str(folder / "clip.mp4"), str(folder / "poster.jpg"))
    with av.open(str(folder / "clip.mp4")) as file:
        next(file.decode(video=0)).to_image().save(folder / "picture.jpg", quality=90)
    about = {"width": WIDTH, "height": HEIGHT, "seconds": float(SECONDS), "sound": False}
    assets = {
        "clip": {"mime": "video/mp4", "sha256": "1" * 64, **about},
        "picture": {"mime": "image/jpeg", "sha256": "2" * 64},
    }
    made = {}
    for asset in assets:
        for way, tracks in (("", []), (" coming nearer", [NEARER])):
            whole = {"type": "image", "asset": asset, "fit": "cover", "x": 0, "y": 0, "w": WIDTH, "h": HEIGHT}
            title = {"type": "text", "text": "By the sea", "size": 120}
            scene = {"duration": float(SECONDS), "order": ["it", "title"]}
            elements = {"it": {**whole, "tracks": tracks}, "title": title}
            made[f"{asset}{way}"] = parse_document({
                "width": WIDTH, "height": HEIGHT, "fps": FPS, "title": "Clip", "scene_order": ["a"],
                "scenes": {"a": {**scene, "elements": elements}}, "assets": assets,
            })  # fmt: skip
    return made, {"1" * 64: str(folder / "clip.mp4"), "2" * 64: str(folder / "picture.jpg")}


async def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of each render, by what is shown."""
    from videos.rendering.pool import close_pools
    from videos.rendering.render_job import RenderJob
    from videos.rendering.render_parent import render

    took: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        made, files = documents(Path(folder))
        for turn in range(rounds + 1):  # the first one warms up
            for name, document in made.items():
                began = time.monotonic()
                job = RenderJob(document.to_json(), f"{folder}/v.mp4", height=HEIGHT, pictures=files)
                await render(job, lambda progress: None)
                if turn:
                    took.setdefault(name, []).append(time.monotonic() - began)
        await close_pools()
    return took


def main() -> None:
    prepare()
    took = asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
    for way in ("", " coming nearer"):
        pairs = zip(took[f"clip{way}"], took[f"picture{way}"], strict=True)
        ratios = sorted(clip / picture for clip, picture in pairs)
        told = f"{statistics.median(ratios):.2f} times as long ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        print(f"a clip{way} takes {told} as a picture{way}: {statistics.median(took[f'clip{way}']):.1f} s")


if __name__ == "__main__":
    main()
