"""What the model reads: the history within a budget, never a call without its result."""

from dataclasses import replace
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st

from chat.answer.model_context import messages_for, request_for
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.llm.model_errors import ContextTooSmall
from chat.llm.request.capabilities import Capabilities
from chat.llm.request.chat_messages import STATE
from chat.llm.request.model_request import body_of
from chat.models import CallStatus, Conversation, Message, MessageStatus, Role, Step, Stream, StreamStatus, ToolCall
from projects.models import Project
from tests.chat.answer.strict_servers import check_everywhere

pytestmark = pytest.mark.django_db

BUDGET = 100_000


@pytest.fixture
def project() -> Project:
    return Project.objects.create(owner=User.objects.create(username="ann"), name="A video")


def say(project: Project, content: str) -> Stream:
    return send_message(project, project.owner, NewMessage.saying(content)).stream


def step(stream: Stream, index: int, content: str, *calls: tuple[str, Any]) -> None:
    """Store a step with calls of (status, result)."""
    row = Step.objects.create(stream=stream, index=index, content=content, finish_reason="stop", model_name="m")
    for number, (status, result) in enumerate(calls):
        error = {"code": "x", "message": result} if status == CallStatus.ERROR else None
        ToolCall.objects.create(
            stream=stream, step=row, index=number, name="find", arguments_text=f'{{"n": {number}}}', status=status,
            result=result if status == CallStatus.COMPLETE else None, error=error,
        )  # fmt: skip


def end(stream: Stream) -> None:
    Stream.objects.filter(pk=stream.pk).update(status=StreamStatus.SUCCESS)
    type(stream.message).objects.filter(pk=stream.message_id).update(status=MessageStatus.SUCCESS)


def roles(messages: list[dict[str, Any]]) -> list[str]:
    return [message["role"] for message in messages]


def check_pairs(messages: list[dict[str, Any]]) -> None:
    """Each call is answered right behind it, and each answer has its call."""
    open_calls: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            assert message["tool_call_id"] == open_calls.pop(0)
        else:
            assert not open_calls
            open_calls = [call["id"] for call in message.get("tool_calls", [])]
    assert not open_calls


def said(message: dict[str, Any]) -> str:
    """A message without the state of the work at its end."""
    return str(message["content"]).split(STATE)[0]


def test_instructions_are_first_and_the_state_of_the_work_is_last(project: Project) -> None:
    messages = messages_for(say(project, "make a video"), BUDGET)
    assert roles(messages) == ["system", "user"]
    assert said(messages[-1]) == "make a video"
    assert '<document version="1">' in messages[-1]["content"].split(STATE)[1]
    assert "<document" not in messages[0]["content"]


def test_what_was_sent_stays_the_same_as_the_answer_goes_on(project: Project) -> None:
    """Prompt caches read from the beginning: only the last message of a request may differ from the next one's."""
    stream = say(project, "make a video")
    before = request_for(stream)
    step(stream, 0, "I look.", (CallStatus.COMPLETE, "Found."))
    after = request_for(stream)
    assert before.tools == after.tools and before.messages[0] == after.messages[0]
    assert said(before.messages[-1]) == after.messages[1]["content"]
    step(stream, 1, "And again.", (CallStatus.COMPLETE, "Found."))
    assert request_for(stream).messages[: len(after.messages) - 1] == after.messages[:-1]


def test_earlier_turns_are_told_with_their_calls_and_results(project: Project) -> None:
    first = say(project, "one")
    step(first, 0, "I look.", (CallStatus.COMPLETE, {"found": 1}), (CallStatus.ERROR, "There is none."))
    step(first, 1, "Done.")
    end(first)
    messages = messages_for(say(project, "two"), BUDGET)
    assert roles(messages) == ["system", "user", "assistant", "tool", "tool", "assistant", "user"]
    assert messages[3]["content"] == '{"found": 1}'
    assert messages[4]["content"] == "Error: There is none."
    check_pairs(messages)


def test_the_running_answer_is_told_to_the_model_as_far_as_it_is(project: Project) -> None:
    stream = say(project, "one")
    step(stream, 0, "", (CallStatus.UNKNOWN, None), (CallStatus.CANCELLED, None))
    messages = messages_for(stream, BUDGET)
    assert roles(messages) == ["system", "user", "assistant", "tool", "tool"]
    assert "not known" in messages[3]["content"] and "stopped" in messages[4]["content"]


