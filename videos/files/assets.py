"""What was made safe (uploading.py) becomes an asset of its project."""

from dataclasses import fields

from config.common.errors import Conflict
from videos.files.uploading import Clip, Picture, Recording
from videos.models import Upload, Video
from videos.models.disk import stand_also_at
from videos.models.uploads import MOST_UPLOADS


class TooManyAssets(Conflict):
    code = "too_many_assets"
    sentence = (
        f"A project has at most {MOST_UPLOADS} pictures, recordings and clips. Delete one that the video does not use, "
        "then try again."
    )


def kept(video: Video, made: Picture | Recording | Clip, name: str) -> tuple[Upload, bool]:
    """The file as an asset of the video's project, known to people by `name`, and whether it is new there.

    Hold the video. Raises TooManyAssets, OSError.
    """
    own = Upload.objects.filter(project=video.project_id)
    if known := own.filter(sha256=made.sha256).first():
        _place(made, known)
        return known, False
    if own.count() >= MOST_UPLOADS:
        raise TooManyAssets()
    about = {field.name: getattr(made, field.name) for field in fields(made) if field.name not in ("path", "poster")}
    row = Upload(project_id=video.project_id, key=own.free_key(name), name=name, **about)
    row.save()
    _place(made, row)
    return row, True


def _place(made: Picture | Recording | Clip, row: Upload) -> None:
    """Let its files stand where those of the row are looked for; one that is there has the same bytes."""
    if isinstance(made, Clip):
        stand_also_at(made.poster, row.poster)
    stand_also_at(made.path, row.path)
