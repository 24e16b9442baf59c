"""Snow that sinks and bubbles that rise: always there from the first frame, without end."""

import numpy as np

from videos.compiler.lottie import Json, alpha, ellipse, fill, gradient_fill, group, still, stroke, transform
from videos.compiler.movement import Movement
from videos.compiler.particles.swarm import Swarm, legs
from videos.compiler.timeline import Array
from videos.document.elements import ParticlesElement

SNOW = ("#ffffff", "#e8f1ff")
BUBBLES = ("#8ecae6", "#a8dadc", "#cdb4db")
PERIOD_SECONDS = 24.0
FLURRIES = 24
SOFTNESS = ((0.8, 0.6), (1.35, 0.3), (2.0, 0.14))  # rings of a flake: width in sizes, share of its brightness
MOST_LAPS = 60  # of one particle in a period
SAMPLES_PER_SECOND = 6


def draw_snow(element: ParticlesElement, movement: Movement) -> list[Json]:
    """Soft flakes; the near ones are larger, quicker and brighter. Flakes that are equally near sink as one flurry."""
    swarm = Swarm(element, movement, SNOW)
    nearness = np.sort(swarm.random.uniform(0, 1, element.count) ** 1.6)
    flurries = np.array_split(nearness, min(FLURRIES, element.count))
    return _shown(swarm, [_flurry(swarm, flurry) for flurry in flurries[::-1]])


def _flurry(swarm: Swarm, nearness: Array) -> Json:
    """Flakes that sink and sway together, with the same again above them: when these are out, those are in."""
    element, near = swarm.element, float(nearness.mean())
    largest = (element.size or 0.013 * swarm.unit) * (0.45 + 1.35 * float(nearness.max()))
    way = element.h + 4 * largest
    laps = min(max(1, round(PERIOD_SECONDS * _speed(swarm, 0.09 + 0.16 * near) / way)), MOST_LAPS)
    rings: tuple[list[Json], ...] = tuple([] for _ in SOFTNESS)
    for each in nearness:
        size = (element.size or 0.013 * swarm.unit) * (0.45 + 1.35 * float(each))
        x, y = swarm.uniform(-0.52, 0.52) * element.w, swarm.uniform(-0.5, 0.5) * way
        for top in (y, y - way):
            for ring, (across, _) in zip(rings, SOFTNESS, strict=True):
                ring.append(ellipse(across * size, across * size, (x, top)))
    shade = swarm.color()
    bright = min((0.35 + 0.6 * near) * alpha(shade), 1.0)
    soft = [
        group([*ring, fill(shade[:7], still(100 * bright * share))])
        for ring, (_, share) in zip(rings, SOFTNESS, strict=True)
    ]
    return group(soft, transform(position=_sinking(swarm, way, laps, 0.02 + 0.03 * near)))


def _sinking(swarm: Swarm, way: float, laps: int, sway: float) -> Json:
    """One way down after another, swaying; each way's end looks like its beginning."""
    lap = PERIOD_SECONDS / laps
    swings = max(1, round(lap * swarm.uniform(0.12, 0.3)))  # whole ones, so that the laps join
    seconds = np.linspace(0, lap, 12 * swings + 1)
    x = sway * swarm.unit * np.sin(2 * np.pi * (swings * seconds / lap + swarm.uniform(0, 1)))
    leg = swarm.keys(seconds, np.stack([x, seconds / lap * way], axis=1), 0.8)
    begins = np.arange(-swarm.uniform(0, lap), min(PERIOD_SECONDS, swarm.seconds), lap)
    return legs([[(swarm.frame(begin) + frame, place) for frame, place in leg] for begin in begins])


def draw_bubbles(element: ParticlesElement, movement: Movement) -> list[Json]:
    """Thin shells with a light on them, rising and swaying."""
    swarm = Swarm(element, movement, BUBBLES)
    bubbles = []
    for near in np.sort(swarm.random.uniform(0, 1, element.count)):
        size = (element.size or 0.032 * swarm.unit) * (0.35 + 1.3 * near**2)
        shade = swarm.color()
        light = group([ellipse(size * 0.36, size * 0.24, (-size * 0.36, -size * 0.42)), fill("#ffffffb0")])
        thin = f"{shade[:7]}00"
        shell = gradient_fill("radial", (0, 0), (size, 0), [thin, f"{shade[:7]}18", f"{shade[:7]}70"])
        rim = stroke(f"{shade[:7]}c0", max(1.0, size * 0.05))
        body = group([ellipse(2 * size, 2 * size), rim, shell])
        drift = _drift(swarm, -_speed(swarm, 0.1 + 0.14 * near), 0.02, size, (0.55 + 0.4 * near) * alpha(shade))
        bubbles.append(group([light, body], drift))
    return _shown(swarm, bubbles[::-1])


def _speed(swarm: Swarm, share: float) -> float:
    """Pixels a second: a share of the box, or of the element's own gravity, which here is a speed's measure."""
    gravity = swarm.element.gravity
    speed = share * swarm.element.h if gravity is None else abs(gravity) * share * 4
    return max(speed * swarm.uniform(0.85, 1.15), 1.0)


def _shown(swarm: Swarm, items: list[Json]) -> list[Json]:
    """The particles, and again when their period is over: each is then where it was at its beginning."""
    puff = swarm.puff(swarm.element.effect, items, PERIOD_SECONDS)
    return [layer for begin in np.arange(0, swarm.seconds, PERIOD_SECONDS) for layer in puff.at(float(begin))]


def _drift(swarm: Swarm, speed: float, sway: float, size: float, opacity: float) -> Json:
    """Where a particle is: through the box at about `speed` (down when positive), again and again the same way."""
    element = swarm.element
    way = element.h + 5 * size
    laps = min(max(1, round(PERIOD_SECONDS * abs(speed) / way)), MOST_LAPS)
    lap = PERIOD_SECONDS / laps
    seconds = np.linspace(0, lap, max(2, int(lap * SAMPLES_PER_SECOND)))
    swing = sway * swarm.unit * np.sin(2 * np.pi * (swarm.uniform(0.12, 0.32) * seconds + swarm.uniform(0, 1)))
    x = swarm.uniform(-0.52, 0.52) * element.w + swing
    y = np.sign(speed) * (seconds / lap - 0.5) * way
    leg = swarm.keys(seconds, np.stack([x, y], axis=1), 0.5)
    begins = np.arange(-swarm.uniform(0, lap), min(PERIOD_SECONDS, swarm.seconds), lap)  # it is on its way already
    keys = [[(swarm.frame(begin) + frame, place) for frame, place in leg] for begin in begins]
    return transform(position=legs(keys), opacity=still(100 * min(opacity, 1.0)))
