"""What model servers do beyond the documentation, through the whole product: it answers all the same, or says why."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.conversation import titles
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.llm.listening import ask
from chat.llm.model_errors import ModelTooSlow
from chat.llm.reading.chunks import END, Chunk
from chat.llm.request.model_request import ModelRequest
from chat.llm.request.tokens import estimated_tokens
from chat.models import Step, Stream, StreamStatus
from chat.stream.state import LONGEST_THOUGHT
from chat.web.export import as_json, as_markdown
from config.common.database import in_pool
from projects.models import Project
from tests.people import Person
from tests.reading import Event, fold_all, told
from tests.servers import Place
from tests.upstream import (
    Cut,
    Done,
    Finish,
    Hold,
    KeepAlive,
    Raw,
    Reasoning,
    ScriptedUpstream,
    Status,
    Text,
    ToolCall,
    Usage,
    attempts,
    marker,
    say,
    step,
)  # fmt: skip


def chunk(finish_reason: str | None = None, **delta: Any) -> Raw:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return Raw(f"data: {json.dumps({'choices': [choice]})}\n\n")


def called(name: str, arguments: str, **entry: Any) -> Raw:
    return chunk(tool_calls=[{**entry, "function": {"name": name, "arguments": arguments}}])


def answered(owner: Person, project: str, *steps: Any) -> Any:
    """The ended stream's snapshot, which must be what its events make."""
    state = owner.answered(project, marker(*steps))
    assert told(fold_all(owner.events(state["id"])) or {}) == told(state)
    return state


def test_done_ends_an_answer_that_names_no_finish_reason(owner: Person, project: str) -> None:
    state = answered(owner, project, [Text("All of it."), Usage(), Done()])
    assert (state["status"], state["content"]) == ("success", "All of it.")
    (only,) = state["steps"]
    assert (only["attempts"], only["finish_reason"]) == (1, "stop")


def test_calls_before_done_run_when_their_arguments_are_whole(owner: Person, project: str) -> None:
    whole, cut = ToolCall("get_video", {"scene_id": None}), ToolCall("get_video", '{"scene_id": nu')
    state = answered(owner, project, [whole, cut, Done()], say("Done."))
    assert state["status"] == "success" and state["steps"][0]["finish_reason"] == "tool_calls"
    assert [call["status"] for call in state["tool_calls"]] == ["complete", "error"]


def test_an_end_with_neither_is_tried_again(owner: Person, project: str) -> None:
    state = answered(owner, project, attempts([Text("Half")], say("Whole.")))
    assert (state["content"], state["steps"][0]["attempts"]) == ("Whole.", 2)


def test_whole_json_in_place_of_a_stream_is_an_answer(owner: Person, project: str) -> None:
    choice = {"index": 0, "message": {"role": "assistant", "content": "Hello there."}, "finish_reason": "stop"}
    body = json.dumps({"object": "chat.completion", "choices": [choice]}) + "\n\ndata: [DONE]\n\n"
    state = answered(owner, project, [Status(200, {}, body)])
    assert (state["status"], state["content"]) == ("success", "Hello there.")


def test_two_calls_of_one_tool_without_ids_are_two(owner: Person, project: str) -> None:
    calls = [called("get_video", '{"scene_id":"intro"}', index=0), called("get_video", '{"scene_id":null}', index=0)]
    state = answered(owner, project, [*calls, Finish("tool_calls"), Done()], say("Done."))
    assert [call["arguments"] for call in state["tool_calls"]] == [{"scene_id": "intro"}, {"scene_id": None}]


def test_arguments_that_were_encoded_twice_are_read(owner: Person, project: str) -> None:
    twice = called("get_video", json.dumps('{"scene_id":null}'), index=0, id="call_1")
    state = answered(owner, project, [twice, Finish("tool_calls"), Done()], say("Done."))
    (call,) = state["tool_calls"]
    assert (call["status"], call["arguments"]) == ("complete", {"scene_id": None})


def test_thoughts_in_the_text_are_no_words_of_the_answer(owner: Person, project: str) -> None:
    state = answered(owner, project, step(Text("<think>\nI greet.\n</think>\n\nHello.", 9)))
    assert (state["content"], state["steps"][0]["content"]) == ("Hello.", "Hello.")


def test_thoughts_whose_opening_tag_the_template_wrote_are_taken_back(owner: Person, project: str) -> None:
    state = answered(owner, project, step(Text("I greet.\n</think>\n\nHello.", 9)))
    assert state["content"] == "Hello."
    events = owner.events(state["id"], after="1-1")
    assert [event for event in events if event["type"] == "complete"][0]["content"] == "Hello."