def test_what_a_retry_took_out_is_not_told(project: Project) -> None:
    stream = say(project, "one")
    step(stream, 0, "Old words.")
    stream.steps.update(superseded_at="2026-01-01T00:00:00Z")
    step(stream, 0, "New words.")
    assert [said(m) for m in messages_for(stream, BUDGET)[2:]] == ["New words."]


def test_a_later_message_is_not_told_to_an_earlier_answer(project: Project) -> None:
    first = say(project, "one")
    say(project, "two")
    assert [said(m) for m in messages_for(first, BUDGET)[1:]] == ["one"]


def test_the_oldest_turns_are_dropped_first_and_the_last_never(project: Project) -> None:
    for number in range(8):
        stream = say(project, f"ask {number} " + "word " * 800)
        step(stream, 0, "I look.", (CallStatus.COMPLETE, "y" * 4000))
        step(stream, 1, "word " * 800)
        end(stream)
    last = say(project, "the last one")
    lengths = []
    for served in (4000, 8000, 14_000, 26_000, 90_000):
        request = replace(request_for(last), tools=[], context_tokens=served)
        body = body_of(request, Capabilities())
        messages = body.content["messages"]
        check_pairs(messages)
        assert body.tokens <= served
        asked = [said(m).split(" word")[0] for m in messages if m["role"] == "user"]
        assert asked == [*(f"ask {n}" for n in range(9 - len(asked), 8)), "the last one"]
        lengths.append(len(asked))
    assert lengths == sorted(lengths) and lengths[0] < lengths[-1] == 9
    with pytest.raises(ContextTooSmall):
        body_of(replace(request, context_tokens=100), Capabilities())


def answer_many(project: Project, count: int) -> None:
    """Store `count` answers of two steps and a call each, as short as they come."""
    parent = Message.objects.filter(project=project).order_by("-pk").first()
    for number in range(count):
        asked = Message(project=project, role=Role.USER, content=f"ask {number}", parent=parent)
        asked.save()
        parent = Message(project=project, role=Role.ASSISTANT, content="Done.", parent=asked)
        parent.save()
        stream = Stream.objects.create(project=project, user=project.owner, message=parent, status="success")
        step(stream, 0, "", (CallStatus.COMPLETE, {"found": number}))
        step(stream, 1, "Done.")
    Conversation.objects.update_or_create(project=project, defaults={"active_leaf": parent})


@pytest.mark.django_db(transaction=True)
def test_a_request_costs_the_same_at_the_thousandth_answer(project: Project) -> None:
    request_for(say(project, "first"))  # makes the video
    counted, read = [], []
    for more in (1, 150, 849):
        with transaction.atomic():
            answer_many(project, more)
        stream = say(project, "and now?")
        with CaptureQueriesContext(connection) as queries:
            messages = request_for(stream).messages
        counted.append(len(queries))
        read.append(len(messages))
        end(stream)
    assert counted[0] == counted[1] == counted[2] <= 13
    assert read[0] < read[1] == read[2]


HOLLOW = st.sampled_from(["", " ", "Text."])
CALLS = st.lists(st.tuples(st.sampled_from(list(CallStatus)), st.sampled_from(["", "x", {"a": 1}, None])), max_size=2)
ANSWERS = st.tuples(st.sampled_from(list(StreamStatus)), st.lists(st.tuples(HOLLOW, CALLS), max_size=3))


@hypothesis.settings(
    max_examples=15, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(st.lists(ANSWERS, max_size=4))
def test_whatever_became_of_earlier_answers_strict_servers_take_the_next_request(project: Project, past: Any) -> None:
    with transaction.atomic():
        for status, steps in past:
            stream = say(project, "make a video")
            for index, (content, calls) in enumerate(steps):
                step(stream, index, content, *calls)
            Stream.objects.filter(pk=stream.pk).update(
                status=status if status not in ("queued", "running") else "stopped"
            )
        request = request_for(say(project, "and now?"))
        check_everywhere(request.messages, request.tools)
        transaction.set_rollback(True)


def test_old_results_are_shortened_more_than_new_ones(project: Project) -> None:
    first = say(project, "one")
    step(first, 0, "", (CallStatus.COMPLETE, "a" * 50_000))
    end(first)
    second = say(project, "two")
    step(second, 0, "", (CallStatus.COMPLETE, "b" * 50_000))
    old, new = (m["content"] for m in messages_for(second, BUDGET) if m["role"] == "tool")
    assert len(old) < len(new) < 50_000
    assert "left out" in old and "left out" in new
