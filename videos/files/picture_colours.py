"""The colours that a picture is made of, as a logo's are its brand's. Pure."""

from math import dist, hypot

from PIL import Image, ImageChops

MOST = 5
LOOKED_AT = 128  # pixels of the longer side: a colour of less than a pixel there is no brand's
SHADES = 24  # colours that the picture is reduced to before those that look alike are joined
LEAST = 0.02  # share of the coloured pixels: what has less is no brand's colour
EDGE = 20  # of a channel: pixels that differ more from one beside them lie between two colours, and are neither
FLAT = 0.1  # share of the coloured pixels that lie on no edge; with less, as in thin words, vivid ones on edges count
VIVID = 40  # between the largest and the smallest channel: less of it is a grey between black words and white
ALIKE = 0.09  # distance in OKLab below which two colours are one, lit otherwise
GREY = 0.03  # OKLCH chroma below which a colour is one
OPAQUE, WHITE, BLACK = 128, 236, 28  # of a channel, 0 to 255: what is fainter, lighter or darker is a ground


def dominant_colours(picture: Image.Image) -> list[str]:
    """Up to five colours (#rrggbb) of the picture, those that cover most first, greys last.

    What is transparent, nearly white or nearly black is left out, so that there may be none.
    """
    from coloraide import Color

    pixels = _coloured_pixels(picture)
    if not pixels:
        return []
    row = Image.frombytes("RGB", (len(pixels), 1), bytes(channel for pixel in pixels for channel in pixel))
    found: dict[str, int] = {}
    places: dict[str, list[float]] = {}  # in OKLab
    for count, shade in sorted(_shades(row), reverse=True):
        places[shade] = Color(shade).convert("oklab").coords()
        like = next((known for known in found if dist(places[known], places[shade]) < ALIKE), shade)
        found[like] = found.get(like, 0) + count
    large = [each for each in found if found[each] >= LEAST * len(pixels)]
    return sorted(large, key=lambda each: (hypot(*places[each][1:]) < GREY, -found[each]))[:MOST]


def _coloured_pixels(picture: Image.Image) -> list[tuple[int, int, int]]:
    seen = picture.convert("RGBA")
    edges = _edges(seen)
    for image in (seen, edges):
        image.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.NEAREST)  # blends no colours that are not there
    coloured, flat = [], []
    for (red, green, blue, alpha), edge in zip(
        zip(*[iter(seen.tobytes())] * 4, strict=True), edges.tobytes(), strict=True
    ):
        if alpha >= OPAQUE and min(red, green, blue) < WHITE and max(red, green, blue) > BLACK:
            coloured.append((red, green, blue))
            if edge < EDGE:
                flat.append((red, green, blue))
    if len(flat) >= FLAT * len(coloured):
        return flat
    return [pixel for pixel in coloured if max(pixel) - min(pixel) >= VIVID]


def _edges(picture: Image.Image) -> Image.Image:
    """How much each pixel differs from the four beside it, in the channel that differs most, 0 to 255."""
    most = Image.new("L", picture.size)
    for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        for channel in ImageChops.difference(picture, ImageChops.offset(picture, across, down)).split():
            most = ImageChops.lighter(most, channel)
    return most


def _shades(row: Image.Image) -> list[tuple[int, str]]:
    """How many pixels of the row are nearest to each of a few colours."""
    few = row.quantize(SHADES, Image.Quantize.MEDIANCUT)
    palette = few.getpalette() or []
    counts = enumerate(few.histogram())
    return [(count, f"#{bytes(palette[3 * index : 3 * index + 3]).hex()}") for index, count in counts if count]
