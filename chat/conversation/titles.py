"""A name for a project that nobody named, from its first exchange. It helps, and may fail without anybody noticing."""

import asyncio
import re
from contextvars import Context

import structlog
from django.conf import settings

from chat.llm.chat_model import ChatModel
from chat.llm.choice import model_name
from chat.llm.listening import ask
from chat.llm.model_errors import ModelError
from chat.llm.request.model_request import ModelRequest
from chat.models import Message, Role, Stream, StreamStatus
from config.common.database import DATABASE_AWAY, in_pool
from projects.lifecycle import name_by_itself
from projects.models import ProjectSettings

logger = structlog.get_logger(__name__)

LONGEST_TITLE = 60  # characters
READ_CHARACTERS = 2000  # of what was said
WITHIN_SECONDS = 60  # from the first word on
LONGEST_ANSWER = 2000  # tokens: some think before they say three words
INSTRUCTIONS = (
    "Name the video that this message asks for: two to six words, in the language of the message, "
    "no quotation marks, no full stop, nothing else."
)
_under_way: set["asyncio.Task[None]"] = set()


def begin(stream: Stream, model: ChatModel) -> None:
    """Name the project of an ended stream, if nobody did, beside whatever else this process does."""
    task = asyncio.get_running_loop().create_task(_name(stream.pk, model), context=Context())
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)


async def _name(stream: int, model: ChatModel) -> None:
    try:
        first = await in_pool(_first_words)(stream)
        if first is None:
            return
        said, chosen = first
        messages = [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": said[:READ_CHARACTERS]}]
        request = ModelRequest(
            messages=messages,
            tools=[],
            model=model_name(chosen.model),
            max_tokens=min(LONGEST_ANSWER, chosen.answer_tokens or LONGEST_ANSWER),
        )
        first_token_s = settings.FIRST_TOKEN_TIMEOUT_SECONDS
        async with asyncio.timeout(first_token_s + WITHIN_SECONDS):
            speech = await ask(model, request, first_token_s=first_token_s)
        if title := clean(speech.content):
            await in_pool(name_by_itself)(chosen.project_id, title)
    except (ModelError, TimeoutError, *DATABASE_AWAY) as error:
        logger.info("no title", stream=stream, error=str(error))


def _first_words(stream: int) -> tuple[str, ProjectSettings] | None:
    """What the person said first, when `stream` answered it and the project has no name yet; and what is chosen."""
    ended = Stream.objects.filter(pk=stream, status=StreamStatus.SUCCESS, project__is_named=False)
    project = ended.values_list("project_id", flat=True).first()
    if project is None:
        return None
    said = Message.objects.filter(project=project, role=Role.USER).order_by("pk")
    words = said.values_list("content", flat=True).first()
    return None if words is None else (words, ProjectSettings.objects.of(project))


def clean(text: str) -> str:
    """The first line of what the model said, as a name: without quotation marks and marks of Markdown."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r"\s+", " ", line.replace("\0", "")).strip(" \t\"'“”„«»*_#`.")
    bare = bare[:1].upper() + bare[1:]
    return bare if len(bare) <= LONGEST_TITLE else bare[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
