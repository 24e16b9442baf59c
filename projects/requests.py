"""Whose request it is, and which project it names: shared by API and pages."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from ninja import Query

from config.common.errors import ChatError
from config.common.refusals import refused
from projects.access import number, project_for
from projects.models import MemberRole, Project

T = TypeVar("T")
WithStatus = tuple[int, T]  # with the status

MOST_ITEMS = 200
Limit = Annotated[int, Query(50, ge=1, le=MOST_ITEMS)]
ProjectView = Callable[..., HttpResponse]  # (request, project, …)


def project_of(request: HttpRequest, id: str, needed: MemberRole | None = None) -> Project:
    """The project `id`, for those who are `needed` in it: who looks a viewer, who changes something an editor.

    Raises as `project_for`.
    """
    return project_for(request.user, number(id), needed or _needed(request, MemberRole.EDITOR))


def _needed(request: HttpRequest, to_change: MemberRole) -> MemberRole:
    """Whoever only looks needs to be no more than a viewer."""
    return MemberRole.VIEWER if _only_looks(request) else to_change


def _only_looks(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD")


def check_role(request: HttpRequest, project: int) -> None:
    """Raises ReadOnly for those who may see what is in `project`, but want to change it."""
    if not _only_looks(request):
        project_for(request.user, project, MemberRole.EDITOR)


def user_of_request(request: HttpRequest) -> User:
    """Who is signed in; neither the API nor `login_required`, before the pages, lets anybody else in."""
    assert isinstance(request.user, User)
    return request.user


def of_project(needed: MemberRole) -> Callable[[ProjectView], Callable[..., HttpResponse]]:
    """Give the view the project that its address names, when the person is `needed` there; a viewer may look."""

    def decorate(view: ProjectView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def look_up(request: HttpRequest, project_id: str, **more: Any) -> HttpResponse:
            try:
                found = project_for(user_of_request(request), int(project_id), _needed(request, needed))
            except ChatError as error:
                return refused(request, error)
            return view(request, found, **more)

        return login_required(look_up)

    return decorate


def next_after(items: list[Any], limit: int) -> str | None:
    """`items` were read one more than `limit`, oldest last; the id of the last shown when there are more."""
    return str(items[limit - 1]["id"]) if len(items) > limit else None
