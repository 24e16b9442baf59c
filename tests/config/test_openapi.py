"""The document of the API tells all that an operation gives and refuses, and what methods an address takes."""

from typing import Any, get_args

import pytest

from chat import models, shapes
from chat.jobs import JobStatus, job_models
from chat.stream.snapshots import call_fields, call_state
from chat.stream.state import CallState, CallStatusName
from projects import shapes as project_shapes
from projects.brand import FONTS
from projects.models import MemberRole
from tests.people import Person
from videos import shapes as video_shapes
from videos.models import AuthorKind, Format, Quality

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document(owner: Person) -> Json:
    found: Json = owner.get("/api/openapi.json")
    return found


FILES = (
    "get_job_file", "get_asset", "get_poster", "get_still", "get_logo", "get_template_still", "get_template_preview",
    "get_music", "get_captions",
)  # fmt: skip


def operations(document: Json) -> list[tuple[str, str, Json]]:
    return [(method, path, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def test_every_answer_has_a_type_with_a_name(document: Json) -> None:
    for method, path, operation in operations(document):
        given = {status: answer for status, answer in operation["responses"].items() if status < "400"}
        for status, answer in given.items():
            if status in ("204", "304"):
                assert "content" not in answer
                continue
            for kind, part in answer["content"].items():
                schema = part.get("schema", {})
                is_named = "$ref" in schema or all("$ref" in each for each in schema.get("anyOf", [{}]))
                is_file = operation["operationId"] in FILES
                assert is_named or is_file or kind == "text/event-stream", f"{method} {path} {status} {kind}"


def test_every_refusal_is_an_error_with_its_codes(document: Json) -> None:
    schemas = document["components"]["schemas"]
    for method, path, operation in operations(document):
        refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert {"400", "401", "503"} <= refusals.keys(), f"{method} {path}"
        assert ("404" in refusals) or "{" not in path
        assert ({"408", "413"} <= refusals.keys()) == (method != "get")
        assert ("403" in refusals) == (method != "get" or path.endswith("/shares"))
        assert "422" in refusals or "requestBody" not in operation
        for answer in refusals.values():
            schema = answer["content"]["application/json"]["schema"]
            for each in schema.get("anyOf", [schema]):
                named = schemas[each["$ref"].rsplit("/", 1)[1]]
                assert {"code", "message"} <= set(named["required"])
            assert answer["description"].startswith("- `")


def test_files_are_told_with_their_ranges_and_tags(document: Json) -> None:
    for operation_id in ("get_job_file", "get_asset", "get_poster", "get_still", "get_music"):
        (operation,) = (each for _, _, each in operations(document) if each["operationId"] == operation_id)
        taken = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"}
        assert taken == {"Range", "If-Range", "If-None-Match", "If-Match"}
        assert {"200", "206", "304", "412", "416"} <= operation["responses"].keys()
        assert all("ETag" in operation["responses"][status]["headers"] for status in ("200", "206", "304"))


def test_what_may_wait_too_long_or_take_too_long_says_so(document: Json) -> None:
    for operation_id in ("make_render", "make_share", "retry_job"):
        (operation,) = (each for _, _, each in operations(document) if each["operationId"] == operation_id)
        assert operation["responses"]["429"]["content"]["application/json"]["schema"]["$ref"].endswith("/BusyOut")
        assert operation["responses"]["429"]["headers"]["Retry-After"]["required"]
        assert "`takes_too_long`" in operation["responses"]["422"]["description"]


def test_thoughts_stand_in_messages_and_beside_the_state(document: Json) -> None:
    schemas = document["components"]["schemas"]
    assert "thoughts" not in schemas["StreamState"]["properties"]
    assert "thoughts" in schemas["SnapshotEvent"]["properties"] and "thoughts" in schemas["MessageOut"]["required"]
    assert "thoughts" not in schemas["SnapshotEvent"]["required"]


def test_operations_are_named_once_and_nothing_leads_nowhere(document: Json) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))

    def references(part: Any) -> set[str]:
        if isinstance(part, list):
            return set().union(*map(references, part))
        if not isinstance(part, dict):
            return set()
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(each) for each in part.values()))

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known


