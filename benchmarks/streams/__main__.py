"""Added latency and CPU of streams, beside the raw pipe, in one interleaved run.

    python -m benchmarks.streams [--streams 1 200] [--rounds 3] [--rate 20] [--seconds 5]
        [--ways pipe embedded scaled chainlit ai] [--install] [--trouble]

CPU is user and system time of the server's processes while all streams run; `begin` is what a stream's beginning costs.
Compare only rows of one run. `scaled` (a web process, a worker) needs TEST_DATABASE_URL and a redis-server to start;
`chainlit` and `ai` (npm's, with resumable-stream and Redis) are others, put into PEERS_FOLDER by `--install`. With
`--trouble` twenty clients stop reading in the middle third of the time, and Redis is restarted in it.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.streams import peers
from benchmarks.streams.ways import PEERS, WAYS, Way, cpu_seconds, module
from tests.servers import ROOT, free_port

WARM_SECONDS = 2.0
TIMEOUT_SECONDS = 240.0
SHOWN = ("p50", "p99", "cpu_us", "begin_ms", "begin_p99", "kib", "missing")
STOPPED = 20  # clients that stop reading
REDIS_AWAY_SECONDS = 3.0


def memory_kib(way: Way) -> int:
    """Resident memory of the server's processes."""
    lines = [
        line
        for process in way.processes
        for line in Path(f"/proc/{process}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    ]
    return sum(int(line.split()[1]) for line in lines)


def measure(name: str, streams: int, rate: float, seconds: float, trouble: bool) -> dict[str, Any]:
    """One row: what the clients saw, and the server's CPU in µs a chunk."""
    source = free_port()
    chunks = int(rate * (seconds + WARM_SECONDS + TIMEOUT_SECONDS))  # no stream ends while it is measured
    with module("benchmarks.streams.source", source, chunks, rate), WAYS[name](source, streams) as way:
        empty = memory_kib(way)
        command = [sys.executable, "-m", "benchmarks.streams.watcher"]
        numbers = [way.port, WARM_SECONDS, seconds, TIMEOUT_SECONDS, STOPPED if trouble else 0]
        with subprocess.Popen(
            [*command, *map(str, numbers)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as watcher:
            assert watcher.stdin is not None and watcher.stdout is not None
            print(json.dumps(way.clients), file=watcher.stdin, flush=True)
            assert watcher.stdout.readline() == "open\n"
            before = cpu_seconds(*way.processes)
            print("go", file=watcher.stdin, flush=True)
            assert watcher.stdout.readline() == "begun\n"
            begun, kib, at = cpu_seconds(*way.processes), memory_kib(way), time.monotonic()
            if trouble and way.redis:
                time.sleep(seconds / 2)
                way.redis.stop()
                time.sleep(REDIS_AWAY_SECONDS)
                way.redis.start()
            row: dict[str, Any] = json.loads(watcher.stdout.readline())
            steady = cpu_seconds(*way.processes) - begun
        per_chunk = steady / max(1, row["chunks"])
        row["cpu_us"] = per_chunk * 1e6
        row["core"] = steady / (time.monotonic() - at)
        row["begin_ms"] = (begun - before) * 1000 / streams
        row["begin_p99"] = row["early"]["p99"] if row["early"] else -1
        row["kib"] = (kib - empty) / streams
        return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 200])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=["pipe", "embedded"])
    parser.add_argument("--install", action="store_true", help="put Chainlit and npm's ai into PEERS_FOLDER first")
    parser.add_argument("--trouble", action="store_true", help="clients stop reading, Redis is restarted")
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    if given.install:
        peers.install(PEERS)
    for streams in given.streams:
        rows: dict[str, list[dict[str, Any]]] = {way: [] for way in given.ways}
        for _ in range(given.rounds):
            for way in given.ways:
                rows[way].append(measure(way, streams, given.rate, given.seconds, given.trouble))
                if given.verbose:
                    print(way, rows[way][-1], flush=True)
        for way, measured in rows.items():
            middle = {key: statistics.median(row.get(key, -1) for row in measured) for key in SHOWN}
            lowest = min(row["cpu_us"] for row in measured)
            print(
                f"{streams:5} streams  {way:9} p50 {middle['p50']:7.2f} ms  p99 {middle['p99']:7.2f} ms  "
                f"{middle['cpu_us']:6.0f} µs a chunk (least {lowest:.0f})  begin {middle['begin_ms']:6.1f} ms CPU, "
                f"p99 {middle['begin_p99']:.0f} ms  {middle['kib']:5.0f} KiB a stream  "
                f"{sum(row['missing'] + row['again'] for row in measured)} missing or doubled, "
                f"{sum(row['behind'] + row['closed'] + row['silent'] for row in measured)} left behind",
                flush=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
