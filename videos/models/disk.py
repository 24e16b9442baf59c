"""Where the files of a project are: in a folder of each kind, named by the project's id."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings

KINDS = ("renders", "pieces", "stills", "assets")


class StoredFile(NamedTuple):
    """A file of a project; `used_at` in seconds since 1970, `size` in bytes."""

    path: Path
    kind: str
    project: int
    used_at: float
    size: int


def folder(kind: str, project: int) -> Path:
    return Path(settings.DATA_DIR) / kind / str(project)


def remove_files(project: int) -> None:
    """Remove all files of a project."""
    for kind in KINDS:
        shutil.rmtree(folder(kind, project), ignore_errors=True)


def stored_files() -> Iterator[StoredFile]:
    """All files of all projects. What vanishes meanwhile is left out."""
    for kind in KINDS:
        with contextlib.suppress(OSError):
            for place in os.scandir(Path(settings.DATA_DIR) / kind):
                if place.name.isdigit():
                    yield from _files_in(Path(place.path), kind, int(place.name))


def _files_in(place: Path, kind: str, project: int) -> Iterator[StoredFile]:
    for base, _, names in os.walk(place):
        for name in names:
            path = Path(base, name)
            with contextlib.suppress(OSError):
                found = path.stat()
                yield StoredFile(path, kind, project, found.st_mtime, found.st_size)


@contextlib.contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a name to write to; the file stands at `path` once it is whole, and never before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    working = path.with_name(f"{path.name}.{uuid4().hex}.part")
    try:
        yield working
        os.replace(working, path)
    finally:
        working.unlink(missing_ok=True)
