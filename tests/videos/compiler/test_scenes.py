"""Shapes, motions, tracks, components, charts and transitions, seen from outside: the pixels."""

import struct
import zlib
from hashlib import sha256
from typing import Any

import numpy as np
import pytest

from tests.videos.pictures import Picture, bounds, frame, frames, lit
from tests.videos.samples import parsed, scene, video
from videos.compiler import compile_document, compile_with_warnings
from videos.compiler.charts import value_text
from videos.document.document import Document, parse_document

BOX = {"type": "rect", "x": 110, "y": 40, "w": 100, "h": 100, "fill": "#ff0000"}
PRESETS = ["fade", "slide_up", "slide_down", "slide_left", "slide_right", "zoom", "pop", "draw", "typewriter", "wipe"]


def box(**fields: Any) -> Document:
    return parsed({"box": {**BOX, **fields}})


def test_a_rectangle_lies_where_it_says_in_its_colour() -> None:
    picture = frame(box(), 0)
    assert bounds(picture) == (110, 40, 210, 140)
    assert tuple(picture[90, 160]) == (255, 0, 0)


def test_a_path_is_drawn_from_the_corner_of_its_box() -> None:
    arc = {"type": "path", "x": 100, "y": 50, "w": 80, "h": 80, "d": "M0 40 A40 40 0 0 1 80 40 Z"}
    path = {**arc, "fill": "#ffffff", "stroke_width": 0}
    left, top, right, bottom = bounds(frame(parsed({"p": path}), 0))
    assert (left, right, bottom) == (100, 180, 90) and abs(top - 50) <= 1


def test_later_elements_lie_on_top() -> None:
    assert tuple(frame(parsed({"a": BOX, "b": {**BOX, "fill": "#0000ff"}}), 0)[90, 160]) == (0, 0, 255)


def test_an_element_is_seen_from_start_to_end_only() -> None:
    seen = [bool(lit(picture).any()) for picture in frames(box(start=0.3, end=0.6), 2, 3, 5, 6)]
    assert seen == [False, True, True, False]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("element", [BOX, {"type": "text", "text": "Hello", "size": 40}], ids=["rect", "text"])
def test_every_preset_comes_in_and_goes_out(preset: str, element: dict[str, Any]) -> None:
    motion = {"preset": preset, "duration": 0.4, "ease": "linear"}
    moving = parsed({"e": {**element, "enter": motion, "exit": motion}})
    first, rest, end = frames(moving, 0, 5, 9)
    whole = frame(parsed({"e": element}), 0)
    assert np.abs(rest - whole).max() <= 3
    assert int(first.sum()) < int(whole.sum()) * 0.35
    assert (end != whole).any()


def test_an_entrance_may_begin_later() -> None:
    late = box(enter={"preset": "fade", "at": 0.5, "duration": 0.2})
    assert [bool(lit(picture).any()) for picture in frames(late, 4, 8)] == [False, True]


def track(name: str, *keys: tuple[float, Any], ease: str = "linear") -> dict[str, Any]:
    return {"property": name, "keys": [{"t": t, "value": value, "ease": ease} for t, value in keys]}


def test_tracks_move_turn_scale_and_colour() -> None:
    moved = frame(box(tracks=[track("x", (0, 110), (1, 10)), track("y", (0, 40), (1, 60))]), 5)
    assert bounds(moved) == (60, 50, 160, 150)
    assert bounds(frame(box(tracks=[track("scale", (0, 0.5))]), 0)) == (135, 65, 185, 115)
    left, _, right, _ = bounds(frame(box(tracks=[track("rotation", (0, 45))]), 0))
    assert abs((right - left) - 141) <= 3
    red, green, blue = frame(box(tracks=[track("fill", (0, "#ff0000"), (1, "#0000ff"))]), 5)[90, 160]
    assert abs(red - 128) < 6 and green == 0 and abs(blue - 128) < 6
    assert abs(frame(box(tracks=[track("opacity", (0, 0.5))]), 0)[90, 160, 0] - 128) < 3
    assert bounds(frame(box(tracks=[track("progress", (0, 0), (1, 1))]), 5))[2] in range(155, 166)


