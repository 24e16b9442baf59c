"""A speech in the making: takes pieces in any state, gives the parts that may be shown. Pure."""

import json
from typing import Any

from chat.llm.reading.extras import Extras
from chat.llm.reading.json_end import JsonEnd
from chat.llm.reading.speech import CallArguments, CallBegun, Part, Reasoning, Speech, SpokenCall, Text
from chat.llm.reading.thoughts import Piece, ThoughtFilter
from config.common.storable import StorableText, TooDeep, storable_json, storable_text

NAMELESS_CALL = {"code": "nameless_call", "message": "The model called a tool without naming it."}


class CallDraft:
    """One call. Its index is given with its name; arguments that came before wait for it."""

    def __init__(self) -> None:
        self.index = -1  # until it is named
        self.provider_call_id = ""
        self.name = ""
        self.expected_name = ""  # its name once arguments come; without any it was no call
        self.arguments: list[str] = []
        self.text = StorableText()
        self.extras = Extras()
        self.end = JsonEnd()

    @property
    def is_nameless(self) -> bool:
        return self.index < 0

    @property
    def is_whole(self) -> bool:
        """Its arguments have come to their end: what follows belongs to another call."""
        return self.end.has_come

    def argument_text(self) -> str:
        return "".join(self.arguments)

    def spoken(self) -> SpokenCall:
        return SpokenCall(
            index=self.index,
            provider_call_id=storable_text(self.provider_call_id),
            name=self.name,
            arguments_text=self.argument_text(),
            extra=self.extras.whole(),
        )


class Draft:
    """Gathers one speech. `parts` are those since the last `take_parts`."""

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        self.is_done = False
        self.extras = Extras()
        self._reasoning_field = ""
        self._parts: list[Part] = []
        self._content = ThoughtFilter()
        self._reasoning: list[str] = []
        self._refusal: list[str] = []
        self._content_text = StorableText()
        self._reasoning_text = StorableText()
        self._usage: dict[str, Any] | None = None
        self._errors: list[dict[str, Any]] = []
        self._drafts: list[CallDraft] = []
        self._named = 0

    @property
    def is_blank(self) -> bool:
        """Nothing was said so far."""
        return not (self._content.words or self._reasoning or self._refusal or self._drafts)

    def take_parts(self) -> list[Part]:
        parts = self._parts
        self._parts = []
        return parts

    def say(self, piece: str) -> None:
        content = self._content_text.add(piece)
        if content:
            self._take(self._content.feed(content))

    def settle(self) -> None:
        """The text has come to an end, as far as anybody knows: nothing of it is held back any more."""
        self._take(self._content.settle())

    def _take(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if not isinstance(piece, Text):
                self._reasoning.append(piece.content)
            self._parts.append(piece)

    def think(self, piece: str, field: str = "") -> None:
        """`field`: the member of the message that holds the thoughts, where they have one of their own."""
        self._reasoning_field = self._reasoning_field or field
        content = self._reasoning_text.add(piece)
        if content:
            self._reasoning.append(content)
            self._parts.append(Reasoning(content))

    def refuse(self, piece: str) -> None:
        self._refusal.append(piece)

    def begin_call(self) -> CallDraft:
        call = CallDraft()
        self._drafts.append(call)
        return call

    def name_call(self, call: CallDraft, name: str) -> None:
        """Give `call` its name. Only the first counts: later ones are empty or repeat it."""
        name = storable_text(name)
        if not name or not call.is_nameless:
            return
        self.settle()
        call.name = name
        call.index = self._named
        self._named += 1
        self._parts.append(CallBegun(call.index, name))
        early = call.argument_text()
        if early:
            self._parts.append(CallArguments(call.index, early))

    def add_arguments(self, call: CallDraft, piece: str) -> None:
        """Append to the argument text."""
        content = call.text.add(piece)
        if not content:
            return
        call.arguments.append(content)
        call.end.add(content)
        if not call.is_nameless:
            self._parts.append(CallArguments(call.index, content))

    def end(self, finish_reason: str | None = None) -> None:
        """The server said that it ends, and perhaps why. More may come: some say so after each call."""
        self.finish_reason = finish_reason or self.finish_reason
        self.settle()

    def report_usage(self, usage: object) -> None:
        if isinstance(usage, dict) and usage:
            self._usage = usage

    def report_error(self, error: object) -> None:
        """Note an error object, or the text or number that stands in its place."""
        if isinstance(error, dict):
            self._errors.append({"message": "", **error})
        else:
            self._errors.append({"message": str(error)})

    def finish(self) -> Speech:
        """Give the whole speech. A call that got no name is noise; with arguments it is an error."""
        named = sorted((call for call in self._drafts if not call.is_nameless), key=lambda call: call.index)
        nameless = any(call.is_nameless and call.argument_text().strip() for call in self._drafts)
        return Speech(
            content=self._content.words.decode(),
            reasoning="".join(self._reasoning),
            refusal=storable_text("".join(self._refusal)),
            finish_reason=storable_text(self.finish_reason) if self.finish_reason else None,
            usage=_storable(self._usage),
            calls=tuple(call.spoken() for call in named),
            errors=(*filter(None, map(_storable, self._errors)), *([NAMELESS_CALL] if nameless else [])),
            reasoning_field=self._reasoning_field,
            is_done=self.is_done,
            extra=self.extras.whole(),
        )


def text_of_arguments(arguments: object) -> str:
    """A few servers send the arguments as an object instead of its text."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments) if isinstance(arguments, dict) else ""


def _storable(value: dict[str, Any] | None) -> dict[str, Any] | None:
    try:
        return storable_json(value)  # type: ignore[no-any-return]
    except TooDeep:
        return {"message": "(nested too deep to keep)"}
