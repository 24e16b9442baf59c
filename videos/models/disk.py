"""Where the files of a project are: in a folder of each kind, named by the project's id."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings

KINDS = ("renders", "pieces", "stills", "assets", "speech", "orders")
NOBODYS = 0  # stands for the project in the folders of what belongs to none: pictures of templates


class StoredFile(NamedTuple):
    """A file of a project; `used_at` in seconds since 1970, `size` in bytes."""

    path: Path
    kind: str
    project: int
    used_at: float
    size: int


def folder(kind: str, project: int) -> Path:
    return Path(settings.DATA_DIR) / kind / str(project)


def stand_also_at(path: Path, other: Path) -> None:
    """Let a stored file stand at `other`, too, and each stay when the other goes. One that is gone stays gone.

    Files never change once they stand, so that both can be the same bytes on the disk.
    """
    with contextlib.suppress(FileNotFoundError), written(other) as working:
        try:
            os.link(path, working)
        except OSError:  # the disk knows no links
            shutil.copyfile(path, working)


def is_fresh(kind: str, project: int, seconds: float) -> bool:
    """Whether files came into a project's folder so lately."""
    with contextlib.suppress(OSError):
        return folder(kind, project).stat().st_mtime > time.time() - seconds
    return False


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
