"""What the doctor finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"  # right for some deployments
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `said` is what was seen, `do` what to do about it."""

    what: str
    verdict: Verdict
    said: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.verdict:5}  {self.what}: {self.said}" + (f" {self.do}" if self.do else "")

    @property
    def is_wrong(self) -> bool:
        return self.verdict is Verdict.WRONG


def ok(what: str, said: str) -> Finding:
    return Finding(what, Verdict.OK, said)


def note(what: str, said: str, do: str = "") -> Finding:
    return Finding(what, Verdict.NOTE, said, do)


def wrong(what: str, said: str, do: str) -> Finding:
    return Finding(what, Verdict.WRONG, said, do)


Look = Callable[[], Iterable[Finding]]


def found_by(looks: Iterable[tuple[str, Look]]) -> Iterator[Finding]:
    """What each look finds; one that fails by itself is a finding, too, and the others go on."""
    for what, look in looks:
        try:
            yield from look()
        except Exception as error:
            yield wrong(what, f"This could not be looked at: {type(error).__name__}: {error}.", "See the log.")
