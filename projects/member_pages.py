"""With whom a project is shared: a page that works without JavaScript, and that the project page opens as a panel."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from config.common.errors import ChatError, Invalid
from projects.access import number, project_for
from projects.members import OWNER, add_member, change_role, members_of, remove_member
from projects.models import MemberRole, Project
from projects.requests import of_project


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
@of_project(MemberRole.VIEWER)
def members(request: HttpRequest, project: Project) -> HttpResponse:
    """The members; a POST does what its `do` says: add, change or remove."""
    key, problem, status = project.pk, "", 200
    try:
        if request.method == "POST":
            _do(request, key)
            stays = Project.objects.visible_to(request.user).filter(pk=key).exists()  # unless they removed themself
            return redirect("members", project_id=key) if stays else redirect("home")
    except ChatError as error:
        problem, status = error.message, error.status
    shown = {
        "project": project,
        "members": members_of(project),
        "may_manage": project.allows(OWNER),
        "roles": [MemberRole.VIEWER, MemberRole.EDITOR],
        "problem": problem,
        "username": request.POST.get("username", "") if problem else "",
    }
    return render(request, "members.html", shown, status=status)


def _do(request: HttpRequest, key: int) -> None:
    """Raises ChatError."""
    role, member = request.POST.get("role", ""), request.POST.get("member", "")
    match request.POST.get("do"):
        case "add":
            add_member(project_for(request.user, key, OWNER), request.POST.get("username", ""), role)
        case "change":
            change_role(project_for(request.user, key, OWNER), number(member), role)
        case "remove":
            remove_member(request.user, key, number(member))
        case _:
            raise Invalid("This form is not known here. Reload the page, then try again.")
