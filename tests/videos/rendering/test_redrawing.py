"""Pictures from outside look after the upload as they did before, whatever made them."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from config.common.errors import ChatError
from tests.videos.world import (
    CASES,
    P3,
    SRGB,
    as_srgb,
    grey_profile,
    in_srgb,
    inks_profile,
    png,
    profile,
    rgb_profile,
)
from videos.rendering.picture_limits import LONGEST_SIDE
from videos.rendering.redrawing import redraw

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason=f"no cases: {CASES} is not there")


def redrawn(data: bytes, folder: Path) -> Image.Image:
    """What is stored of the picture with these bytes."""
    source, output = folder / "source", folder / "output"
    source.write_bytes(data)
    redraw(str(source), str(output))
    with Image.open(io.BytesIO(output.read_bytes())) as image:
        image.load()
    assert not set(image.info) & {"icc_profile", "exif", "xmp", "comment"}
    return image


def pixels(image: Image.Image) -> Any:
    return np.asarray(image.convert("RGBA")).astype(int)


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    output = io.BytesIO()
    image.save(output, format, **options)
    return output.getvalue()


# Sixteen bits, few bits, palettes, transparent colours


@needs_cases
def test_a_ramp_of_sixteen_bits_is_a_ramp(tmp_path: Path) -> None:
    grey = pixels(redrawn((CASES / "grey16.png").read_bytes(), tmp_path))[0, :, 0]
    for value in (8, 64, 128, 192, 244):
        assert min(abs(grey - value)) <= 1
    assert grey[0] == 0 and (np.diff(grey) > 0).sum() > 50


@needs_cases
def test_a_picture_of_a_wide_screen_has_the_colours_that_it_had_there(tmp_path: Path) -> None:
    image = redrawn((CASES / "p3.jpg").read_bytes(), tmp_path)
    assert image.format == "JPEG"
    assert np.abs(pixels(image)[32, 32, :3] - (218, 67, 47)).max() <= 2


CLEAR = {0: b"\x12\x34", 2: b"\x12\x34\x56\x78\x9a\xbc"}
WIDE: list[tuple[int, ...]] = [(0x1234, 0x5678, 0x9ABC, 0xDEF0), (0xFFFF, 0, 0x8080, 0x8080)]


CLEAR_RED = bytes([0, 9, 0, 8, 0, 7])
THREE = bytes(range(9))
KINDS: dict[str, tuple[bytes, list[tuple[int, ...]]]] = {
    "16 grey": (png(16, 0, [[(0x1234,), (0xFFFF,)]]), [(18, 18, 18, 255), (255, 255, 255, 255)]),
    "16 grey, clear": (png(16, 0, [[(0x1234,), (0x1235,)]], tRNS=CLEAR[0]), [(18, 18, 18, 0), (18, 18, 18, 255)]),
    "16 grey alpha": (png(16, 4, [[(0x1234, 0xDEF0), (0xFFFF, 0)]]), [(18, 18, 18, 222), (255, 255, 255, 0)]),
    "16 rgb": (png(16, 2, [[each[:3] for each in WIDE]]), [(18, 86, 154, 255), (255, 0, 128, 255)]),
    "16 rgb, clear": (png(16, 2, [[each[:3] for each in WIDE]], tRNS=CLEAR[2]), [(18, 86, 154, 0), (255, 0, 128, 255)]),
    "16 rgba": (png(16, 6, [WIDE]), [(18, 86, 154, 222), (255, 0, 128, 128)]),
    "8 grey, clear": (png(8, 0, [[(7,), (200,)]], tRNS=b"\0\7"), [(7, 7, 7, 0), (200, 200, 200, 255)]),
    "4 grey, clear": (png(4, 0, [[(5,), (15,)]], tRNS=b"\0\5"), [(85, 85, 85, 0), (255, 255, 255, 255)]),
    "2 grey, clear": (png(2, 0, [[(1,), (3,)]], tRNS=b"\0\1"), [(85, 85, 85, 0), (255, 255, 255, 255)]),
    "1 grey, clear": (png(1, 0, [[(1,), (0,)]], tRNS=b"\0\1"), [(255, 255, 255, 0), (0, 0, 0, 255)]),
    "1 grey": (png(1, 0, [[(1,), (0,)]]), [(255, 255, 255, 255), (0, 0, 0, 255)]),
    "8 rgb, clear": (png(8, 2, [[(9, 8, 7), (9, 8, 6)]], tRNS=CLEAR_RED), [(9, 8, 7, 0), (9, 8, 6, 255)]),
    "8 grey alpha": (png(8, 4, [[(9, 8), (200, 255)]]), [(9, 9, 9, 8), (200, 200, 200, 255)]),
    "palette, alphas": (png(2, 3, [[(0,), (2,)]], PLTE=THREE, tRNS=b"\x40\0"), [(0, 1, 2, 64), (6, 7, 8, 255)]),
    "palette, clear": (png(8, 3, [[(0,), (1,)]], PLTE=THREE, tRNS=b"\xff\0"), [(0, 1, 2, 255), (3, 4, 5, 0)]),
    "palette": (png(4, 3, [[(1,), (0,)]], PLTE=THREE), [(3, 4, 5, 255), (0, 1, 2, 255)]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_depth_and_kind_of_png_is_read_as_it_is_meant(tmp_path: Path, kind: str) -> None:
    data, expected = KINDS[kind]
    assert np.abs(pixels(redrawn(data, tmp_path))[0] - expected).max() <= 1


# Which way up

UPRIGHT = {
    1: lambda stored: stored,
    2: lambda stored: stored[:, ::-1],
    3: lambda stored: stored[::-1, ::-1],
    4: lambda stored: stored[::-1],
    5: lambda stored: stored.swapaxes(0, 1),
    6: lambda stored: np.rot90(stored, -1),
    7: lambda stored: stored[::-1, ::-1].swapaxes(0, 1),
    8: lambda stored: np.rot90(stored),
}
MODES = {
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "WEBP": ["RGB", "RGBA"],
    "JPEG": ["L", "RGB", "CMYK"],
    "HEIF": ["L", "RGB", "RGBA"],
}
FINE: dict[str, Any] = {
    "WEBP": {"lossless": True},
    "JPEG": {"quality": 95, "subsampling": 0},
    "HEIF": {"quality": -1, "chroma": 444},
}
BLOCK = 16  # pixels of one colour, so that what JPEG does between two colours is not looked at


@st.composite
def blocks(draw: st.DrawFn) -> tuple[str, Image.Image, Any]:
    """A format, a picture of 2 × 3 blocks in a mode that it has, and the picture's RGBA."""
    format = draw(st.sampled_from(sorted(MODES)))
    mode = draw(st.sampled_from(MODES[format]))
    values = draw(st.lists(st.integers(0, 255), min_size=24, max_size=24))
    colours = np.array(values, np.uint8).reshape(2, 3, 4)
    whole = colours.repeat(BLOCK, 0).repeat(BLOCK, 1)
    if mode == "I;16":
        return format, Image.fromarray(whole[..., 0].astype(np.uint16) * 257), grey(whole[..., 0])
    image = Image.fromarray(whole).convert("RGB" if mode in ("CMYK", "P", "1") else mode)
    image = image.quantize(16) if mode == "P" else image.convert(mode)
    return format, image, np.asarray(image.convert("RGBA")).astype(int)


