"""What all particle effects share: chance, time on the frame grid, and puffs that are drawn once and shown often."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from videos.compiler.lottie import Json, composition_asset, composition_layer, shape_layer, still, tidy, transform
from videos.compiler.movement import Movement
from videos.compiler.reveals import PADDING, windowed
from videos.compiler.timeline import Array, thinned
from videos.document.elements import ParticlesElement

Offset = tuple[float, float]


class Swarm:
    """The particles of one element, in pixels from the centre of its box.

    They are drawn in puffs: small compositions whose time begins at 0 and that may be shown again and again,
    so that a long effect costs no more than a short one.
    """

    def __init__(self, element: ParticlesElement, movement: Movement, palette: Sequence[str]) -> None:
        self.element = element
        self.movement = movement
        self.random = np.random.default_rng(element.seed)
        self.colors = element.colors or list(palette)
        self.fps = movement.composition.fps
        self.seconds = (movement.last - movement.first) / self.fps
        self.unit = min(element.w, element.h)  # what sizes and speeds are shares of

    def color(self) -> str:
        return self.colors[int(self.random.integers(len(self.colors)))]

    def uniform(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))

    def frame(self, seconds: float) -> float:
        return seconds * self.fps

    def keys(self, seconds: Array, values: Array, tolerance: float) -> list[tuple[float, Any]]:
        """Few keys through the samples, on frames."""
        return thinned(seconds * self.fps, values, tolerance)

    def puff(self, name: str, items: Sequence[Json], seconds: float) -> "Puff":
        """A composition of these items, `seconds` long, in the output once."""
        composition = self.movement.composition
        full_name = f"{composition.name}/{self.element.id}~{name}"
        side = 4 * max(self.element.w, self.element.h, self.element.spread or 0.0)
        placed = transform(position=still((side / 2, side / 2)))
        layer = shape_layer(items, placed, 0, seconds * self.fps)
        composition.output.assets[full_name] = composition_asset(full_name, [layer])
        return Puff(self, full_name, side, seconds)

    @property
    def _middle(self) -> Offset:
        return self.element.x + self.element.w / 2, self.element.y + self.element.h / 2

    def show(self, puff: "Puff", begin: float, offset: Offset) -> Json:
        """The puff, begun when the element is `begin` seconds old, `offset` from the middle of its box."""
        first = self.movement.first + begin * self.fps
        last = min(first + puff.seconds * self.fps, self.movement.last)
        anchor = puff.side / 2 - offset[0], puff.side / 2 - offset[1]
        placed = self.movement.placed(*self._middle, anchor=anchor)
        size = puff.side, puff.side
        return self._revealed(composition_layer(puff.name, size, placed, first, last, begins=first), anchor)

    def _revealed(self, layer: Json, middle: Offset) -> Json:
        """The layer wiped with the element's progress; `middle` is the centre of the box in its coordinates."""
        progress = self.movement.progress()
        if progress is None:
            return layer
        size = self.element.w + 2 * PADDING, self.element.h + 2 * PADDING
        return windowed(layer, middle, size, self.movement.keys(progress, 0.002))


class Puff:
    """A composition of particles, `side` pixels wide and high around its origin."""

    def __init__(self, swarm: Swarm, name: str, side: float, seconds: float) -> None:
        self.swarm = swarm
        self.name = name
        self.side = side
        self.seconds = seconds

    def at(self, begin: float, offset: Offset = (0.0, 0.0)) -> list[Json]:
        """Its layer, or none when the element has ended before."""
        return [self.swarm.show(self, begin, offset)] if 0 <= begin < self.swarm.seconds else []


def legs(keys: Sequence[Sequence[tuple[float, Any]]]) -> Json:
    """A property in several legs: straight inside each, and a jump from one leg's end to the next one's start."""
    frames: list[Json] = []
    straight = {"i": {"x": [1], "y": [1]}, "o": {"x": [0], "y": [0]}}
    for leg in keys:
        for index, (frame, value) in enumerate(leg):
            plain = tidy(value)
            key = {"t": round(frame, 3), "s": plain if isinstance(plain, list) else [plain]}
            if frames and key["t"] <= frames[-1]["t"]:
                key["t"] = round(frames[-1]["t"] + 0.01, 3)
            frames.append({**key, "h": 1} if index == len(leg) - 1 else {**key, **straight})
    if len(frames) == 1:
        value = frames[0]["s"]
        return {"a": 0, "k": value if len(value) > 1 else value[0]}
    return {"a": 1, "k": frames}
