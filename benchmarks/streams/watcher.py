"""Clients: `python -m benchmarks.streams.watcher PORT WARM_S SECONDS TIMEOUT_S STOPPED` reads a JSON list of
[request, frames].

Each opens a connection with `request` (an HTTP head, and a body where it has one), sends its frames once all have
opened, and looks for stamps in the bytes that come back: no frame is parsed, so that a client costs next to nothing.
Says `open` when all have opened, waits for a line, says `begun` when all have seen a stamp and WARM_S seconds have
passed, and SECONDS later one JSON line: what came in between, how many numbers were missing or came again, and the
added milliseconds. STOPPED clients read nothing in the middle third of that time; their milliseconds do not count, but
whether they are up to date at the end does.
"""

import asyncio
import json
import os
import re
import struct
import sys
import time

STAMP = re.compile(rb"@(\d{16})\.(\d{6})")
DELTA = b'"type":"delta","step":0,"content":"'  # a snapshot tells again what it holds, and tells it twice
EVENT = re.compile(rb'"stream":"(\d+)","id":"(\d+-\d+)"')
STAMP_BYTES = 24
ACKNOWLEDGED_AFTER = 64  # stamps
UP_TO_DATE_SECONDS = 3.0


def frame(text: str) -> bytes:
    """A masked WebSocket text frame; the mask is zero."""
    data = text.encode()
    size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + struct.pack(">H", len(data))
    return b"\x81" + size + b"\x00\x00\x00\x00" + data


class Client(asyncio.Protocol):
    def __init__(self, request: str, frames: list[str]) -> None:
        self.request, self.frames = request, frames
        self.opened = asyncio.get_running_loop().create_future()
        self.rest = b""
        self.number = self.missing = self.again = self.unacknowledged = 0
        self.delays: list[int] = []
        self.lost = False
        self.newest = 0  # stamp, in µs
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        if self.frames:
            transport.write(self.request.encode())
        else:  # the request itself begins the stream
            self.opened.set_result(None)

    def begin(self) -> None:
        self.transport.write(b"".join(map(frame, self.frames)) if self.frames else self.request.encode())

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(self.rest[:200].decode("latin-1")))

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns() // 1000
        data = self.rest + data
        if not self.opened.done():
            self.rest = data
            if b"\r\n\r\n" in data and b" 101 " in data[:20]:
                self.rest = b""
                self.opened.set_result(None)
            return
        end = 0
        for found in STAMP.finditer(data):
            end = found.end()
            number = int(found[2])
            if number <= self.number:
                self.again += data.endswith(DELTA, 0, found.start())
                continue
            self.missing += number - self.number - 1
            self.number = number
            self.newest = int(found[1])
            self.delays.append(now - self.newest)
            self.unacknowledged += 1
        if self.frames and self.unacknowledged >= ACKNOWLEDGED_AFTER and (events := EVENT.findall(data)):
            stream, id = events[-1]
            self.transport.write(frame(json.dumps({"type": "ack", "stream": stream.decode(), "id": id.decode()})))
            self.unacknowledged = 0
        self.rest = data[max(end, len(data) - STAMP_BYTES + 1) :]


def spread(delays: list[int]) -> dict[str, float]:
    """p50, p90, p99 and the longest of `delays` (µs), in ms."""
    delays = sorted(delays)
    at = {f"p{share}": delays[min(len(delays) - 1, len(delays) * share // 100)] for share in (50, 90, 99)}
    return {name: round(each / 1000, 2) for name, each in {**at, "max": delays[-1]}.items()}


async def stop_reading(clients: list[Client], seconds: float) -> None:
    """In the middle third of `seconds`."""
    for client in clients:
        client.transport.pause_reading()
    await asyncio.sleep(seconds / 3)
    for client in clients:
        client.transport.resume_reading()


async def main(port: int, warm: float, seconds: float, timeout: float, stopped: int) -> None:
    loop = asyncio.get_running_loop()
    wanted = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    clients = []
    for request, frames in wanted:
        _, client = await loop.create_connection(lambda r=request, f=frames: Client(r, f), "127.0.0.1", port)
        clients.append(client)
    await asyncio.gather(*(client.opened for client in clients))
    print("open", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)  # "go"
    for client in clients:
        client.begin()
    began = time.monotonic()
    while not all(client.delays for client in clients) and time.monotonic() - began < timeout:
        await asyncio.sleep(0.02)
    first = time.monotonic() - began
    await asyncio.sleep(warm)
    early = [delay for client in clients for delay in client.delays]
    for client in clients:
        client.delays.clear()
    print("begun", flush=True)
    await asyncio.sleep(seconds / 3)
    await stop_reading(clients[:stopped], seconds)
    await asyncio.sleep(seconds / 3)
    now = time.monotonic_ns() // 1000
    delays = [delay for client in clients[stopped:] for delay in client.delays]
    result = {
        "streams": len(clients),
        "silent": sum(not client.delays for client in clients),
        "closed": sum(client.lost for client in clients),
        "behind": sum(now - client.newest > UP_TO_DATE_SECONDS * 1e6 for client in clients),
        "chunks": len(delays),
        "missing": sum(client.missing for client in clients),
        "again": sum(client.again for client in clients),
        "all_begun_s": round(first, 2),
        "early": spread(early) if early else None,
        **(spread(delays) if delays else {}),
    }
    print(json.dumps(result), flush=True)
    os._exit(0)  # closing thousands of connections in order is not measured


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *map(float, sys.argv[2:5]), int(sys.argv[5])))
