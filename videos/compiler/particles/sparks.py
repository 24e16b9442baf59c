"""Sparks: a fountain of short glowing streaks from the middle of the box's lower half, as of a sparkler."""

import numpy as np

from videos.compiler.lottie import (
    Json,
    color,
    ellipse,
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
from videos.compiler.particles.fireworks import path_of_flight, share_of_way
from videos.compiler.particles.swarm import Swarm
from videos.document.elements import ParticlesElement

PALETTE = ("#ffd166", "#ffb347", "#fff1c9", "#ff8c42")
DRAG = 1.9
TRAIL_SECONDS = 0.12
PERIOD_SECONDS = 1.2
LONGEST_LIFE = 1.1  # seconds


def draw_sparks(element: ParticlesElement, movement: Movement) -> list[Json]:
    """The sparks of a second and a bit, again and again; there are so many that nobody sees it."""
    swarm = Swarm(element, movement, PALETTE)
    period = max(PERIOD_SECONDS, element.interval or 0.0)
    times = int(swarm.seconds / period) + 1 if element.bursts is None else element.bursts
    puff = swarm.puff("sparks", [_spark(swarm) for _ in range(element.count)], PERIOD_SECONDS + LONGEST_LIFE)
    light = swarm.puff("light", [_source(swarm)], PERIOD_SECONDS)
    layers = [layer for index in range(times) for layer in puff.at(index * period)]
    return layers + [layer for index in range(times) for layer in light.at(index * period)]


def _spark(swarm: Swarm) -> Json:
    element = swarm.element
    life, begin = swarm.uniform(0.45, LONGEST_LIFE), swarm.uniform(0, PERIOD_SECONDS)
    aim = np.radians(swarm.random.normal(-90, 42))
    reach = (element.spread or 0.95 * swarm.unit) * swarm.uniform(0.25, 1.0)
    gravity = element.gravity if element.gravity is not None else 0.75 * swarm.unit
    flight = np.array([np.cos(aim), np.sin(aim)]) * reach
    start = (0.0, 0.2 * element.h)
    seconds = np.linspace(0, life, 12)
    head = share_of_way(seconds, life, start, flight, gravity, DRAG)
    tail = share_of_way(np.clip(seconds - TRAIL_SECONDS, 0, None), life, start, flight, gravity, DRAG)
    window = trim(keyed(swarm.keys(begin + seconds, tail, 1.5)), keyed(swarm.keys(begin + seconds, head, 1.5)))
    shade, width = swarm.color(), (element.size or max(1.2, 0.0036 * swarm.unit)) * swarm.uniform(0.6, 1.3)
    hot = still([channel * 0.5 + 0.5 for channel in color(shade)])
    lines = [stroke(hot, width), stroke(shade[:7], width * 3.5, still(20))]
    shown = [(begin, 100), (begin + 0.55 * life, 90), (begin + life, 0)]
    opacity = keyed([(swarm.frame(begin) - 1, 0), *((swarm.frame(second), value) for second, value in shown)])
    way = path_of_flight(life, start, flight, gravity, DRAG)
    return group([path(way), window, *lines], transform(opacity=opacity))


def _source(swarm: Swarm) -> Json:
    """The flickering light where they come from."""
    size = 0.2 * swarm.unit
    shade = swarm.colors[0][:7]
    light = gradient_fill(
        "radial", (0, 0), (size, 0), ["#fff8e8f0", f"{shade}90", f"{shade}38", f"{shade}10", f"{shade}00"]
    )
    seconds = np.arange(0, PERIOD_SECONDS + 0.1, 0.09)
    flicker = keyed([(swarm.frame(second), swarm.uniform(65, 100)) for second in seconds])
    return group([ellipse(2 * size, 2 * size), light], transform(still((0, 0.2 * swarm.element.h)), opacity=flicker))
