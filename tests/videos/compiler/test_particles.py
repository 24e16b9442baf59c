"""Particle effects: they look like what they are called, and the same seed draws the same."""

from typing import Any

import numpy as np
import pytest

from tests.videos.pictures import bounds, frame, frames, lit
from tests.videos.samples import parsed, scene, video
from videos.compiler.compiling import compile_document
from videos.document.document import Document, parse_document

EFFECTS = ["firework", "confetti", "snow", "sparks", "bubbles"]


def effect(name: str, seconds: float = 4.0, **fields: Any) -> Document:
    element = {"type": "particles", "effect": name, "count": 60, **fields}
    return parse_document(video({"a": scene({"p": element}, duration=seconds)}))


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_moves_and_is_the_same_each_time(name: str) -> None:
    first, later = frames(effect(name), 15, 25)
    assert lit(first).sum() > 40 and lit(later).sum() > 40
    assert (first != later).any()
    assert (first == frame(effect(name), 15)).all()
    assert (first != frame(effect(name, seed=2), 15)).any()


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_goes_on_to_the_end_of_a_long_scene(name: str) -> None:
    assert max(int(lit(picture).sum()) for picture in frames(effect(name, seconds=60.0), 590, 595, 598)) > 40


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_has_the_colours_it_is_given(name: str) -> None:
    picture = frame(effect(name, colors=["#00ff00"]), 15)
    bright = picture[lit(picture, 90)].sum(axis=0)
    assert bright[1] > 1.1 * max(bright[0], bright[2])


def test_a_firework_rises_then_bursts_bright_on_the_dark_sky_and_fades() -> None:
    show = effect("firework", seconds=5.0, bursts=1, count=80)
    rising, burst, wide, gone = frames(show, 5, 9, 14, 44)
    left, top, right, bottom = bounds(rising)
    assert right - left < 40 and bottom - top > 20  # a rocket on its trail
    assert burst.max() > 240
    wide_left, wide_top, wide_right, wide_bottom = bounds(wide)
    assert wide_right - wide_left > 80 and wide_bottom - wide_top > 60
    assert not lit(gone).any()


def test_the_sparks_of_a_burst_fly_to_all_sides() -> None:
    picture = lit(frame(effect("firework", bursts=1, count=80), 14), 90)
    rows, columns = np.nonzero(picture)
    turned = np.arctan2(rows - rows.mean(), columns - columns.mean())
    counts, _ = np.histogram(turned, bins=8, range=(-np.pi, np.pi))
    assert (counts > 0).all()


def test_bursts_of_a_firework_are_at_different_places_in_several_colours() -> None:
    pictures = frames(effect("firework", seconds=8.0, count=150), *range(10, 70, 8))
    centers = [np.nonzero(lit(picture, 120))[1].mean() for picture in pictures if lit(picture, 120).any()]
    assert np.ptp(centers) > 60
    hues = {int(np.argmax(picture[lit(picture, 120)].sum(axis=0))) for picture in pictures if lit(picture, 120).any()}
    assert len(hues) > 1


def test_confetti_falls_down_in_the_end() -> None:
    shot = effect("confetti", seconds=9.0, bursts=1)
    assert lit(frame(shot, 5)).any()
    assert not lit(frame(shot, 88)).any()


def test_snow_sinks_and_bubbles_rise() -> None:
    for name, direction in (("snow", 1), ("bubbles", -1)):
        tops = []
        for seed in range(8):
            pair = frames(effect(name, count=1, size=8, seed=seed), 3, 5)
            inside = [lit(picture).any() and bounds(picture)[1] > 2 and bounds(picture)[3] < 178 for picture in pair]
            if all(inside):  # neither coming in nor going out
                tops.append(bounds(pair[1])[1] - bounds(pair[0])[1])
        assert len(tops) > 2 and all(moved * direction > 0 for moved in tops)


def test_particles_move_with_their_element() -> None:
    placed = {"x": 0, "y": 0, "w": 160, "h": 180}
    left = bounds(frame(effect("snow", **placed), 10))
    right = bounds(frame(effect("snow", **{**placed, "x": 160}), 10))
    assert left[2] < 200 and right[0] > 120


@pytest.mark.parametrize("name", EFFECTS)
def test_extreme_settings_are_drawn_without_complaint(name: str) -> None:
    wild = {"count": 1, "bursts": 12, "interval": 0.05, "spread": 4000, "size": 200, "gravity": -5000}
    frames(effect(name, seconds=1.0, **wild), 0, 5, 9)
    still = {"count": 7, "bursts": 1, "interval": 30, "spread": 1, "size": 0.5, "gravity": 0, "w": 1, "h": 1}
    frames(effect(name, seconds=1.0, **still), 0, 5, 9)


def test_a_long_show_costs_little_more_than_a_short_one() -> None:
    short, long = (len(str(compile_document(effect("firework", seconds=s)))) for s in (10.0, 100.0))
    assert long < 2 * short


def test_an_effect_may_be_wiped_in() -> None:
    element = {
        "type": "particles",
        "effect": "snow",
        "tracks": [{"property": "progress", "keys": [{"t": 0, "value": 0.5}]}],
    }
    assert bounds(frame(parsed({"p": element}), 5))[2] <= 166
