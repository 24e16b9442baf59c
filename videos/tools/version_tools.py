"""Going back: undo and restore."""

from chat.tools import ToolArguments, ToolContext, ToolFailed, tool
from config.common.errors import ChatError
from videos.tools.shared import author_of, locked_video


class Undo(ToolArguments):
    """Take back the newest turn's changes, or those of one version; later ones stay."""

    version: int | None = None


class RestoreVersion(ToolArguments):
    """Make an older version the newest again, with nothing that came later."""

    version: int


@tool("undo", Undo)
def undo(context: ToolContext, arguments: Undo) -> str:
    try:
        version = locked_video(context).undo(author_of(context), arguments.version)
    except ChatError as error:
        raise ToolFailed(f"{error.message} Nothing was changed.", error.code) from error
    return f"{version.summary}. The video is at version {version.number}."


@tool("restore_version", RestoreVersion)
def restore_version(context: ToolContext, arguments: RestoreVersion) -> str:
    try:
        version = locked_video(context).restore(arguments.version, author_of(context))
    except ChatError as error:
        raise ToolFailed(f"{error.message} Nothing was changed.", "unknown_version") from error
    return f"Version {arguments.version} is the newest again, as version {version.number}."
