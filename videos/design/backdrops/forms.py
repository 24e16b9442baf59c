"""Large plain forms: discs, rings, stripes, soft lights out of focus, a frame."""

from videos.design.backdrops.ground import Ground, drift
from videos.design.colours import see_through
from videos.design.parts import Part, disc, glow, move_in, rect, ring, shade, track


def plain(g: Ground) -> list[Part]:
    """One large disc, hardly seen, that reaches beyond a corner."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    r = 52 * u
    corner = [(0.94, 0.1), (0.04, 0.96), (0.98, 0.94)][g.variant % 3]
    x, y = w * corner[0], h * corner[1]
    tone = see_through(g.palette.soft, 0.75)
    way = [drift("y", y - r, 4 * u, g.seconds)]
    return [disc("disc", (x, y), r, tone, enter=move_in("fade", 0, 1.0), tracks=way)]


def blobs(g: Ground) -> list[Part]:
    """Large discs that shade away to one side, cut by the corners of the frame."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    corners = [(0.97, 0.06), (0.02, 0.98), (1.0, 0.95), (0.0, 0.04)]
    first = g.variant % 4
    parts = []
    for i, r in enumerate([30 * u, 22 * u]):
        x, y = corners[(first + 2 * i) % 4]
        tone = g.palette.accents[(g.variant + i) % 3]
        side = 135.0 if x < 0.5 else 45.0
        paint = shade(side, see_through(tone, 0.42 if g.dark else 0.6), see_through(tone, 0.04))
        tracks = [drift("y", h * y - r, 5 * u * (-1) ** i, g.seconds)]
        enter = move_in("zoom", 0.1 * i, 1.0)
        parts.append(disc(f"blob-{i}", (w * x, h * y), r, tone, gradient=paint, enter=enter, tracks=tracks))
        edge = see_through(tone, 0.3)
        parts.append(
            ring(f"orbit-{i}", (w * x, h * y), 1.28 * r, edge, 0.25 * u, enter=enter, tracks=_around(tracks, r))
        )
    return parts


def _around(tracks: list[Part], radius: float) -> list[Part]:
    """The same way for the ring around a disc, whose box begins so much higher."""
    moved = [{**key, "value": round(key["value"] - 0.28 * radius, 2)} for key in tracks[0]["keys"]]
    return [{**tracks[0], "keys": moved}]


def rings(g: Ground) -> list[Part]:
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    x, y = [(w * 0.88, h * 0.2), (w * 0.12, h * 0.82), (w * 0.5, h * 0.5)][g.variant % 3]
    return [
        ring(f"ring-{i}", (x, y), (16 + 15 * i) * u, g.veil(i, 0.34 - 0.06 * i), 0.35 * u,
             enter=move_in("zoom", 0.12 * i, 1.0),
             tracks=[track("scale", (0, 0.94), (g.seconds, 1.08 + 0.03 * i))])
        for i in range(5)
    ]  # fmt: skip


def diagonals(g: Ground) -> list[Part]:
    """Stripes across two corners that slide along slowly."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    length = (w + h) * 1.2
    parts = []
    for i, (at, thick) in enumerate([(0.02, 14), (0.16, 4), (0.86, 18), (0.99, 6)]):
        x = at * w - length / 2
        slide = track("x", (0, x), (g.seconds, x + 5 * u * (-1) ** i), ease="linear")
        box = (x, (h - thick * u) / 2, length, thick * u)
        enter = move_in("fade", 0.1 * i, 0.8)
        parts.append(rect(f"stripe-{i}", box, g.veil(i, 0.16), rotation=-58.0, enter=enter, tracks=[slide]))
    return parts


def bokeh(g: Ground) -> list[Part]:
    """Lights out of focus that rise slowly, larger ones softer; fewer where words stand."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    parts = []
    for i in range(16):
        r = random.uniform(2.5, 9) * u
        spots = [(random.uniform(0.02, 0.98) * w, random.uniform(0.04, 1.0) * h) for _ in range(3)]
        x, y, _, _ = g.freest([(x - r, y - r, 2 * r, 2 * r) for x, y in spots])
        way = [track("y", (0, y), (g.seconds, y - random.uniform(3, 9) * u), ease="linear")]
        soft = 0.34 - 0.02 * r / u
        tone = g.palette.accents[i % 3]
        shades = [see_through(tone, share * soft * (1 if g.dark else 1.4)) for share in (0.75, 0.8, 1.0, 0.9, 0.0)]
        blurred = {"kind": "radial", "colors": shades}
        enter = move_in("fade", random.uniform(0, 0.5), 1.0)
        parts.append(disc(f"bokeh-{i}", (x + r, y + r), r, tone, gradient=blurred, enter=enter, tracks=way))
    return parts


def frame(g: Ground) -> list[Part]:
    """A thin double line inside the edges, with a soft light in its middle."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    line = g.palette.main
    lines = [
        rect(f"frame-{i}", (inset, inset, w - 2 * inset, h - 2 * inset), "#00000000",
             enter=move_in("fade", 0.2 * i, 1.0), stroke=see_through(line, strength), stroke_width=round(thick * u, 1))
        for i, (inset, thick, strength) in enumerate([(3.2 * u, 0.32, 0.85), (4.5 * u, 0.14, 0.6)])
    ]  # fmt: skip
    return [glow("halo", (w / 2, h / 2), 0.62 * max(w, h), g.palette.soft, 0.8), *lines]
