"""What an answer's beginning costs the server: `python -m benchmarks.beginnings [--messages 40]`.

Messages are sent over the API one after another, each the first of a project, to a server on SQLite at which no page is
open. CPU is user and system time of the process in the 0.7 s from the request on, in which the first words are stored
and told, without what it takes while nothing is sent. Compare two versions on one machine, in turns. The statements:
`python -m tests.chat.statements`.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.streams.ways import LIMITS, module
from tests.people import Person
from tests.servers import Place, Server, free_port

SECONDS = 0.7
WARMING = 5  # beginnings that are not measured


def cpu_seconds(process: int) -> float:
    """User and system time of a process so far, finer than the ticks of /proc: the kernel has a clock for each."""
    return time.clock_gettime(~process << 3 | 2)


@contextmanager
def running(**more: str) -> Iterator[Server]:
    """A server on a fresh SQLite database, before a model server that says one chunk and then nothing."""
    source = free_port()
    settings = {"OPENAI_BASE_URL": f"http://127.0.0.1:{source}/v1", "LOG_LEVEL": "WARNING", "DEBUG": "0"}
    settings |= {"ALLOWED_HOSTS": "127.0.0.1", **LIMITS, **more}
    with tempfile.TemporaryDirectory() as folder, module("benchmarks.streams.source", source, 1, 0.002):
        place = Place(Path(folder), settings).migrate("maker")
        with place.server("uvicorn") as server:
            yield server


def cpu_ms(server: Server, person: Person | None = None, project: str = "") -> float:
    """CPU of the server in a while, at whose beginning `person` says something in `project`."""
    process = server.process.child.pid
    before, began = cpu_seconds(process), time.monotonic()
    if person is not None:
        person.send(project, "go")
    time.sleep(max(0.0, began + SECONDS - time.monotonic()))
    return (cpu_seconds(process) - before) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=40)
    given = parser.parse_args()
    with running() as server, Person.at(server, "maker") as person:
        projects = [person.project() for _ in range(given.messages + WARMING)]
        for project in projects[:WARMING]:
            cpu_ms(server, person, project)
        idle, busy = [], []
        for project in projects[WARMING:]:
            idle.append(cpu_ms(server))
            busy.append(cpu_ms(server, person, project))
    nothing = statistics.mean(idle)
    print(f"idle {nothing:.1f} ms in {SECONDS} s; a beginning {statistics.mean(busy) - nothing:.1f} ms CPU")


if __name__ == "__main__":
    main()
