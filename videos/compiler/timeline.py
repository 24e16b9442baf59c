"""Values over time: eases, tracks and sampling. What moves is computed for each frame, then thinned to few keys."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from videos.document.elements import Ease, Key

Array = NDArray[np.float64]


def eased(ease: Ease, share: Array) -> Array:
    """How far a movement has come when `share` (0 to 1) of its time has passed; `back` and `elastic` overshoot."""
    s = np.clip(share, 0.0, 1.0)
    match ease:
        case "linear":
            return s
        case "ease_in":
            return s**3
        case "ease_out":
            return 1 - (1 - s) ** 3
        case "ease_in_out":
            return np.where(s < 0.5, 4 * s**3, 1 - (2 - 2 * s) ** 3 / 2)
        case "back":
            return 1 + 2.7 * (s - 1) ** 3 + 1.7 * (s - 1) ** 2
        case "bounce":
            return _bounce(s)
        case "elastic":
            return np.where(s >= 1, 1.0, 1 - 2 ** (-10 * s) * np.cos(2 * np.pi * s / 0.35))
        case "hold":
            return np.where(s >= 1, 1.0, 0.0)


def _bounce(s: Array) -> Array:
    """A ball that falls and bounces three times, each time to a quarter of the height before."""
    first, height = 1 / 2.75, 1 / (1 / 2.75) ** 2
    falls = [(0.0, 1.0, 0.0), (1.5, 2.0, 0.75), (2.25, 2.5, 0.9375), (2.625, np.inf, 0.984375)]
    conditions = [s < upto * first for _, upto, _ in falls]
    return np.select(conditions, [height * (s - middle * first) ** 2 + floor for middle, _, floor in falls])


def between(start: float, seconds: float, ease: Ease, times: Array) -> Array:
    """0 before `start`, 1 from `start + seconds` on, eased between. A movement of no time is a jump."""
    if seconds <= 0:
        return np.where(times >= start, 1.0, 0.0)
    return eased(ease, (times - start) / seconds)


def track_values(keys: Sequence[Key], times: Array, values: Sequence[Any]) -> Array:
    """The track's value at each of `times`; `values` are those of the keys, as numbers or equally long rows."""
    rows = np.asarray(values, dtype=float)
    result = np.broadcast_to(rows[0], (len(times), *rows.shape[1:])).copy()
    for index in range(1, len(keys)):
        before, key = keys[index - 1], keys[index]
        inside = times >= before.t
        share = between(before.t, key.t - before.t, key.ease, times[inside])
        share = share.reshape(-1, *([1] * (rows.ndim - 1)))
        result[inside] = rows[index - 1] + (rows[index] - rows[index - 1]) * share
    return result


def thinned(frames: Array, values: Array, tolerance: float) -> list[tuple[float, Any]]:
    """The fewest of the samples that, joined by straight lines, stay within `tolerance` of all of them.

    Divides at the worst sample until none is off (Ramer, Douglas and Peucker); values may be rows.
    """
    rows = values.reshape(len(frames), -1)
    if np.ptp(rows, axis=0).max() <= tolerance:
        return [(float(frames[0]), _plain(values[0]))]
    kept, pending = {0, len(frames) - 1}, [(0, len(frames) - 1)]
    while pending:
        first, last = pending.pop()
        if last - first < 2:
            continue
        share = ((frames[first : last + 1] - frames[first]) / (frames[last] - frames[first]))[:, None]
        straight = rows[first] + (rows[last] - rows[first]) * share
        off = np.abs(rows[first : last + 1] - straight).max(axis=1)
        worst = int(off.argmax())
        if off[worst] > tolerance:
            kept.add(first + worst)
            pending += [(first, first + worst), (first + worst, last)]
    return [(float(frames[index]), _plain(values[index])) for index in sorted(kept)]


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else float(value)
