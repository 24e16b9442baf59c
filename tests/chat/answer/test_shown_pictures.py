"""What tools let the model see is stored with their calls, and shown while the answer is under way."""

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone
from pydantic import Field

from chat.answer import shown_pictures
from chat.answer.learned_refusals import ServersInTheDatabase
from chat.answer.model_context import request_for
from chat.answer.shown_pictures import takes_pictures
from chat.llm.request.capabilities import Capabilities
from chat.llm.request.chat_messages import STATE
from chat.llm.request.model_request import MOST_PICTURES, body_of
from chat.models import CallPicture, CallStatus, Stream
from chat.operations.pruning import prune
from chat.tools import ToolArguments, ToolContext, ToolFailed, tool
from projects.models import Pictures, ProjectSettings
from tests.chat.answer.bench import Bench, ScriptedModel, Tools, calling, ended, words
from tests.chat.answer.strict_servers import check_everywhere
from tests.chat.llm.request.test_pictures import drawn, seen

pytestmark = pytest.mark.django_db(transaction=True)
SERVER = "http://models.example/v1"


class Show(ToolArguments):
    """Show pictures."""

    captions: list[str] = Field(description="One for each.")
    fails: bool = Field(False, description="Whether it fails then.")


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.OPENAI_BASE_URL, settings.OPENAI_MODEL = SERVER, "seeing"


@pytest.fixture(autouse=True)
def showing(tools: Tools) -> list[ToolContext]:
    """Two tools that show pictures, `show_it` within our rows, `fetch_it` outside; the contexts of their calls."""
    contexts: list[ToolContext] = []

    def shown(context: ToolContext, arguments: Show) -> str:
        contexts.append(context)
        for caption in arguments.captions:
            context.show(drawn(), caption)
        if arguments.fails:
            raise ToolFailed("It broke.")
        return "Shown."

    @tool("show_it", Show)
    def show_it(context: ToolContext, arguments: Show) -> str:
        return shown(context, arguments)

    @tool("fetch_it", Show)
    async def fetch_it(context: ToolContext, arguments: Show) -> str:
        return shown(context, arguments)

    return contexts


def captions_sent(stream: Stream) -> list[str]:
    body = body_of(request_for(stream), Capabilities())
    check_everywhere(body.content["messages"], body.content["tools"])
    return seen(body.content["messages"])


def shows(*captions: str, fails: bool = False) -> str:
    return json.dumps({"captions": captions, "fails": fails})


def perform(bench: Bench, stream: Stream, *calls: tuple[str, str], index: int = 0) -> None:
    """Take a step; each under an epoch of its own."""
    held = bench.after_a_crash(stream) if index else stream
    bench.perform(held, bench.step(held, *calls, index=index))


def test_the_next_request_shows_what_the_calls_showed_in_their_order(bench: Bench) -> None:
    stream = bench.running()
    perform(bench, stream, ("fetch_it", shows("a", "b")), ("show_it", shows()), ("show_it", shows("c")))
    before = request_for(stream)
    assert captions_sent(stream) == ["a", "b", "c"]
    last = before.messages[-1]["content"]
    assert last.endswith("c" + STATE + last.split(STATE)[1]) and last.endswith("</state>")
    perform(bench, stream, ("show_it", shows("d")), index=1)
    after = request_for(stream)
    assert captions_sent(stream) == ["a", "b", "c", "d"]
    assert after.messages[: len(before.messages) - 1] == before.messages[:-1]


def test_another_worker_makes_the_very_same_request_after_a_crash(bench: Bench) -> None:
    stream = bench.running()
    perform(bench, stream, ("fetch_it", shows("a")), ("show_it", shows("b")))
    first = body_of(request_for(stream), Capabilities())
    again = body_of(request_for(bench.after_a_crash(stream)), Capabilities())
    assert again == first and "image_url" in str(first.content)


def test_a_model_is_asked_with_the_pictures_of_its_answer_and_no_others(bench: Bench) -> None:
    model = ScriptedModel(
        [*calling(0, "show_it", '{"captions": ["old"], "fails": false}'), *ended("tool_calls")],
        [*words("Nice."), *ended()],
        [*calling(0, "show_it", '{"captions": ["new"], "fails": false}'), *ended("tool_calls")],
        [*words("Nice, too."), *ended()],
    )
    for _ in range(2):
        bench.play(bench.running(), model)
    sent = [seen(body_of(request, Capabilities()).content["messages"]) for request in model.requests]
    assert sent == [[], ["old"], [], ["new"]]


def test_what_failed_shows_nothing(bench: Bench) -> None:
    stream = bench.running()
    perform(bench, stream, ("show_it", shows("a", fails=True)), ("fetch_it", shows("b", fails=True)))
    assert {call.status for call in stream.calls.all()} == {CallStatus.ERROR}
    assert not CallPicture.objects.exists() and captions_sent(stream) == []


def test_few_pictures_are_shown_the_newest(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = bench.running()
    for index in range(3):
        perform(bench, stream, ("show_it", shows(f"{index} a", f"{index} b")), index=index)
    every = [f"{index} {name}" for index in range(3) for name in "ab"]
    assert captions_sent(stream) == every[-MOST_PICTURES:]
    monkeypatch.setattr(shown_pictures, "MOST_BYTES", 2 * len(drawn()) + 1)
    assert captions_sent(stream) == every[-2:]
    stream.steps.filter(index=2).update(superseded_at=timezone.now())
    assert captions_sent(stream) == every[2:4]


def refuse(model: str) -> None:
    async_to_sync(ServersInTheDatabase(SERVER).refuses)(model, "pictures")


def test_a_tool_knows_whether_a_picture_would_be_seen(bench: Bench, showing: list[ToolContext], settings: Any) -> None:
    stream = bench.running()
    perform(bench, stream, ("show_it", shows()))
    refuse("another")
    perform(bench, stream, ("fetch_it", shows()), index=1)
    refuse("seeing")
    perform(bench, stream, ("show_it", shows()), index=2)
    assert [context.takes_pictures for context in showing] == [True, True, False]
    ProjectSettings.objects.create(project=bench.project, pictures=Pictures.YES)
    assert takes_pictures(bench.project.pk), "who insists has it tried again"
    settings.OPENAI_BASE_URL = settings.OPENAI_API_KEY = ""
    assert not takes_pictures(bench.project.pk), "the demo model sees nothing"


@pytest.mark.parametrize(
    ("chosen", "shown", "insists"), [("", ["a"], []), (Pictures.YES, ["a"], ["pictures"]), (Pictures.NO, [], [])]
)
def test_the_project_chooses_whether_pictures_are_shown(
    bench: Bench, showing: list[ToolContext], chosen: str, shown: list[str], insists: list[str]
) -> None:
    ProjectSettings.objects.create(project=bench.project, pictures=chosen)
    stream = bench.running()
    perform(bench, stream, ("show_it", shows("a")))
    assert [context.takes_pictures for context in showing] == [chosen != Pictures.NO]
    assert captions_sent(stream) == shown and list(request_for(stream).insists_on) == insists


def test_pictures_go_with_the_events_of_their_answer(bench: Bench) -> None:
    model = ScriptedModel(
        [*calling(0, "show_it", '{"captions": ["a"], "fails": false}'), *ended("tool_calls")], [*ended()]
    )
    stream = bench.running()
    bench.play(stream, model)
    prune()
    assert CallPicture.objects.count() == 1, "a retry may show it once more"
    Stream.objects.filter(pk=stream.pk).update(finished_at="2020-01-01T00:00:00Z")
    prune()
    assert not CallPicture.objects.exists()
