"""The cells of the fault matrix by name, and what most of them are made of."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.chaos.clients import Habits
from tests.chaos.runs import Run, Testbed
from tests.chaos.scenarios import Fault, Planned, Reader, Scenario

EMBEDDED, SCALED = ("embedded",), ("scaled",)
WAYS = (*EMBEDDED, *SCALED)
ONE_OF_EACH = tuple(Reader(project, kind, Habits(), False) for project in (0, 1) for kind in ("socket", "sse", "poll"))
STAYING = ONE_OF_EACH[:3]
Make = Callable[[Testbed], Run]


@dataclass(frozen=True)
class Cell:
    """One fault at its points. `settings`: what its deployment needs beside those of all chaos deployments."""

    name: str
    make: Make
    ways: tuple[str, ...] = WAYS
    settings: dict[str, str] = field(default_factory=dict)
    suite: tuple[str, ...] = WAYS  # the ways in which the test suite plays it; the whole matrix plays all
    own_postgres: bool = False  # a server that may be stopped


CELLS: dict[str, Cell] = {}


def cell(
    *,
    ways: tuple[str, ...] = WAYS,
    suite: tuple[str, ...] = WAYS,
    settings: dict[str, str] | None = None,
    own_postgres: bool = False,
) -> Callable[[Make], Make]:
    """Make a function that gives a run a cell of the matrix."""

    def mark(make: Make) -> Make:
        name = make.__name__
        played = tuple(way for way in suite if way in ways)
        CELLS[name] = Cell(name, make, ways, settings or {}, played, own_postgres)
        return make

    return mark


def talk(*kinds: str, projects: int = 2) -> tuple[Planned, ...]:
    """Messages of these kinds, in turn to each project."""
    return tuple(Planned(n % projects, n % projects, kind, "post", 0.1 * n) for n, kind in enumerate(kinds))


def run(testbed: Testbed, seed: int, messages: tuple[Planned, ...], readers: tuple[Reader, ...], *faults: Fault) -> Run:
    return Run(testbed, Scenario(seed, testbed.deployment.way, messages, readers, faults))
