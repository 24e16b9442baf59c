"""Whatever a server sends, chunks come out, and what is no chunk is an error that somebody will see."""

import pytest

from chat.llm.chunks import Chunk, ChunkDecoder


def chunks_of(*pieces: bytes) -> list[Chunk]:
    decoder = ChunkDecoder()
    chunks = [chunk for piece in pieces for chunk in decoder.feed(piece)]
    return chunks + decoder.close()


def the_error_of(body: bytes) -> dict[str, str]:
    (chunk,) = chunks_of(body)
    error: dict[str, str] = chunk["error"]
    return error


def test_chunks_come_in_their_order() -> None:
    assert chunks_of(b'data: {"a": 1}\n\ndata: {"a": 2}\n\n') == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("end", [b"data: [DONE]\n\n", b"data: [DONE] \n\n", b"data:[DONE]\n\n", b"data: [DONE]"])
def test_done_ends_the_answer(end: bytes) -> None:
    decoder = ChunkDecoder()
    chunks = decoder.feed(b'data: {"a": 1}\n\n' + end) + decoder.close()
    assert chunks == [{"a": 1}]
    assert decoder.done


def test_nothing_counts_after_done() -> None:
    assert chunks_of(b'data: [DONE]\n\ndata: {"a": 1}\n\n', b'data: {"a": 2}\n\n') == []


def test_an_end_without_done_is_not_done() -> None:
    decoder = ChunkDecoder()
    assert decoder.feed(b'data: {"a": 1}') == []
    assert decoder.close() == [{"a": 1}]
    assert not decoder.done


def test_empty_data_is_nothing() -> None:
    assert chunks_of(b"data:\n\ndata:  \n\nevent: ping\n\n") == []


@pytest.mark.parametrize(
    "line", [b"data: {this is not JSON", b"data: 7", b"data: [1]", b'data: "x"', b"data: {", b"data: nope"]
)
def test_garbage_is_an_error(line: bytes) -> None:
    error = the_error_of(line + b"\n\n")
    assert error["code"] == "unreadable_chunk"
    assert line.removeprefix(b"data: ").decode() in error["message"]


def test_a_nesting_bomb_is_an_error() -> None:
    assert the_error_of(b"data: " + b'{"a":' * 100_000 + b"\n\n")["code"] == "unreadable_chunk"


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (rb'"\ud83d"', "\ud83d"),
        (b"1e400", float("inf")),
        (b"-Infinity", float("-inf")),
        (b'"tab\tinside"', "tab\tinside"),
        (b'"\xf0\x9f"', "\ufffd"),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
    ],
)
def test_odd_json_is_read_all_the_same(payload: bytes, value: object) -> None:
    assert chunks_of(b'data: {"a": ' + payload + b"}\n\n") == [{"a": value}]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'event: error\ndata: {"error": {"message": "no"}}\n\n', {"message": "no"}),
        (b'event: error\ndata: {"message": "no", "code": 5}\n\n', {"message": "no", "code": 5}),
        (b'event: error\ndata: "no"\n\n', {"message": "no"}),
        (b"event: error\ndata: no reason\n\n", {"message": "no reason"}),
        (b"event: error\n\n", {"message": ""}),
        (b'error: {"message": "no"}\n\n', {"message": "no"}),
        (b"error: down\n\n", {"message": "down"}),
        (b'{"error": {"message": "no"}}', {"message": "no"}),
        (b'[{"error": {"message": "no"}}]', {"message": "no"}),
        (b'\n{\n  "error": {"message": "no"}\n}\n', {"message": "no"}),
        (b': wait\n\n{"error": {"message": "no"}}\n\n', {"message": "no"}),
    ],
)
def test_an_error_is_told_in_every_dress(body: bytes, error: dict[str, object]) -> None:
    assert the_error_of(body) == error


def test_a_body_that_is_one_document_is_one_chunk() -> None:
    body = b' {"choices": [],\n\n "usage": null}'
    assert chunks_of(*(body[at : at + 1] for at in range(len(body)))) == [{"choices": [], "usage": None}]


def test_an_event_name_says_nothing_that_the_data_does_not() -> None:
    assert chunks_of(b'event: response.created\ndata: {"type": "response.created"}\n\n') == [
        {"type": "response.created"}
    ]
