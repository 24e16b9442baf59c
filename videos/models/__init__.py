"""Rows: videos and their versions, builds, renders, shares, uploads; and where their files are."""

from videos.models.builds import SceneBuild, built_part
from videos.models.renders import Format, Quality, Render, RenderTooLong
from videos.models.shares import Share
from videos.models.uploads import Upload, pictures_of, with_uploads
from videos.models.video import (
    Author,
    AuthorKind,
    NothingToUndo,
    UndoMeetsLaterChanges,
    Version,
    Video,
)

__all__ = [
    "Author", "AuthorKind", "Format", "NothingToUndo", "Quality", "Render", "RenderTooLong", "SceneBuild",
    "Share", "UndoMeetsLaterChanges", "Upload", "Version", "Video", "built_part", "pictures_of", "with_uploads",
]  # fmt: skip
