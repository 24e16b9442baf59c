"""Whatever a server sends, chunks come out, and what is no chunk is an error that somebody will see."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.llm.reading.chunks import END, Chunk, ChunkDecoder


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
    assert chunks[:1] == [{"a": 1}] and chunks[1] is END and len(chunks) == 2
    assert decoder.done


def test_nothing_counts_after_done() -> None:
    assert chunks_of(b'data: [DONE]\n\ndata: {"a": 1}\n\n', b'data: {"a": 2}\n\n') == [END]


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


MESSAGE = b'{"choices": [{"message": {"content": "Hello there."}}]}'


@pytest.mark.parametrize(
    "body",
    [
        MESSAGE + b"\n\ndata: [DONE]\n\n",
        MESSAGE + b"data: [DONE]",
        MESSAGE + b"[DONE]",
        MESSAGE + b"\r\n\r\n: bye\r\nevent: done\r\nid: 7\r\ndata: [DONE]\r\n\r\n",
        b"\xef\xbb\xbf" + MESSAGE.replace(b": ", b":\n\n ") + b"\n\ndata: [DONE]\n\n",
        b"\n\n\xef\xbb\xbf\n" + MESSAGE + b" [DONE] \n",
        b"data: " + MESSAGE + b"\ndata: [DONE]\n\n",  # one line end between them makes them one event
        b"data: " + MESSAGE + b" data: [DONE]\n\n",
        b"data: " + MESSAGE + b"\n\n[DONE]\n\ndata: [DONE]",
    ],
)
def test_done_counts_wherever_it_is_glued_on(body: bytes) -> None:
    told = [{"choices": [{"message": {"content": "Hello there."}}]}, END]
    for cut in range(len(body) + 1):
        assert chunks_of(body[:cut], body[cut:]) == told
    assert chunks_of(*(body[at : at + 1] for at in range(len(body)))) == told


@given(st.lists(st.sampled_from([b'{"a": 1}', b'{"a": "\xc3\xa9}{[DONE]"}', b'{\n"a":\n\n1}'])), st.data())
def test_documents_one_after_another_are_chunks_each(documents: list[bytes], data: st.DataObject) -> None:
    glue = st.sampled_from([b"", b"\n", b"\n\n", b"\r\n", b" ", b"\ndata: ", b"\n\ndata:", b"\n: wait\n\n"])
    body = b"".join(part for each in documents for part in (each, data.draw(glue))) + b"\n"
    cut = data.draw(st.integers(0, len(body)))
    assert chunks_of(body[:cut], body[cut:]) == [json.loads(each) for each in documents]


@pytest.mark.parametrize("rest", [b'{"a": ', b"oops", b'"x"', b"7", b"<html>"])
def test_what_follows_a_document_and_is_none_is_an_error(rest: bytes) -> None:
    first, error = chunks_of(MESSAGE + b"\n\n" + rest)
    assert "choices" in first and error["error"]["code"] == "unreadable_chunk"


def test_an_event_name_says_nothing_that_the_data_does_not() -> None:
    assert chunks_of(b'event: response.created\ndata: {"type": "response.created"}\n\n') == [
        {"type": "response.created"}
    ]
