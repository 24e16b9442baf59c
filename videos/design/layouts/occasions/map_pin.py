"""Where something is: a drawn map with a pin, and the address."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, Plate, column, overlay, row
from videos.design.layouts.occasions.city_map import HOLE, PIN, map_layers
from videos.design.layouts.occasions.labelled import lines
from videos.design.page import Composed, Page
from videos.design.parts import Part, disc, move_in, path, rect, ring, track
from videos.design.path_shapes import scaled
from videos.document.slots import Detail, Slots

UNSTROKED = {"stroke": "$accent/0", "stroke_width": 0.0}


def _all_over(page: Page) -> Composed:
    """The map fills the frame, the words lie on a card over it."""
    wide = page.is_wide
    across = (0.29 if page.mirrored else 0.71) if wide else 0.5
    down = 0.56 if wide else 0.36 if page.canvas.is_tall else 0.25
    plate = Plate("$surface", props={"shadow": page.depth})
    card = column(*_words(page, 11), id="card", gap=2, pad=(6, 5.5), plate=plate,
                  width=74 if wide else None, align_self="start" if wide else None, enter="fade")  # fmt: skip
    root = column(card, justify="center" if wide else "end", grow=1)
    return Composed(root, tuple(_map_parts(page, across, down)), backdrop=False)


def _tile(page: Page) -> Node:
    """The map on a plate beside or above the words."""
    width, height = (78.0, 84.0) if page.is_wide else (84.0, 62.0 if page.canvas.is_tall else 40.0)
    flow = Flow(width=width, height=height, shrink=False)
    ground = Leaf("map", "rect", {"fill": "$surface", "radius": 1, "shadow": page.depth}, flow, enter="fade")
    layers = [
        Leaf(layer.id, "path", {"d": layer.d, "fill": layer.fill, **UNSTROKED}, flow, enter="fade")
        for layer in map_layers(width, height, page.seed)
    ]
    side = 20.0
    pins = [Leaf(name, "path", {"d": d, "fill": fill, **UNSTROKED}, Flow(width=side, height=side), enter="slide_down")
            for name, d, fill in (("pin", PIN, "$accent"), ("hole", HOLE, "$on_accent"))]  # fmt: skip
    pin = overlay(*pins, id="needle", together=True, align_self="center")
    words = column(*_words(page, 13), id="words", gap=2.2, justify="center", grow=1)
    tile = overlay(ground, *layers, pin, id="tile", together=True, shrink=False)
    return row(words, tile, gap=7, grow=1) if page.is_wide else column(tile, words, gap=4, grow=1)


def _map_parts(page: Page, across: float, down: float) -> list[Part]:
    """The map over the whole frame, the pin's tip at shares of it."""
    canvas, u = page.canvas, page.canvas.unit
    size = canvas.width / u, canvas.height / u
    tip = canvas.width * across, canvas.height * down
    parts = [rect("ground", canvas.whole, "$surface~background:35")]
    for layer in map_layers(*size, page.seed):
        parts.append(path(layer.id, canvas.whole, scaled(layer.d, canvas.width / 100, canvas.height / 100), layer.fill))
    side, drop = (24 if down > 0.3 else 18) * u, move_in("slide_down", 0.3, 0.7, "bounce")
    wave = [
        track("scale", (0.5, 0.3), (2.2, 1.0), ease="ease_out"),
        track("opacity", (0.5, 0.0), (0.7, 0.9), (2.2, 0.35)),
    ]
    box = tip[0] - side / 2, tip[1] - side, side, side
    parts += [
        disc("area", tip, 0.7 * side, "$accent/22", tracks=wave),
        ring("edge", tip, 0.7 * side, "$accent", 0.5 * u, tracks=wave),
    ]
    for name, d, fill in (("pin", PIN, "$accent"), ("hole", HOLE, "$on_accent")):
        parts.append(path(name, box, scaled(d, side / 100, side / 100), fill, enter=drop))
    return parts


def _words(page: Page, size: float) -> list[Node | None]:
    head = [page.icon(10), page.kicker(), page.heading(size), page.body(5.2)]
    return [*head, *lines(page, ("map-pin",), 4.6, disc=False), page.action()]


MAP_PIN = LayoutKind(
    name="map_pin",
    about="map; heading: place, body: address",
    needs=("heading",),
    takes=("kicker", "body", "details", "action", "icon"),
    arrangements=(_all_over, _tile),
    counts={"details": (1, 5)},
    example=Slots(
        kicker="Find us", heading="Café Lumen", body="Two minutes from the station",
        details=[Detail(value="12 Mill Road, Springfield"), Detail(label="Tram", value="Lines 2 and 5")],
    ),
)  # fmt: skip
