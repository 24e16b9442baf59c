"""A backdrop never makes words hard to read: what passes behind them with too little contrast is dimmed, or left out.

The frame is composited as it will be drawn, at points within the words and at moments of the scene: first the
background, then one part of the backdrop after the other, each only as strong as all words bear.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from PIL.ImageColor import getrgb

from videos.design.composition.boxes import Box, Leaf, Words
from videos.design.composition.solving import Rect, Setting, Solution, ink_of
from videos.design.parts import Part
from videos.document.outlines import Outline, outlines_from_svg
from videos.document.style import Style

Array = NDArray[np.float64]

WANTED = 4.6  # contrast of words with what is behind them: AA, and a little for rounding
STRENGTHS = (1.0, 0.85, 0.7, 0.55, 0.42, 0.3, 0.2, 0.12)  # of a part; less than the last is nothing
MOMENTS = 9  # of the scene
SPACING = 1.6  # units between points within words
LEAST_SPACE = 40  # points across or down at most
SWELL = 0.07  # how much larger words may be for a moment, as they pop in
MASK = 240  # pixels of the longer side of a path's picture
CURVE = np.linspace(0, 1, 9)[1:]


@dataclass(frozen=True)
class Exposed:
    """Words that have nothing but the backdrop behind them: where their lines stand, and their colour."""

    box: Rect
    color: str


def exposed(solution: Solution, setting: Setting, behind: Iterable[Part]) -> list[Exposed]:
    """The words that neither a plate nor a picture nor a shape of the layout separates from the backdrop."""
    shields = [_box(part) for part in behind if _hides(part["type"], part)]
    found = []
    for placed in solution.placed:
        match placed.node:
            case Words() as words:
                ink = ink_of(placed, setting)
                if not any(_within(ink, shield) for shield in shields):
                    found.append(Exposed(_swollen(ink, placed.rect, setting.unit), setting.style.color(words.fill)))
            case Box(plate=plate) if plate is not None and _hides("rect", {"fill": plate.fill, **plate.props}):
                shields.append(placed.rect)
            case Leaf(kind=kind, props=props) if _hides(kind, props):
                shields.append(placed.rect)
            case Leaf(kind="chart"):
                found.append(Exposed(placed.rect, setting.style.text))
            case _:
                pass
    return found


def _swollen(ink: Rect, box: Rect, unit: float) -> Rect:
    """Where the lines are seen while they come: a little beyond their place, about the middle of their box."""
    x, y, w, h = ink
    across, down = SWELL * box[2] / 2 + unit, SWELL * box[3] / 2 + unit
    return x - across, y - down, w + 2 * across, h + 2 * down


def _hides(kind: str, props: Any) -> bool:
    if kind not in ("rect", "ellipse", "image") or props.get("opacity", 1) < 1:
        return False
    paint = props.get("gradient")
    colors = paint["colors"] if paint else [props.get("fill", "#ffffff")]
    return all("/" not in color and len(color) != 9 for color in colors)


def _within(box: Rect, other: Rect) -> bool:
    x, y, w, h = box
    left, top, across, down = other
    return x >= left - 2 and y >= top - 2 and x + w <= left + across + 2 and y + h <= top + down + 2


def readable(
    parts: Sequence[Part],
    words: Sequence[Exposed],
    style: Style,
    background: Any,
    frame: tuple[int, int],
    seconds: float,
) -> list[Part]:
    """The parts of a backdrop, those that words do not bear dimmed over their whole way or left out.

    `background`: the scene's paint; `frame` in pixels.
    """
    if not words:
        return list(parts)
    points, ink = _points(words, min(frame) / 100)
    times = np.linspace(0, seconds, MOMENTS)
    whole = (0.0, 0.0, float(frame[0]), float(frame[1]))
    ground = np.repeat(_painted(background, whole, points, style)[None, :, :3], MOMENTS, axis=0)
    kept = []
    for part in parts:
        paint = np.stack([_seen_at(part, points, float(time), style) for time in times])
        strength, ground = _borne(paint, ground, ink)
        if strength:
            kept.append(part if strength == 1 else _dimmed(part, strength))
    return kept


def _points(words: Sequence[Exposed], unit: float) -> tuple[Array, Array]:
    """Points over all words, edges included, as rows of x and y; and the luminance of the words at each."""
    found, luminances = [], []
    for each in words:
        x, y, w, h = each.box
        across, down = (max(3, min(LEAST_SPACE, int(side / (SPACING * unit)) + 2)) for side in (w, h))
        grid = np.stack(np.meshgrid(np.linspace(x, x + w, across), np.linspace(y, y + h, down)), axis=-1).reshape(-1, 2)
        found.append(grid)
        luminances.append(np.full(len(grid), _luminance(np.array(getrgb(each.color)[:3], float))))
    return np.concatenate(found), np.concatenate(luminances)


def _borne(paint: Array, ground: Array, ink: Array) -> tuple[float, Array]:
    """The greatest strength of a paint (moments × points × rgba) that the words bear, and the ground under it then."""
    touched = paint[:, :, 3] > 0  # elsewhere nothing changes, and there are many points
    if not touched.any():
        return 1.0, ground
    over, under = paint[touched], ground[touched]
    there = np.broadcast_to(ink, touched.shape)[touched]
    floor = np.minimum(WANTED, _contrast(under, there) - 0.02)
    for strength in STRENGTHS:
        alpha = over[:, 3:] * strength
        after = under * (1 - alpha) + over[:, :3] * alpha
        if bool((_contrast(after, there) >= floor).all()):
            ground = ground.copy()
            ground[touched] = after
            return strength, ground
    return 0.0, ground


def _contrast(ground: Array, ink: Array) -> Array:
    behind = _luminance(ground)
    return (np.maximum(behind, ink) + 0.05) / (np.minimum(behind, ink) + 0.05)


def _luminance(rgb: Array) -> Array:
    """Relative luminance of 0 to 255. Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    shares = rgb / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    total: Array = linear @ np.array([0.2126, 0.7152, 0.0722])
    return total


