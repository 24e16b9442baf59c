"""Whether the log and the rows of a stream tell the same."""

import json
from typing import Any

from chat.models import Stream, StreamEvent
from chat.stream.snapshots import recorded_state, stored_state


class Pruned(Exception):
    """The events are not stored any more, or not yet."""


def differences(stream: Stream) -> list[str]:
    """What differs between the fold of the events and the stored rows, a line each; nothing when they agree.

    Of a stream that is under way only what never changes is compared: the rest moves on between the two looks.
    Raises Pruned.
    """
    epochs = StreamEvent.objects.filter(stream=stream).order_by("-epoch").values_list("epoch", flat=True)
    newest = epochs.first()
    folded = recorded_state(stream.pk, newest) if newest is not None else None
    if folded is None:
        raise Pruned(f"Stream {stream.pk}: its events are not stored (any more); there is nothing to compare.")
    told, stored = folded.with_thoughts(), stored_state(stream).with_thoughts()
    if stream.is_ended:
        fields = set(told) - {"activity", "queue_position"}
        if stream.message.content != told["content"]:
            return [_line("message", told["content"], stream.message.content)]
    else:
        fields = {"id", "project", "message", "created_at"}
    if stream.is_ended:
        fields |= {"thoughts"} & {*told, *stored}  # they are there if there are any
    return [
        _line(field, told.get(field), stored.get(field))
        for field in sorted(fields)
        if told.get(field) != stored.get(field)
    ]


def _line(field: str, told: Any, stored: Any) -> str:
    def shown(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    return f"{field}:\n  events: {shown(told)}\n  stored: {shown(stored)}"
