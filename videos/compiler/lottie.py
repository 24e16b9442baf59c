"""The few pieces of Lottie that are written here, each valid by construction: broken structure crashes players.

Times are frames, angles degrees, opacities 0 to 100, colours lists of 0 to 1. Source: https://lottie.github.io/lottie-spec/
"""

from collections.abc import Sequence
from typing import Any

from PIL.ImageColor import getrgb

from videos.document.outlines import Outline

Json = dict[str, Any]
Keys = Sequence[tuple[float, Any]]  # (frame, value) with rising frames; value: a number or a sequence of numbers
_STRAIGHT = {"i": {"x": [1], "y": [1]}, "o": {"x": [0], "y": [0]}}


def tidy(value: Any) -> Any:
    """Numbers rounded to three digits, sequences as lists: shorter files, no numpy types."""
    if isinstance(value, list | tuple) or hasattr(value, "__len__"):
        return [tidy(item) for item in value]
    return round(float(value), 3)


def still(value: Any) -> Json:
    return {"a": 0, "k": tidy(value)}


def keyed(keys: Keys, hold: bool = False) -> Json:
    """A property that goes straight from key to key, or with `hold` jumps; one key alone is a constant."""
    if len(keys) == 1:
        return still(keys[0][1])
    frames = [_key(frame, value, hold) for frame, value in keys]
    return {"a": 1, "k": frames}


def _key(frame: float, value: Any, hold: bool) -> Json:
    value = tidy(value)
    start = {"t": round(float(frame), 3), "s": value if isinstance(value, list) else [value]}
    return {**start, "h": 1} if hold else {**start, **_STRAIGHT}


def swinging(keys: Keys) -> Json:
    """A property that swings from key to key as a pendulum does: slow at each, quick between."""
    sine = {"i": {"x": [0.636], "y": [1]}, "o": {"x": [0.364], "y": [0]}}
    return {"a": 1, "k": [{**_key(frame, value, False), **sine} for frame, value in keys]}


def color(code: str) -> list[float]:
    """Red, green, blue of "#rrggbb[aa]", each 0 to 1."""
    return [channel / 255 for channel in getrgb(code)[:3]]


def alpha(code: str) -> float:
    """The opacity of "#rrggbb[aa]", 0 to 1."""
    rgba = getrgb(code)
    return rgba[3] / 255 if len(rgba) == 4 else 1.0


def transform(
    position: Json | None = None,
    scale: Json | None = None,
    rotation: Json | None = None,
    opacity: Json | None = None,
    anchor: Json | None = None,
) -> Json:
    """A layer's transform (`ks`); what is absent changes nothing."""
    return {
        "a": anchor or still([0, 0]),
        "p": position or still([0, 0]),
        "s": scale or still([100, 100]),
        "r": rotation or still(0),
        "o": opacity or still(100),
    }


def group(items: Sequence[Json], placed: Json | None = None) -> Json:
    return {"ty": "gr", "it": [*items, {"ty": "tr", **(placed or transform())}]}


def path(outline: Outline) -> Json:
    return {"ty": "sh", "ks": {"a": 0, "k": bezier(outline)}}


def bezier(outline: Outline) -> Json:
    """Places in hundredths of a pixel: outlines are most of what is written."""
    points, arriving, leaving = (
        [[round(float(x), 2), round(float(y), 2)] for x, y in places]
        for places in (outline.points, outline.arriving, outline.leaving)
    )
    return {"v": points, "i": arriving, "o": leaving, "c": outline.closed}


def rectangle(width: Any, height: Any, radius: float = 0.0, center: Sequence[float] = (0, 0)) -> Json:
    return {"ty": "rc", "d": 1, "s": still([width, height]), "p": still(center), "r": still(radius)}


def ellipse(width: float, height: float, center: Sequence[float] = (0, 0)) -> Json:
    return {"ty": "el", "d": 1, "s": still([width, height]), "p": still(center)}


