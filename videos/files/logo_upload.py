"""The logo of somebody's brand as it comes: made safe, small, and asked for its colours."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image

from config.common.database import writing
from projects.accounts.models import Logo
from videos.files.picture_colours import dominant_colours
from videos.files.uploading import redrawn

LONGEST_LOGO_SIDE = 1024  # pixels: larger than a logo is shown, and at most some 4 MB in the database


def store_logo(person: User, data: Iterable[bytes], size: int, name: str) -> Logo:
    """Let the picture of `size` bytes be the person's logo, in place of any other. Raises as `redrawn`."""
    with TemporaryDirectory() as folder, redrawn(data, size, Path(folder), LONGEST_LOGO_SIDE) as picture:
        with Image.open(picture.path, formats=("PNG", "JPEG")) as image:
            colours = dominant_colours(image)
        about = {each: getattr(picture, each) for each in ("mime", "sha256", "width", "height", "size")}
        about |= {"data": picture.path.read_bytes(), "name": name, "colours": colours, "created_at": timezone.now()}
    with writing():
        return Logo.objects.update_or_create(user=person, defaults=about)[0]
