"""How an element moves: its tracks, entrance and exit, combined and computed for each frame in which it is seen."""

import math
from functools import cached_property

import numpy as np

from videos.compiler.composition import Composition
from videos.compiler.lottie import Json, Keys, keyed, still, transform
from videos.compiler.timeline import Array, between, thinned, track_values
from videos.document.elements import BaseElement, Ease, Key, Motion

SLIDE_SHARE = 0.15  # of the frame: how far a slide goes
FADE_SHARE = 0.7  # of a slide or zoom: when it is fully opaque
REVEALS = ("draw", "typewriter", "wipe")  # presets that show more and more of the element
GROWTH_SECONDS = 1.2  # of a chart without an entrance that says otherwise
LOOP_SECONDS = {"spin": 9.0, "float": 4.0, "pulse": 3.0, "sway": 5.0, "rock": 4.0}  # until it is as it was
LOOP_SHARE = 0.05  # of the shorter side of its box: how far what floats or sways goes to either side
LOOP_GROWTH = 0.05  # of its size: how much larger and smaller what pulses becomes
LOOP_DEGREES = 5.0  # how far what rocks tips to either side
DIRECTIONS = {"slide_up": (0, -1), "slide_down": (0, 1), "slide_left": (-1, 0), "slide_right": (1, 0)}


