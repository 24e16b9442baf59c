"""The history of a run: what was asked, what everybody was told, what is stored, what happened outside."""

from dataclasses import dataclass, field
from typing import Any

from tests.chaos.clients import Sitting
from tests.chaos.rows import Stored
from tests.chaos.scripts import Expected

Triple = tuple[str, str, str]  # ids of the user's message, the answer and its stream


@dataclass
class Sent:
    """One message, however often it was sent."""

    id: str
    project: int
    content: str
    kind: str
    expected: Expected
    answers: list[Triple] = field(default_factory=list)  # each acceptance that the client heard of
    refused: list[int] = field(default_factory=list)  # statuses of refusals
    conflict: bool = False
    stopped: bool = False

    @property
    def stream(self) -> str | None:
        return self.answers[0][2] if self.answers else None


@dataclass
class History:
    """All that the checker judges."""

    sent: list[Sent]
    sittings: list[Sitting]
    samples: list[dict[str, Any]]  # states as `GET /api/streams/{id}` gave them
    stored: Stored
    effects: dict[str, int]  # how often each key's effect happened outside
    run_again: set[str] = field(default_factory=set)  # calls that a person let run again
    errors: list[str] = field(default_factory=list)  # answers that no fault explains
    restless_s: float | None = None  # how long after the last fault it was not quiet yet
    excesses: list[str] = field(default_factory=list)  # what slow readers cost beyond their bounds
    caught_up: dict[str, dict[str, str]] = field(default_factory=dict)  # last event of each client and stream


@dataclass(frozen=True)
class Violation:
    """One broken invariant (1 to 8, as docs/reliability.md numbers them)."""

    invariant: int
    stream: str
    sentence: str

    def __str__(self) -> str:
        place = f"stream {self.stream}: " if self.stream else ""
        return f"({self.invariant}) {place}{self.sentence}"
