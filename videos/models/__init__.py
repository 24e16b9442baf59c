"""Rows: videos and their versions, builds, speech, orders, renders, shares, uploads; and where their files are."""

from videos.models.beginnings import ScenesNotBuilt, begun_by_template, copied, duplicated
from videos.models.builds import SceneBuild, change_look
from videos.models.logos import logo_id
from videos.models.ordered_pictures import OrderedPicture
from videos.models.renders import Format, Quality, Render, RenderTooLong, UnfitShape
from videos.models.shares import Share
from videos.models.speeches import Speech
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
    "Author", "AuthorKind", "Format", "NothingToUndo", "OrderedPicture", "Quality", "Render", "RenderTooLong",
    "SceneBuild", "ScenesNotBuilt", "Share", "Speech", "UndoMeetsLaterChanges", "UnfitShape", "Upload", "Version",
    "Video", "begun_by_template", "change_look", "copied", "duplicated", "logo_id", "pictures_of", "with_uploads",
]  # fmt: skip
