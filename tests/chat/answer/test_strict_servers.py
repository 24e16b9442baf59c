"""Model servers that refuse what others take: the answer comes all the same, and nothing is asked twice in vain."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.cases import case, needs_cases
from tests.chat.answer.strict_servers import check_everywhere, check_openai
from tests.people import Person
from tests.servers import Place, Server
from tests.upstream.scripts import (
    Action,
    Done,
    Finish,
    Hold,
    Raw,
    Reasoning,
    Step,
    Text,
    ToolCall,
    Usage,
    attempts,
    call,
    calls,
    fail,
    marker,
    say,
)
from tests.upstream.server import Call, ScriptedUpstream

LOOK = {"scene_id": None}
PLAN = {
    "title": "Two", "format": "16:9",
    "scenes": [{"id": "one", "seconds": 1, "layout": "custom", "heading": "x", "description": "A calm sea"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def strict() -> Iterator[ScriptedUpstream]:
    with ScriptedUpstream() as running:
        yield running


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, migrated: Place, strict: ScriptedUpstream
) -> Iterator[tuple[Place, list[Server]]]:
    """A place whose server a test may kill and start again."""
    folder = tmp_path_factory.mktemp("strict")
    limits = {"MAX_RUNNING_PER_USER": "50", "MAX_QUEUED_PER_USER": "50", "UPSTREAM_ATTEMPTS": "2", "LEASE_SECONDS": "1"}
    place = migrated.copied(folder, {"OPENAI_BASE_URL": strict.base_url, "OPENAI_MODEL": "kind", **limits})
    with place.server() as running:
        yield place, [running]


@pytest.fixture(scope="module")
def person(house: tuple[Place, list[Server]]) -> Iterator[Person]:
    place, [server] = house
    with Person(server, place.token("owner")) as owner:
        yield owner


@pytest.fixture
def model(strict: ScriptedUpstream) -> str:
    """A model of this test alone: what is learned of it counts for no other."""
    return f"model-{uuid4().hex[:8]}"


@pytest.fixture
def project(person: Person, model: str) -> str:
    project = person.project()
    person.ask("PATCH", f"/api/projects/{project}/settings", 200, json={"model": model})
    return project


def asked(strict: ScriptedUpstream, model: str, *, tools: bool | None = True) -> list[Call]:
    """The calls of a model; with tools, without (titles, scenes), or all."""
    mine = [each for each in strict.requests if each.body["model"] == model]
    return [each for each in mine if tools is None or bool(each.body.get("tools")) == tools]


def played(name: str, count: int) -> list[Step]:
    """A case's answers, byte for byte."""
    return [[Raw(case(f"{name}.{number}.txt").decode())] for number in range(count)]


def ask(person: Person, project: str, *steps: Step | dict[str, Any], status: str = "success") -> Any:
    answer = person.answered(project, marker(*steps, key=str(uuid4())))
    assert answer["status"] == status, answer["error"]
    return answer


@needs_cases
@pytest.mark.parametrize("name", ["reasoning-back", "badname", "id9"])
def test_what_a_server_said_goes_back_as_it_came(
    person: Person, project: str, strict: ScriptedUpstream, model: str, name: str
) -> None:
    ask(person, project, *played(name, 2))
    ask(person, project, say("Later."))
    requests = [each.body["messages"] for each in asked(strict, model)]
    for messages in requests:
        check_openai(messages)
    for messages in requests[1:]:
        spoken = next(each for each in messages if each.get("tool_calls"))
        if name == "reasoning-back":
            assert spoken["reasoning_content"] == "Let me look at the video first."
        if name == "badname":
            assert spoken["tool_calls"][0]["function"]["name"] == "_get_video"
        if name == "id9":
            assert spoken["tool_calls"][0]["id"] == "Ab3dE6gH9"


def test_reasoning_and_unknown_members_go_back_after_a_crash_too(
    strict: ScriptedUpstream, tmp_path: Path, migrated: Place
) -> None:
    place = migrated.copied(
        tmp_path, {"OPENAI_BASE_URL": strict.base_url, "OPENAI_MODEL": "crashing", "LEASE_SECONDS": "1"}
    )
    gate, signed = str(uuid4()), {"google": {"thought_signature": "c2ln"}}
    delta = {"tool_calls": [{"index": 0, "id": "call_7", "extra_content": signed,
                             "function": {"name": "get_video", "arguments": '{"scene_id": null}'}}]}  # fmt: skip
    chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": "tool_calls"}]}
    first: list[Action] = [Reasoning("Let me see."), Raw(f"data: {json.dumps(chunk)}\n\n"), Done()]
    text = marker(first, attempts([Hold(gate), *say("Never.")], say("Done.")), key=gate)
    token = place.token()
    with place.server() as server, Person(server, token) as owner:
        project = owner.project()
        stream = owner.stream(project, text)
        strict.wait_held(gate)
        server.process.kill()
    with place.server() as server, Person(server, token) as owner:
        assert owner.until_ended(stream)["status"] == "success"
    last = asked(strict, "crashing")[-1].body["messages"]
    spoken = next(each for each in last if each.get("tool_calls"))
    assert (spoken["reasoning_content"], spoken["tool_calls"][0]["extra_content"]) == ("Let me see.", signed)
    assert spoken["tool_calls"][0]["id"] == "call_7"