@pytest.mark.parametrize("ease", ["linear", "ease_in", "ease_out", "ease_in_out", "back", "bounce", "elastic", "hold"])
def test_every_ease_arrives(ease: str) -> None:
    there = frame(box(tracks=[track("x", (0, 0), (0.5, 200), ease=ease)]), 7)
    assert bounds(there)[0] == 200


def two_scenes(kind: str) -> Document:
    blue = scene(background={"kind": "solid", "color": "#0000ff"}, transition={"kind": kind, "duration": 1.0})
    return parse_document(video({"a": scene(background={"kind": "solid", "color": "#ff0000"}), "b": blue}))


def test_a_fade_mixes_the_two_scenes() -> None:
    before, middle, after = (picture[90, 160] for picture in frames(two_scenes("fade"), 9, 15, 19))
    assert tuple(before) == (255, 0, 0)
    assert abs(middle[0] - 128) < 12 and abs(middle[2] - 128) < 12
    assert after[2] > 240


@pytest.mark.parametrize(("kind", "left"), [("wipe", (0, 0, 255)), ("slide", (255, 0, 0))])
def test_a_wipe_and_a_slide_show_both_scenes_side_by_side(kind: str, left: tuple[int, int, int]) -> None:
    middle = frame(two_scenes(kind), 15)
    assert tuple(middle[90, 20]) == left
    assert tuple(middle[90, 300]) == (left[2], 0, left[0])


def test_transitions_add_no_time() -> None:
    assert compile_document(two_scenes("fade"))["op"] == 20


def test_backgrounds_shade_from_colour_to_colour() -> None:
    ramp = {"kind": "linear", "angle": 0, "colors": ["#000000", "#ffffff"]}
    row = frame(parse_document(video({"a": scene(background=ramp)})), 0)[90, :, 0]
    assert row[2] < 10 and row[-3] > 245 and abs(row[160] - 128) < 5
    glow = {"kind": "radial", "colors": ["#ffffff", "#000000"]}
    picture = frame(parse_document(video({"a": scene(background=glow)})), 0)
    assert picture[90, 160, 0] > 245 and picture[1, 1, 0] < 10


def card(**fields: Any) -> Document:
    inside = {"order": ["box"], "elements": {"box": {**BOX, "enter": {"preset": "none", "at": 0.2}}}}
    instance = {"type": "component", "component": "card", **fields}
    return parse_document(video({"a": scene({"c": instance})}, components={"card": inside}))


def test_a_component_is_drawn_scaled_into_its_box_in_its_own_time() -> None:
    assert bounds(frame(card(), 5)) == (110, 40, 210, 140)
    assert bounds(frame(card(x=160, y=0, w=160, h=90), 5)) == (215, 20, 265, 70)
    assert [bool(lit(picture).any()) for picture in frames(card(start=0.4), 5, 7)] == [False, True]


def test_an_instance_may_look_otherwise() -> None:
    assert tuple(frame(card(overrides={"box": {"fill": "#00ff00"}}), 5)[90, 160]) == (0, 255, 0)


CHART = {"type": "chart", "x": 20, "y": 10, "w": 280, "h": 160, "values": [1, 2, 3], "labels": ["a", "b", "c"]}
COLORS = {"colors": ["#ff0000", "#00ff00", "#0000ff"]}


def tallest(picture: Picture, channel: int) -> int:
    """Pixels of this colour, one of red, green, blue, in its tallest column."""
    others = [other for other in range(3) if other != channel]
    return int(((picture[:, :, channel] > 120) & (picture[:, :, others].max(axis=2) < 60)).sum(axis=0).max())


def test_bars_grow_to_heights_in_the_ratio_of_their_values() -> None:
    document = parse_document(video({"a": scene({"c": {**CHART, **COLORS}}, duration=3.0)}))
    early, late = frames(document, 3, 25)
    heights = [tallest(late, channel) for channel in range(3)]
    assert heights[0] > 10 and abs(heights[2] - 3 * heights[0]) <= 6 and abs(heights[1] - 2 * heights[0]) <= 6
    assert tallest(early, 2) < heights[2] / 2