def grey(values: Any) -> Any:
    return np.dstack([values, values, values, np.full_like(values, 255)]).astype(int)


@quick
@given(picture=blocks(), orientation=st.integers(1, 8))
def test_a_picture_stands_upright(tmp_path: Path, picture: tuple[str, Image.Image, Any], orientation: int) -> None:
    format, image, expected = picture
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = redrawn(saved(image, format, exif=exif.tobytes(), **FINE.get(format, {})), tmp_path)
    is_photo = format == "JPEG" or (format == "HEIF" and image.mode != "RGBA")
    assert stored.format == ("JPEG" if is_photo else "PNG")
    seen, meant = pixels(stored), UPRIGHT[orientation](expected)
    assert seen.shape == meant.shape
    middles = (slice(BLOCK // 2, None, BLOCK),) * 2
    shown = meant[middles][..., 3] > 0  # what is transparent may be of any colour
    assert np.abs(seen[middles] - meant[middles])[shown].max(initial=0) <= (8 if format in ("JPEG", "HEIF") else 1)
    assert (seen[..., 3] == meant[..., 3]).all()


@pytest.mark.parametrize(
    "notes", [b"", b"MM\0*\0\0\0\x08\xff\xff", b"II*\0\x08\0\0\0\1\0\x12\1\2\0", bytes(40), b"junk"]
)
def test_notes_that_nobody_can_read_are_passed_over(tmp_path: Path, notes: bytes) -> None:
    data = saved(Image.new("RGB", (8, 4), "red"), "JPEG")
    marker = b"\xff\xe1" + struct.pack(">H", len(notes) + 8) + b"Exif\0\0" + notes
    assert redrawn(data[:2] + marker + data[2:], tmp_path).size == (8, 4)


# Whose colours

RED = [[(200, 80, 60), (20, 200, 40), (255, 255, 255), (0, 0, 0), (128, 128, 128)]]


@quick
@given(
    format=st.sampled_from(["PNG", "WEBP"]),
    colours=st.lists(st.tuples(*[st.integers(0, 255)] * 4), min_size=1, max_size=20),
    gamma=st.sampled_from([1.8, 2.2]),
    has_alpha=st.booleans(),
)
def test_a_profiles_colours_are_translated(
    tmp_path: Path, format: str, colours: list[tuple[int, ...]], gamma: float, has_alpha: bool
) -> None:
    values = np.array([colours], np.uint8)
    image = Image.fromarray(values if has_alpha else np.ascontiguousarray(values[..., :3]))
    options = {"lossless": True, "exact": True} if format == "WEBP" else {}
    data = saved(image, format, icc_profile=rgb_profile(P3, gamma), **options)
    seen = pixels(redrawn(data, tmp_path))
    assert np.abs(seen[..., :3] - in_srgb(values[..., :3], P3, gamma)).max() <= 4
    assert (seen[..., 3] == (values[..., 3] if has_alpha else 255)).all()


def test_a_profile_of_srgb_changes_nothing(tmp_path: Path) -> None:
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8))
    assert (pixels(redrawn(saved(image, "PNG", icc_profile=own), tmp_path)) == pixels(image)).all()


