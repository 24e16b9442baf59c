"""Shapes, motions, tracks, components and transitions, seen from outside: the pixels."""

import struct
import zlib
from hashlib import sha256
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.pictures import bounds, frame, frames, lit
from tests.videos.samples import parsed, scene, video
from videos.compiler.compiling import compile_document, compile_with_warnings
from videos.compiler.movement import LOOP_SECONDS
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


ICON = {"type": "icon", "icon": "settings", "x": 60, "y": 40, "w": 200, "h": 100, "fill": "#ff0000"}
COLORED = {"icon": ICON, "mark": {**ICON, "icon": "brand:github"}, "rect": BOX}


@pytest.mark.parametrize("icon", ["clock", "sun", "map-pin", "brand:github", "brand:spotify"])
def test_an_icon_is_as_large_as_its_box_allows_in_the_middle_of_it(icon: str) -> None:
    left, top, right, bottom = bounds(frame(parsed({"i": {**ICON, "icon": icon}}), 0))
    assert left >= 110 and right <= 210 and top >= 40 and bottom <= 140
    assert max(right - left, bottom - top) >= 75 and abs(left + right - 320) <= 3


def test_the_lines_of_an_icon_are_as_wide_as_they_are_asked_to_be() -> None:
    areas = [int(lit(frame(parsed({"i": {**ICON, "stroke_width": w}}), 0)).sum()) for w in (2, 4, None, 16)]
    assert areas == sorted(areas) and areas[3] > 3 * areas[0]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("icon", ["settings", "brand:github"])
def test_an_icon_comes_and_goes_like_any_shape(preset: str, icon: str) -> None:
    test_every_preset_comes_in_and_goes_out(preset, {**ICON, "icon": icon})


@pytest.mark.parametrize("name", COLORED)
def test_a_glow_is_of_the_element_s_own_colour_and_fades_outwards(name: str) -> None:
    plain, glowing = (frame(parsed({"e": {**COLORED[name], "glow": glow}}), 0) for glow in (0.0, 1.0))
    left, top, right, _ = bounds(plain)
    column = glowing[:top, (left + right) // 2 if name == "rect" else slice(left, right)]
    light = column.reshape(top, -1, 3).max(axis=1)
    assert light[:, 0].max() > 40 and light[:, 1:].max() <= 2  # red, and nothing else
    assert light[0, 0] <= 3 and (np.diff(light[:, 0]) >= -2).all()


@pytest.mark.parametrize("loop", ["spin", "float", "pulse", "sway", "rock"])
@pytest.mark.parametrize("seconds", [12.0, 25.0])
def test_a_loop_has_no_seam_and_does_not_depend_on_the_length(loop: str, seconds: float) -> None:
    moving = {**BOX, "loop": loop}
    long = parse_document(video({"a": scene({"b": moving}, duration=seconds)}))
    period = round(10 * LOOP_SECONDS[loop])
    pictures = frames(long, 3, 3 + period, 7, 7 + period, 0)
    assert np.abs(pictures[0] - pictures[1]).mean() < 0.2 and np.abs(pictures[2] - pictures[3]).mean() < 0.2
    assert (pictures[0] != pictures[2]).any()
    assert np.abs(pictures[4] - frame(box(), 0)).mean() < 0.2  # it begins where the element rests


@pytest.mark.parametrize("loop", ["spin", "float", "pulse", "sway", "rock"])
def test_a_loop_goes_on_in_tracks_and_motions(loop: str) -> None:
    track = {"property": "rotation", "keys": [{"t": 0, "value": 20}]}
    fading = {"preset": "fade", "duration": 0.5}
    still, moving = (
        parsed({"b": {**BOX, "tracks": [track], "enter": fading, "loop": each}}) for each in ("none", loop)
    )
    for one, other in zip(frames(still, 1, 9), frames(moving, 1, 9), strict=True):
        assert abs(int(one.sum()) - int(other.sum())) < 0.15 * one.sum() and (one != other).any()


SIDES = st.integers(20, 75).map(lambda half: 2 * half)
INNER, OUTER = st.sampled_from(["#ffffff", "#ff0000"]), st.sampled_from(["#00000000", "#ffffff00", "#00ff0000"])


@given(kind=st.sampled_from(["rect", "ellipse", "path"]), w=SIDES, h=SIDES, inner=INNER, outer=OUTER)
@settings(max_examples=40)
def test_a_light_is_gone_at_the_rim_of_any_box(kind: str, w: int, h: int, inner: str, outer: str) -> None:
    shade = {"kind": "radial", "colors": [inner, outer]}
    light = {"type": kind, "x": 160 - w / 2, "y": 90 - h / 2, "w": w, "h": h, "gradient": shade}
    if kind == "path":
        light["d"] = f"M0 0H{w}V{h}H0Z"
    picture = frame(parsed({"l": light}), 0)
    left, top, right, bottom = 160 - w // 2, 90 - h // 2, 160 + w // 2, 90 + h // 2
    rows, columns = picture[[top, bottom - 1]], picture[:, [left, right - 1]]
    for edge in (rows, columns):
        assert edge.max() <= 12
    assert picture[90, 160, 0] > 190
    if inner == "#ff0000":
        assert picture[..., 1:].max() <= 2  # no other colour shows on its way to nothing