def _seen_at(part: Part, points: Array, time: float, style: Style) -> Array:
    """What a part paints at the points at a moment: rows of red, green, blue (0 to 255) and alpha (0 to 1)."""
    box = _box(part)
    x, y, w, h = (_tracked(part, "x", box[0], time), _tracked(part, "y", box[1], time), box[2], box[3])
    turn = np.radians(_tracked(part, "rotation", part.get("rotation", 0.0), time))
    zoom = max(_tracked(part, "scale", 1.0, time), 1e-3)
    away = (points - (x + w / 2, y + h / 2)) / zoom
    turned = np.stack(
        [away[:, 0] * np.cos(turn) + away[:, 1] * np.sin(turn), away[:, 1] * np.cos(turn) - away[:, 0] * np.sin(turn)],
        axis=1,
    )
    local = turned + (w / 2, h / 2)
    filled, lined = _covered(part, local, w, h)
    paint = part.get("gradient") or {"kind": "solid", "color": part.get("fill", "#00000000")}
    seen = np.zeros((len(points), 4))
    if filled.any():
        seen[filled] = _painted(paint, (0.0, 0.0, w, h), local[filled], style, own=True)
    if lined.any():
        seen[lined] = _rgba(style.color(part["stroke"]))
    seen[:, 3] *= _tracked(part, "opacity", part.get("opacity", 1.0), time)
    return seen


