"""Servers that cannot use the pictures that they are sent: asked once more without, and what of it is remembered."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from chat.llm.client import OpenAIModel
from chat.llm.knowledge import ThisProcessKnows
from chat.llm.model_errors import ModelError
from chat.llm.request.model_request import ModelRequest
from tests.chat.llm.request.test_pictures import MODEL, PICTURES, under_way
from tests.chat.llm.test_client import ask
from tests.upstream.scripts import Status, say
from tests.upstream.server import ScriptedUpstream

SHOWING = ModelRequest(under_way(*PICTURES[:3]), [], MODEL)


def refusing(said: str) -> dict[str, Any]:
    return {"error": {"message": said}}


@pytest.fixture
def server() -> Iterator[ScriptedUpstream]:
    with ScriptedUpstream() as running:
        yield running


@pytest.fixture
async def model(server: ScriptedUpstream) -> AsyncIterator[OpenAIModel]:
    asked = OpenAIModel(server.base_url, "", MODEL, knowledge=ThisProcessKnows())
    yield asked
    await asked.aclose()


def pictures_sent(server: ScriptedUpstream) -> list[int]:
    return [json.dumps(each.body).count('"image_url": {') for each in server.requests]


async def test_a_server_that_takes_pictures_gets_them(server: ScriptedUpstream, model: OpenAIModel) -> None:
    server.add(say("Nice."), always=True)
    assert (await ask(model, SHOWING)).content == "Nice."
    assert pictures_sent(server) == [3]


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (400, refusing("Invalid content type. image_url is only supported by certain models.")),
        (404, refusing("No endpoints found that support image input")),
        (422, {"detail": [{"loc": ["body", "messages", 4, "content"], "msg": "Input should be 'text'"}]}),
        (500, refusing("image input is not supported - hint: you may need to provide the mmproj")),
        (200, '{"error": {"message": "ValueError: images are not supported by the loaded model"}}'),
        (200, '{"error": "this model has no vision: image input is not supported"}'),
    ],
)
async def test_one_that_takes_none_is_asked_once_more_without_and_never_again(
    server: ScriptedUpstream, model: OpenAIModel, code: int, body: Any
) -> None:
    server.refuse(MODEL, "image_url", code, body)
    server.add(say("Nice."), always=True)
    for _ in range(2):
        assert (await ask(model, SHOWING)).content == "Nice."
    assert pictures_sent(server) == [3, 0, 0]
    assert [each["role"] for each in server.requests[-1].body["messages"]][-2:] == ["assistant", "tool"]


async def test_one_that_takes_one_gets_the_newest(server: ScriptedUpstream, model: OpenAIModel) -> None:
    limit = {"object": "error", "message": "At most 1 image(s) may be provided in one request.", "code": 400}
    server.refuse(MODEL, "Picture 0", 400, limit)
    server.add(say("Nice."), always=True)
    for _ in range(2):
        await ask(model, SHOWING)
    assert pictures_sent(server) == [3, 1, 1]
    assert "Picture 2" in str(server.requests[-1].body)


async def test_what_is_wrong_with_one_picture_is_not_held_against_the_next(
    server: ScriptedUpstream, model: OpenAIModel
) -> None:
    server.refuse(MODEL, "Picture 0", 400, refusing("Could not process image"))
    server.add(say("Nice."), always=True)
    await ask(model, SHOWING)
    await ask(model, ModelRequest(under_way(PICTURES[5]), [], MODEL))
    assert pictures_sent(server) == [3, 0, 1]


async def test_who_insists_shows_them_each_time_and_still_gets_an_answer(
    server: ScriptedUpstream, model: OpenAIModel
) -> None:
    server.refuse(MODEL, "image_url", 400, refusing("this model does not support image input"))
    server.add(say("Nice."), always=True)
    insisting = ModelRequest(SHOWING.messages, [], MODEL, insists_on=frozenset({"pictures"}))
    for _ in range(2):
        assert (await ask(model, insisting)).content == "Nice."
    assert pictures_sent(server) == [3, 0, 3, 0]


@pytest.mark.parametrize("code", [400, 500, 200])
async def test_other_errors_are_what_they_are(server: ScriptedUpstream, model: OpenAIModel, code: int) -> None:
    error = refusing("The tokenizer is on fire.")
    server.add([Status(code, body=error if code != 200 else json.dumps(error))], always=True)
    with pytest.raises(ModelError, match="trouble|tokenizer"):
        await ask(model, SHOWING)
    assert pictures_sent(server) == [3]


async def test_an_error_that_names_pictures_where_none_were_sent_is_no_refusal(
    server: ScriptedUpstream, model: OpenAIModel
) -> None:
    server.add([Status(500, body=refusing("image input is not supported"))], always=True)
    with pytest.raises(ModelError):
        await ask(model, ModelRequest(under_way(), [], MODEL))
    assert len(server.requests) == 1
