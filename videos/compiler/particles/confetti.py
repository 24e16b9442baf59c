"""Confetti: cannons in the lower corners, then pieces that flutter down as long as the element is seen."""

import numpy as np

from videos.compiler.lottie import Json, ellipse, fill, group, keyed, rectangle, swinging, transform
from videos.compiler.movement import Movement
from videos.compiler.particles.swarm import Swarm
from videos.compiler.timeline import Array
from videos.document.elements import ParticlesElement

PALETTE = ("#ff5d73", "#ffd166", "#06d6a0", "#4cc9f0", "#c77dff", "#ff9f1c")
DRAG = 1.5  # a second: the speed that air takes away
LONGEST_FLIGHT = 8.0  # seconds
SAMPLES_PER_SECOND = 20  # of a path; straight lines between
SHOT_SHARE = 0.6  # of the pieces that the cannons shoot when it also rains


def draw_confetti(element: ParticlesElement, movement: Movement) -> list[Json]:
    """With `bursts` the cannons shoot that often; without, once, and then it rains for as long as one sees it."""
    swarm = Swarm(element, movement, PALETTE)
    shots = element.bursts or 1
    count = element.count // shots if element.bursts else round(element.count * SHOT_SHARE)
    shot = swarm.puff("shot", [_shot(swarm, index % 2) for index in range(max(count, 1))], LONGEST_FLIGHT)
    layers = [layer for index in range(shots) for layer in shot.at(index * (element.interval or 1.2))]
    if element.bursts is None and element.count > count:
        layers += _raining(swarm, element.count - count)
    return layers[::-1]


def _raining(swarm: Swarm, count: int) -> list[Json]:
    """As many pieces, begun one after another, in the time in which one falls through the box; and so on."""
    fall = min(max(swarm.element.h * 1.1 / max(abs(_gravity(swarm)) / DRAG, 1.0), 0.5), LONGEST_FLIGHT)
    rain = swarm.puff("rain", [_drop(swarm, fall) for _ in range(count)], fall + LONGEST_FLIGHT)
    begins = np.arange(0.6, swarm.seconds, fall)
    return [layer for begin in begins for layer in rain.at(float(begin))]


def _gravity(swarm: Swarm) -> float:
    return swarm.element.gravity if swarm.element.gravity is not None else 0.62 * swarm.unit


def _shot(swarm: Swarm, side: int) -> Json:
    """A piece from the left (0) or right (1) cannon, aimed inwards and up."""
    element = swarm.element
    reach = (element.spread or 1.7 * element.h) * swarm.uniform(0.4, 1.1)
    aim = np.radians(swarm.uniform(48, 84))
    inwards = 1 if side == 0 else -1
    speed = np.array([inwards * np.cos(aim) * element.w / element.h, -np.sin(aim)]) * reach * DRAG
    start = np.array([-inwards * element.w * 0.5, element.h * 0.52])
    return _piece(swarm, swarm.uniform(0, 0.18), start, speed)


def _drop(swarm: Swarm, within: float) -> Json:
    """A piece that comes in over the upper edge."""
    start = np.array([swarm.uniform(-0.5, 0.5) * swarm.element.w, -0.54 * swarm.element.h])
    return _piece(swarm, swarm.uniform(0, within), start, np.array([0.0, _gravity(swarm) / DRAG]))


def _piece(swarm: Swarm, begin: float, start: Array, speed: Array) -> Json:
    """A paper that turns while it flies, until it is below the box."""
    seconds = np.arange(0, LONGEST_FLIGHT, 1 / SAMPLES_PER_SECOND)
    places = _flight(swarm, seconds, start, speed)
    below = np.flatnonzero((places[:, 1] > 0.6 * swarm.element.h) & (seconds > 0.5))
    count = int(below[0]) + 2 if len(below) else len(seconds)
    seconds, places = seconds[:count], places[:count]
    turns, flips = swarm.uniform(-320, 320), swarm.uniform(1.0, 2.2)
    times = begin + seconds
    halves = np.arange(begin - swarm.uniform(0, 1) / flips, times[-1] + 1 / flips, 0.5 / flips)
    leans = [(swarm.frame(float(half)), (100, 100 if index % 2 else -100)) for index, half in enumerate(halves)]
    seen = [(min(swarm.frame(begin) - 1, -1.0), 0), (swarm.frame(begin), 100), (swarm.frame(times[-1]), 0)]
    placed = transform(
        position=keyed(swarm.keys(times, places, 1.5)),
        scale=swinging(leans),
        rotation=keyed([(swarm.frame(begin), 0), (swarm.frame(times[-1]), turns * float(seconds[-1]))]),
        opacity=keyed(seen, hold=True),
    )
    return group([_paper(swarm), fill(swarm.color())], placed)


def _flight(swarm: Swarm, seconds: Array, start: Array, speed: Array) -> Array:
    """Slowed by air to the speed of falling, swinging from side to side the longer it falls."""
    slowed = (1 - np.exp(-DRAG * seconds)) / DRAG
    falling = _gravity(swarm) / DRAG * swarm.uniform(0.75, 1.2)
    fallen = falling * (seconds - slowed)
    swing = 0.035 * swarm.unit * swarm.uniform(0.5, 1.4) * np.clip(seconds, 0, 1)
    sway = swing * np.sin(2 * np.pi * (swarm.uniform(0.4, 0.9) * seconds + swarm.uniform(0, 1)))
    return np.stack([start[0] + speed[0] * slowed + sway, start[1] + speed[1] * slowed + fallen], axis=1)


def _paper(swarm: Swarm) -> Json:
    size = (swarm.element.size or 0.026 * swarm.unit) * swarm.uniform(0.7, 1.25)
    if swarm.uniform(0, 1) < 0.22:
        return ellipse(size * 0.8, size * 0.8)
    return rectangle(size, size * swarm.uniform(0.45, 0.7), radius=size * 0.06)
