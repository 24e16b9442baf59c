"""A test app (`EXTRA_APPS=tests.chat.statements`): each SQL statement of the process goes to the file `STATEMENTS`.

`python -m tests.chat.statements` prints those of a beginning, each with where it comes from.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path

from tests.people import PATIENCE_SECONDS, Person
from tests.upstream import Hold, Text, marker, step

APP = "tests.chat.statements"


@dataclass(frozen=True)
class Statement:
    """One that ran in `thread`. `origin` are the places in our own code that led to it, the innermost first."""

    thread: str
    sql: str
    parameters: str
    origin: list[str]

    @property
    def stores_text(self) -> bool:
        """Whether it stores words of an answer in the log."""
        return self.sql.startswith("INSERT INTO chat_streamevent") and '"delta"' in self.parameters.replace("\\", "")


def statements(written: Path) -> list[Statement]:
    """What is written by now, in order."""
    lines = written.read_text().split("\n")[:-1]  # the last one may be written in this moment
    return [Statement(**json.loads(line)) for line in lines]


def beginning(person: Person, project: str, written: Path) -> list[Statement]:
    """What the server runs from a message that is sent over the API until the first words of its answer are stored.

    Nobody looks at the answer: not even here is the server asked for it.
    """
    before = len(statements(written))
    person.send(project, marker(step(Text("Hello.", 1), Hold("for ever"))))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        ran = statements(written)[before:]
        stored = next((place for place, each in enumerate(ran) if each.stores_text), None)
        if stored is not None:
            return ran[: stored + 1]
        time.sleep(0.05)
    raise AssertionError("no words were stored")
