"""What a person is told when a model server fails, and whether another try may help."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from chat.llm import model_errors
from chat.llm.model_errors import ModelError, from_error_objects, from_status, retry_after_s, without_secrets

KEY = "sk-proj-abcDEF123456_7890-xyz"
SAID = {"message": "The model `gpt-nope` does not exist.", "type": "invalid_request_error"}


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (400, "model_rejected_request", False),
        (401, "model_refused_credentials", False),
        (402, "model_rejected_request", False),
        (403, "model_refused_credentials", False),
        (404, "model_not_found", False),
        (408, "model_unavailable", True),
        (409, "model_unavailable", True),
        (413, "model_rejected_request", False),
        (422, "model_rejected_request", False),
        (429, "model_busy", True),
        (500, "model_unavailable", True),
        (502, "model_unavailable", True),
        (503, "model_unavailable", True),
        (529, "model_unavailable", True),
    ],
)
def test_a_status_has_its_code_and_tells_whether_to_try_again(status: int, code: str, retryable: bool) -> None:
    error = from_status(status, {}, SAID)
    assert (error.code, error.retryable) == (code, retryable)
    assert "gpt-nope" in error.detail
    assert str(status) in error.detail


@pytest.mark.parametrize("status", [400, 404, 422])
@pytest.mark.parametrize(
    "body", [SAID, {"error": SAID}, [{"error": SAID}], {"detail": [{"msg": SAID["message"]}]}, SAID["message"]]
)
def test_a_rejected_request_tells_the_servers_own_sentence(status: int, body: object) -> None:
    assert from_status(status, {}, body).message == SAID["message"]


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_told_neutrally(status: int) -> None:
    error = from_status(status, {}, {"message": f"Incorrect API key provided: {KEY}."})
    assert error.message == model_errors.RefusedCredentials.sentence
    assert "Incorrect API key" in error.detail


@pytest.mark.parametrize("body", ["<html>502 Bad Gateway</html>", "", {}, [], None, {"message": None}, {"message": 5}])
@pytest.mark.parametrize("status", [400, 404, 429, 503])
def test_a_body_without_a_sentence_leaves_ours(status: int, body: object) -> None:
    error = from_status(status, {}, body)
    assert error.message == error.sentence
    assert error.message.endswith(".")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_the_wait_that_a_server_asks_for_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers) == seconds
    assert from_status(503, headers, "").retry_after_s == seconds


def test_the_wait_may_be_a_date() -> None:
    in_a_day = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
    assert 23 < (retry_after_s({"retry-after": in_a_day}) or 0) / 3600 <= 24


@pytest.mark.parametrize(
    "secret",
    [
        KEY,
        "Bearer abc.def",
        "api_key=hunter2",
        "gsk_abcdefgh12345678",
        "AIzaSyA1234567890abcdefghijklmnop",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2ln",
        "abcd****************wxyz",
        "0123456789abcdef0123456789abcdef",
        "API key provided: hunter22",
    ],
)
def test_what_looks_like_a_key_is_never_told(secret: str) -> None:
    message = from_status(400, {}, {"message": f"You sent {secret}, which is wrong."}).message
    assert secret.split()[-1] not in message
    assert message.startswith("You sent ")
    assert model_errors.HIDDEN in message


def test_a_password_in_an_address_is_never_told() -> None:
    assert without_secrets("see http://ann:secret@host/v1") == f"see http://{model_errors.HIDDEN}host/v1"


@pytest.mark.parametrize(
    "sentence", ["Use claude-haiku-4-5-20251001 or meta-llama/llama-3.1-405b-instruct.", "token_limit_reached"]
)
def test_ordinary_names_stay(sentence: str) -> None:
    assert from_status(400, {}, sentence).message == sentence


def test_our_own_key_is_hidden_everywhere() -> None:
    error = from_status(400, {}, {"message": "hunter2-is-our-key is wrong"})
    error.hide("hunter2-is-our-key")
    assert "hunter2" not in error.message + error.detail + str(error)


def test_a_message_can_be_stored_and_is_not_endless() -> None:
    error = from_status(400, {}, "\x00\ud83d " + "long " * 5000)
    assert error.message.startswith("\ufffd\ufffd long")
    assert len(error.message) <= model_errors.MAX_MESSAGE_CHARACTERS
    assert len(error.detail) <= model_errors.MAX_DETAIL_CHARACTERS
    assert error.detail.encode()


def test_an_error_inside_an_answer_tells_what_the_server_said() -> None:
    error = from_error_objects([{"code": 502, "message": "Provider disconnected"}])
    assert error.message == "The model server broke its answer off: Provider disconnected"
    assert error.retryable


def test_a_model_that_was_too_slow_is_asked_again_by_a_person_only() -> None:
    error = model_errors.ModelTooSlow.after(180.0, 17_122)
    assert (error.code, error.retryable, error.is_tried_again) == ("model_too_slow", True, False)
    assert "17122 tokens" in error.message and "180 seconds" in error.message
    assert "FIRST_TOKEN_TIMEOUT_SECONDS" in error.message


def test_every_error_has_its_own_sentence_and_a_code() -> None:
    kinds = [each for each in vars(model_errors).values() if isinstance(each, type) and issubclass(each, ModelError)]
    assert all(each().message.endswith(".") and each.code for each in kinds)
    assert len({each.sentence for each in kinds}) == len(kinds)
