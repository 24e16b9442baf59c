"""Others that stream a model's answer, each in an environment of its own outside of the checkout.

Chainlit (Apache-2.0) from PyPI, `ai` (Apache-2.0) with `resumable-stream` (MIT) from npm: measured, not depended on.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

HERE = Path(__file__).parent
NPM_PACKAGES = ["ai@6", "@ai-sdk/openai-compatible@2", "resumable-stream@2", "redis@5"]
PIP_PACKAGES = ["chainlit==2.12.0", "openai"]
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
READY_SECONDS = 60.0


def install(folder: Path) -> None:
    """Put both into `folder`. Needs Node, npm and the two registries."""
    (folder / "ai").mkdir(parents=True, exist_ok=True)
    (folder / "ai" / "package.json").write_text('{"type": "module"}')
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", *NPM_PACKAGES], cwd=folder / "ai", check=True)
    subprocess.run([sys.executable, "-m", "venv", folder / "chainlit"], check=True)
    subprocess.run([folder / "chainlit/bin/python", "-m", "pip", "install", "--quiet", *PIP_PACKAGES], check=True)


@contextmanager
def ai(folder: Path, port: int, source: int) -> Iterator[tuple[int, str]]:
    """Its process, and the request that begins a stream and is answered by it."""
    shutil.copy(HERE / "ai.mjs", folder / "ai")
    command = ["node", "ai.mjs", str(port), str(source)]
    with _listening(command, port, folder / "ai", NODE_ENV="production", REDIS_URL=REDIS_URL) as process:
        request = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        yield process, request


@contextmanager
def chainlit(folder: Path, port: int, source: int, handshake: str) -> Iterator[tuple[int, str]]:
    """Its process, and the request that opens a WebSocket, for `chainlit_frames`."""
    command = [folder / "chainlit/bin/chainlit", "run", HERE / "chainlit_app.py", "--headless"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    work = folder / "chainlit-files"  # it writes its settings where it runs
    work.mkdir(exist_ok=True)
    with _listening(list(map(str, command)), port, work, SOURCE_PORT=str(source)) as process:
        yield process, f"GET /ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n{handshake}\r\n"


def chainlit_frames() -> list[str]:
    """What one client says, by Socket.IO: its session, and its message."""
    session = {"clientType": "webapp", "sessionId": str(uuid4()), "threadId": "", "userEnv": "{}", "chatProfile": ""}
    said = {"id": str(uuid4()), "name": "user", "type": "user_message", "output": "go"}
    message = {"message": {**said, "createdAt": "2026-01-01T00:00:00Z"}, "fileReferences": []}
    return ["40" + json.dumps(session), '42["connection_successful"]', "42" + json.dumps(["client_message", message])]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _listening(command: list[str], port: int, folder: Path, **environment: str) -> Iterator[int]:
    """A process of its own, once its port answers."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    settings = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | environment
    with subprocess.Popen(command, cwd=folder, env=settings, **quiet) as child:
        try:
            deadline = time.monotonic() + READY_SECONDS
            while not _answers(port):
                assert child.poll() is None and time.monotonic() < deadline, f"{command[0]} did not start"
                time.sleep(0.1)
            yield child.pid
        finally:
            child.kill()
