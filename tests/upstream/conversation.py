"""Reading a request: which script its conversation carries, and which model call of the turn it is."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from .scripts import Action, BadScript, read_step

MARKER = "script:"
STATE = "\n\n<state>\n"


@dataclass(frozen=True)
class Turn:
    """Where a conversation stands: its last user message and the number of assistant messages after it.

    One with a picture is no person's, and the assistant's before it is no model's.
    """

    said: str
    call: int
    identity: str  # the same for every model call of the turn and for every retry of one

    @classmethod
    def of(cls, messages: list[dict[str, Any]]) -> "Turn":
        last = max((i for i, each in enumerate(messages) if each.get("role") == "user" and not shows(each)), default=-1)
        later = messages[last + 1 :]
        call = sum(each.get("role") == "assistant" for each in later) - sum(map(shows, later))
        said = text_of(messages[last].get("content")) if last >= 0 else ""
        # Instructions and the state of the work are left out: a product may tell news in them between two attempts.
        told = [each for each in messages[: last + 1] if each.get("role") not in ("system", "developer")]
        history = [{**each, "content": text_of(each.get("content")).split(STATE)[0]} for each in told]
        return cls(said, call, hashlib.sha256(json.dumps(history, sort_keys=True).encode()).hexdigest())


def text_of(content: Any) -> str:
    """The text of a message's content, which is text or a list of parts."""
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content if isinstance(part, dict))
    return content or ""


def shows(message: dict[str, Any]) -> bool:
    """Whether a picture stands in the message."""
    content = message.get("content")
    return isinstance(content, list) and any(part.get("type") == "image_url" for part in content)


@dataclass(frozen=True)
class TurnScript:
    """The script of one turn: for each model call its attempts, each a list of actions."""

    key: str
    calls: list[list[list[Action]]]

    @classmethod
    def within(cls, said: str) -> "TurnScript | None":
        """The script after the first `script:{` in `said`, if there is one. Raises BadScript."""
        start = said.find(MARKER + "{")
        if start < 0:
            return None
        try:
            form, _ = json.JSONDecoder().raw_decode(said, start + len(MARKER))
        except ValueError as error:
            raise BadScript(f"The script is no JSON: {error}") from error
        return cls(str(form.get("key", "")), [_attempts(each) for each in form.get("steps", [])])

    def step(self, call: int, attempt: int) -> list[Action] | None:
        """What attempt number `attempt` of model call `call` does (both from 0); None beyond the script."""
        if call >= len(self.calls):
            return None
        tries = self.calls[call]
        return tries[min(attempt, len(tries) - 1)]


def _attempts(form: Any) -> list[list[Action]]:
    if isinstance(form, dict):
        if not form.get("attempts"):
            raise BadScript(f"A step is a list of actions or {{'attempts': [step, …]}}, not {form!r}.")
        return [read_step(each) for each in form["attempts"]]
    return [read_step(form)]
