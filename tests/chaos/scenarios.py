"""From a seed to a run: who sends what, who reads how, what breaks when. The same seed makes the same scenario."""

import random
from dataclasses import dataclass, field

from tests.chaos import scripts
from tests.chaos.clients import Habits

KILL_POINTS = (
    "before_claim", "after_claim", "between_tokens", "after_step", "before_effect", "after_effect", "after_commit",
    "after_log_commit", "before_finalize", "during_outside_tool",
)  # fmt: skip
FREEZE_POINTS = (
    "between_tokens", "after_step", "before_effect", "after_effect", "after_commit", "after_log_commit",
    "during_outside_tool",
)  # fmt: skip
EVERYWHERE = (
    "kill",
    "kill",
    "freeze",
    "terminate",
    "failpoint",
    "failpoint",
    "failpoint",
    "model_link",
    "client_link",
    "clock",
)
FAULTS = {
    "embedded": (*EVERYWHERE, "sqlite_lock", "full_disk"),
    "scaled": (
        *EVERYWHERE, "frozen_point", "backends", "table_lock", "redis_flush", "redis_pause", "redis_down",
        "hints", "hints",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """One message that somebody will send. `via`: post, socket, wait or twice (two posts at the same moment)."""

    user: int
    project: int
    kind: str
    via: str
    at_s: float
    then: str = ""  # "", stop, retry (stop and retry)


@dataclass(frozen=True)
class Reader:
    """A client: of a project (socket), or of each stream of it (sse, poll)."""

    project: int
    transport: str
    habits: Habits
    proxied: bool


@dataclass(frozen=True)
class Fault:
    kind: str
    at_s: float
    seconds: float
    target: int
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}{' ' + self.detail if self.detail else ''} of {self.target} at {self.at_s:.1f} s"


@dataclass(frozen=True)
class Scenario:
    seed: int
    way: str
    messages: tuple[Planned, ...]
    readers: tuple[Reader, ...]
    faults: tuple[Fault, ...]
    users: int = 2
    projects: int = 2
    notes: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        said = ", ".join(f"{m.kind}/{m.via}{'/' + m.then if m.then else ''}" for m in self.messages)
        read = ", ".join(f"{r.transport}/{r.habits.cursors}{'/proxied' if r.proxied else ''}" for r in self.readers)
        return (
            f"seed {self.seed} ({self.way}): messages {said}; readers {read}; faults {'; '.join(map(str, self.faults))}"
        )


def scenario(seed: int, way: str, kinds: tuple[str, ...] = ()) -> Scenario:
    """Draw a scenario. `kinds`: only faults of these kinds."""
    chance = random.Random(f"{way}-{seed}")
    messages = tuple(_message(chance, number) for number in range(chance.randint(3, 5)))
    readers = tuple(_reader(chance, number) for number in range(chance.randint(3, 5)))
    possible = kinds or FAULTS[way]
    faults = [_fault(chance, chance.choice(possible)) for _ in range(chance.randint(1, 3))]
    if any(fault.kind in ("failpoint", "frozen_point") for fault in faults):
        first = next(fault for fault in faults if fault.kind in ("failpoint", "frozen_point"))
        faults = [first, *(fault for fault in faults if fault.kind not in ("failpoint", "frozen_point"))]
    return Scenario(seed, way, messages, readers, tuple(faults))


def _message(chance: random.Random, number: int) -> Planned:
    common = ("text", "own", "outside", "parallel")
    kind = chance.choice(common if number < 2 else scripts.names())
    via = chance.choice(["post", "socket", "twice", "wait"])
    then = chance.choice(["", "", "", "stop", "retry"]) if kind in ("text", "own", "long") else ""
    return Planned(number % 2, number % 2, kind, via, chance.uniform(0, 1.0), then)


def _reader(chance: random.Random, number: int) -> Reader:
    transport = ("socket", "sse", "poll")[number % 3] if number < 3 else chance.choice(["socket", "sse", "poll"])
    leaves = tuple(chance.randint(1, 30) for _ in range(chance.randint(0, 3)))
    cursors = chance.choice(["kept", "kept", "kept", "none", "older", "future", "garbage"])
    habits = Habits(leaves, cursors, chance.random() < 0.2)
    return Reader(number % 2, transport, habits, chance.random() < 0.4)


def _fault(chance: random.Random, kind: str) -> Fault:
    at_s, seconds, target = chance.uniform(0.2, 2.0), chance.uniform(0.3, 1.2), chance.randint(0, 3)
    detail = ""
    if kind == "failpoint":
        point = chance.choice(KILL_POINTS)
        detail = f"{point}=kill@{chance.randint(1, 20) if point in ('between_tokens', 'after_log_commit') else 1}"
    elif kind == "frozen_point":
        point = chance.choice(FREEZE_POINTS)
        detail = f"{point}=freeze@{chance.randint(1, 10) if point in ('between_tokens', 'after_log_commit') else 1}"
    elif kind == "hints":
        detail = chance.choice(["dropped", "doubled", "reordered"])
    elif kind == "clock":
        detail = chance.choice(["3600", "-3600"])
    elif kind in ("model_link", "client_link"):
        detail = chance.choice(["cut", "silent", "slow", "slices", "drop"])
    return Fault(kind, at_s, seconds, target, detail)