def test_after_any_ending_the_next_request_is_in_order(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    """Empty, failed, stopped, failed behind a result: a user message never follows a user or a tool."""
    ask(person, project, [Text(""), Finish(), Done()])
    ask(person, project, fail(400), status="error")
    ask(person, project, calls(("get_video", LOOK), ("get_video", LOOK)), fail(400), status="error")
    gate = str(uuid4())
    stream = person.stream(project, marker(call("get_video", LOOK), [Hold(gate)], key=gate))
    strict.wait_held(gate)
    person.post(f"/api/streams/{stream}/stop", status=202)
    person.until_ended(stream)
    ask(person, project, say("All is well."))
    for each in asked(strict, model):
        check_everywhere(each.body["messages"], each.body["tools"])


REFUSALS = {
    "stream_options": (422, {"detail": [{"loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}]}),
    "max_completion_tokens": (400, {"error": {"message": "Unrecognized argument supplied: max_completion_tokens"}}),
    "strict": (400, {"error": {"message": "'strict' is not allowed here", "param": None}}),
    "temperature": (400, {"error": {"message": "Unsupported value", "param": "temperature"}}),
}


@pytest.mark.parametrize("option", REFUSALS)
def test_a_refused_option_is_left_out_at_once_and_for_ever(
    person: Person, project: str, strict: ScriptedUpstream, model: str, option: str
) -> None:
    person.ask("PATCH", f"/api/projects/{project}/settings", 200, json={"temperature": 0.5})
    strict.refuse(model, f'"{option}"', *REFUSALS[option])
    for _ in range(2):
        answer = ask(person, project, call("get_video", LOOK), say("Done."))
        assert [step["attempts"] for step in answer["steps"]] == [1, 1]
    sent = [option in json.dumps(each.body) for each in asked(strict, model)]
    assert sent == [True, False, False, False, False]
    if option == "max_completion_tokens":
        assert asked(strict, model)[-1].body["max_tokens"] == 16_000


def test_thoughts_that_a_server_does_not_take_back_are_left_out(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    said = "'messages.2' : for 'role:assistant' the property 'reasoning_content' is unsupported"
    strict.refuse(model, '"reasoning_content"', 400, {"error": {"message": said}})
    for _ in range(2):
        ask(person, project, [Reasoning("Hm."), *call("get_video", LOOK)], say("Done."))
    sent = ["reasoning_content" in json.dumps(each.body["messages"]) for each in asked(strict, model)]
    assert sent == [False, True, False, False, False]


def test_an_answers_limit_that_is_too_high_goes_out_as_the_server_names_it(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    said = "max_tokens is too large: 16000. This model supports at most 4096 completion tokens"
    strict.refuse(model, '"max_completion_tokens": 16000', 400, {"error": {"message": said}})
    for _ in range(2):
        ask(person, project, say("Hello."))
    assert [each.body["max_completion_tokens"] for each in asked(strict, model)] == [16_000, 4096, 4096]


def test_what_was_learned_is_known_to_the_next_process(
    strict: ScriptedUpstream, tmp_path: Path, migrated: Place
) -> None:
    place = migrated.copied(tmp_path, {"OPENAI_BASE_URL": strict.base_url, "OPENAI_MODEL": "old"})
    token = place.token()
    strict.refuse("old", '"stream_options"', *REFUSALS["stream_options"])
    for _ in range(2):
        with place.server() as server, Person(server, token) as owner:
            ask(owner, owner.project(), say("Hello."))
    sent = ["stream_options" in each.body for each in asked(strict, "old")]
    assert sent == [True, False, False]


def test_a_refusal_that_names_nothing_ends_the_answer_with_the_servers_sentence(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    said = "Invalid schema for function 'plan_scenes': 'oneOf' is not permitted."
    strict.refuse(model, '"tools"', 400, {"error": {"message": said, "param": "tools[3].function.parameters"}})
    answer = ask(person, project, say("Never."), status="error")
    assert (answer["error"]["code"], answer["error"]["message"]) == ("model_rejected_request", said)
    assert len(asked(strict, model)) == 1


def test_a_model_without_tools_makes_a_video_by_writing_the_plan(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    strict.refuse(model, '"tools":', 400, {"error": {"message": f"{model} does not support tools"}})
    strict.add(say("It is planned."), containing=model, tools=False)  # no script stands in a result
    answer = ask(person, project, say(f"```json\n{json.dumps(PLAN)}\n```", pieces=9))
    assert answer["content"] == "It is planned."
    assert [(each["name"], each["status"]) for each in answer["tool_calls"]] == [("plan_scenes", "complete")]
    document = person.get(f"/api/projects/{project}/video")["document"]
    assert document["scene_order"] == ["one"]
    first, second, third = asked(strict, model, tools=None)[:3]
    assert first.body["tools"] and "tools" not in second.body
    assert '"scenes"' in second.body["messages"][0]["content"]
    assert [each["role"] for each in third.body["messages"]] == ["system", "user", "assistant", "user"]
    check_everywhere(third.body["messages"])


def test_a_model_that_can_only_talk_says_that_it_makes_no_videos(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    strict.refuse(model, '"tools":', 400, {"error": {"message": "tools are not supported"}})
    answer = ask(person, project, say("What a nice idea."))
    assert answer["content"].startswith("What a nice idea.\n\n")
    assert "can neither make nor change a video" in answer["content"]


def test_a_scene_is_built_by_a_server_without_schemas(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    strict.refuse(model, '"response_format":', 400, {"error": {"message": "response_format is not supported"}})
    answer = ask(person, project, call("plan_scenes", PLAN), say("Planned."))
    for job in answer["jobs"]:
        person.job_ended(job)
    built = [each.body for each in asked(strict, model, tools=False) if "You draw one scene" in str(each.body)]
    assert [("response_format" in body) for body in built][:2] == [True, False]
    assert not any("response_format" in body for body in built[1:])
    assert '"elements' in built[1]["messages"][0]["content"]


def long_turn(words: int) -> Step:
    return say("word " * words, pieces=1)


def test_a_context_that_a_refusal_tells_is_believed(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    for _ in range(4):
        ask(person, project, long_turn(5500))
    before = len(asked(strict, model))
    told = "request (46000 tokens) exceeds the available context size (45000 tokens)"
    strict.refuse(model, "word word", 400, {"error": {"message": told, "code": 400}}, over=150_000)
    answer = ask(person, project, say("Short."))
    assert answer["steps"][0]["attempts"] == 1
    refused, *sent = [each.body["messages"] for each in asked(strict, model)[before:]]
    assert len(sent[-1]) < len(refused) and sent[-1][0] == refused[0]


def test_a_served_context_is_read_from_the_list_of_models(
    strict: ScriptedUpstream, tmp_path: Path, migrated: Place
) -> None:
    place = migrated.copied(
        tmp_path, {"OPENAI_BASE_URL": strict.base_url, "OPENAI_MODEL": "tiny", "MAX_QUEUED_PER_USER": "50"}
    )
    strict.stage.models = [{"id": "tiny", "max_model_len": 3000, "meta": {"n_ctx_train": 40_000}}]
    try:
        with place.server() as server, Person(server, place.token()) as owner:
            answer = ask(owner, owner.project(), say("Never."), status="error")
    finally:
        strict.stage.models = None
    assert answer["error"]["code"] == "context_too_small"
    assert "2,250" in answer["error"]["message"] and "CONTEXT_TOKENS" in answer["error"]["message"]
    assert not asked(strict, "tiny")


def test_an_answer_is_bounded_by_the_project_within_the_operators_limit(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    ask(person, project, say("One."))
    person.ask("PATCH", f"/api/projects/{project}/settings", 200, json={"max_completion_tokens": 500})
    ask(person, project, say("Two."))
    assert [each.body["max_completion_tokens"] for each in asked(strict, model)] == [16_000, 500]
    person.ask("PATCH", f"/api/projects/{project}/settings", 422, json={"max_completion_tokens": 16_001})


def test_a_server_that_silently_reads_less_is_told(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    ask(person, project, long_turn(5500))
    answer = ask(person, project, [Text("Hm."), Finish(), Usage(2048, 5), Done()])
    assert answer["steps"][0]["usage"]["sent_tokens"] > 10_000
    shown = person.get(f"/api/projects/{project}/messages")["items"][-1]["usage"]["words"]
    assert "read only in part" in shown


def test_an_odd_call_is_told_and_the_conversation_goes_on(
    person: Person, project: str, strict: ScriptedUpstream, model: str
) -> None:
    """Names with blanks or of 300 letters, no id, the same id twice, arguments that are no JSON."""
    odd = [ToolCall("a name with blanks"), ToolCall("x" * 300, id="twice"), ToolCall("get_video", "{", id="twice")]
    ask(person, project, [*odd, Finish("tool_calls"), Done()], say("Sorry."))
    ask(person, project, say("Well."))
    for each in asked(strict, model):
        check_everywhere(each.body["messages"], each.body["tools"])
