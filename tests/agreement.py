"""Whether log and rows agree for every stream of a database: read with plain SQL, folded at every cut."""

import json
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID

from chat.stream.events import EventId, Record
from chat.stream.fold import fold
from chat.stream.state import StreamState

TOLD = ("status", "result", "error", "executions")
ENDED = "SELECT s.id, s.epoch, s.status, m.content FROM chat_stream s JOIN chat_message m ON m.id = s.message_id"
CALLS = (
    "SELECT c.id, c.status, c.result, c.error, c.executions FROM chat_toolcall c JOIN chat_step p ON p.id = c.step_id"
    ' WHERE c.stream_id = ? AND p.superseded_at IS NULL ORDER BY p."index", c."index"'
)


def check_agreement(database: Path) -> int:
    """Check all ended streams whose events are stored; give how many. Raises AssertionError where one differs."""
    checked = 0
    with sqlite3.connect(database) as connection:
        for stream, epoch, status, content in connection.execute(
            f"{ENDED} WHERE s.status NOT IN ('queued', 'running')"
        ):
            rows = connection.execute(
                "SELECT seq, type, payload FROM chat_streamevent WHERE stream_id = ? AND epoch = ? ORDER BY seq",
                (stream, epoch),
            ).fetchall()
            if not rows or rows[0][1] != "snapshot":  # pruned
                continue
            records = [Record(stream, EventId(epoch, seq), type, payload) for seq, type, payload in rows]
            assert [record.id.seq for record in records] == list(range(1, len(records) + 1)), f"stream {stream}: gaps"
            state = _folded(records)
            assert (state.status, state.content) == (status, content), f"stream {stream}: {state.status}"
            calls = [call.model_dump(mode="json") for call in state.tool_calls]
            told = [(UUID(each["id"]).hex, *(each[name] for name in TOLD)) for each in calls]
            assert told == [_call(row) for row in connection.execute(CALLS, (stream,))], (
                f"stream {stream}: calls differ"
            )
            checked += 1
    connection.close()
    return checked


def _folded(records: list[Record]) -> StreamState:
    """The fold; at every cut what a client would be sent as JSON is that very state, so what follows folds alike."""
    state: StreamState | None = None
    for record in records:
        state = fold(state, record.id, record.event)
        told = json.dumps(state.with_thoughts())
        assert StreamState.model_validate_json(told) == state, f"{record.stream} at {record.id}"
    assert state is not None
    return state


def _call(row: tuple[Any, ...]) -> tuple[Any, ...]:
    id, status, result, error, executions = row
    return id, status, json.loads(result) if result else None, json.loads(error) if error else None, executions
