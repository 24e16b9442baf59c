"""Bytes become events, however they are cut and whatever ends their lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.llm.reading.chunks import ServerSentEvent, SSEDecoder

SNIPPETS = [
    b"data: a",
    b"data:b",
    b"data",
    b"event: error",
    b"error: x",
    b": ping",
    b'{"a": 1}',
    b"id: 4",
    b"\xf0\x9f",
]
ENDS = [b"\n", b"\r\n", b"\r"]


def events_of(*pieces: bytes) -> list[ServerSentEvent]:
    decoder = SSEDecoder()
    events = [event for piece in pieces for event in decoder.feed(piece)]
    return events + decoder.close()


def data_of(*pieces: bytes) -> list[bytes]:
    return [event.data for event in events_of(*pieces)]


@pytest.mark.parametrize("end", ENDS)
def test_lines_may_end_in_lf_crlf_or_cr(end: bytes) -> None:
    body = end.join([b"event: greeting", b"data: one", b"data: two", b"", b"data: three", b"", b""])
    assert events_of(body) == [ServerSentEvent(b"one\ntwo", b"greeting"), ServerSentEvent(b"three")]


def test_a_cr_and_its_lf_may_come_in_two_reads() -> None:
    assert data_of(b"data: one\r", b"\ndata: two\r\n\r", b"\n") == [b"one\ntwo"]
    assert data_of(b"data: one\r", b"", b"\ndata: two\r\n\r\n") == [b"one\ntwo"]


def test_an_event_is_given_with_the_read_that_completes_it() -> None:
    decoder = SSEDecoder()
    assert decoder.feed(b"data: one\n") == []
    assert decoder.feed(b"\n") == [ServerSentEvent(b"one")]


def test_the_last_event_needs_no_blank_line() -> None:
    assert data_of(b"data: one\n\ndata: two") == [b"one", b"two"]
    assert data_of(b"data: one\n\ndata: two\n") == [b"one", b"two"]


def test_comments_ids_and_blank_lines_are_no_events() -> None:
    assert events_of(b": PROCESSING\n\n\n\nid: 7\nretry: 100\n\n: x\n\n") == []


def test_one_blank_after_the_colon_is_not_part_of_the_value() -> None:
    assert data_of(b"data:one\n\ndata:  two\n\ndata\n\n") == [b"one", b" two", b""]


def test_an_error_field_is_told() -> None:
    assert events_of(b'error: {"message": "no"}\n\n') == [ServerSentEvent(error=b'{"message": "no"}')]


def test_an_event_without_data_is_told_by_its_name() -> None:
    assert events_of(b"event: error\n\n") == [ServerSentEvent(event=b"error")]


def test_a_bare_object_is_not_lost() -> None:
    assert data_of(b'data: one\n\n{"error": "down"}\n\n') == [b"one", b'{"error": "down"}']


@pytest.mark.parametrize("cut", range(4))
def test_a_byte_order_mark_is_skipped(cut: int) -> None:
    body = b"\xef\xbb\xbfdata: one\n\n"
    assert data_of(body[:cut], body[cut:]) == [b"one"]


def test_truncated_utf8_is_given_as_it_is() -> None:
    assert data_of("data: 🌍".encode()[:-1]) == ["🌍".encode()[:-1]]


@given(
    st.lists(st.sampled_from(SNIPPETS + ENDS + ENDS)).map(b"".join),
    st.lists(st.integers(min_value=0, max_value=200)),
)
def test_cuts_change_nothing(body: bytes, cuts: list[int]) -> None:
    borders = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    pieces = [body[start:end] for start, end in zip(borders, borders[1:], strict=False)]
    assert events_of(*pieces) == events_of(body)
