"""Looking at a video as a critical person would: frames without anything to see, words cut off or on top of each other.

What stands where is computed from the document; whether anything is seen is asked of the pixels.
"""

import numpy as np

from videos.compiler.compiling import compile_with_warnings
from videos.compiler.composition import AssetReader
from videos.design.seen import SHARES, Finding, findings, moments
from videos.document.document import Document
from videos.document.style import in_style
from videos.rendering.raster import Pixels, Raster
from videos.rendering.render_job import Frames

WIDTH = 320  # pixels of the frames that are looked at
FLAT = 6  # levels between the darkest and the brightest pixel of a flat frame
SEEN = 0.0005  # of the pixels: fewer that the elements change are nothing

__all__ = ["Finding", "check", "look"]


def check(document: Document, read_asset: AssetReader = lambda asset: None) -> list[Finding]:
    """All that is wrong with the document at a tenth, the middle and nine tenths of each scene; none is good."""
    document = in_style(document, document.style)
    compiled = compile_with_warnings(document, read_asset)
    found = [Finding("warning", "the video", 0.0, sentence) for sentence in compiled.warnings]
    found += findings(document)
    pictures = look(document, read_asset)
    bare = look(_without_elements(document), read_asset)
    for name in document.scene_order:
        for share, seen in moments(document, name):
            if told := _blank(pictures[name, share], bare[name, share], bool(seen)):
                found.append(Finding("blank", name, share, told))
    return found


def look(
    document: Document, read_asset: AssetReader = lambda asset: None, width: int = WIDTH
) -> dict[tuple[str, float], Pixels]:
    """The frames that are looked at, by scene and share, `width` pixels wide: (height, width, 3) each."""
    height = max(2, round(width * document.height / document.width / 2) * 2)
    count = max(1, round(document.duration * document.fps))
    pictures, begins = {}, 0.0
    compiled = compile_with_warnings(document, read_asset)
    with Raster(compiled.lottie, Frames(width, height, document.fps, count)) as raster:
        for name in document.scene_order:
            duration = document.scenes[name].duration
            for share in SHARES:
                index = min(round((begins + share * duration) * document.fps), count - 1)
                pictures[name, share] = raster.frame(index)[:, :, :3].copy()
            begins += duration
    return pictures


def _without_elements(document: Document) -> Document:
    empty: dict[str, object] = {"order": [], "elements": {}}
    scenes = {name: scene.model_copy(update=empty) for name, scene in document.scenes.items()}
    return document.model_copy(update={"scenes": scenes})


def _blank(picture: Pixels, bare: Pixels, has_elements: bool) -> str:
    """Why there is nothing to see; empty when there is."""
    if int(np.ptp(picture.astype(int), axis=(0, 1)).max()) <= FLAT:
        return "the frame has one flat colour."
    changed = (np.abs(picture.astype(int) - bare).max(axis=2) > FLAT).mean()
    return "nothing is seen but the background." if has_elements and changed < SEEN else ""
