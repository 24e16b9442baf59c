"""Whether log and rows tell the same: where they do nothing is named, and a planted difference is."""

from collections.abc import Callable
from typing import Any

import pytest

from chat.answer.endings import Ending
from chat.models import Message, Step, Stream, StreamEvent, ToolCall
from chat.stream import events
from chat.stream.verify import Pruned, differences
from tests.chat.streams import CALL, answered, call_tool, end, queued, speak, take_away, taken_up, tell

pytestmark = pytest.mark.django_db
FAILED = Ending.failed("model_busy", "Wait.", retryable=True)


def fresh(stream: Stream) -> Stream:
    return Stream.objects.select_related("message").get(pk=stream.pk)


@pytest.mark.parametrize("ending", [Ending.success(), Ending.stopped(), FAILED], ids=lambda ending: ending.status)
def test_what_was_told_and_stored_together_agrees(ending: Ending) -> None:
    assert differences(answered(ending)) == []


def test_the_newest_epoch_is_compared() -> None:
    stream = taken_up()
    call_tool(stream, speak(stream))
    tell(stream, events.Delta(step=1, content="Half a sen"))
    stream = take_away(stream)
    tell(stream, events.StepRestarted(step=1, content=""))
    speak(stream, 1, "Done.")
    end(stream)
    assert differences(fresh(stream)) == []


def test_what_is_under_way_agrees_though_more_is_told_than_stored() -> None:
    stream = taken_up()
    assert differences(stream) == []
    call_tool(stream, speak(stream))
    tell(stream, events.Delta(step=1, content="Half a sen"))
    assert differences(fresh(stream)) == []


def step_of(stream: Stream) -> Any:
    return Step.objects.filter(stream=stream, index=0)


PLANTED: dict[str, tuple[str, Callable[[Stream], Any]]] = {
    "a step's text": ("content, steps", lambda s: step_of(s).update(content="I plan three scenes.")),
    "a step's end": ("steps", lambda s: step_of(s).update(finish_reason="length")),
    "a step's tokens": ("steps", lambda s: step_of(s).update(usage={"total_tokens": 4})),
    "a step that is gone": ("content, steps, thoughts", lambda s: Step.objects.filter(stream=s, index=1).delete()),
    "a thought": ("thoughts", lambda s: step_of(s).update(reasoning="Three?")),
    "all thoughts": ("thoughts", lambda s: Step.objects.filter(stream=s).update(reasoning="")),
    "a result": ("tool_calls", lambda s: ToolCall.objects.filter(pk=CALL).update(result="Not renamed.")),
    "an effect done twice": ("tool_calls", lambda s: ToolCall.objects.filter(pk=CALL).update(executions=2)),
    "a job": ("jobs", lambda s: ToolCall.objects.filter(pk=CALL).update(jobs=["a job"])),
    "the status": ("error, status", lambda s: Stream.objects.filter(pk=s.pk).update(status="error")),
    "the tokens": ("usage", lambda s: Stream.objects.filter(pk=s.pk).update(usage=None)),
    "the message": ("message", lambda s: Message.objects.filter(pk=s.message_id).update(content="Other words.")),
    "thoughts of which nobody was told": (
        "thoughts",
        lambda s: StreamEvent.objects.filter(stream=s, payload__contains='"thought"').delete(),
    ),
    # `complete` says the text again.
    "an event": ("steps", lambda s: StreamEvent.objects.filter(stream=s, seq=3).delete()),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_difference_is_named_with_both_sides(what: str) -> None:
    fields, plant = PLANTED[what]
    stream = answered()
    plant(stream)
    found = differences(fresh(stream))
    assert ", ".join(line.partition(":")[0] for line in found) == fields
    for line in found:
        _, told, stored = line.split("\n")
        assert told.startswith("  events: ") and stored.startswith("  stored: ")
        assert told.partition(": ")[2] != stored.partition(": ")[2]


def test_whose_stream_it_is_is_compared_while_it_is_under_way() -> None:
    stream = taken_up()
    Stream.objects.filter(pk=stream.pk).update(created_at="2020-01-01T00:00:00Z")
    assert [line.partition(":")[0] for line in differences(fresh(stream))] == ["created_at"]


def test_without_events_there_is_nothing_to_compare() -> None:
    with pytest.raises(Pruned, match="nothing to compare"):
        differences(queued())
    stream = answered()
    StreamEvent.objects.filter(stream=stream).exclude(type="finalized").delete()
    with pytest.raises(Pruned, match=f"Stream {stream.pk}"):
        differences(stream)
