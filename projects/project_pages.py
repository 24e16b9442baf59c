"""What forms do to a project: rename and delete it."""

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
    return redirect("project", project_id=found.pk)


@require_POST
@of_project(MemberRole.OWNER)
def delete_project(request: HttpRequest, found: Project) -> HttpResponse:
    lifecycle.delete(found)
    return redirect("home")
