"""Finds out which piece of a tool call belongs where: the one place that knows how servers number calls. Pure.

As documented, each entry has the index of its call, and the first one its id and name. Servers leave ids and indexes
out, give one index or one id to all calls, repeat name and id with each piece, or count the index up while the
arguments stream. What tells calls apart then is that nothing can follow a whole JSON object.
"""

from dataclasses import dataclass
from typing import Any, Self

from chat.llm.reading.draft import CallDraft, Draft, text_of_arguments

_DOCUMENTED = {"index", "id", "type", "function", "name", "arguments"}


@dataclass(slots=True)  # frozen ones take several times as long to make, and one is made for each chunk
class Entry:
    """One entry of `tool_calls`; what is missing or of another type is None or ""."""

    index: int | None
    id: str
    name: str
    piece: str  # of the arguments
    extra: dict[str, Any]

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Self:
        function = entry.get("function")
        function = function if isinstance(function, dict) else {}
        index, id, name = entry.get("index"), entry.get("id"), function.get("name")
        return cls(
            index=index if isinstance(index, int) else None,
            id=str(id).strip() if isinstance(id, str | int) else "",
            name=name if isinstance(name, str) else "",
            piece=text_of_arguments(function.get("arguments")),
            extra={} if _DOCUMENTED.issuperset(entry) else _undocumented(entry),
        )

    @property
    def is_blank(self) -> bool:
        return not self.piece.strip()


def _undocumented(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in _DOCUMENTED and value is not None}


class CallReader:
    """Reads entries into the calls of a draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._calls: list[CallDraft] = []
        self._by_index: dict[int, CallDraft] = {}
        self._by_id: dict[str, CallDraft] = {}

    def read_whole(self, entry: dict[str, Any]) -> None:
        """Read an entry of a message that was not streamed: each is a call of its own."""
        self._add(self._begin(), Entry.of(entry))

    def read(self, entry: dict[str, Any]) -> None:
        """Read an entry of a delta."""
        piece = Entry.of(entry)
        place = self._place_of(piece)
        call = self._begin() if place is None else self._in_place(place, piece)
        if call is None:
            return
        # An index that names nothing yet, in an entry without a name, has drifted: the next call may bear it.
        if piece.index is not None and (piece.name or place is None or piece.index in self._by_index):
            self._by_index[piece.index] = call
        self._add(call, piece)

    def _begin(self) -> CallDraft:
        call = self._draft.begin_call()
        self._calls.append(call)
        return call

    def _add(self, call: CallDraft, piece: Entry) -> None:
        if piece.extra:
            call.extras.add(piece.extra)
        if call.is_nameless:
            if call.expected_name and piece.is_blank and piece.name in ("", call.expected_name):
                return  # still only announced
            name = piece.name or call.expected_name
        else:
            name = ""
        if piece.id and not call.provider_call_id:
            call.provider_call_id = piece.id
            self._by_id[piece.id] = call
        if name:
            self._draft.name_call(call, name)
        self._draft.add_arguments(call, piece.piece)

    def _place_of(self, piece: Entry) -> CallDraft | None:
        """The call to which index and id point; None: there is none yet."""
        by_index = self._by_index.get(piece.index) if piece.index is not None else None
        by_id = self._by_id.get(piece.id) if piece.id else None
        if piece.index is None:
            return by_id or (self._calls[-1] if self._calls else None)
        if by_index is None and piece.name:
            return None  # a call at an index of its own, whatever its id: some servers give one id to all
        if by_id is not None and (by_index is None or by_index.provider_call_id != piece.id):
            return by_id  # an id says more than an index does
        if by_index is None and not piece.id:
            return self._last_open()  # the index drifts
        return by_index

    def _in_place(self, call: CallDraft, piece: Entry) -> CallDraft | None:
        """The call of a piece that points to `call`; None when it only says again what was said."""
        if call.is_nameless:
            return call
        if piece.name and _is_another(call, piece):
            return self._begin()
        if not call.is_whole:
            return call
        if piece.is_blank:
            return self._announced(piece) if piece.name else call
        if piece.piece == call.argument_text() and (piece.id == call.provider_call_id if piece.id else not piece.name):
            return None
        return self._begin() if piece.name else self._last_open() or call

    def _announced(self, piece: Entry) -> CallDraft:
        """Behind a whole call its name alone stands again: the next call when arguments follow, else noise."""
        call = self._begin()
        call.expected_name = piece.name
        return call

    def _last_open(self) -> CallDraft | None:
        return next((call for call in reversed(self._calls) if not call.is_whole), None)


def _is_another(call: CallDraft, piece: Entry) -> bool:
    """Whether a piece with a name begins a call other than `call`, in whose place it stands.

    A fresh id alone does not make a call: some servers invent one for each piece.
    """
    if piece.id and piece.id != call.provider_call_id and (call.provider_call_id or call.is_whole):
        return True
    if piece.id and piece.id == call.provider_call_id:
        return call.is_whole and piece.name != call.name
    return piece.name != call.name
