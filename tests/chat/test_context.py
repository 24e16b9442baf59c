"""What the model reads: the history within a budget, never a call without its result."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.context import messages_for
from chat.models import CallStatus, MessageStatus, Step, Stream, StreamStatus, ToolCall
from chat.sending import send_message
from projects.models import Project

pytestmark = pytest.mark.django_db

BUDGET = 100_000


@pytest.fixture
def project() -> Project:
    return Project.objects.create(owner=User.objects.create(username="ann"), name="A video")


def say(project: Project, content: str) -> Stream:
    return send_message(project, project.owner, uuid4(), content).stream


def step(stream: Stream, index: int, content: str, *calls: tuple[str, Any]) -> None:
    """Store a step with calls of (status, result)."""
    row = Step.objects.create(stream=stream, index=index, content=content, finish_reason="stop")
    for number, (status, result) in enumerate(calls):
        error = {"code": "x", "message": result} if status == CallStatus.ERROR else None
        ToolCall.objects.create(
            stream=stream, step=row, index=number, name="find", arguments={"n": number}, status=status,
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


def test_the_newest_message_is_last_and_instructions_are_first(project: Project) -> None:
    messages = messages_for(say(project, "make a video"), BUDGET)
    assert roles(messages) == ["system", "user"]
    assert messages[-1]["content"] == "make a video"
    assert '<document version="1">' in messages[0]["content"]


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
    assert [m["content"] for m in messages_for(stream, BUDGET)[2:]] == ["New words."]


def test_a_later_message_is_not_told_to_an_earlier_answer(project: Project) -> None:
    first = say(project, "one")
    say(project, "two")
    assert [m["content"] for m in messages_for(first, BUDGET)[1:]] == ["one"]


def test_the_oldest_turns_are_dropped_first_and_the_last_never(project: Project) -> None:
    for number in range(8):
        stream = say(project, f"ask {number} " + "x" * 4000)
        step(stream, 0, "I look.", (CallStatus.COMPLETE, "y" * 4000))
        step(stream, 1, "z" * 4000)
        end(stream)
    last = say(project, "the last one")
    for budget in (1, 1000, 5000, 9000, 20_000):
        messages = messages_for(last, budget)
        check_pairs(messages)
        asked = [m["content"].split(" x")[0] for m in messages if m["role"] == "user"]
        assert asked[-1] == "the last one"
        assert asked == [*(f"ask {n}" for n in range(9 - len(asked), 8)), "the last one"]
    assert len(messages_for(last, BUDGET)) > len(messages_for(last, 5000))


def test_old_results_are_shortened_more_than_new_ones(project: Project) -> None:
    first = say(project, "one")
    step(first, 0, "", (CallStatus.COMPLETE, "a" * 50_000))
    end(first)
    second = say(project, "two")
    step(second, 0, "", (CallStatus.COMPLETE, "b" * 50_000))
    old, new = (m["content"] for m in messages_for(second, BUDGET) if m["role"] == "tool")
    assert len(old) < len(new) < 50_000
    assert "left out" in old and "left out" in new
