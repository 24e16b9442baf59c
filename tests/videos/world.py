"""Pictures as the world makes them: what no library writes is written here by hand."""

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"  # beside the checkout, not part of it

# Colours of a Display P3 screen's primaries (CIE XYZ relative to D50), one a column, and of sRGB's.
P3 = np.array([[0.5151, 0.2919, 0.1572], [0.2412, 0.6922, 0.0666], [-0.0011, 0.0419, 0.7841]])
SRGB = np.array([[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]])
D50 = (0.9642, 1.0, 0.8249)


def png(depth: int, colour_type: int, rows: list[list[tuple[int, ...]]], **chunks: bytes) -> bytes:
    """A PNG with samples of `depth` bits; `chunks` (PLTE, tRNS, iCCP, eXIf…) stand before the pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    def packed(row: list[tuple[int, ...]]) -> bytes:
        bits = "".join(f"{sample:0{depth}b}" for pixel in row for sample in pixel)
        bits += "0" * (-len(bits) % 8)
        return b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")

    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), depth, colour_type, 0, 0, 0)
    before = b"".join(chunk(name.encode(), data) for name, data in chunks.items())
    pixels = zlib.compress(b"".join(map(packed, rows)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + before + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def flat_png(side: int, seed: int) -> bytes:
    """A PNG of much fewer bytes than the `side` × `side` × 4 that it unpacks to."""
    row = b"\0" + bytes([seed, 0, 0, 255]) * side
    press = zlib.compressobj(9)
    pixels = b"".join(press.compress(row) for _ in range(side)) + press.flush()
    data = png(8, 6, [[(0, 0, 0, 0)]])
    head = struct.pack(">II", side, side) + data[24:29]
    parts = [(b"IHDR", head), (b"IDAT", pixels), (b"IEND", b"")]
    return data[:8] + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def profile(space: str, tags: dict[str, bytes], pcs: str = "XYZ ", device: str = "mntr") -> bytes:
    """An ICC profile, version 2. Source: ICC.1:2001-04, section 6."""
    names = {"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(78), "wtpt": xyz(*D50)}
    names |= {"cprt": b"text" + bytes(4) + b"none\0"} | tags
    table, body, offset = b"", b"", 132 + 12 * len(names)
    for name, data in names.items():
        table += name.encode() + struct.pack(">II", offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = offset + len(body)
    head = struct.pack(">I4sI4s4s4s12s4s", size, bytes(4), 0x02400000, device.encode(), space.encode(), pcs.encode(),
                       struct.pack(">6H", 2026, 1, 1, 0, 0, 0), b"acsp")  # fmt: skip
    head += bytes(28) + struct.pack(">3i", *(round(each * 65536) for each in D50)) + bytes(48)
    return head + struct.pack(">I", len(names)) + table + body


def xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(each * 65536) for each in (x, y, z)))


def curve(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))


def rgb_profile(primaries: Any = P3, gamma: float = 2.2) -> bytes:
    columns = {f"{name}XYZ": xyz(*primaries[:, index]) for index, name in enumerate("rgb")}
    return profile("RGB ", columns | {f"{name}TRC": curve(gamma) for name in "rgb"})


def grey_profile(gamma: float = 1.0) -> bytes:
    return profile("GRAY", {"kTRC": curve(gamma)})


def inks_profile() -> bytes:
    """Of inks of which each by itself is as light as L* 50, and two are black."""
    nodes = b"".join(bytes([{0: 255, 1: 128}.get(number.bit_count(), 0), 128, 128]) for number in range(16))
    straight = bytes(range(256))
    identity = struct.pack(">9i", *(65536 * (row == column) for row in range(3) for column in range(3)))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + identity + straight * 4 + nodes + straight * 3
    return profile("CMYK", {"A2B0": table}, pcs="Lab ", device="prtr")


def in_srgb(values: Any, primaries: Any = P3, gamma: float = 2.2) -> Any:
    """What sRGB calls the colours (…, 3) of a screen with such `primaries`, both 0 to 255."""
    light = (np.asarray(values, float) / 255) ** gamma
    return as_srgb(light @ primaries.T @ np.linalg.inv(SRGB).T)


def as_srgb(light: Any) -> Any:
    """Values from 0 to 255 for so much light, 0 to 1."""
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
