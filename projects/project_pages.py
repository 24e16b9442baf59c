"""What forms do to a project: rename it, put it away, delete it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from config.common.errors import ChatError
from config.common.refusals import refused
from projects import lifecycle
from projects.models import MemberRole, Project
from projects.requests import of_project


@require_POST
@of_project(MemberRole.EDITOR)
def rename_project(request: HttpRequest, found: Project) -> HttpResponse:
    try:
        lifecycle.rename(found, request.POST.get("name", ""))
    except ChatError as error:
        return refused(request, error)
    return redirect("home") if request.POST.get("back") == "home" else redirect("project", project_id=found.pk)


@require_POST
@of_project(MemberRole.OWNER)
def archive_project(request: HttpRequest, found: Project) -> HttpResponse:
    """Put it away, or with `out` take it out again."""
    is_archived = not request.POST.get("out")
    try:
        lifecycle.archive(found, is_archived)
    except ChatError as error:
        return refused(request, error)
    told = f"“{found.name}” is in the archive, below your videos." if is_archived else f"“{found.name}” is back."
    messages.success(request, told)
    return redirect("home")


@require_POST
@of_project(MemberRole.OWNER)
def delete_project(request: HttpRequest, found: Project) -> HttpResponse:
    lifecycle.delete(found)
    return redirect("home")
