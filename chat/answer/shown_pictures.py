"""The pictures that tools let the model see: whether it takes any, and which a request shows."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings

from chat.answer.learned_refusals import is_refused
from chat.llm.choice import DEMO, model_name
from chat.llm.request.model_request import MOST_PICTURES
from chat.llm.request.pictures import Picture
from chat.llm.server_names import server_name
from chat.models import CallPicture, Stream
from projects.models import Pictures, ProjectSettings

Shown = Mapping[UUID, tuple[Picture, ...]]  # by the call that shows them

MOST_BYTES = 512 * 1024  # of all pictures of a request: as base64 beside the rest it stays below a proxy's usual 1 MB


def takes_pictures(project: int) -> bool:
    """Whether the model that answers in a project shall see pictures, and can, as far as is known."""
    chosen = ProjectSettings.objects.of(project)
    model = model_name(chosen.model)
    if model == DEMO or chosen.pictures == Pictures.NO:
        return False
    return chosen.pictures == Pictures.YES or not is_refused(server_name(settings.OPENAI_BASE_URL), model, "pictures")


def shown_by(stream: Stream) -> Shown:
    """The newest pictures of the calls of an answer, each call's in their order: few, and not too large together."""
    shown: dict[UUID, tuple[Picture, ...]] = defaultdict(tuple)
    left = MOST_BYTES
    for row in CallPicture.objects.newest_of(stream, MOST_PICTURES):
        left -= len(row.data)
        if left < 0:
            break
        shown[row.call_id] = (row.picture, *shown[row.call_id])
    return shown
