"""Small builders of elements, motions and tracks, as the tools take them. Lengths in pixels, times in seconds."""

from typing import Any

from videos.design.colours import see_through

Part = dict[str, Any]


def move_in(preset: str, at: float = 0.0, duration: float = 0.7, ease: str = "ease_out") -> Part:
    """How an element comes: `at` seconds after the scene's beginning."""
    return {"preset": preset, "at": round(at, 2), "duration": round(duration, 2), "ease": ease}


def track(name: str, *keys: tuple[float, float | str], ease: str = "ease_in_out") -> Part:
    """A property over time, from `(second, value)` pairs."""
    return {
        "property": name,
        "keys": [{"t": round(t, 2), "value": _short(value), "ease": ease} for t, value in keys],
    }


def _short(value: float | str) -> float | str:
    return value if isinstance(value, str) else round(float(value), 2)


def _element(kind: str, name: str, box: tuple[float, float, float, float], more: Part) -> Part:
    x, y, w, h = (round(float(side), 1) for side in box)
    return {"type": kind, "id": name, "x": x, "y": y, "w": max(1.0, w), "h": max(1.0, h), **more}


Box = tuple[float, float, float, float]


def rect(name: str, box: Box, fill: str, radius: float = 0, **more: Any) -> Part:
    """A rectangle, its corners rounded by `radius`."""
    return _element("rect", name, box, {"fill": fill, "radius": round(float(radius), 1), **more})


def ellipse(name: str, box: Box, fill: str, **more: Any) -> Part:
    """The ellipse that fills the box."""
    return _element("ellipse", name, box, {"fill": fill, **more})


def disc(name: str, centre: tuple[float, float], radius: float, fill: str, **more: Any) -> Part:
    """A circle about a centre."""
    x, y = centre
    return ellipse(name, (x - radius, y - radius, 2 * radius, 2 * radius), fill, **more)


def glow(name: str, centre: tuple[float, float], radius: float, colour: str, opacity: float, **more: Any) -> Part:
    """A soft light: a colour that fades to nothing at its edge."""
    shades = [see_through(colour, opacity * share) for share in (1.0, 0.62, 0.22, 0.0)]
    return disc(name, centre, radius, colour, gradient={"kind": "radial", "colors": shades}, **more)


def shade(angle: float, *colors: str) -> Part:
    """A linear gradient."""
    return {"kind": "linear", "angle": angle, "colors": list(colors)}


def ring(name: str, centre: tuple[float, float], radius: float, stroke: str, width: float, **more: Any) -> Part:
    """The outline of a circle."""
    return disc(name, centre, radius, "#00000000", stroke=stroke, stroke_width=round(width, 1), **more)


def path(name: str, box: Box, d: str, fill: str = "#00000000", **more: Any) -> Part:
    """An SVG path in pixels from the box's corner; without a stroke unless `more` names one."""
    unstroked: Part = {"stroke": "#00000000", "stroke_width": 0.0}
    return _element("path", name, box, {"d": d, "fill": fill, **unstroked, **more})


def particles(name: str, box: Box, effect: str, colors: list[str], **more: Any) -> Part:
    """Many small things of one effect."""
    return _element("particles", name, box, {"effect": effect, "colors": colors, **more})
