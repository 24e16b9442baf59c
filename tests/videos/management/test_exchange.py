"""What a program is told of an answer that another process has ended before it looked."""

import io
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.core.management.base import OutputWrapper

from chat.stream.events import EventId, Finalized, Record, Snapshot
from chat.stream.feed import Feed
from chat.stream.state import ErrorState, StreamState
from projects.models import Project
from videos.management.exchange import Exchange, TurnFailed


class Ended:
    """A feed whose stream is over: a snapshot, made up for whoever comes now, and the end."""

    def __init__(self, state: StreamState) -> None:
        status = cast(Any, state.status)
        end = Finalized(status=status, jobs=[], usage=None, timings={}, finished_at="2026-01-01T00:00:00Z")
        events = (Snapshot(state=state), end)
        self.records = [Record(1, EventId(1, 7), event.type, event.model_dump_json()) for event in events]

    async def follow(self, stream: int, cursor: EventId | None) -> AsyncIterator[list[Record]]:
        yield self.records


async def printed(**fields: Any) -> str:
    output = io.StringIO()
    state = StreamState(id="1", project="1", message="1", created_at="2026-01-01T00:00:00Z", **fields)
    exchange = Exchange(Project(owner=User()), OutputWrapper(output), is_terminal=False)
    await exchange.print_answer(cast(Feed, Ended(state)), 1)
    return output.getvalue()


async def test_what_was_said_is_printed() -> None:
    assert "Here it is." in await printed(status="success", content="Here it is.")


@pytest.mark.parametrize("content", ["", "Half a sen"])
async def test_a_failure_is_raised_with_its_sentence(content: str) -> None:
    error = ErrorState(code="refused", message="The model refused.", retryable=False)
    with pytest.raises(TurnFailed, match="The model refused."):
        await printed(status="error", content=content, error=error)


async def test_a_stop_is_raised() -> None:
    with pytest.raises(TurnFailed, match="stopped"):
        await printed(status="stopped", content="Half")