class Movement:
    """The element's place, size and opacity over the frames in which it is seen."""

    def __init__(self, element: BaseElement, composition: Composition) -> None:
        self.element = element
        self.composition = composition
        self.start = element.begins
        self.end = element.ends(composition.duration)

    @property
    def seen(self) -> bool:
        return self.last > self.first

    @cached_property
    def first(self) -> float:
        """The frame from which on the element is seen."""
        return self.start * self.composition.fps

    @cached_property
    def last(self) -> float:
        """The frame at which it is seen no more; what stays to the end also stays while the next scene comes in."""
        stays = self.end >= self.composition.duration and self.element.exit.preset == "none"
        return self.composition.last_frame if stays else self.end * self.composition.fps

    @cached_property
    def frames(self) -> Array:
        return np.arange(math.floor(self.first), math.ceil(self.last) + 1, dtype=float)

    @cached_property
    def times(self) -> Array:
        return self.frames / self.composition.fps

    def came(self, seconds_share: float = 1.0) -> Array:
        """How far the entrance is, 0 to 1 (more while it overshoots); quicker with a smaller share."""
        return between(self.start, self.element.enter.duration * seconds_share, self.entrance_ease, self.times)

    @property
    def entrance_ease(self) -> Ease:
        """The ease asked for; what pops overshoots unless asked otherwise."""
        enter = self.element.enter
        return "back" if enter.preset == "pop" and enter.ease == "ease_out" else enter.ease

    def left(self, seconds_share: float = 1.0) -> Array:
        """How far the exit is, 0 to 1; with a smaller share it begins later."""
        leave = self.element.exit
        begin = self.end - leave.duration * seconds_share
        mirrored = {"ease_in": "ease_out", "ease_out": "ease_in"}.get(leave.ease, leave.ease)
        return between(begin, leave.duration * seconds_share, mirrored, self.times)  # type: ignore[arg-type]

    @property
    def came_at(self) -> float:
        """The second of its scene at which its entrance is over."""
        enter = self.element.enter
        return self.start if enter.preset == "none" else self.start + enter.duration

    @property
    def leaves(self) -> float:
        """The second of its scene at which its exit begins; without one it is seen until then."""
        leave = self.element.exit
        return self.end if leave.preset == "none" else self.end - leave.duration

    def rests(self, second: float) -> bool:
        """Whether it has come at this second of its scene and does not go yet."""
        return self.came_at <= second and (self.element.exit.preset == "none" or second <= self.leaves)

    def track(self, name: str) -> Array | None:
        """The values of the element's track of this property; None when it has none."""
        keys = self._keys(name)
        return None if keys is None else track_values(keys, self.times, [key.value for key in keys])

    def _keys(self, name: str) -> list[Key] | None:
        return next((track.keys for track in self.element.tracks if track.property == name), None)

    def opacity(self) -> Array:
        tracked = self.track("opacity")
        value = np.full(len(self.frames), self.element.opacity) if tracked is None else tracked
        if self.element.enter.preset in FADING:
            value = value * np.clip(self.came(1.0 if self.element.enter.preset == "fade" else FADE_SHARE), 0, 1)
        if self.element.exit.preset in FADING:
            value = value * (1 - np.clip(self.left(1.0 if self.element.exit.preset == "fade" else FADE_SHARE), 0, 1))
        return np.clip(value, 0, 1)

    def scale(self) -> Array:
        tracked = self.track("scale")
        value = np.ones(len(self.frames)) if tracked is None else np.clip(tracked, 0, 100)
        if (smallest := SMALLEST.get(self.element.enter.preset)) is not None:
            value = value * (smallest + (1 - smallest) * self.came())
        if (smallest := SMALLEST.get(self.element.exit.preset)) is not None:
            value = value * (1 - (1 - smallest) * self.left())
        if self.element.loop == "pulse":
            value = value * (1 + LOOP_GROWTH * self._swing())
        return np.maximum(value, 0)

    def turned(self) -> Array:
        """The degrees by which it is turned, clockwise."""
        tracked = self.track("rotation")
        value = np.full(len(self.frames), self.element.rotation) if tracked is None else tracked
        match self.element.loop:
            case "spin":
                return value + 360 * (self.times - self.start) / LOOP_SECONDS["spin"]
            case "rock":
                return value + LOOP_DEGREES * self._swing()
            case _:
                return value

    def _swing(self) -> Array:
        """Where a loop is between its two ends, -1 to 1; it begins in the middle."""
        return np.sin(2 * math.pi * (self.times - self.start) / LOOP_SECONDS[self.element.loop])

    def center(self, x: float, y: float) -> Array:
        """The position of a point that rests at (x, y), as rows; tracks of x and y take the box's corner along."""
        tracked_x, tracked_y = self.track("x"), self.track("y")
        across = np.full(len(self.frames), x) if tracked_x is None else tracked_x + (x - self.element.x)
        down = np.full(len(self.frames), y) if tracked_y is None else tracked_y + (y - self.element.y)
        for offset_x, offset_y in (self._slide(self.element.enter, 1 - self.came(), -1), self._slide_out()):
            across, down = across + offset_x, down + offset_y
        reach = LOOP_SHARE * min(self.element.w, self.element.h)
        if self.element.loop == "float":
            down = down - reach * self._swing()
        elif self.element.loop == "sway":
            across = across + reach * self._swing()
        return np.stack([across, down], axis=1)

    def _slide_out(self) -> tuple[Array, Array]:
        return self._slide(self.element.exit, self.left(), 1)

    def _slide(self, motion: Motion, share: Array, sign: int) -> tuple[Array, Array]:
        """The offset of a slide in pixels: an entrance comes from where its direction begins, an exit goes on."""
        x, y = DIRECTIONS.get(motion.preset, (0, 0))
        reach = sign * SLIDE_SHARE * share
        return x * reach * self.composition.width, y * reach * self.composition.height

    def progress(self, grows: bool = False) -> Array | None:
        """How much of the element is shown, 0 to 1; None when all of it always is. `grows`: a chart."""
        parts: list[Array] = []
        if (tracked := self.track("progress")) is not None:
            parts.append(tracked)
        if self.element.enter.preset in REVEALS:
            parts.append(self.came())
        elif grows and tracked is None:
            parts.append(between(self.start, GROWTH_SECONDS, "ease_out", self.times))
        if self.element.exit.preset in REVEALS:
            parts.append(1 - self.left())
        return np.clip(np.prod(parts, axis=0), 0, 1) if parts else None

    def reveal(self, own: str) -> str:
        """Which of the reveals shows the progress: the one asked for, else the element's `own`."""
        asked = (motion.preset for motion in (self.element.enter, self.element.exit))
        return next((preset for preset in asked if preset in REVEALS), own)

    def keys(self, values: Array, tolerance: float) -> Keys:
        return thinned(self.frames, values, tolerance)

    def colors(self, name: str = "fill") -> Json | None:
        """The keyframes of a colour track."""
        keys = self._keys(name)
        if keys is None:
            return None
        rows = [[int(str(key.value)[at : at + 2], 16) / 255 for at in (1, 3, 5)] for key in keys]
        return keyed(self.keys(np.clip(track_values(keys, self.times, rows), 0, 1), 0.002))

    def placed(
        self, x: float, y: float, zoom: float | tuple[float, float] = 1.0, anchor: tuple[float, float] = (0, 0)
    ) -> Json:
        """The layer transform of a drawing whose `anchor` rests at (x, y) and that is `zoom` times as large."""
        across, down = zoom if isinstance(zoom, tuple) else (zoom, zoom)
        size = self.scale() * 100
        return transform(
            position=keyed(self.keys(self.center(x, y), 0.1)),
            scale=keyed(self.keys(np.stack([size * across, size * down], axis=1), 0.1)),
            rotation=keyed(self.keys(self.turned(), 0.1)),
            opacity=keyed(self.keys(self.opacity() * 100, 0.3)),
            anchor=still(anchor),
        )

    def without_entrance(self) -> "Movement":
        """The same, but there at once: for what brings its parts in itself."""
        at_once = self.element.enter.model_copy(update={"preset": "none"})
        return Movement(self.element.model_copy(update={"enter": at_once}), self.composition)


FADING = {"fade", "zoom", *DIRECTIONS}
SMALLEST = {"zoom": 0.5, "pop": 0.0}
