"""Real processes of the product, for tests that look from outside."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 40
NAMES = ("owner", "stranger", "maker", "visitor", "tester", "speaker", "busy", "mute", "crashed", "ann", "loud", "calm")
DRAWING = {"MAX_RUNNING_RENDERS": "32"}
MIGRATE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
for name in {names!r}:
    print("token", name, end=" ", flush=True)
    call_command("token", name)
"""
# Commands from stdin, an array of arguments a line; of each its exit code and what it printed.
SHELL = """
import json, sys, traceback
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from django.core.management import ManagementUtility
for line in sys.stdin:
    code, out, err = 0, StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            ManagementUtility(["manage.py", *json.loads(line)]).execute()
        except SystemExit as ended:
            code = ended.code or 0
        except Exception:
            traceback.print_exc()
            code = 1
    print(json.dumps([code, out.getvalue(), err.getvalue()]), flush=True)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Place:
    """A database, a data folder and settings that several processes share."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # of whom one is known: name → token

    def environment(self, **more: str) -> dict[str, str]:
        kept = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "VIRTUAL_ENV", "PYTHONPATH")
        return {
            **{name: os.environ[name] for name in kept if name in os.environ},
            "SECRET_KEY": "only-for-tests",
            "DEBUG": "1",
            "DATABASE_URL": f"sqlite:///{self.folder / 'db.sqlite3'}",
            "DATA_DIR": str(self.folder / "data"),
            "OPENAI_API_KEY": "",
            "OPENAI_BASE_URL": "",
            "REDIS_URL": "",
            "SPEECH_BASE_URL": "",
            "SPEECH_API_KEY": "",
            "IMAGE_BASE_URL": "",
            "IMAGE_API_KEY": "",
            "PIPER_HOME": str(self.folder / "no-piper"),
            "MAX_RUNNING_RENDERS": "0",  # each change would have its draft made; who looks at files says DRAWING
            "PYTHONUNBUFFERED": "1",
            **self.settings,
            **more,
        }

    def manage(self, *arguments: str, check: bool = True, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if check and done.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)} gave {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    @contextmanager
    def shell(self) -> Iterator["Shell"]:
        """A process that runs management commands one after another: to start one takes longer than most."""
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", SHELL]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, env=self.environment(), stdin=pipe, stdout=pipe, text=True) as child:
            yield Shell(child)

    def migrate(self, *names: str) -> Self:
        """Migrate, and let these people have tokens: in one process, since each takes seconds to start."""
        printed = self.manage("shell", "--verbosity", "0", "-c", MIGRATE.format(names=names)).stdout
        self.tokens |= dict(line.split()[1:] for line in printed.splitlines() if line.startswith("token "))
        return self

    def copied(self, folder: Path, settings: dict[str, str] | None = None) -> "Place":
        """A place with these settings whose SQLite database begins as this one is now."""
        shutil.copyfile(self.folder / "db.sqlite3", folder / "db.sqlite3")
        return Place(folder, settings or {}, dict(self.tokens))

    def token(self, username: str = "tester") -> str:
        return self.tokens.get(username) or self.manage("token", username).stdout.strip()

    @contextmanager
    def server(self, kind: str = "daphne", port: int = 0, **more: str) -> Iterator["Server"]:
        """A web process, on a port of its own unless one is given, ready to be asked."""
        port = port or free_port()
        address = ["127.0.0.1", str(port)]
        command = [sys.executable, "manage.py", "runserver", "--noreload", ":".join(address)]
        if kind == "uvicorn":
            command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", address[0]]
            command += ["--port", address[1], "--timeout-graceful-shutdown", "5", "--log-level", "warning"]
        if kind == "daphne command":
            command = [sys.executable, "-m", "daphne", "--bind", address[0], "--port", address[1]]
            command += ["config.asgi:application"]
        with self.process(command, **more) as process:
            server = Server(self, process, f"http://127.0.0.1:{port}")
            server.wait_until_ready()
            yield server

    @contextmanager
    def worker(self, *arguments: str, **more: str) -> Iterator["Process"]:
        """A `manage.py work` process."""
        with self.process([sys.executable, "manage.py", "work", *arguments], **more) as process:
            yield process

    @contextmanager
    def process(self, command: list[str], **more: str) -> Iterator["Process"]:
        """A process that ends with the block."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{len(list(self.folder.glob('*.log')))}.log"
        with path.open("w") as log:
            child = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(**more), stdout=log, stderr=log, start_new_session=True
            )
        process = Process(child, path)
        try:
            yield process
        finally:
            process.end()


@dataclass
class Process:
    """A child of the tests; its log is a file."""

    child: "subprocess.Popen[bytes]"
    log_path: Path

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def signal(self, number: int) -> None:
        self.child.send_signal(number)

    def kill(self) -> None:
        """End it as a crash does."""
        self.child.kill()
        self.child.wait(10)

    def end(self) -> None:
        """End it for good, frozen or not."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGCONT)
            self.child.terminate()
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Shell:
    child: "subprocess.Popen[str]"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command that may fail to its end."""
        assert self.child.stdin and self.child.stdout
        self.child.stdin.write(json.dumps(arguments) + "\n")
        self.child.stdin.flush()
        return subprocess.CompletedProcess(arguments, *json.loads(self.child.stdout.readline()))


@dataclass
class Server:
    place: Place
    process: Process
    url: str

    @property
    def ws_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    @property
    def log(self) -> str:
        return self.process.log

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.process.child.poll() is not None:
                raise AssertionError(f"the server ended at once:\n{self.log}")
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"the server was not ready in {READY_SECONDS} s:\n{self.log}")

    def client(self, token: str, **options: object) -> httpx.Client:
        """An HTTP client that acts for the token's user."""
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, **options)  # type: ignore[arg-type]