def test_a_job_is_one_of_the_kinds_that_there_are(document: Json) -> None:
    schemas = document["components"]["schemas"]
    mapping = schemas["JobOut"]["discriminator"]["mapping"]
    assert mapping == {kind.KIND: f"#/components/schemas/{kind.SHAPE.__name__}" for kind in job_models()}
    for kind in job_models():
        assert schemas[kind.SHAPE.__name__]["properties"]["kind"]["const"] == kind.KIND


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (shapes.MessageRoleName, models.Role.values),
        (shapes.MessageStatusName, models.MessageStatus.values),
        (shapes.StreamStatusName, models.StreamStatus.values),
        (shapes.JobStatusName, JobStatus.values),
        (project_shapes.ProjectRoleName, MemberRole.values),
        (project_shapes.FontName, list(FONTS)),
        (video_shapes.AuthorKindName, AuthorKind.values),
        (video_shapes.FormatName, Format.values),
        (video_shapes.QualityName, Quality.values),
    ],
)
def test_the_names_that_are_told_are_those_of_the_rows(name: Any, values: list[str]) -> None:
    assert sorted(get_args(name)[1].json_schema["enum"]) == sorted(values)


def test_the_names_of_what_becomes_of_a_call_are_those_of_the_rows() -> None:
    assert sorted(get_args(CallStatusName)) == sorted(models.CallStatus.values)


def test_a_call_is_told_alike_in_messages_and_in_states(document: Json) -> None:
    schemas = document["components"]["schemas"]
    for holder in ("MessageOut", "StreamState"):
        assert schemas[holder]["properties"]["tool_calls"]["items"] == {"$ref": "#/components/schemas/CallState"}
    assert schemas["CallState"]["required"] == list(CallState.model_fields)


def test_a_call_in_a_message_is_the_json_of_its_state() -> None:
    call = models.ToolCall(
        step=models.Step(index=2), index=1, name="plan", arguments={"a": [1]}, status=models.CallStatus.ERROR,
        error={"code": "tool_failed", "message": "No."}, duration_ms=3,
    )  # fmt: skip
    told = call_fields(call)
    assert list(told.items()) == list(call_state(call).model_dump(mode="json").items())


def filled(path: str) -> str:
    return path.replace("{id}", "1").replace("{", "").replace("}", "")


def test_a_method_that_is_not_taken_is_told_which_are(document: Json, owner: Person) -> None:
    for path, item in document["paths"].items():
        taken = {method.upper() for method in item} | {"OPTIONS"} | ({"HEAD"} if "get" in item else set())
        for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - taken:
            answer = owner.http.request(method, filled(path))
            assert answer.status_code == 405, f"{method} {path}"
            assert set(answer.headers["Allow"].split(", ")) == taken
            assert method == "HEAD" or answer.json()["code"] == "method_not_allowed"
        asked = owner.http.options(filled(path))
        assert (asked.status_code, set(asked.headers["Allow"].split(", ")), asked.content) == (204, taken, b"")


def test_head_is_as_get_without_a_body(owner: Person, project: str) -> None:
    sent = owner.answered(project, "hello")
    for path in ("/api/projects", f"/api/projects/{project}/messages", f"/api/streams/{sent['id']}"):
        got, looked = owner.http.get(path), owner.http.head(path)
        assert (looked.status_code, looked.content) == (200, b"")
        assert looked.headers["Content-Length"] == got.headers["Content-Length"]
    events = owner.http.head(f"/api/streams/{sent['id']}/events")
    assert events.status_code == 200 and events.headers["Content-Type"].startswith("text/event-stream")
    assert owner.http.head("/api/streams/0/events").status_code == 404


@pytest.mark.parametrize("number", ["true", '"1"', "1.5", "[1]", '{"a": 1}'])
def test_a_number_is_a_number(owner: Person, project: str, number: str) -> None:
    path = f"/api/projects/{project}"
    for method, where, field in [
        ("POST", "/shares", "expires_in_days"),
        ("POST", "/shares", "version"),
        ("POST", "/video/undo", "version"),
        ("PATCH", "/settings", "max_steps"),
        ("PATCH", "/settings", "temperature"),
    ]:
        if number == "1.5" and field == "temperature":
            continue
        answer = owner.http.request(method, path + where, content=f'{{"{field}": {number}}}')
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), f"{where} {field}"
    assert owner.http.post(f"{path}/shares", content='{"expires_in_days": 2.0, "version": 1.0}').status_code == 201
