"""Pictures and clips: what is seen in a box through a window."""

import base64
import struct

from videos.compiler.composition import Clip, Composition
from videos.compiler.halos import Halo
from videos.compiler.lottie import Json, image_layer, rectangle, shape_layer
from videos.compiler.movement import Movement
from videos.compiler.reveals import windowed
from videos.compiler.shape_layers import shadow_reach
from videos.document.elements import ClipElement, ImageElement, Pictured

Size = tuple[float, float]


def draw_image(element: ImageElement, composition: Composition, movement: Movement) -> list[Json]:
    """A picture of the assets; one that cannot be read is reported and left out."""
    natural = _picture(element.asset, composition)
    if natural is None:
        composition.output.warn(f"The picture {element.asset!r} cannot be read; it is left out.")
        return []
    return _shown(element, composition, movement, _asset_name(element.asset), natural, _zoom(element, natural))


def draw_clip(element: ClipElement, composition: Composition, movement: Movement) -> list[Json]:
    """A clip of the assets: an asset for itself, whose pixels are others in each frame.

    It is cut to what its box shows and as large as that, so that it is drawn pixel for pixel.
    """
    output = composition.output
    asset = output.document.clip_in(element)
    natural = float(asset.width), float(asset.height)
    zoom = _zoom(element, natural)
    width, height = min(element.w, natural[0] * zoom[0]), min(element.h, natural[1] * zoom[1])
    name, fps = f"clip-{len(output.clips)}", composition.fps
    begins, ends = composition.begins + movement.start, composition.begins + movement.last / fps
    output.assets[name] = {"id": name, "w": width, "h": height, "u": "", "p": name, "e": 0}
    cut = element.fit != "fill"
    output.clips.append(Clip(name, element.asset, asset.sha256, width, height, cut, begins, ends, element.trim))
    return _shown(element, composition, movement, name, (width, height), (1.0, 1.0))


def _zoom(element: Pictured, natural: Size) -> Size:
    """How large what has this size is drawn, across and down."""
    ratios = element.w / natural[0], element.h / natural[1]
    even = max(ratios) if element.fit == "cover" else min(ratios)
    return ratios if element.fit == "fill" else (even, even)


def _shown(
    element: Pictured, composition: Composition, movement: Movement, asset: str, natural: Size, zoom: Size
) -> list[Json]:
    """The asset, which is `natural` pixels large, in the element's box."""
    center = element.x + element.w / 2, element.y + element.h / 2
    placed = movement.placed(*center, zoom=zoom, anchor=(natural[0] / 2, natural[1] / 2))
    layer = image_layer(asset, placed, movement.first, movement.last)
    drawn = natural[0] * zoom[0], natural[1] * zoom[1]
    size = min(element.w, drawn[0]), min(element.h, drawn[1])
    radius = min(element.radius, size[0] / 2, size[1] / 2)
    progress = movement.progress()
    if size != drawn or radius or progress is not None:
        shares = [(movement.first, 1.0)] if progress is None else movement.keys(progress, 0.002)
        window = size[0] / zoom[0], size[1] / zoom[1]  # masks are in the picture's own pixels
        corners = radius / zoom[0], radius / zoom[1]
        layer = windowed(layer, (natural[0] / 2, natural[1] / 2), window, shares, corners)
    if not element.shadow:
        return [layer]
    shade = Halo(element.shadow, shadow_reach(composition)).below([rectangle(*size, radius)], movement, progress)
    return [layer, shape_layer(shade, movement.placed(*center), movement.first, movement.last)]


def _asset_name(asset: str) -> str:
    return f"picture-{asset}"


def _picture(name: str, composition: Composition) -> tuple[int, int] | None:
    """Width and height of an asset, which is put into the output once; None when it cannot be read."""
    asset = composition.output.document.assets[name]
    data = composition.output.read_asset(asset)
    size = picture_size(data) if data else None
    if data and size:
        source = f"data:{asset.mime};base64,{base64.b64encode(data).decode()}"
        shown = {"id": _asset_name(name), "w": size[0], "h": size[1], "u": "", "p": source, "e": 1}
        composition.output.assets[_asset_name(name)] = shown
    return size


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in the header of a PNG or JPEG file; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return (width, height) if width and height else None
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header, whose markers are C0 to CF without C4, C8 and CC."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + length
    return None