def fill(code: str | Json, opacity: Json | None = None) -> Json:
    """`code`: a colour, or keyframes of one; a colour's own alpha counts unless `opacity` is given."""
    if isinstance(code, str):
        opacity = opacity or still(100 * alpha(code))
        code = still(color(code))
    return {"ty": "fl", "c": code, "o": opacity or still(100), "r": 1}


def stroke(code: str | Json, width: float | Json, opacity: Json | None = None, cap: int = 2) -> Json:
    """A line with round caps (2) or butt caps (1) and round joins."""
    if isinstance(code, str):
        opacity = opacity or still(100 * alpha(code))
        code = still(color(code))
    thickness = width if isinstance(width, dict) else still(width)
    return {"ty": "st", "c": code, "o": opacity or still(100), "w": thickness, "lc": cap, "lj": 2}


def gradient_fill(kind: str, start: Sequence[float], end: Sequence[float], colors: Sequence[str]) -> Json:
    """Colours evenly spread from `start` to `end`, `kind` linear, or radial around `start`. Alphas count."""
    steps = [index / (len(colors) - 1) for index in range(len(colors))]
    stops = [number for step, code in zip(steps, _seen_colors(colors), strict=True) for number in (step, *code)]
    if any(alpha(code) < 1 for code in colors):
        stops += [number for step, code in zip(steps, colors, strict=True) for number in (step, alpha(code))]
    ramp = {"p": len(colors), "k": still(stops)}
    return {
        "ty": "gf",
        "t": 1 if kind == "linear" else 2,
        "s": still(start),
        "e": still(end),
        "g": ramp,
        "o": still(100),
        "r": 1,
    }


def _seen_colors(colors: Sequence[str]) -> list[list[float]]:
    """The colours of a gradient; one that begins or ends with nothing does so in its neighbour's, not in black."""
    seen = list(colors)
    for end, neighbour in ((0, 1), (-1, -2)):
        if alpha(colors[end]) == 0:
            seen[end] = colors[neighbour]
    return [color(code) for code in seen]


def gradient_stroke(painted: Json, width: float) -> Json:
    """A line with round caps and joins, in the colours of a gradient fill."""
    return {**painted, "ty": "gs", "w": still(width), "lc": 2, "lj": 2}


def trim(start: Json, end: Json) -> Json:
    """Draw each path only from `start` to `end` percent of its length."""
    return {"ty": "tm", "s": start, "e": end, "o": still(0), "m": 1}


def shape_layer(items: Sequence[Json], placed: Json, first: float, last: float) -> Json:
    """A layer of vector shapes, seen from frame `first` up to and without `last`. Earlier items lie on top."""
    return {"ty": 4, "shapes": list(items), **_layer(placed, first, last)}


def image_layer(asset: str, placed: Json, first: float, last: float) -> Json:
    return {"ty": 2, "refId": asset, **_layer(placed, first, last)}


def composition_layer(
    asset: str, size: Sequence[float], placed: Json, first: float, last: float, begins: float = 0.0
) -> Json:
    """A layer that shows the composition `asset`, whose own frame 0 is at frame `begins` of this one."""
    shown = {"ty": 0, "refId": asset, "w": size[0], "h": size[1]}
    return {**shown, **_layer(placed, first, last), "st": round(begins, 3)}


def _layer(placed: Json, first: float, last: float) -> Json:
    return {
        "ks": placed,
        "ip": round(first, 3),
        "op": round(last, 3),
        "st": 0,
        "sr": 1,
        "ao": 0,
        "bm": 0,
        "ddd": 0,
    }


def masked(layer: Json, shape: Json) -> Json:
    """`layer`, seen only inside `shape` (a still or animated bezier in the layer's own coordinates)."""
    mask = {"mode": "a", "inv": False, "pt": shape, "o": still(100), "x": still(0)}
    return {**layer, "hasMask": True, "masksProperties": [mask]}


def composition_asset(name: str, layers: Sequence[Json]) -> Json:
    """An asset made of layers. Earlier layers lie on top."""
    return {"id": name, "layers": numbered(layers)}


def numbered(layers: Sequence[Json]) -> list[Json]:
    return [{**layer, "ind": index + 1, "nm": f"{index + 1}"} for index, layer in enumerate(layers)]
