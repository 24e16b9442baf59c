"""A PostgreSQL server of one's own, which may be stopped and killed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers import free_port

NOT_ROOT = "postgres"  # who runs the server where we are root, which it refuses


def binaries() -> Path | None:
    """Where `initdb` and `pg_ctl` are: on the path, or in the newest version that is installed in Debian's way."""
    if found := shutil.which("pg_ctl"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def missing_postgres() -> str:
    """Why there can be no server of one's own; empty when there can."""
    if binaries() is None:
        return "initdb and pg_ctl are not installed, so that there is no PostgreSQL that may be stopped"
    return ""


class PrivatePostgres:
    """A cluster in `folder`. `url` as in DATABASE_URL, without a database."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.is_up = False
        self.url = f"postgres://{NOT_ROOT}@127.0.0.1:{self.port}"

    def make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, NOT_ROOT)
        self._run("initdb", "--username", NOT_ROOT, "--auth", "trust", "--no-sync", "-D", str(self.folder / "data"))

    def start(self) -> None:
        self._control("start")
        self.is_up = True

    def stop(self, mode: str = "fast") -> None:
        """`fast` ends all sessions; `immediate` is a crash."""
        if self.is_up:
            self.is_up = False
            self._control("stop", "-m", mode)

    def _control(self, *what: str) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", log, "-w", *what)

    def _run(self, program: str, *arguments: str) -> None:
        found = binaries()
        assert found is not None
        other: dict[str, Any] = {"user": NOT_ROOT, "group": NOT_ROOT, "extra_groups": []} if os.geteuid() == 0 else {}
        output = self.folder.with_suffix(".out")
        with output.open("ab") as log:  # no pipe: the server would keep it open
            done = subprocess.run([found / program, *arguments], cwd="/", stdout=log, stderr=log, **other)
        if done.returncode:
            raise AssertionError(f"{program} {' '.join(arguments)}: {output.read_text(errors='replace')[-2000:]}")


@contextmanager
def own_postgres() -> Iterator[PrivatePostgres]:
    """A running server; gone afterwards with all that it stored."""
    # Not in pytest's folder: only its owner may go there, and the server may have to be somebody else.
    with tempfile.TemporaryDirectory(prefix="chaos-postgres-") as outer:
        os.chmod(outer, 0o755)
        folder = Path(outer) / "cluster"
        folder.mkdir()
        server = PrivatePostgres(folder)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
