"""What an event costs, and what a client that was away pays, as the log grows.

    python -m benchmarks.history [--rows 1000 100000 3000000] [--missed 10000]

One SQLite file in a temporary folder, filled to each number of stored events. Told for each: CPU of storing an event
(100 streams that say one each a flush), of reading the news of 100 streams and of answering a cursor; and how long a
client of a server on that file (uvicorn) takes until it has all the events that it missed.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from benchmarks.streams.watcher import frame
from benchmarks.streams.ways import HANDSHAKE, LIMITS, cpu_seconds
from tests.servers import Place, Server

STREAMS, FLUSHES, READS, ROUNDS = 100, 30, 20, 5
ACKNOWLEDGED_AFTER = 64
DELTA = '{"type":"delta","step":0,"content":"a word or two "}'
A_LONG_STREAM = 10_000  # events of one epoch of the history


def fill(stream: int, epochs: range) -> None:
    """Store A_LONG_STREAM deltas in each of `epochs` of a stream."""
    from django.db import connection, transaction
    from django.utils import timezone

    at = connection.ops.adapt_datetimefield_value(timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        for epoch in epochs:
            cursor.execute(
                "WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < %s)"
                " INSERT INTO chat_streamevent (stream_id, epoch, seq, type, payload, created_at)"
                " SELECT %s, %s, seq, 'delta', %s, %s FROM n",
                [A_LONG_STREAM, stream, epoch, DELTA, at],
            )


def per_event(do: Callable[[], object], times: int, events: int) -> float:
    """µs CPU an event, the least of some rounds."""
    found = []
    for _ in range(ROUNDS):
        before = time.process_time()
        for _ in range(times):
            do()
        found.append((time.process_time() - before) * 1e6 / times / events)
    return min(found)


class History:
    """Streams on a database of its own, written to and read from in this process as a server does."""

    def __init__(self) -> None:
        from django.contrib.auth import get_user_model

        from chat.stream.log import LogWriter
        from projects.models import Project

        self.user = get_user_model().objects.get(username="tester")
        self.project = Project.objects.create(name="history", owner=self.user)
        self.past = self._stream()
        self.stored = 0
        self.running = [self._stream() for _ in range(STREAMS)]
        self.loop = asyncio.new_event_loop()
        self.writer = LogWriter(lambda records: None)

    def _stream(self):  # type: ignore[no-untyped-def]
        from chat.answer.stream_runner import open_epoch
        from chat.conversation.new_message import NewMessage
        from chat.conversation.sending import send_message

        stream = send_message(self.project, self.user, NewMessage.saying("go")).stream
        stream.take_up("benchmark")
        open_epoch(stream)
        return stream

    def grow(self, rows: int) -> None:
        epochs = max(0, rows - self.stored) // A_LONG_STREAM
        fill(self.past.pk, range(2 + self.stored // A_LONG_STREAM, 2 + self.stored // A_LONG_STREAM + epochs))
        self.stored += epochs * A_LONG_STREAM

    def figures(self) -> dict[str, float]:
        from chat.models import StreamEvent
        from chat.stream.events import Delta, EventId
        from chat.stream.feed import read_after, read_news
        from chat.stream.log import StreamLog
        from chat.stream.snapshots import last_id

        logs = [StreamLog(self.writer, stream, seq=last_id(stream).seq) for stream in self.running]

        async def say() -> None:
            for log in logs:
                await log.append(Delta(step=0, content="a word or two "))
            await self.writer.flush()

        stored = per_event(lambda: self.loop.run_until_complete(say()), FLUSHES, STREAMS)
        last = {stream.pk: last_id(stream) for stream in self.running}
        before = {pk: EventId(id.epoch, id.seq - 1) for pk, id in last.items()}
        assert len(read_news(before)) == STREAMS
        pk, id = next(iter(before.items()))
        return {
            "rows": StreamEvent.objects.count(),
            "store": stored,
            "news": per_event(lambda: read_news(before), READS, STREAMS),
            "cursor": per_event(lambda: read_after(pk, id), READS, 1),
        }

    def ended(self, missed: int) -> tuple[int, int]:
        """A stream that ended after `missed` deltas, and its project."""
        from django.utils import timezone

        from chat.models import Stream, StreamEvent

        stream = self._stream()
        StreamEvent.objects.bulk_create(
            StreamEvent(stream=stream, epoch=1, seq=seq, type="delta", payload=DELTA) for seq in range(2, missed + 1)
        )
        end = '{"type":"finalized","status":"success","jobs":[],"usage":null,"timings":{},"finished_at":"2026-01-01"}'
        StreamEvent.objects.create(stream=stream, epoch=1, seq=missed + 1, type="finalized", payload=end)
        Stream.objects.filter(pk=stream.pk).update(status="success", owner="", finished_at=timezone.now())
        Stream.objects.exclude(pk=stream.pk).update(status="success", owner="", finished_at=timezone.now())
        return stream.pk, self.project.pk


def by_socket(server: Server, token: str, project: int, stream: int, missed: int, query: str = "") -> float:
    """Milliseconds from `resume` until the last event is there, acknowledged as the page does."""
    address = ("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    event = re.compile(rb'"stream":"%d","id":"1-(\d+)",' % stream)
    with socket.create_connection(address, timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = f"GET /ws/projects/{project}/{query} HTTP/1.1\r\n{HANDSHAKE}Authorization: Bearer {token}\r\n\r\n"
        heard = b""
        for said, answer in ((head.encode(), b"\r\n\r\n"), (frame(json.dumps({"type": "ping"})), b"pong")):
            connection.sendall(said)
            while answer not in heard:
                heard += connection.recv(65536)
        began, rest, last, acknowledged = time.monotonic(), b"", 1, 1
        connection.sendall(frame(json.dumps({"type": "resume", "stream": str(stream), "after": "1-1"})))
        while last < missed + 1:
            data = rest + connection.recv(262_144)
            end = 0
            for found in event.finditer(data):
                assert int(found[1]) == last + 1, (last, found[1])
                last, end = last + 1, found.end()
            rest = data[end:]
            if last - acknowledged >= ACKNOWLEDGED_AFTER:
                connection.sendall(frame(json.dumps({"type": "ack", "stream": str(stream), "id": f"1-{last}"})))
                acknowledged = last
        return (time.monotonic() - began) * 1000


def by_sse(client: httpx.Client, stream: int, missed: int) -> float:
    """Milliseconds until the last event is there, over as many responses as the server makes of it."""
    began, last = time.monotonic(), "1-1"
    while last != f"1-{missed + 1}":
        answer = client.get(
            f"/api/streams/{stream}/events", headers={"Accept": "text/event-stream", "Last-Event-ID": last}
        )
        ids = [line[3:].strip() for line in answer.text.splitlines() if line.startswith("id:")]
        assert ids and ids[0] == f"1-{int(last[2:]) + 1}", answer.text[:500]
        last = ids[-1]
    return (time.monotonic() - began) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 100_000, 3_000_000])
    parser.add_argument("--missed", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), {"DEBUG": "0", "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "WARNING", **LIMITS})
        place.manage("migrate", "--verbosity", "0")
        token = place.token()
        os.environ.update(place.environment(), DJANGO_SETTINGS_MODULE="config.settings")
        import django

        django.setup()
        history = History()
        for rows in given.rows:
            history.grow(rows)
            told = history.figures()
            print(
                f"{told['rows']:10,.0f} events   store {told['store']:5.1f} µs   news {told['news']:5.1f} µs "
                f"an event   answer a cursor {told['cursor']:6.0f} µs",
                flush=True,
            )
        stream, project = history.ended(given.missed)
        with place.server("uvicorn") as server, server.client(token) as client:
            ways = {
                "WebSocket": lambda: by_socket(server, token, project, stream, given.missed),
                "WebSocket, many a frame": lambda: by_socket(server, token, project, stream, given.missed, "?batch=1"),
                "SSE": lambda: by_sse(client, stream, given.missed),
            }
            for name, catch_up in ways.items():
                before = cpu_seconds(server.process.child.pid)
                times = [catch_up() for _ in range(ROUNDS)]
                cpu = (cpu_seconds(server.process.child.pid) - before) * 1000 / ROUNDS
                middle = statistics.median(times)
                print(f"{given.missed:,} over {name}: {middle:.0f} ms (least {min(times):.0f}), {cpu:.0f} ms CPU")


if __name__ == "__main__":
    main()