def test_a_donut_gives_each_value_its_share() -> None:
    document = parse_document(video({"a": scene({"c": {**CHART, **COLORS, "kind": "donut"}}, duration=3.0)}))
    picture = frame(document, 25)
    areas = [int(((picture[:, :, c] > 200) & (picture.sum(axis=2) < 300)).sum()) for c in range(3)]
    assert abs(areas[2] / areas[0] - 3) < 0.5 and abs(areas[1] / areas[0] - 2) < 0.4


@pytest.mark.parametrize("kind", ["bar", "line", "donut"])
@pytest.mark.parametrize("values", [[5], [0, 0, 1], [3] * 24])
def test_charts_of_unusual_values_are_drawn_inside_their_box(kind: str, values: list[float]) -> None:
    chart = {**CHART, "kind": kind, "values": values, "labels": ["Long label here"] * len(values)}
    left, top, right, bottom = bounds(frame(parsed({"c": chart}), 9))
    assert left >= 18 and top >= 8 and right <= 302 and bottom <= 172


def test_bars_below_zero_hang_down() -> None:
    chart = {**CHART, "values": [-4, 4], "labels": [], "show_values": False, "colors": ["#ff0000", "#00ff00"]}
    picture = frame(parse_document(video({"a": scene({"c": chart}, duration=3.0)})), 25)
    red, green = (np.flatnonzero((picture[:, :, c] > 150).any(axis=1)).mean() for c in (0, 1))
    assert red > green + 40


@pytest.mark.parametrize(
    ("value", "words"),
    [(3, "3"), (1234, "1,234"), (0.25, "0.25"), (1.2e6, "1.2M"), (-7e9, "-7B"), (1e12, "1T"), (12345.6, "12,346")],
)
def test_values_are_written_as_people_write_them(value: float, words: str) -> None:
    assert value_text(value) == words


def png(width: int, height: int, color: tuple[int, int, int]) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes(color) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def picture_document(fit: str, data: bytes, **fields: Any) -> Document:
    assets = {"logo": {"mime": "image/png", "sha256": sha256(data).hexdigest()}}
    image = {"type": "image", "asset": "logo", "fit": fit, "x": 60, "y": 40, "w": 200, "h": 100, **fields}
    return parse_document(video({"a": scene({"i": image})}, assets=assets))


@pytest.mark.parametrize(
    ("fit", "place"), [("contain", (110, 40, 210, 140)), ("cover", (60, 40, 260, 140)), ("fill", (60, 40, 260, 140))]
)
def test_a_picture_fills_its_box_or_fits_into_it(fit: str, place: tuple[int, int, int, int]) -> None:
    data = png(20, 20, (0, 200, 0))
    document = picture_document(fit, data)
    picture = frames(document, 5, lottie=compile_document(document, lambda asset: data))[0]
    assert np.abs(np.array(bounds(picture)) - place).max() <= 1
    assert abs(picture[90, 160, 1] - 200) < 4


@pytest.mark.parametrize("data", [None, b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xc0"])
def test_a_picture_that_cannot_be_read_is_reported_and_left_out(data: bytes | None) -> None:
    compiled = compile_with_warnings(picture_document("cover", png(2, 2, (1, 2, 3))), lambda asset: data)
    assert compiled.warnings == ["The picture 'logo' cannot be read; it is left out."]


@pytest.mark.parametrize("fit", ["contain", "cover", "fill"])
def test_a_picture_may_have_round_corners(fit: str) -> None:
    data = png(20, 20, (0, 200, 0))
    document = picture_document(fit, data, radius=50)
    picture = frames(document, 5, lottie=compile_document(document, lambda asset: data))[0]
    left, top, right, bottom = bounds(picture)
    assert not lit(picture)[top + 4, left + 4] and lit(picture)[(top + bottom) // 2, left + 2]
    assert lit(picture)[90, 160]


def test_a_shadow_lies_softly_under_a_shape() -> None:
    light = {"kind": "solid", "color": "#ffffff"}
    shaded = parse_document(video({"a": scene({"b": {**BOX, "shadow": 0.8}}, background=light)}))
    column = frame(shaded, 0)[138:160, 160].sum(axis=1)
    assert column[4] < 700 and column[-1] == 765 and (np.diff(column[4:]) >= 0).all()
