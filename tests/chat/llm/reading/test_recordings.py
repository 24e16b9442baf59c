"""Every recording gives what its manifest says, wherever the network cut it."""

from typing import Any

import pytest

from chat.llm.model_errors import BrokeOff, ModelError, Refused
from chat.llm.reading.finish_reasons import raise_for_ending
from chat.llm.reading.speech import Speech

from .recordings import body_of, joined, manifest, needs_recordings, read, seen_in, speech_of

PIECE_BYTES = 256
NOT_ANSWERS = {
    "108": BrokeOff,
    "135": Refused,
    "141": BrokeOff,
}

pytestmark = needs_recordings
each_recording = pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
each_small_recording = pytest.mark.parametrize(
    "row", [row for row in manifest() if len(body_of(row["file"])) < 2500], ids=lambda row: row["file"]
)


def as_in_manifest(speech: Speech) -> dict[str, Any]:
    return {
        "content": speech.content,
        "tool_calls": [
            {"id": call.provider_call_id, "name": call.name, "arguments": call.arguments_text} for call in speech.calls
        ],
        "finish_reason": speech.finish_reason,
        "reasoning": speech.reasoning,
        "refusal": speech.refusal,
        "usage": speech.usage,
        "errors": list(speech.errors),
    }


@each_recording
def test_a_recording_gives_what_it_must_give(row: dict[str, Any]) -> None:
    expected = row["expected"]
    told = as_in_manifest(speech_of(body_of(row["file"])))
    assert {key: told[key] for key in expected} == expected
    unmentioned = {key for key in told.keys() - expected.keys() if told[key]}
    assert unmentioned <= ({"reasoning"} if row["api"] == "responses" else set())


@each_recording
def test_the_parts_of_a_recording_make_the_whole(row: dict[str, Any]) -> None:
    parts, speech = read([body_of(row["file"])])
    assert joined(parts) == seen_in(speech)
    assert [call.index for call in speech.calls] == list(range(len(speech.calls)))


@each_recording
def test_a_recording_says_the_same_wherever_it_is_cut(row: dict[str, Any]) -> None:
    """In pieces of one length, the first of each length up to it: every byte is a cut in one round."""
    body = body_of(row["file"])
    whole = read([body])[1]
    for first in range(1, PIECE_BYTES + 1):
        pieces = [body[:first], *(body[at : at + PIECE_BYTES] for at in range(first, len(body), PIECE_BYTES))]
        assert read(pieces)[1] == whole, f"first piece: {first} bytes"


@each_small_recording
def test_a_small_recording_says_the_same_in_any_two_pieces(row: dict[str, Any]) -> None:
    body = body_of(row["file"])
    whole = read([body])
    assert all(read([body[:cut], body[cut:]]) == whole for cut in range(len(body) + 1))


@each_recording
def test_a_recording_says_the_same_byte_by_byte(row: dict[str, Any]) -> None:
    body = body_of(row["file"])
    assert read(body[at : at + 1] for at in range(len(body))) == read([body])


@each_recording
def test_only_whole_answers_count(row: dict[str, Any]) -> None:
    expected = NOT_ANSWERS.get(row["file"].rpartition("/")[2][:3])
    told: type[ModelError] | None = None
    try:
        raise_for_ending(speech_of(body_of(row["file"])))
    except ModelError as error:
        told = type(error)
    assert told == expected


def test_an_error_wins_over_the_finish_reason_before_it() -> None:
    speech = speech_of(body_of("141"))
    assert speech.finish_reason == "length"
    with pytest.raises(BrokeOff, match="Token limit reached") as caught:
        raise_for_ending(speech)
    assert caught.value.retryable


def test_a_refusal_tells_the_models_own_sentence() -> None:
    with pytest.raises(Refused, match="can't assist with this request") as caught:
        raise_for_ending(speech_of(body_of("135")))
    assert caught.value.code == "refused"
    assert not caught.value.retryable
