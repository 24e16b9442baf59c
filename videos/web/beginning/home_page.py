"""The first page: what to make, templates, and the person's videos. It works without JavaScript, too."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST

from chat.conversation.new_message import LONGEST_MESSAGE
from config.common.errors import ChatError
from config.common.refusals import refused
from projects import lifecycle
from projects.models import MemberRole, Project, ProjectQuerySet
from projects.requests import of_project, user_of_request
from videos.design.styles import STYLE_USES, STYLES
from videos.document.document import SIZES
from videos.gallery.video_templates import GROUPS, all_templates
from videos.models import Render, duplicated
from videos.rendering.picture_limits import LONGEST_SIDE, MOST_BYTES, MOST_PICTURES
from videos.web.beginning.first_message import FirstMessage
from videos.web.video_errors import DiskFull

SHOWN = 24  # projects on a page
SHAPES = {"16:9": "wide", "9:16": "upright", "1:1": "square", "4:5": "portrait"}
ORDERS: dict[str, tuple[str, tuple[str | Lower, ...]]] = {
    "changed": ("Newest change", ("-updated_at", "-pk")),
    "name": ("Name", (Lower("name"), "pk")),
    "created": ("Newest made", ("-created_at", "-pk")),
}
ARCHIVED = "archived"  # in the address: which page of these


@login_required
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The first page; a POST begins a project, and goes there."""
    if request.method != "POST":
        return _page(request, FirstMessage())
    try:
        if "content" not in request.POST and "template" not in request.POST:
            return _empty(request)
        form = FirstMessage.sent_by(request)
    except ChatError as error:
        return refused(request, error)
    project = form.begin(request)
    if project is None:
        return _page(request, form)
    return redirect(reverse("project", args=[project.pk]) + ("#newest" if form.words.strip() else ""))


@require_POST
@of_project(MemberRole.VIEWER)
def duplicate(request: HttpRequest, found: Project) -> HttpResponse:
    """The same video as another project of the person's own."""
    try:
        made = duplicated(found, user_of_request(request))
    except ChatError as error:
        return refused(request, error)
    except OSError as error:
        return refused(request, DiskFull.because(error))
    messages.success(request, f"“{made.name}” is made: the same video, without its conversation.")
    return redirect("home")


def _empty(request: HttpRequest) -> HttpResponse:
    """Raises BadName."""
    name = request.POST.get("name", "")
    made = lifecycle.create(user_of_request(request), name if name.strip() else None)  # the field may stay empty
    return redirect("project", project_id=made.pk)


def _page(request: HttpRequest, form: FirstMessage) -> HttpResponse:
    asked = request.GET.get("sort", "")
    sort = asked if asked in ORDERS else "changed"
    shown = _with_pictures(Project.objects.visible_to(request.user).select_related("owner"))
    ordered = shown.order_by(*ORDERS[sort][1])
    templates = list(all_templates().values())
    context: dict[str, Any] = {
        "form": form,
        "groups": [(title, [each for each in templates if each.group == key]) for key, title in GROUPS.items()],
        "styles": [{"name": name, "about": STYLE_USES[name], "look": style} for name, style in STYLES.items()],
        "shapes": [(name, SHAPES[name]) for name in SIZES],
        "projects": _part(request, ordered.archived(False), "page"),
        "archived": _part(request, ordered.archived(), ARCHIVED),
        "archive_open": ARCHIVED in request.GET,
        "orders": [(name, words) for name, (words, _) in ORDERS.items()],
        "sort": sort,
        "limits": {
            "words": LONGEST_MESSAGE,
            "pictures": MOST_PICTURES,
            "megabytes": MOST_BYTES // 2**20,
            "side": LONGEST_SIDE,
        },
    }
    return render(request, "home.html", context, status=form.http_status)


def _with_pictures(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Each with its newest draft, and whether there is something to see of it."""
    own = Render.objects.filter(project=OuterRef("pk"))
    newest = Render.objects.ready_drafts().filter(project=OuterRef("pk"))
    return projects.annotate(
        draft=Subquery(newest.values("pk")[:1]), version=F("video__version"), has_video=Exists(own)
    )


def _part(request: HttpRequest, projects: ProjectQuerySet, name: str) -> Page[Project]:
    return Paginator(projects, SHOWN).get_page(request.GET.get(name))
