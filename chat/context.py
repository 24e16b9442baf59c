"""What the model is told about the work, beside what was said: functions that apps register, and what these read."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import QuerySet

from config.common.prepared import KEY, Prepared
from projects.models import Project

Describe = Callable[[Project], str]
Widen = Callable[["QuerySet[Project]"], "QuerySet[Project]"]
_describers: dict[bool, list[Describe]] = {True: [], False: []}
_widenings: list[Widen] = []


def describes(function: Describe, *, is_lasting: bool = False) -> Describe:
    """Register a function whose text about a project, if any, ends what the model reads.

    `is_lasting`: it hardly ever changes, and stands with the instructions. What people wrote in it must be
    `chat.llm.json_text.escaped`, or could close a tag of ours.
    """
    _describers[is_lasting].append(function)
    return function


def reads(widen: Widen) -> Widen:
    """Let `widen` join to the project what functions read of it that describe it, or say which tools it wants.

    The project is read anew for each request, with all that is joined, in one query. Where many rows may be, or none,
    annotate whether there are any, and ask `may_have`.
    """
    _widenings.append(widen)
    return widen


def may_have(project: Project, name: str) -> bool:
    """Whether it is worth a query: what was annotated as `name`, and True of a project that was read without it."""
    return bool(getattr(project, name, True))


def as_it_is(project: int) -> Project:
    """The project now, with all that is joined to it. Raises Project.DoesNotExist."""
    found = _with_all().first(project)
    if found is None:
        raise Project.DoesNotExist(f"project {project} was deleted")
    return found


@cache
def _with_all() -> Prepared[Project]:
    def query(project: Any) -> "QuerySet[Project]":
        rows: QuerySet[Project] = Project.objects.filter(pk=project).select_related("chosen")
        for widen in _widenings:
            rows = widen(rows)
        return rows

    return Prepared(query, KEY)


def told(project: Project, *, is_lasting: bool) -> list[str]:
    """The texts that are not empty, in the order in which their functions were registered."""
    return [text for text in (tell(project) for tell in _describers[is_lasting]) if text]
