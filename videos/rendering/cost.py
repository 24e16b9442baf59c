"""How long drawing a video takes, guessed from its document before anything is drawn. Pure.

The figures were measured, element by element, on one core (docs/video.md says how near the guesses come). Lengths are
pixels of the file, not of the document: what is drawn smaller has shorter lines.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from videos.document.document import Document, Scene
from videos.document.elements import (
    BaseElement,
    ChartElement,
    ClipElement,
    ComponentElement,
    EllipseElement,
    IconElement,
    ImageElement,
    Outlined,
    Painted,
    ParticlesElement,
    PathElement,
    RectElement,
    TextElement,
)
from videos.document.outlines import outlines_from_svg
from videos.icons.icon_shapes import LINE_WIDTH, SIDE
from videos.rendering.render_job import Format, Quality, frames_of

MICRO = 1e-6

# Seconds for each pixel of the frame: clearing and background; then the encoder's, by format and quality.
FRAME = 2e-9
ENCODING: dict[Format, dict[Quality, float]] = {
    "mp4": {"draft": 12e-9, "standard": 12e-9, "high": 28e-9},
    "webm": {"draft": 9e-9, "standard": 11e-9, "high": 12e-9},
    "gif": {"draft": 19e-9, "standard": 14e-9, "high": 14e-9},
    "png": {"draft": 50e-9, "standard": 50e-9, "high": 50e-9},
}

# Seconds for each pixel that an element covers.
PLAIN, SHADED, PICTURE, CLIP = 1e-9, 3.5e-9, 4e-9, 5e-9

DECODING = 0.003  # seconds for each frame of a clip, of the largest that is stored

# Seconds for each pixel of line: a path's that is filled; stroked, and so much more for each pixel of the stroke's
# width; shadowed. A path's lines cross each other, which makes its shadow dear.
EDGE, STROKE, STROKE_WIDTH = 0.25 * MICRO, 0.35 * MICRO, 0.009 * MICRO
BOX_SHADOW, PATH_SHADOW = 0.5 * MICRO, 2.5 * MICRO

# Seconds for each letter, by its size in pixels.
LETTER, LETTER_SHADOW = 0.2 * MICRO, 6 * MICRO

GLOW = 3  # times what a shadow costs

# Seconds for each particle and chart, as wide as in a video of 1080p.
PARTICLE, CHART, FULL_SIDE = 45 * MICRO, 0.002, 1080

# Seconds to compile a scene, which each process does once: for each letter, character of a path, particle.
COMPILED_LETTER, COMPILED_PATH, COMPILED_PARTICLE, COMPILING = 0.25e-3, 1 * MICRO, 0.6e-3, 2


@dataclass(frozen=True)
class Cost:
    """Seconds that one core draws; the names of the scene and the element that take most of them, if any do."""

    seconds: float
    heaviest: tuple[str, str] | None = None


@dataclass(frozen=True)
class _Work:
    """What an element asks for: seconds a frame, and once for each process."""

    drawing: float = 0.0
    compiling: float = 0.0


def cost_of(document: Document, format: Format, quality: Quality, height: int | None = None) -> Cost:
    """What a render of `document` costs. `height` as in RenderJob."""
    frames = frames_of(document, format, quality, height)
    scale = min(frames.width, frames.height) / min(document.width, document.height)
    fps = {"lottie": 0.0, "png": 1 / document.duration}.get(format, frames.fps)
    plain = frames.width * frames.height * (FRAME + ENCODING.get(format, {}).get(quality, 0.0))
    known: dict[str, _Work] = {}
    total, most, heaviest = 0.0, 0.0, None
    for name in document.scene_order:
        scene = document.scenes[name]
        total += scene.duration * fps * plain
        for element in scene.elements.values():
            work = _work(document, element, scale, known)
            seconds = work.drawing * _seconds_seen(element, scene) * fps + work.compiling * COMPILING
            total += seconds
            if seconds > most:
                most, heaviest = seconds, (name, element.id)
    return Cost(total, heaviest)


def _seconds_seen(element: BaseElement, scene: Scene) -> float:
    end = scene.duration if element.end is None else min(element.end, scene.duration)
    return max(0.0, end - element.start)


def _work(document: Document, element: BaseElement, scale: float, known: dict[str, _Work]) -> _Work:
    """`known` keeps what was found of components: several scenes may show them."""
    match element:
        case TextElement():
            letters, size = len(element.text), element.size * scale
            return _Work(letters * size * (LETTER + LETTER_SHADOW * _around(element)), letters * COMPILED_LETTER)
        case PathElement():
            line = _length(element.d) * scale
            filled = line * EDGE * _is_seen(element)
            return _Work(filled + _lines(element, line, PATH_SHADOW, scale), len(element.d) * COMPILED_PATH)
        case IconElement():
            side, drawing = min(element.w, element.h), element.shape
            line = _length(drawing.d) * side / SIDE * scale
            width = (element.stroke_width or side * LINE_WIDTH / SIDE) * scale
            each = EDGE if drawing.filled else STROKE + STROKE_WIDTH * width
            return _Work(line * (each + PATH_SHADOW * _around(element)), len(drawing.d) * COMPILED_PATH)
        case RectElement() | EllipseElement():
            line = 2 * (element.w + element.h) * scale
            area = _covered(document, element, scale) * (SHADED if element.gradient else PLAIN)
            return _Work(area + _lines(element, line, BOX_SHADOW, scale))
        case ImageElement():
            shadow = 2 * (element.w + element.h) * scale * BOX_SHADOW * (element.shadow > 0)
            return _Work(_covered(document, element, scale) * PICTURE + shadow)
        case ClipElement():
            shadow = 2 * (element.w + element.h) * scale * BOX_SHADOW * (element.shadow > 0)
            return _Work(_covered(document, element, scale) * CLIP + DECODING + shadow)
        case ParticlesElement():
            side = min(document.width, document.height) * scale / FULL_SIDE
            return _Work(element.count * PARTICLE * side, element.count * COMPILED_PARTICLE)
        case ChartElement():
            return _Work(CHART * min(document.width, document.height) * scale / FULL_SIDE)
        case ComponentElement():
            if element.component not in known:
                parts = document.components[element.component].elements.values()
                known[element.component] = _sum(_work(document, part, scale, known) for part in parts)
            return known[element.component]
        case _:
            raise TypeError(f"no such element: {element}")


def _sum(works: Iterable[_Work]) -> _Work:
    found = list(works)
    return _Work(sum(work.drawing for work in found), sum(work.compiling for work in found))


def _covered(document: Document, element: BaseElement, scale: float) -> float:
    """Pixels of the file that the element's box covers; a box may be far larger than the frame."""
    return min(element.w, document.width) * min(element.h, document.height) * scale**2


def _lines(element: Outlined, line: float, shadow: float, scale: float) -> float:
    """Seconds for the stroke and the shadow of `line` pixels of outline."""
    seconds = 0.0
    if element.stroke_width and not element.stroke.endswith("00", 7):
        seconds += line * (STROKE + STROKE_WIDTH * element.stroke_width * scale)
    return seconds + line * shadow * _around(element)


def _around(element: Painted) -> float:
    """What its shadow and its glow cost, in shadows."""
    return (element.shadow > 0) + GLOW * (element.glow > 0)


def _is_seen(element: Painted) -> bool:
    return element.gradient is not None or not element.fill.endswith("00", 7)


def _length(d: str) -> float:
    """About how many pixels of line an SVG path has: its curves count as straight."""
    total = 0.0
    for outline in outlines_from_svg(d):
        total += sum(map(math.dist, outline.points, outline.points[1:]))
        # A curve is about as much longer than the straight way as its handles are.
        total += sum(math.hypot(*handle) for handle in (*outline.leaving, *outline.arriving)) / 3
    return total
