"""Who comes next where more waits than may run at once. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple, TypedDict


class Waiting(NamedTuple):
    """A piece of work, as the choice of the next one sees it."""

    key: Any
    project: int
    user: int


class Limits(TypedDict, total=False):
    """How `choose` keeps order in a kind of work."""

    per_user: int | None
    per_project: int | None
    turns: Literal["user", "project"]


def choose(
    waiting: Sequence[Waiting],
    running: Iterable[Waiting],
    *,
    free: int,
    per_user: int | None = None,
    per_project: int | None = None,
    turns: Literal["user", "project"] = "user",
) -> list[Any]:
    """Choose up to `free` keys to take up, fairest first: users, or projects, take `turns`.

    Each has its own in the order of `waiting`, and what stands behind work of its project that must wait waits too. At
    most so many run for each user and project, None being no limit.
    """
    count = {"project": Counter[int](), "user": Counter[int]()}
    for _, project, user in running:
        count["project"][project] += 1
        count["user"][user] += 1
    projects, users = count["project"], count["user"]
    ranked = []
    for place, work in enumerate(waiting):
        may_run = per_project is None or projects[work.project] < per_project
        if may_run and (per_user is None or users[work.user] < per_user):
            ranked.append((count[turns][getattr(work, turns)], place, work.key))
            users[work.user] += 1
        projects[work.project] += 1
    return [key for _, _, key in sorted(ranked, key=lambda each: each[:2])[:free]]