@pytest.mark.parametrize("mode", ["L", "LA", "I;16", "1", "JPEG"])
@pytest.mark.parametrize("space", ["GRAY", "RGB"])
def test_grey_is_translated_by_a_profile_of_either_kind(tmp_path: Path, mode: str, space: str) -> None:
    values = np.array([[0, 64, 128, 255]], np.uint8).repeat(8, 0).repeat(8, 1)
    image = Image.fromarray(values)
    if mode == "I;16":
        image = Image.fromarray(values.astype(np.uint16) * 257)
    elif mode in ("LA", "1"):
        image = image.convert(mode, dither=Image.Dither.NONE)
        values = np.asarray(image.convert("L"))
    icc = grey_profile(1.0) if space == "GRAY" else rgb_profile(SRGB, 1.0)
    data = saved(image, "JPEG" if mode == "JPEG" else "PNG", icc_profile=icc)
    seen = pixels(redrawn(data, tmp_path))
    assert np.abs(seen[4, 4::8, :3] - as_srgb(values[4, 4::8] / 255)[:, None]).max() <= 6


def test_a_palette_is_translated_with_its_transparent_colour(tmp_path: Path) -> None:
    packed = b"x\0\0" + zlib.compress(rgb_profile())
    data = png(8, 3, [[(0,), (1,)]], iCCP=packed, PLTE=bytes([200, 80, 60, 1, 2, 3]), tRNS=b"\xff\0")
    first, second = pixels(redrawn(data, tmp_path))[0]
    assert np.abs(first[:3] - in_srgb((200, 80, 60))).max() <= 4 and (first[3], second[3]) == (255, 0)


def test_inks_are_translated_by_their_profile_and_without_one_as_well_as_can_be(tmp_path: Path) -> None:
    inks = np.zeros((16, 48, 4), np.uint8)
    inks[:, 16:32, 0] = inks[:, 32:, 1] = 255
    inks[:, 32:, 2] = 255
    image = Image.frombytes("CMYK", (48, 16), inks.tobytes())
    plain = redrawn(saved(image, "JPEG", quality=95), tmp_path)
    assert np.abs(pixels(plain)[8, 8::16, :3] - [(255, 255, 255), (0, 255, 255), (255, 0, 0)]).max() <= 6
    printed = redrawn(saved(image, "JPEG", quality=95, icc_profile=inks_profile()), tmp_path)
    assert np.abs(pixels(printed)[8, 8::16, :3] - [[255], [119], [0]]).max() <= 6
    assert plain.format == printed.format == "JPEG"


