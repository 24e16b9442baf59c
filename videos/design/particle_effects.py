"""Particle effects over a frame. Pure."""

from videos.design.canvas import Canvas
from videos.design.colours import Palette, mix
from videos.design.parts import Part, particles
from videos.document.slots import Effect


def effect_parts(
    effect: Effect,
    palette: Palette,
    canvas: Canvas,
    seconds: float,
    seed: int,
    *,
    behind_words: bool = True,
    on_dark: bool = True,
) -> list[Part]:
    """A particle effect over the whole frame, for the given seconds. Behind words it leaves them their place;
    on a light ground nothing of it is white."""
    u, seed = canvas.unit, seed % 100_000
    light = "#ffffff" if on_dark else palette.accents[2]
    colors = [*palette.accents, light]
    match effect:
        case "none":
            return []
        case "firework":
            return _fireworks(palette, light, canvas, seconds, seed, 0.46 if behind_words else 0.66)
        case "sparks":
            return _fountains(canvas, colors, seed)
        case "snow":
            flakes = [light, mix(palette.accents[0], "#ffffff", 0.7 if on_dark else 0.3)]
            return [particles("snow", canvas.whole, effect, flakes, count=170, size=round(1.1 * u, 1), seed=seed)]
        case "confetti":
            return [particles("confetti", canvas.whole, effect, colors, count=150, size=round(2 * u, 1), seed=seed)]
        case "bubbles":
            return [particles("bubbles", canvas.whole, effect, colors, count=46, size=round(4 * u, 1), seed=seed)]


def _fountains(canvas: Canvas, colors: list[str], seed: int) -> list[Part]:
    """Sparks at both lower corners."""
    w, h, u = canvas.width, canvas.height, canvas.unit
    more = {"count": 90, "size": round(0.7 * u, 1)}
    boxes = [(-0.1 * w, 0.3 * h, 0.45 * w, 0.7 * h), (0.65 * w, 0.3 * h, 0.45 * w, 0.7 * h)]
    return [particles(f"sparks-{i}", box, "sparks", colors, seed=seed + i, **more) for i, box in enumerate(boxes)]


def _fireworks(palette: Palette, light: str, canvas: Canvas, seconds: float, seed: int, down_to: float) -> list[Part]:
    """Three shows side by side, each in colours of its own, down to a share of the height, until the scene ends."""
    w, h, u = canvas.width, canvas.height, canvas.unit
    bursts = max(2, min(6, round(seconds)))
    one, two, three = palette.accents
    more = {
        "count": 240,
        "bursts": bursts,
        "interval": round(max(0.3, seconds / (bursts + 0.5)), 2),
        "spread": round(40 * u * down_to),
        "size": round(0.48 * u, 1),
    }
    shows = [(0.0, [one, light]), (0.25, [two, one]), (0.5, [three, light])]
    return [
        particles(
            f"firework-{i}", (w * left, 0.02 * h, w * 0.5, h * down_to), "firework", tones,
            seed=seed + 977 * i, start=round(0.25 * i, 2), **more,
        )
        for i, (left, tones) in enumerate(shows)
    ]  # fmt: skip
