"""One type of message, whichever way it is sent."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.conversation.new_message import LONGEST_MESSAGE, About, NewMessage
from chat.web.bodies import MessageIn
from chat.web.frames import Send, parse_command
from config.common.errors import Invalid
from config.common.json_bodies import read_body

IDS = st.one_of(st.none(), st.uuids().map(str))
ABOUT = st.one_of(
    st.none(), st.builds(lambda id: {"kind": "scene", "id": id}, st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True))
)
MESSAGES = st.fixed_dictionaries(
    {"id": st.uuids().map(str), "content": st.text(max_size=20)},
    optional={"parent": IDS, "replaces": IDS, "about": ABOUT},
)


@given(MESSAGES)
def test_a_message_is_read_alike_from_a_frame_and_from_a_body(message: dict[str, Any]) -> None:
    sent = parse_command(json.dumps({"type": "send", **message}))
    assert isinstance(sent, Send)
    assert sent.model_dump(exclude={"type"}) == read_body(MessageIn, json.dumps(message).encode()).model_dump()


def test_what_is_only_said_goes_to_the_end_of_the_conversation() -> None:
    id = uuid4()
    assert NewMessage.saying("hello", id) == NewMessage(id=id, content="hello")
    assert NewMessage.saying("hello").id != NewMessage.saying("hello").id


@pytest.mark.parametrize("content", ["", " \n", "a\0b", "half \ud83d", "x" * (LONGEST_MESSAGE + 1)])
def test_what_is_no_message_is_refused_whoever_says_it(content: str) -> None:
    with pytest.raises(Invalid):
        NewMessage.saying(content).check_content()


def test_the_longest_message_fits() -> None:
    NewMessage(id=uuid4(), content="x" * LONGEST_MESSAGE, about=About(kind="scene", id="intro")).check_content()
