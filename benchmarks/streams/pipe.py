"""The raw pipe: model server to WebSocket and nothing between, promising nothing. `pipe.py PORT SOURCE_PORT`"""

import asyncio
import contextlib
import json
import sys

import aiohttp
import msgspec
from websockets.asyncio.server import ServerConnection, serve


async def main(port: int, source: int) -> None:
    decode = msgspec.json.Decoder().decode
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def handle(socket: ServerConnection) -> None:
            await socket.recv()
            number = 0
            url = f"http://127.0.0.1:{source}/v1/chat/completions"
            async with session.post(url, json={"stream": True, "messages": []}) as response:
                rest = b""
                async for data in response.content.iter_any():
                    *events, rest = (rest + data).split(b"\n\n")
                    for event in events:
                        if event[6:12] == b"[DONE]":
                            continue
                        if text := decode(event[6:])["choices"][0]["delta"].get("content"):
                            number += 1
                            await socket.send(json.dumps({"id": number, "type": "delta", "content": text}))
            await socket.wait_closed()

        async with serve(handle, "127.0.0.1", port, compression=None, ping_interval=None):
            print("ready", flush=True)
            await asyncio.Future()


if __name__ == "__main__":
    with contextlib.suppress(ImportError):  # as uvicorn does, for what it is compared with
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
