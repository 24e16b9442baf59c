"""Files are kept as long as there is room for them; then the least useful go, the longest unused first."""

import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import F

from chat.jobs import UNFINISHED, JobStatus
from chat.work.leases import LeaseLost
from config.common.hints import announce
from projects.models import Project
from videos.models import Quality, Render, Share
from videos.models.disk import NOBODYS, StoredFile, is_fresh, remove_files, stored_files

logger = structlog.get_logger(__name__)

IN_USE_SECONDS = 900.0  # a file that was used so lately may be read just now
PART_SECONDS = 3600.0  # no process writes to one file for longer
STILL, OLD_DRAFT, PIECE, OLD_RENDER, PAID = range(5)  # the least useful first; what is not named here stays


def prune_files() -> int:
    """Remove leftovers, then what the quotas of the projects and of all together leave no room for. Gives how many."""
    projects = {NOBODYS, *Project.objects.values_list("pk", flat=True)}
    files = list(stored_files())
    for orphan in {file.project for file in files} - projects:
        if not is_fresh("assets", orphan, PART_SECONDS):  # else its project may be about to be made, with pictures
            remove_files(orphan)
    files = [file for file in files if file.project in projects and not _is_leftover(file)]
    ranks = _ranks(files)
    by_project = defaultdict(list)
    for file in files:
        by_project[file.project].append(file)
    removed: set[StoredFile] = set()
    for own in by_project.values():
        removed |= _fit(own, ranks, settings.PROJECT_DISK_QUOTA_MB)
    removed |= _fit([file for file in files if file not in removed], ranks, settings.DISK_QUOTA_MB)
    if removed:
        announce(projects={file.project for file in removed} - {NOBODYS})
        logger.info("files pruned", files=len(removed), bytes=sum(file.size for file in removed))
    return len(removed)


def _is_leftover(file: StoredFile) -> bool:
    """Whether it is of a process that died while it wrote; then it is removed."""
    if ".part" not in file.path.name:
        return False
    if file.used_at < time.time() - PART_SECONDS:
        file.path.unlink(missing_ok=True)
    return True


def _ranks(files: Iterable[StoredFile]) -> dict[StoredFile, int]:
    """How useful each file is that may be removed."""
    spent = {render.pk: render for render in _spent_renders()}
    held = set(Render.objects.filter(status__in=(*UNFINISHED, JobStatus.READY)).values_list("pk", flat=True))
    ranks: dict[StoredFile, int] = {}
    for file in files:
        if file.kind == "stills":
            ranks[file] = STILL
        elif file.kind == "pieces" and file.used_at < time.time() - IN_USE_SECONDS:
            ranks[file] = PIECE
        elif file.kind in ("speech", "orders") and file.used_at < time.time() - IN_USE_SECONDS:
            ranks[file] = PAID
        elif file.kind == "renders" and (render := spent.get(_render_of(file))):
            ranks[file] = OLD_DRAFT if render.quality == Quality.DRAFT else OLD_RENDER
        elif file.kind == "renders" and _render_of(file) not in held:
            ranks[file] = STILL
    return ranks


def _spent_renders() -> Iterable[Render]:
    """Renders of versions that are neither the newest nor shared."""
    old = Render.objects.filter(status=JobStatus.READY).exclude(version__number=F("version__video__version"))
    return old.exclude(version__in=Share.objects.alive().values("version")).only("pk", "quality")


def _render_of(file: StoredFile) -> UUID:
    """The id of the render whose file it is; that of none for any other file."""
    try:
        return UUID(file.path.stem)
    except ValueError:
        return UUID(int=0)


def _fit(files: list[StoredFile], ranks: dict[StoredFile, int], quota_mb: int) -> set[StoredFile]:
    """Remove files until the rest fits."""
    excess = sum(file.size for file in files) - quota_mb * 2**20
    removed: set[StoredFile] = set()
    for file in sorted((file for file in files if file in ranks), key=lambda file: (ranks[file], file.used_at)):
        if excess <= 0:
            break
        _remove(file)
        removed.add(file)
        excess -= file.size
    return removed


def _remove(file: StoredFile) -> None:
    if file.kind == "renders" and (render := Render.objects.filter(pk=_render_of(file)).first()):
        with suppress(LeaseLost):  # somebody else moved it just now
            render.remove_file()
    else:
        file.path.unlink(missing_ok=True)
