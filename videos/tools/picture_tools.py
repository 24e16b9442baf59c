"""Pictures that an image server makes to order."""

from typing import Literal

from pydantic import Field

from chat.tools import ToolArguments, ToolContext, ToolFailed
from projects.models import Project
from videos.design.catalogue import all_layouts
from videos.document.complaints import Complaint
from videos.document.naming import quoted
from videos.imaging.image_server import image_server, shape_of
from videos.models import OrderedPicture, Video
from videos.models.ordered_pictures import LONGEST_WORDS, TooManyOrders
from videos.tools.shared import locked_video, scene_of, video_tool

WITHOUT = [name for name, kind in all_layouts().items() if "picture" not in (*kind.needs, *kind.takes)]


class MakePicture(ToolArguments):
    """Have a photo or drawing made, in the background; each costs money. Only where they want one."""

    about: str = Field(min_length=1, max_length=LONGEST_WORDS, description="What is seen and how; no words in it")
    shape: Literal["", "landscape", "portrait", "square"] = Field("", description="Empty: the video's")
    scene_id: str = Field("", description="Shows it, when it is there; its layout takes a picture")


def is_offered(project: Project, said: str) -> bool:
    """Whether somebody makes pictures here."""
    return image_server() is not None


@video_tool("make_picture", MakePicture, is_wanted=is_offered)
def make_picture(context: ToolContext, arguments: MakePicture) -> str:
    server = image_server()
    if server is None:
        raise ToolFailed("Nobody makes pictures here. Take an icon, an effect, or a picture of their own.")
    video = locked_video(context)
    if arguments.scene_id:
        _check_shows(video, arguments.scene_id)
    shape = arguments.shape or shape_of(video.document["width"], video.document["height"])
    words, scene, stream = arguments.about.strip(), arguments.scene_id, context.stream.pk
    try:
        job = OrderedPicture.objects.order(video, server, words, shape, scene=scene, stream=stream)
    except TooManyOrders as error:
        raise ToolFailed(f"{error.message} Nothing was ordered.", error.code, retryable=True) from error
    context.jobs.append(str(job.pk))
    place = f"scene {scene} shows it then by itself" if scene else "it is among their pictures then"
    return f"{quoted(job.name)} is being made ({shape}); {place}. The person sees the progress; do not wait for it."


def _check_shows(video: Video, name: str) -> None:
    """Raises Complaint for a scene that could not show a picture."""
    layout = scene_of(video, name)["layout"]
    if layout is None or layout["name"] in WITHOUT:
        what = f"the layout {layout['name']}" if layout else "a scene drawn by hand"
        message = (
            f"/scene_id: {what} has no place for it. Give the scene another layout first, none of "
            f"{', '.join(WITHOUT)}; or leave scene_id empty."
        )
        raise Complaint("no_place", "/scene_id", message)
