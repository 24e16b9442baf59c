"""What a template looks like: a still and a small moving picture, made when somebody first asks and kept by what they
show. Whoever changes a template, a style or what draws them gets others by that.
"""

from functools import lru_cache
from pathlib import Path

from asgiref.sync import async_to_sync
from PIL import Image

from videos.design.styles import STYLES
from videos.document.document import Document
from videos.files.stills import still_at
from videos.gallery.video_templates import Template, template_named
from videos.models.disk import NOBODYS, folder, written
from videos.rendering.pieces import key_of, telling_second
from videos.rendering.render_job import RenderJob, frames_of
from videos.rendering.render_parent import render

WIDTH = 480  # pixels of a still: twice what a card has on a phone
SIDE = 240  # pixels of the shorter side of a moving picture
FPS = 24
WEBP_QUALITY = 80


def template_still(template: Template, style: str) -> Path:
    """The picture that stands for the template in the style of that name, as WebP.

    For threads of requests. Raises RenderFailed; OSError where the disk takes no file.
    """
    document = _document(template.id, style)
    still = still_at(document, NOBODYS, telling_second(document, template.shown), WIDTH)
    path = still.path.with_suffix(".webp")
    if not path.is_file():
        still.draw()
        with written(path) as working, Image.open(still.path, formats=["PNG"]) as drawn:
            drawn.convert("RGB").save(working, "WEBP", quality=WEBP_QUALITY)
        still.path.unlink(missing_ok=True)
    return path


def template_preview(template: Template, style: str, user: int) -> Path:
    """The whole template in the style of that name, small, as MP4; drawn in the turn of `user`.

    For threads of requests. Raises RenderFailed; OSError where the disk takes no file.
    """
    document = _document(template.id, style).model_copy(update={"fps": FPS})
    shown = document.to_json()
    key = key_of(shown, frames_of(document, "mp4", "draft", SIDE), "mp4", "draft")
    path = folder("stills", NOBODYS) / key[:2] / f"{key}.mp4"
    if not path.is_file():
        with written(path) as working:
            job = RenderJob(document=shown, output=str(working), quality="draft", height=SIDE, user=user)
            async_to_sync(render)(job, lambda progress: None)
    return path


@lru_cache(maxsize=64)
def _document(template: str, style: str) -> Document:
    return template_named(template).document(STYLES[style])