THINKING = step(Reasoning("First this. ", 2), Reasoning("Then that.", 2), Text("Hello."))


def thoughts_in(events: list[Event]) -> str:
    return "".join(event["thought"]["content"] for event in events if event.get("thought"))


def thoughts_of(owner: Person, state: Any) -> list[dict[str, Any]]:
    """The thoughts of an ended stream: as its events make them, which must be as they are stored."""
    (snapshot,) = [event for event in owner.events(state["id"]) if event["type"] == "snapshot"]
    messages = owner.get(f"/api/projects/{state['project']}/messages")["items"]
    (stored,) = [message["thoughts"] for message in messages if message["id"] == state["message"]]
    assert snapshot["thoughts"] == stored
    return list(snapshot["thoughts"])


def test_thoughts_are_told_beside_the_answer_and_stay(owner: Person, project: str) -> None:
    state = answered(owner, project, THINKING)
    assert state["content"] == "Hello." and "thoughts" not in state
    events = owner.events(state["id"], after="1-1")
    assert thoughts_in(events) == "First this. Then that."
    assert {event["type"] for event in events if event.get("thought")} == {"status"}
    (thought,) = thoughts_of(owner, state)
    assert (thought["step"], thought["content"]) == (0, "First this. Then that.") and thought["ms"] >= 0
    owner.server.place.manage("replay_stream", state["id"], "--verify")


@pytest.mark.parametrize(
    "broken",
    [
        [Reasoning("Lost."), Cut()],
        [Reasoning("Lost."), Text("Lost."), ToolCall("get_video", {}), Cut()],
        [Text("Lost.\n</think>\n"), Cut()],
    ],
    ids=["thoughts", "text", "taken back"],
)
def test_thoughts_of_a_model_call_that_broke_are_forgotten(owner: Person, project: str, broken: Any) -> None:
    state = answered(owner, project, attempts(broken, THINKING))
    assert (state["content"], state["steps"][0]["attempts"]) == ("Hello.", 2)
    assert [thought["content"] for thought in thoughts_of(owner, state)] == ["First this. Then that."]


def test_of_long_thoughts_the_beginning_is_shown_and_all_is_stored(owner: Person, project: str) -> None:
    state = answered(owner, project, step(Reasoning("thought " * 3000, 50), Text("Hello.")))
    shown = thoughts_in(owner.events(state["id"], after="1-1"))
    assert len(shown) == LONGEST_THOUGHT + 1 and shown.endswith("…")
    assert [thought["content"] for thought in thoughts_of(owner, state)] == [shown]


def half_thought(person: Person, stream: str) -> None:
    """Wait until the first half of its thoughts is told."""
    after, told = None, ""
    while "Half a tho" not in told:
        answer = person.poll(stream, after)
        after, told = answer["last_event_id"], told + json.dumps(answer["events"])


def test_thoughts_of_a_stopped_answer_stay(owner: Person, project: str) -> None:
    stream = owner.stream(project, marker(attempts(step(Reasoning("Half a tho"), Hold("never-opened")), THINKING)))
    half_thought(owner, stream)
    owner.post(f"/api/streams/{stream}/stop", status=202)
    state = owner.until_ended(stream)
    assert (state["status"], state["content"]) == ("stopped", "")
    assert [thought["content"] for thought in thoughts_of(owner, state)] == ["Half a tho"]
    owner.post(f"/api/streams/{stream}/retry", status=202)
    state = owner.until_ended(stream)
    assert state["content"] == "Hello."
    assert [thought["content"] for thought in thoughts_of(owner, state)] == ["First this. Then that."]


def test_thoughts_of_a_killed_worker_are_seen_until_the_model_thinks_anew(
    place: Place, upstream: ScriptedUpstream
) -> None:
    place.settings |= {"OPENAI_BASE_URL": upstream.base_url, "LEASE_SECONDS": "1"}
    script = marker(attempts(step(Reasoning("Half a tho"), Hold("never-opened")), THINKING), key=uuid4().hex)
    with place.server(EMBEDDED_WORKER="0") as server, Person(server, place.token()) as person:
        stream = person.stream(person.project(), script)
        with place.worker() as doomed:
            half_thought(person, stream)
            doomed.kill()
        with place.worker():
            assert person.until_ended(stream)["content"] == "Hello."
    with sqlite3.connect(place.folder / "db.sqlite3") as database:
        rows = database.execute("SELECT payload FROM chat_streamevent WHERE epoch = 2 ORDER BY seq").fetchall()
        (reasoning,) = database.execute("SELECT reasoning FROM chat_step").fetchone()
    assert reasoning == "First this. Then that."
    events = [json.loads(payload) for (payload,) in rows]
    assert [thought["content"] for thought in events[0]["thoughts"]] == ["Half a tho"]
    assert [event["type"] for event in events[1:4]] == ["status", "step_restarted", "status"]
    assert thoughts_in(events) == "First this. Then that."
    place.manage("replay_stream", stream, "--verify")


