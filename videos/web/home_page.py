"""The list of a person's projects, each with its newest picture. It works without JavaScript."""

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from config.common.errors import ChatError
from config.common.refusals import refused
from projects import lifecycle
from projects.models import Project
from projects.requests import user_of_request
from videos.models import Render


@login_required
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The person's projects; a POST makes a new one and goes there."""
    person = user_of_request(request)
    if request.method == "POST":
        name = request.POST.get("name", "")
        try:
            made = lifecycle.create(person, name if name.strip() else None)  # the field may stay empty
        except ChatError as error:
            return refused(request, error)
        return redirect("project", project_id=made.pk)
    newest = Render.objects.ready_drafts().filter(project=OuterRef("pk"))
    projects = (
        Project.objects.visible_to(person)
        .select_related("owner")
        .annotate(draft=Subquery(newest.values("pk")[:1]), draft_version=Subquery(newest.values("version__number")[:1]))
    )
    return render(request, "home.html", {"projects": projects})
