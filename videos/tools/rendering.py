"""Making files of the video."""

from typing import Literal

from chat.tools import ToolArguments, ToolContext
from videos.models import Format, Quality, Render
from videos.tools.common import locked_video, video_tool


class RenderVideo(ToolArguments):
    """Render the newest version of the video to a file. It runs in the background; the person sees its progress.

    It waits for the scenes that are still to be built.
    """

    format: Literal["mp4", "webm", "gif", "lottie"]
    quality: Literal["draft", "standard", "high"]


@video_tool("render_video", RenderVideo)
def render_video(context: ToolContext, arguments: RenderVideo) -> str:
    video = locked_video(context)
    render = Render.objects.ask_newest(video, Format(arguments.format), Quality(arguments.quality), context.stream.pk)
    context.jobs.append(str(render.pk))
    what = "when all scenes are built, the newest version" if render.follows else f"version {video.version}"
    return (
        f"Rendering {what} as {arguments.format} ({arguments.quality}); "
        "the person sees the progress and then the video."
    )
