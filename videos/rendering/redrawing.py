"""Pictures from outside drawn anew: upright, in sRGB, eight bits a channel, nothing in them but their pixels.

Runs in a render child only: what strangers made is opened where it can take neither the server's memory nor its time.
"""

import io
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, ImageFile, ImageMath, ImageOps, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError

from config.common.errors import ChatError
from videos.rendering.picture_limits import LONGEST_SIDE, BadPicture, PictureTooLarge

FORMATS = ("PNG", "JPEG", "WEBP", "HEIF")  # a JPEG may be a phone's MPO, which has more pictures behind the first
SRGB = ImageCms.createProfile("sRGB")
DEVICES = ("mntr", "scnr", "prtr", "spac")  # classes of profiles that say what a picture's numbers look like
# By itself Pillow refuses a picture with more than a MiB of text, or of profile. Here memory has a limit of its own.
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 64 * 2**20
# Of a phone's HEIC the picture itself, and no map of depths. It comes upright, in eight bits.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
# Of the JPEG that a HEIC becomes; a PNG would be ten times as large.
PHOTO = {"quality": 92, "subsampling": "4:4:4"}


def redraw(source: str, output: str, longest: int = LONGEST_SIDE) -> None:
    """Write the picture in the file `source` to `output`: as JPEG when it was a photo (JPEG or HEIC), else as PNG.

    Of a picture that moves it is the first frame; one with a side over `longest` pixels is made smaller. Raises
    BadPicture or PictureTooLarge.
    """
    drawn, fineness = _read(Path(source))
    drawn.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    if fineness is None:
        drawn.save(output, "PNG")
        return
    try:
        drawn.save(output, "JPEG", optimize=True, **fineness)
    except OSError:  # what is optimised must fit into a buffer whose size Pillow guesses
        drawn.save(output, "JPEG", **fineness)


def _read(source: Path) -> tuple[Image.Image, dict[str, Any] | None]:
    """The picture, and how fine a JPEG it is to be, if it was a photo."""
    if not source.stat().st_size:
        raise BadPicture("This file is empty. Choose the picture again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a camera noted wrongly
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=FORMATS) as image:
                fineness = _fineness(image)
                _unpack(image)
                drawn = in_srgb(in_eight_bits(image), image.info.get("icc_profile"))
    except (ChatError, MemoryError):
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureTooLarge() from error
    except UnidentifiedImageError as error:
        raise BadPicture() from error
    except Exception as error:  # of any kind, as a broken picture may break anything
        raise BadPicture("This picture is broken, or its file is not whole. Save or copy it anew first.") from error
    drawn.info.clear()
    return drawn, fineness


def _unpack(image: ImageFile.ImageFile) -> None:
    """Let all pixels be there, the right way up. Until now no more than the file's head was read."""
    if max(image.size) > LONGEST_SIDE:
        raise PictureTooLarge(
            f"This picture has {image.width}×{image.height} pixels; a side has at most {LONGEST_SIDE}."
        )
    _scale_transparency(image)
    image.load()
    try:
        ImageOps.exif_transpose(image, in_place=True)
    except MemoryError:
        raise
    except Exception:  # a camera's notes that nobody can read: the picture stands as it is
        pass


def _scale_transparency(image: ImageFile.ImageFile) -> None:
    """A PNG names its transparent colour in bits of its own, but what is unpacked has eight (but for 16 bits grey)."""
    colour = image.info.get("transparency")
    if image.format != "PNG" or not image.tile:
        return
    match image.tile[0].args, colour:
        case "1", int():
            image.info["transparency"] = 255 * (colour & 1)
        case "L;2", int():
            image.info["transparency"] = 85 * (colour & 3)
        case "L;4", int():
            image.info["transparency"] = 17 * (colour & 15)
        case "L", int():
            image.info["transparency"] = colour & 255
        case "RGB", tuple():
            image.info["transparency"] = tuple(each & 255 for each in colour)
        case "RGB;16B", tuple():
            image.info["transparency"] = tuple(each >> 8 for each in colour)


def in_eight_bits(image: Image.Image) -> Image.Image:
    """The picture in one of the modes L, LA, RGB, RGBA and CMYK."""
    match image.mode:
        case "I;16" | "I;16B" | "I;16L" | "I;16N":
            return _sixteen_bits_grey(image)
        case "1" | "L":
            return image.convert("LA" if "transparency" in image.info else "L")
        case "LA" | "CMYK":
            return image
        case _:
            return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _sixteen_bits_grey(image: Image.Image) -> Image.Image:
    wide = image.convert("I")
    grey = wide.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    colour = image.info.get("transparency")
    if colour is None:
        return grey
    opaque = ImageMath.lambda_eval(lambda given: given["convert"]((given["wide"] != colour) * 255, "L"), wide=wide)
    return Image.merge("LA", (grey, opaque))


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A picture of one of the five modes as RGB, or RGBA when it is transparent somewhere, in the colours of sRGB.

    A profile that is broken, or speaks of another kind of picture, is as good as none.
    """
    has_alpha = image.mode in ("LA", "RGBA")
    plain = image.convert("RGBA" if has_alpha else "RGB")
    if not profile:
        return plain
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.device_class.strip() not in DEVICES:
            return plain
        match source.profile.xcolor_space.strip(), image.mode:
            case "RGB", "L" | "LA" | "RGB" | "RGBA":
                return _translated(plain, source, plain.mode)
            case "GRAY", "L":
                return _translated(image, source, "RGB")
            case "GRAY", "LA":
                drawn = _translated(image.getchannel("L"), source, "RGB")
                drawn.putalpha(image.getchannel("A"))
                return drawn
            case "CMYK", "CMYK":
                return _translated(image, source, "RGB")
    return plain


def _translated(image: Image.Image, source: ImageCms.ImageCmsProfile, mode: str) -> Image.Image:
    drawn = ImageCms.profileToProfile(image, source, SRGB, outputMode=mode)
    assert drawn is not None  # only what is changed in place gives none
    return drawn


def _fineness(image: ImageFile.ImageFile) -> dict[str, Any] | None:
    """What makes a JPEG as fine as `image`, and so about as large; None for what is no photo."""
    if image.format == "HEIF" and not image.has_transparency_data:
        return PHOTO
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        return None
    tables = list(image.quantization.values())
    return {
        "qtables": tables * 2 if len(tables) == 1 else tables or None,  # of a grey one, which is stored in colour
        "subsampling": JpegImagePlugin.get_sampling(image),
    }
