"""HDR and wide colours as an ordinary screen shows them: one table for all pixels. Pure.

A phone's video is in HLG, or in PQ, and in the colours of BT.2020 or Display P3; ours are in BT.709. White that a page
would have (203 cd/m²) becomes nearly our white; what is brighter is pressed into the rest, what is darker stays.
Sources: ITU-R BT.2100 (HLG, PQ), BT.2408 (203 cd/m²), BT.2390 (the curve), BT.1886 (our screen).
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorPrimaries, ColorTrc

Numbers = npt.NDArray[np.float64]

LEVEL = 6  # of the table as a picture (a Hald CLUT): 36 steps of each colour
WHITE = 203.0  # cd/m² of a white page, and of the brightest that we have
PEAK = 1000.0  # cd/m² that phones record at most
GAMMA = 2.4
# RGB of other primaries, as linear light, in those of BT.709; all have the white of D65.
TO_BT709: dict[int, list[list[float]]] = {
    ColorPrimaries.BT2020: [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]],
    ColorPrimaries.SMPTE432: [[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]],
}  # fmt: skip
SAME = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def is_ordinary(transfer: int, primaries: int) -> bool:
    """Whether pixels so tagged look right as they are."""
    return transfer not in _TO_LIGHT and primaries not in TO_BT709


@lru_cache(maxsize=4)
def colour_table(transfer: int, primaries: int) -> npt.NDArray[np.uint16]:
    """What each colour becomes: a picture (216, 216, 3) whose pixels count up in red, then green, then blue."""
    steps = np.linspace(0, 1, LEVEL**2)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    light = _TO_LIGHT.get(transfer, _screen_light)(np.stack([red, green, blue], axis=-1))
    light = np.maximum(0, light @ np.array(TO_BT709.get(primaries, SAME)).T)
    pressed = _pressed(light) if transfer in _TO_LIGHT else light
    shown = np.clip(pressed / WHITE, 0, 1) ** (1 / GAMMA)
    return np.round(shown * 65535).astype(np.uint16).reshape(LEVEL**3, LEVEL**3, 3)


def _screen_light(signal: Numbers) -> Numbers:
    return signal**GAMMA * WHITE


def _pq_light(signal: Numbers) -> Numbers:
    root = signal ** (1 / 78.84375)
    return 10_000 * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)


def _pq_signal(light: Numbers) -> Numbers:
    power = (light / 10_000) ** 0.1593017578125
    signal: Numbers = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    return signal


def _hlg_light(signal: Numbers) -> Numbers:
    """On a screen of 1000 cd/m²."""
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12)
    luminance = scene @ np.array([0.2627, 0.6780, 0.0593])
    light: Numbers = PEAK * scene * np.maximum(luminance, 1e-9)[..., None] ** 0.2
    return light


_TO_LIGHT: dict[int, Callable[[Numbers], Numbers]] = {
    ColorTrc.SMPTE2084: _pq_light,
    ColorTrc.ARIB_STD_B67: _hlg_light,
}


def _pressed(light: Numbers) -> Numbers:
    """The same hues, and no colour brighter than our white: BT.2390's curve for the brightest of each three."""
    brightest = np.clip(light.max(axis=-1, keepdims=True), 1e-6, PEAK)
    peak, white = (float(_pq_signal(np.array(each))) for each in (PEAK, WHITE))
    most = white / peak
    knee = 1.5 * most - 0.5
    signal = _pq_signal(brightest) / peak
    t = np.clip((signal - knee) / (1 - knee), 0, 1)
    curve = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * most
    target = _pq_light(np.where(signal < knee, signal, curve) * peak)
    pressed: Numbers = light * target / brightest
    return pressed
