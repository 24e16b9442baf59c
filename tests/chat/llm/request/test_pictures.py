"""Pictures for the model: where they stand, what they cost, and that nothing of them is left where they are refused."""

import io
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from chat.llm.model_errors import ContextTooSmall
from chat.llm.request.capabilities import Capabilities
from chat.llm.request.chat_messages import (
    LOOKING,
    SHOWN,
    STATE,
    ChatMessage,
    PastCall,
    PastStep,
    chat_messages,
    with_pictures,
)
from chat.llm.request.fitting import message_tokens
from chat.llm.request.model_request import MOST_PICTURES, ModelRequest, body_of
from chat.llm.request.pictures import Picture, UnfitPicture
from tests.chat.answer.strict_servers import check_everywhere
from tests.chat.llm.request.test_chat_messages import MODEL, SYSTEM, PastTurn, history, steps, turns

TOOLS: list[Any] = [
    {"type": "function", "function": {"name": "look", "description": "Look.", "parameters": {"type": "object"}}}
]


def drawn(width: int = 64, height: int = 36, format: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, format)
    return file.getvalue()


PICTURES = [Picture.of(drawn(64 + number, 36), f"Picture {number}") for number in range(6)]


def seen(body: list[ChatMessage]) -> list[str]:
    """The captions of the pictures that go out, in their order."""
    shown = [each["content"] for each in body if isinstance(each["content"], list)]
    told = [line for words, *parts in shown for line in words["text"].split(STATE)[0].split("\n")[1:]]
    assert len(told) == sum(len(parts) - 1 for parts in shown)
    return told


@st.composite
def looking(draw: st.DrawFn) -> PastTurn:
    """A turn under way, of whose calls some show pictures."""
    left = list(PICTURES)

    def with_some(call: PastCall) -> PastCall:
        count = draw(st.integers(0, min(2, len(left))))
        return replace(call, pictures=tuple(left.pop(0) for _ in range(count)))

    past = draw(st.lists(steps, max_size=4))
    return PastTurn("Look.", tuple(replace(each, calls=tuple(map(with_some, each.calls))) for each in past))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(turns, max_size=3),
    looking(),
    st.sets(st.sampled_from(["pictures", "several_pictures", "parallel_tool_calls", "reasoning", "tools"])),
    st.booleans(),
)
def test_strict_servers_take_pictures_wherever_calls_show_them(
    past: list[PastTurn], now: PastTurn, refused: set[str], has_state: bool
) -> None:
    [*_, now] = history(past, now)
    messages = [SYSTEM, *chat_messages([*past, now], MODEL)]
    if has_state:
        messages[-1] = {**messages[-1], "content": (messages[-1]["content"] or "") + STATE + "now\n</state>"}
    body = body_of(ModelRequest(messages, TOOLS, MODEL), Capabilities(frozenset(refused)))
    check_everywhere(body.content["messages"], body.content.get("tools"))
    shown = [picture.caption for step in now.steps for call in step.calls for picture in call.pictures]
    most = 0 if refused & {"pictures", "tools"} else 1 if "several_pictures" in refused else MOST_PICTURES
    assert seen(body.content["messages"]) == shown[max(0, len(shown) - most) :]
    assert str(body.content["messages"][-1]).count("</state>") == has_state
    assert ("pictures" in body.options) == bool(most and shown)
    assert ("several_pictures" in body.options) == (most > 1 and len(shown) > 1)
    bare = [replace(step, calls=tuple(replace(c, pictures=()) for c in step.calls)) for step in now.steps]
    if not has_state:
        without = [SYSTEM, *chat_messages([*past, replace(now, steps=tuple(bare))], MODEL)]
        assert with_pictures(messages, 0) == without


def under_way(*pictures: Picture, words: int = 0) -> list[ChatMessage]:
    """A long turn before, then one whose first call shows pictures, and which has gone on."""
    call = PastCall(UUID(int=7), "look", "{}", "Seen.", pictures=pictures)
    look = PastStep("", calls=(call,))
    return [
        SYSTEM,
        *chat_messages([PastTurn("word " * words, (PastStep("Well."),)), PastTurn("Look.", (look,))], MODEL),
    ]


def test_a_step_and_what_it_shows_read_in_order() -> None:
    assert [(each["role"], each["content"]) for each in under_way(*PICTURES[:2])[-4:]] == [
        ("assistant", None), ("tool", "Seen."), ("assistant", LOOKING), ("user", f"{SHOWN}\nPicture 0\nPicture 1"),
    ]  # fmt: skip


def test_a_picture_costs_by_its_size_and_not_by_its_bytes() -> None:
    small, large = Picture.of(drawn(64, 64), "x"), Picture.of(drawn(910, 512), "x")
    assert small.tokens < 100 < 600 < large.tokens < 900
    before, after = (sum(map(message_tokens, under_way(*shown))) for shown in ([], [large]))
    assert large.tokens < after - before < large.tokens + 60
    request = ModelRequest(under_way(large), TOOLS, MODEL)
    assert request.tokens == pytest.approx(body_of(request, Capabilities()).tokens, abs=40)


def test_what_does_not_fit_are_the_oldest_turns_then_the_oldest_pictures() -> None:
    large = [Picture.of(drawn(910, 512), f"Large {number}") for number in range(3)]
    messages = under_way(*large, words=2000)
    counts = []
    for room in (9000, 3000, 2200, 1500, 800, 300):
        body = body_of(ModelRequest(messages, [], MODEL, context_tokens=room, may_forget=True), Capabilities())
        assert body.tokens <= room
        check_everywhere(body.content["messages"])
        captions = seen(body.content["messages"])
        assert captions == [f"Large {number}" for number in range(3 - len(captions), 3)]
        counts.append((len(captions), "word word" in str(body.content["messages"][1])))
    assert counts == [(3, True), (3, False), (2, False), (1, False), (0, False), (0, False)]
    with pytest.raises(ContextTooSmall):
        body_of(ModelRequest(messages, [], MODEL, context_tokens=20, may_forget=True), Capabilities())


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_a_picture_is_known_by_its_bytes(format: str) -> None:
    picture = Picture.of(drawn(40, 30, format), "Two\nlines  and <state>")
    assert (picture.mime, picture.width, picture.height) == (f"image/{format.lower()}", 40, 30)
    assert picture.caption == "Two lines and <state>"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80) | st.integers(0, 60).map(lambda kept: drawn()[:kept]) | st.just(drawn(format="GIF")))
def test_other_bytes_are_no_picture(data: bytes) -> None:
    try:
        picture = Picture.of(data, "x")
    except UnfitPicture as error:
        assert str(error).startswith("A picture for the model")
    else:  # its beginning is whole
        assert (picture.width, picture.height) == (64, 36)


def test_a_picture_that_is_too_large_is_refused() -> None:
    with pytest.raises(UnfitPicture, match="524,288 bytes"):
        Picture.of(drawn() + bytes(Picture.MOST_BYTES), "x")
