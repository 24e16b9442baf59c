"""Fireworks: rockets rise on a glowing trail and burst into sparks that drag, fall, glitter and go out."""

from dataclasses import dataclass

import numpy as np

from videos.compiler.lottie import (
    Json,
    alpha,
    color,
    ellipse,
    fill,
    gradient_fill,
    group,
    keyed,
    path,
    still,
    stroke,
    transform,
    trim,
)
from videos.compiler.movement import Movement
from videos.compiler.particles.swarm import Puff, Swarm
from videos.compiler.timeline import Array
from videos.document.elements import ParticlesElement
from videos.document.outlines import Outline

PALETTE = ("#ffd166", "#ff5d73", "#4cc9f0", "#c77dff", "#80ed99", "#ff9f1c")
RISE_SECONDS = 0.85
INTERVAL_SECONDS = 0.75
FLASH_SECONDS = 0.4
FEWEST_SPARKS = 12  # of one burst
MOST_KINDS = 6  # different bursts of one element
VOLLEYS = 5  # of a burst: its sparks live, cool and go out in so many groups
GLITTERS = 3  # groups of the points of light at its end
MIDDLE = (0.0, 0.0)


@dataclass(frozen=True)
class Kind:
    """How a burst looks: seconds of a spark's life and of its trail, air drag, and how evenly the sparks spread."""

    life: float
    trail: float
    drag: float
    gravity: float
    rings: bool


KINDS = (
    Kind(life=1.8, trail=0.34, drag=2.4, gravity=1.0, rings=False),  # peony: a ball of stars
    Kind(life=2.0, trail=0.75, drag=2.2, gravity=1.0, rings=False),  # chrysanthemum: with tails
    Kind(life=1.7, trail=0.3, drag=2.6, gravity=0.8, rings=True),  # ring
    Kind(life=2.6, trail=1.1, drag=2.0, gravity=1.5, rings=False),  # willow: long golden rain
)