def _covered(part: Part, local: Array, w: float, h: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which points lie in the filled shape, and which on its line. `local`: from the box's corner, not turned."""
    line = part.get("stroke_width", 0.0)
    x, y = local[:, 0], local[:, 1]
    match part["type"]:
        case "ellipse":
            distance = np.hypot((x - w / 2) / (w / 2), (y - h / 2) / (h / 2))
            return distance <= 1, (np.abs(distance - 1) * min(w, h) / 2 <= line / 2) & (line > 0)
        case "path":
            filled, lined, corner, scale = _pictured(part["d"], line if _has_line(part) else 0.0)
            columns, rows = (
                np.round((values - at) * scale).astype(int) for values, at in zip((x, y), corner, strict=True)
            )
            inside = (columns >= 0) & (rows >= 0) & (columns < filled.shape[1]) & (rows < filled.shape[0])
            columns, rows = np.where(inside, columns, 0), np.where(inside, rows, 0)
            return inside & filled[rows, columns], inside & lined[rows, columns]
        case _:
            edge = np.minimum(np.minimum(x, w - x), np.minimum(y, h - y))
            return edge >= 0, (np.abs(edge) <= line / 2) & (line > 0)


def _has_line(part: Part) -> bool:
    return not part.get("stroke", "#00000000").endswith("00") or len(part["stroke"]) != 9


@lru_cache(maxsize=256)
def _pictured(d: str, line: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[float, float], float]:
    """A path filled and its line as small pictures, the pictures' corner in the path's pixels, and their scale."""
    outlines = [_flat(outline) for outline in outlines_from_svg(d)]
    every = np.concatenate(outlines)
    corner, far = every.min(axis=0) - line, every.max(axis=0) + line
    scale = min(1.0, MASK / max(*(far - corner), 1.0))
    size = (int((far[0] - corner[0]) * scale) + 2, int((far[1] - corner[1]) * scale) + 2)
    pictures = [Image.new("1", size), Image.new("1", size)]
    fill, stroke = (ImageDraw.Draw(picture) for picture in pictures)
    for outline in outlines:
        points = [(float(x), float(y)) for x, y in (outline - corner) * scale]
        if len(points) > 2:
            fill.polygon(points, fill=1)
        if line:
            stroke.line(points, fill=1, width=max(1, round(line * scale)))
    filled, lined = (np.array(picture, dtype=bool) for picture in pictures)
    return filled, lined, (float(corner[0]), float(corner[1])), scale


def _flat(outline: Outline) -> Array:
    """An outline as points near enough to each other to be straight between them."""
    knots = [*range(len(outline.points)), *([0] if outline.closed else [])]
    rows = [np.array([outline.points[0]], float)]
    for one, other in zip(knots, knots[1:], strict=False):
        start, end = np.array(outline.points[one], float), np.array(outline.points[other], float)
        leave, arrive = start + outline.leaving[one], end + outline.arriving[other]
        t = CURVE[:, None]
        rows.append((1 - t) ** 3 * start + 3 * t * (1 - t) ** 2 * leave + 3 * t**2 * (1 - t) * arrive + t**3 * end)
    return np.concatenate(rows)


def _painted(paint: Any, box: Rect, points: Array, style: Style, *, own: bool = False) -> Array:
    """The colour of a paint at points: rows of red, green, blue (0 to 255) and alpha. `own`: of a shape, whose radial
    gradient reaches to its sides; that of a background reaches to the corners."""
    if paint["kind"] == "solid":
        return np.repeat(_rgba(style.color(paint["color"]))[None], len(points), axis=0)
    colors = np.stack([_rgba(style.color(color)) for color in paint["colors"]])
    x, y, w, h = box
    away = points - (x + w / 2, y + h / 2)
    if paint["kind"] == "radial":
        share = np.hypot(away[:, 0], away[:, 1]) / (max(w, h) / 2 if own else float(np.hypot(w, h)) / 2)
    else:
        angle = np.radians(paint.get("angle", 90.0))
        across, down = np.cos(angle), np.sin(angle)
        share = 0.5 + away @ np.array([across, down]) / max(abs(across) * w + abs(down) * h, 1e-6)
    places = np.clip(share, 0, 1) * (len(colors) - 1)
    return np.stack([np.interp(places, range(len(colors)), colors[:, channel]) for channel in range(4)], axis=1)


def _rgba(color: str) -> Array:
    channels = [*getrgb(color), 255][:4]
    return np.array([*channels[:3], channels[3] / 255], float)


def _box(part: Part) -> Rect:
    return part["x"], part["y"], part["w"], part["h"]


def _tracked(part: Part, name: str, otherwise: float, time: float) -> float:
    for each in part.get("tracks", ()):
        if each["property"] == name:
            return float(np.interp(time, [key["t"] for key in each["keys"]], [key["value"] for key in each["keys"]]))
    return otherwise


def _dimmed(part: Part, strength: float) -> Part:
    tracks = [
        {**each, "keys": [{**key, "value": round(key["value"] * strength, 3)} for key in each["keys"]]}
        if each["property"] == "opacity" else each
        for each in part.get("tracks", ())
    ]  # fmt: skip
    return {**part, "opacity": round(part.get("opacity", 1.0) * strength, 3), **({"tracks": tracks} if tracks else {})}