class Saying:
    """A model that says this."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    async def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
        yield [*({"choices": [{"index": 0, "delta": {"content": text}}]} for text in self.texts), END]

    async def aclose(self) -> None: ...


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("<think>\nOkay, a short title.\n</think>\n\nRocket Launch", "Rocket Launch"),
        ("Okay, a short title.\n</think>\n\nRocket Launch", "Rocket Launch"),
        ("<think>\nOkay, the user wants a short title for a", "Old name"),
        ("<think>\nOkay.\n</think>\n", "Old name"),
    ],
)
async def test_a_title_is_what_was_said_behind_the_thoughts(said: str, name: str) -> None:
    owner = await User.objects.acreate(username="ann")
    project = await Project.objects.acreate(owner=owner, name="Old name", is_named=False)
    stream = (await in_pool(send_message)(project, owner, NewMessage.saying("A rocket, please."))).stream
    await Stream.objects.filter(pk=stream.pk).aupdate(status=StreamStatus.SUCCESS)
    await titles._name(stream.pk, Saying(*said))
    assert (await Project.objects.aget(pk=project.pk)).name == name


@pytest.mark.django_db
def test_thoughts_are_in_no_export() -> None:
    owner = User.objects.create(username="ann")
    project = Project.objects.create(owner=owner, name="A video")
    stream = send_message(project, owner, NewMessage.saying("Hi")).stream
    Step.objects.create(stream=stream, index=0, content="Hello.", reasoning="First this.", finish_reason="stop")
    Stream.objects.filter(pk=stream.pk).update(status=StreamStatus.SUCCESS, epoch=1)
    project = Project.objects.visible_to(owner).get(pk=project.pk)
    for text in (as_json(project), as_markdown(project)):
        assert "Hello." in text and "First this" not in text and "thoughts" not in text


# Servers that read slowly


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream) -> Iterator[Person]:
    """Somebody at a server that waits two seconds for a first token."""
    folder = tmp_path_factory.mktemp("hasty")
    limits = {"FIRST_TOKEN_TIMEOUT_SECONDS": "2", "IDLE_TIMEOUT_SECONDS": "1", "UPSTREAM_ATTEMPTS": "3"}
    place = migrated.copied(folder, {"OPENAI_BASE_URL": upstream.base_url, **limits})
    with place.server() as server, Person(server, place.token()) as person:
        yield person


@pytest.mark.parametrize("reading", [Hold("for-ever"), KeepAlive("for-ever")], ids=["silent", "comments"])
def test_a_model_that_reads_for_too_long_is_told_and_asked_again_by_a_person_only(
    hasty: Person, upstream: ScriptedUpstream, reading: Any
) -> None:
    key = str(uuid4())
    state = hasty.answered(hasty.project(), marker(attempts([reading], say("At last.")), key=key))
    assert (state["status"], state["error"]["code"], state["error"]["retryable"]) == ("error", "model_too_slow", True)
    (request,) = [call.body for call in upstream.requests if key in json.dumps(call.body)]
    tokens = estimated_tokens([request["messages"], request["tools"]])
    said = int(state["error"]["message"].split(" tokens")[0].rsplit(" ")[-1])
    assert abs(said - tokens) < 10
    assert "FIRST_TOKEN_TIMEOUT_SECONDS" in state["error"]["message"]
    hasty.post(f"/api/streams/{state['id']}/retry", status=202)
    assert hasty.until_ended(state["id"])["content"] == "At last."


async def test_other_requests_of_ours_say_it_too() -> None:
    class Reading(Saying):
        async def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
            await asyncio.Event().wait()
            yield []

    request = ModelRequest(messages=[{"role": "user", "content": "x" * 4000}], tools=[], model="m")
    with pytest.raises(ModelTooSlow, match="about 9[0-9][0-9] tokens"):
        await ask(Reading(), request, first_token_s=0.01)