def draw_firework(element: ParticlesElement, movement: Movement) -> list[Json]:
    """One rocket after another; a few different ones, shown at ever other places."""
    swarm = Swarm(element, movement, PALETTE)
    interval = element.interval or INTERVAL_SECONDS
    bursts = element.bursts or max(1, int((swarm.seconds - RISE_SECONDS) / interval))
    overlapping = min(bursts, int(np.ceil(1.8 / interval)))
    sparks = max(min(FEWEST_SPARKS, element.count), element.count // overlapping)
    tints = swarm.random.permutation(len(swarm.colors))
    puffs = [
        _rocket_and_burst(swarm, f"burst-{index}", sparks, swarm.colors[tints[index % len(tints)]])
        for index in range(min(bursts, MOST_KINDS))
    ]
    layers: list[Json] = []
    for index in range(min(bursts, int(swarm.seconds / interval) + 1)):
        begin = index * interval + (swarm.uniform(0, 0.25) * interval if index else 0.0)
        place = _place(index, bursts) * 0.3 * element.w, element.h * swarm.uniform(-0.28, -0.06)
        layers += puffs[index % len(puffs)].at(begin, place)
    return layers[::-1]


def _place(index: int, bursts: int) -> float:
    """Where a burst is, -1 left to 1 right: neighbours in time lie far apart (golden ratio)."""
    return 0.0 if bursts == 1 else ((0.5 + index * 0.618034) % 1.0) * 2 - 1


def _rocket_and_burst(swarm: Swarm, name: str, sparks: int, tint: str) -> Puff:
    """The burst is in the middle of the puff, its rocket comes from below."""
    radius = (swarm.element.spread or 0.37 * swarm.unit) * swarm.uniform(0.8, 1.15)
    kind = KINDS[int(swarm.random.choice(len(KINDS), p=[0.38, 0.32, 0.12, 0.18]))]
    items = [_rocket(swarm), *_burst(swarm, RISE_SECONDS, radius, sparks, tint, kind)]
    return swarm.puff(name, items, RISE_SECONDS + kind.life * 1.15)


def _width(swarm: Swarm) -> float:
    return swarm.element.size or max(1.5, 0.0045 * swarm.unit)


def _rocket(swarm: Swarm) -> Json:
    """A slightly bent way up from below the box, slower towards its end."""
    bend, depth = swarm.uniform(-0.05, 0.05) * swarm.element.w, 0.78 * swarm.element.h
    rise = Outline()
    rise.add((bend, depth), leaving=(0.0, -depth / 2))
    rise.add((0.0, 0.0), arriving=(bend / 2, depth / 4))
    seconds = np.linspace(0, RISE_SECONDS, 18)
    head = 100 * (1 - (1 - seconds / RISE_SECONDS) ** 2)
    tail = 100 * (1 - (1 - np.clip(seconds / RISE_SECONDS - 0.3, 0, 1)) ** 2)
    window = trim(keyed(swarm.keys(seconds, tail, 0.5)), keyed(swarm.keys(seconds, head, 0.5)))
    width = _width(swarm)
    lines = [stroke("#fff3d6", width * 1.2), stroke("#ffb347", width * 3.5, still(35))]
    end = swarm.frame(RISE_SECONDS)
    fading = keyed([(swarm.frame(0), 90), (end - 1, 35), (end, 0)])
    return group([path(rise), window, *lines], transform(opacity=fading))


def _burst(swarm: Swarm, begin: float, radius: float, sparks: int, tint: str, kind: Kind) -> list[Json]:
    """The flash in the middle, all sparks, what glitters where they go out, and behind them the glow in the sky."""
    second = swarm.color()
    flights = _directions(swarm, sparks, kind) * radius
    volleys = [flights[index::VOLLEYS] for index in range(min(VOLLEYS, sparks))]
    lines = [
        _volley(swarm, begin, volley, second if index == VOLLEYS - 1 else tint, kind)
        for index, volley in enumerate(volleys)
    ]
    return [
        _flash(swarm, begin, radius, tint),
        *_glitter(swarm, begin, flights, kind),
        *lines,
        _glow(swarm, begin, radius, tint),
    ]


def _directions(swarm: Swarm, count: int, kind: Kind) -> Array:
    """Where the sparks fly, as rows up to length 1: a ring seen aslant, or a ball seen from outside."""
    angles = np.arange(count) * 2 * np.pi / count + swarm.random.normal(0, 0.25 / np.sqrt(count), count)
    if kind.rings:
        tilt = swarm.uniform(0.35, 1.0)
        flat = np.stack([np.cos(angles), np.sin(angles) * tilt], axis=1)
        turn = swarm.uniform(0, np.pi)
        spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        return np.asarray(flat @ spin)
    depth = 1 - 2 * (np.arange(count) * 0.618034 % 1)
    reach = np.sqrt(1 - depth**2) * swarm.random.uniform(0.88, 1.06, count)
    return np.stack([np.cos(angles) * reach, np.sin(angles) * reach], axis=1)


def _volley(swarm: Swarm, begin: float, flights: Array, tint: str, kind: Kind) -> Json:
    """Lines along the ways of sparks that live alike, of which only the last moments glow: one shape for them all."""
    life = kind.life * swarm.uniform(0.8, 1.1)
    falls = _gravity(swarm) * kind.gravity
    ways = [path(path_of_flight(life, MIDDLE, flight, falls, kind.drag)) for flight in flights]
    seconds = np.linspace(0, life, 16)
    ended = np.clip(seconds - kind.trail * (1 - 0.45 * seconds / life), 0, None)
    middling = flights[len(flights) // 2]
    head = share_of_way(seconds, life, MIDDLE, middling, falls, kind.drag)
    tail = share_of_way(ended, life, MIDDLE, middling, falls, kind.drag)
    window = trim(keyed(swarm.keys(begin + seconds, tail, 0.8)), keyed(swarm.keys(begin + seconds, head, 0.8)))
    width = _width(swarm) * swarm.uniform(0.85, 1.15)
    code = keyed(_cooling(swarm, begin, life, tint))
    lines = [stroke(code, width), stroke(tint[:7], width * 3.0, still(20))]
    return group([*ways, window, *lines], transform(opacity=keyed(_going_out(swarm, begin, life, tint))))


def _gravity(swarm: Swarm) -> float:
    return swarm.element.gravity if swarm.element.gravity is not None else 0.13 * swarm.unit


def _glitter(swarm: Swarm, begin: float, flights: Array, kind: Kind) -> list[Json]:
    """Points of light where the sparks go out, flickering in turn."""
    falls, size = _gravity(swarm) * kind.gravity, _width(swarm) * 1.25
    groups = []
    for turn in range(GLITTERS):
        second = kind.life * (0.55 + 0.13 * turn)
        dots = []
        for flight in flights[turn :: GLITTERS * 2]:
            spot = _place_at(np.array([second]), MIDDLE, flight * swarm.uniform(0.85, 1.08), falls, kind.drag)[0]
            dots.append(ellipse(size, size, (float(spot[0]), float(spot[1]))))
        if not dots:
            continue
        flicker = [(0.0, 0), (0.05, 100), (0.12, 15), (0.18, 90), (0.26, 10), (0.32, 70), (0.45, 0)]
        shown = [(swarm.frame(begin + second) - 1, 0.0)]
        shown += [(swarm.frame(begin + second + later), value) for later, value in flicker[1:]]
        sinking = [(swarm.frame(begin + second), (0, 0)), (swarm.frame(begin + second + 0.5), (0, falls * 0.25))]
        placed = transform(keyed(sinking), opacity=keyed(shown))
        groups.append(group([*dots, fill("#fffbe8")], placed))
    return groups


def _place_at(seconds: Array, center: tuple[float, float], flight: Array, gravity: float, drag: float) -> Array:
    """Places of a spark that air slows down and that falls; without gravity it would come to rest at `flight`."""
    slowed = 1 - np.exp(-drag * seconds)
    fallen = gravity * (seconds - slowed / drag)
    return np.stack([center[0] + flight[0] * slowed, center[1] + flight[1] * slowed + fallen], axis=1)


def share_of_way(
    seconds: Array, life: float, center: tuple[float, float], flight: Array, gravity: float, drag: float
) -> Array:
    """How many percent of its way's length a spark has behind it after `seconds`."""
    grid = np.linspace(0, life, 100)
    steps = np.diff(_place_at(grid, center, flight, gravity, drag), axis=0)
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
    share: Array = np.interp(seconds, grid, lengths / max(lengths[-1], 1e-9) * 100)
    return share


def path_of_flight(life: float, center: tuple[float, float], flight: Array, gravity: float, drag: float) -> Outline:
    """A spark's way as a smooth curve: the tangents are the speeds. Knots lie closer where it is fast."""
    knots = life * np.linspace(0, 1, 5) ** 1.6
    places = _place_at(knots, center, flight, gravity, drag)
    decay = np.exp(-drag * knots)
    speeds = np.stack([flight[0] * drag * decay, flight[1] * drag * decay + gravity * (1 - decay)], axis=1)
    outline = Outline()
    steps = np.diff(knots, prepend=knots[0], append=knots[-1])
    for place, speed, before, after in zip(places, speeds, steps[:-1], steps[1:], strict=True):
        arriving, leaving = -speed * before / 3, speed * after / 3
        outline.add((place[0], place[1]), (arriving[0], arriving[1]), (leaving[0], leaving[1]))
    return outline


def _cooling(swarm: Swarm, begin: float, life: float, tint: str) -> list[tuple[float, list[float]]]:
    """White-hot, then its own colour, then an ember."""
    own = np.array(color(tint))
    hot, ember = own * 0.25 + 0.75, own * np.array([0.85, 0.6, 0.5])
    shades = [(0.0, hot), (0.22, own * 0.8 + 0.2), (0.6, own), (1.0, ember)]
    return [(swarm.frame(begin + life * share), shade.tolist()) for share, shade in shades]


def _going_out(swarm: Swarm, begin: float, life: float, tint: str) -> list[tuple[float, float]]:
    """Bright at first; it glitters before it goes out."""
    steady = swarm.uniform(0.5, 0.66)
    glitter = [
        (0.0, 1.0),
        (steady, 0.95),
        (steady + 0.08, 0.45),
        (steady + 0.15, 0.8),
        (steady + 0.23, 0.3),
        (1.0, 0.0),
    ]
    full = 100 * alpha(tint)
    return [
        (swarm.frame(begin) - 1, 0.0),
        *((swarm.frame(begin + life * share), full * value) for share, value in glitter),
    ]


def _flash(swarm: Swarm, begin: float, radius: float, tint: str) -> Json:
    """The bright ball in the first moments."""
    size = radius * 0.8
    ball = gradient_fill(
        "radial",
        (0, 0),
        (size, 0),
        ["#ffffff", f"{tint[:7]}c0", f"{tint[:7]}50", f"{tint[:7]}16", f"{tint[:7]}00"],
    )
    sizes = [(swarm.frame(begin), (15, 15)), (swarm.frame(begin + 0.1), (100, 100))]
    fading = [
        (swarm.frame(begin) - 1, 0),
        (swarm.frame(begin), 100),
        (swarm.frame(begin + FLASH_SECONDS), 0),
    ]
    placed = transform(scale=keyed(sizes), opacity=keyed(fading))
    return group([ellipse(2 * size, 2 * size), ball], placed)


def _glow(swarm: Swarm, begin: float, radius: float, tint: str) -> Json:
    """The light of the burst in the sky around it."""
    size = radius * 1.4  # each pixel of a gradient costs time
    light = gradient_fill(
        "radial", (0, 0), (size, 0), [f"{tint[:7]}50", f"{tint[:7]}24", f"{tint[:7]}0a", f"{tint[:7]}00"]
    )
    fading = [(swarm.frame(begin), 0), (swarm.frame(begin + 0.12), 100), (swarm.frame(begin + 0.8), 0)]
    return group([ellipse(2 * size, 2 * size), light], transform(opacity=keyed(fading)))
