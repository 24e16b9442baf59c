"""The whole document, compiled."""

from dataclasses import dataclass
from typing import Any

from videos.compiler.composition import AssetReader, Clip, Output
from videos.compiler.scenes import scene_layers
from videos.document.document import Asset, Document
from videos.document.style import in_style


@dataclass(frozen=True)
class Compiled:
    """Lottie JSON, the clips that are to be laid into it, and sentences for people about what could not be drawn."""

    lottie: dict[str, Any]
    clips: list[Clip]
    warnings: list[str]


def _no_asset(asset: Asset) -> bytes | None:
    return None


def compile_document(document: Document, read_asset: AssetReader = _no_asset) -> dict[str, Any]:
    """The document as Lottie JSON. `read_asset` gives a picture's bytes, None when they are not there."""
    return compile_with_warnings(document, read_asset).lottie


def compile_with_warnings(document: Document, read_asset: AssetReader = _no_asset) -> Compiled:
    """As `compile_document`, with what could not be drawn: characters without a glyph, unreadable pictures."""
    output = Output(in_style(document, document.style), read_asset)
    layers = scene_layers(output)
    lottie = {
        "v": "5.9.0",
        "fr": document.fps,
        "ip": 0,
        "op": frame_count(document),
        "w": document.width,
        "h": document.height,
        "nm": document.title,
        "ddd": 0,
        "assets": list(output.assets.values()),
        "layers": [{**layer, "ind": index + 1, "nm": f"{index + 1}"} for index, layer in enumerate(layers)],
        "markers": [],
    }
    return Compiled(lottie, output.clips, output.warnings)


def frame_count(document: Document) -> int:
    """Frames of the whole video, at least one."""
    return max(1, round(document.duration * document.fps))
