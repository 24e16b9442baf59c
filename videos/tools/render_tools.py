"""Making files of the video."""

from typing import Literal

from chat.tools import ToolArguments, ToolContext, ToolFailed
from config.common.errors import TooBusy
from videos.models import Format, Quality, Render
from videos.models.renders import RenderTooLong, minutes
from videos.tools.shared import locked_video, video_tool

LONG_SECONDS = 60  # what takes longer is told before


class RenderVideo(ToolArguments):
    """Render the video to a file, in the background, when all scenes are drawn. Only when the person wants the file."""

    format: Literal["mp4", "webm", "gif", "lottie"]
    quality: Literal["draft", "standard", "high"]


@video_tool("render_video", RenderVideo)
def render_video(context: ToolContext, arguments: RenderVideo) -> str:
    video, stream = locked_video(context), context.stream
    wanted = Format(arguments.format), Quality(arguments.quality)
    try:
        render = Render.objects.ask(video, None, *wanted, stream.user_id, stream.pk)
    except (TooBusy, RenderTooLong) as error:
        passes = isinstance(error, TooBusy)
        raise ToolFailed(f"{error.message} Nothing was begun.", error.code, retryable=passes) from error
    context.jobs.append(str(render.pk))
    what = "when all scenes are built, the newest version" if render.follows else f"version {video.version}"
    seconds = render.eta_s or 0
    long = f" Drawing it takes about {minutes(seconds)}." if seconds > LONG_SECONDS else ""
    return (
        f"Rendering {what} as {arguments.format} ({arguments.quality}); "
        f"the person sees the progress and then the video.{long}"
    )