@pytest.mark.parametrize(
    ("mode", "icc"),
    [
        ("RGB", b"x" * 300),
        ("RGB", b""),
        ("RGB", rgb_profile()[:200]),
        ("RGB", rgb_profile()[:-80]),
        ("RGB", rgb_profile().replace(b"acsp", b"nope")),
        ("RGB", grey_profile()),
        ("RGB", inks_profile()),
        ("RGB", profile("Lab ", {}, device="abst")),
        ("RGBA", inks_profile()),
        ("L", inks_profile()),
        ("RGB", bytes(3 * 2**20)),
        ("CMYK", rgb_profile()),
        ("CMYK", b"x" * 300),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_a_profile_that_is_broken_or_of_another_kind_is_passed_over(tmp_path: Path, mode: str, icc: bytes) -> None:
    image = Image.new("RGB", (16, 16), (200, 80, 60)).convert(mode)
    format = "JPEG" if mode == "CMYK" else "PNG"
    data = saved(image, format, icc_profile=icc)
    assert np.abs(pixels(redrawn(data, tmp_path)) - pixels(image)).max() <= 3


# What else there is


def test_a_photo_of_a_phone_has_its_colours_and_becomes_a_jpeg(tmp_path: Path) -> None:
    colours = np.array([[[250, 60, 40], [40, 200, 60]], [[30, 60, 220], [128, 128, 128]]], np.uint8)
    image = Image.fromarray(colours.repeat(BLOCK, 0).repeat(BLOCK, 1))
    stored = redrawn(saved(image, "HEIF", icc_profile=rgb_profile(), **FINE["HEIF"]), tmp_path)
    assert stored.format == "JPEG"
    seen = pixels(stored)[BLOCK // 2 :: BLOCK, BLOCK // 2 :: BLOCK, :3]
    assert np.abs(seen - in_srgb(colours)).max() <= 6


def test_of_several_pictures_of_a_phone_it_is_the_main_one(tmp_path: Path) -> None:
    first, main = Image.new("RGB", (32, 16), "blue"), Image.new("RGB", (64, 48), "red")
    data = saved(first, "HEIF", save_all=True, append_images=[main], primary_index=1)
    assert redrawn(data, tmp_path).size == (64, 48)


def test_what_phones_call_a_jpeg_with_two_pictures_stays_a_jpeg(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (32, 16), "red"), Image.new("RGB", (32, 16), "blue")
    data = saved(first, "MPO", save_all=True, append_images=[second])
    assert Image.open(io.BytesIO(data)).format == "MPO"
    stored = redrawn(data, tmp_path)
    assert stored.format == "JPEG" and np.abs(pixels(stored)[8, 8] - (254, 0, 0, 255)).max() <= 3


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_of_what_moves_the_first_picture_is_taken(tmp_path: Path, format: str) -> None:
    frames = [Image.new("RGBA", (8, 8), colour) for colour in ("red", "blue", "lime")]
    data = saved(frames[0], format, save_all=True, append_images=frames[1:], duration=100)
    assert np.abs(pixels(redrawn(data, tmp_path))[4, 4] - (255, 0, 0, 255)).max() <= 3


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("quality", [20, 75, 95, 100])
@pytest.mark.parametrize("subsampling", [0, 2])
def test_a_jpeg_does_not_grow(tmp_path: Path, mode: str, quality: int, subsampling: int) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    data = saved(Image.fromarray(noise).convert(mode), "JPEG", quality=quality, subsampling=subsampling)
    redrawn(data, tmp_path)
    assert (tmp_path / "output").stat().st_size <= 1.05 * len(data) + 1000


def test_a_long_text_in_a_picture_is_no_reason_to_refuse_it(tmp_path: Path) -> None:
    packed = b"workflow\0\0" + zlib.compress(b"x" * (5 * 2**20))
    assert redrawn(png(8, 0, [[(7,)]], zTXt=packed), tmp_path).size == (1, 1)


WHOLE = {
    "PNG": saved(Image.new("RGBA", (40, 30), "red"), "PNG", icc_profile=rgb_profile()),
    "JPEG": saved(Image.new("RGB", (40, 30), "red"), "JPEG", icc_profile=rgb_profile(), exif=Image.Exif().tobytes()),
    "WEBP": saved(Image.new("RGBA", (40, 30), "red"), "WEBP", icc_profile=rgb_profile()),
    "HEIF": saved(Image.new("RGB", (40, 30), "red"), "HEIF", icc_profile=rgb_profile()),
    "palette": png(2, 3, [[(0,), (1,), (2,)]], PLTE=bytes(range(9)), tRNS=b"\x40\0"),
}


@settings(quick, max_examples=200)
@given(
    kind=st.sampled_from(sorted(WHOLE)),
    cut=st.integers(0, 3000),
    changes=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=4),
    checks=st.booleans(),
)
def test_a_broken_picture_is_read_as_far_as_it_goes_or_refused_with_a_sentence(
    tmp_path: Path, kind: str, cut: int, changes: list[tuple[int, int]], checks: bool
) -> None:
    data = bytearray(WHOLE[kind])
    for place, value in changes:
        data[place % len(data)] = value
    if checks and kind in ("PNG", "palette"):
        mend(data)
    try:
        image = redrawn(bytes(data[: cut or None]), tmp_path)
    except ChatError as error:
        assert error.code in ("bad_picture", "picture_too_large") and error.message.endswith(".")
    else:
        assert max(image.size) <= LONGEST_SIDE


def mend(data: bytearray) -> None:
    """Let the sums of a PNG's chunks be right again, as far as it still has any."""
    place = 8
    while place + 12 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        if place + 12 + size > len(data):
            return
        data[place + 8 + size : place + 12 + size] = struct.pack(">I", zlib.crc32(data[place + 4 : place + 8 + size]))
        place += 12 + size
