"""The pages. Each works without JavaScript: what a person does is a form post and a redirect."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chat.conversation.search import found_in
from chat.conversation.sending import send_message
from chat.jobs import JobStatus
from chat.markdown.forming import LIVE, form
from chat.shapes import MessageOnPage
from chat.web.api import user_of_request
from chat.web.export import as_json, as_markdown
from chat.web.frames import NewMessage
from chat.web.serializers import branch, formed_blocks_of, messages_of, served, without_html
from config.common.errors import ChatError
from config.common.refusals import refused
from projects import lifecycle
from projects.access import project_for
from projects.models import MemberRole, Project
from videos.models import Format, Quality, Render, Video

MAX_MARKDOWN_BYTES = 64 * 1024
MAX_MARKDOWN_BLOCKS = 500
SHOWN_MESSAGES = 50
LONGEST_SEARCH = 200  # characters
ProjectView = Callable[..., HttpResponse]  # (request, project, …)
SUGGESTIONS = [
    "create a fireworks animation",
    "A title card that says “Hello, world” on a deep blue night sky",
    "Show a bar chart of 12, 30, 22 and 45",
    "Snow falling for 6 seconds with the text “See you in spring”",
]


def of_project(needed: MemberRole) -> Callable[[ProjectView], Callable[..., HttpResponse]]:
    """Give the view the project that its address names, when the person is `needed` there; a viewer may look."""

    def decorate(view: ProjectView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def look_up(request: HttpRequest, project_id: str, **more: Any) -> HttpResponse:
            only_looks = request.method in ("GET", "HEAD")
            try:
                found = project_for(
                    user_of_request(request), int(project_id), MemberRole.VIEWER if only_looks else needed
                )
            except ChatError as error:
                return refused(request, error)
            return view(request, found, **more)

        return login_required(look_up)

    return decorate


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
    newest = _drafts().filter(project=OuterRef("pk"))
    projects = (
        Project.objects.visible_to(person)
        .select_related("owner")
        .annotate(draft=Subquery(newest.values("pk")[:1]), draft_version=Subquery(newest.values("version__number")[:1]))
    )
    return render(request, "home.html", {"projects": projects})


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
@of_project(MemberRole.EDITOR)
def project(request: HttpRequest, found: Project) -> HttpResponse:
    """The conversation and its video; a POST sends a message."""
    if request.method == "POST":
        return _send(request, found)
    return _project_page(request, found)


@require_POST
@of_project(MemberRole.EDITOR)
def rename_project(request: HttpRequest, found: Project) -> HttpResponse:
    try:
        lifecycle.rename(found, request.POST.get("name", ""))
    except ChatError as error:
        return refused(request, error)
    return redirect("project", project_id=found.pk)


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What was said in all projects of the person, and the projects' names, that hold `?q=`."""
    wanted = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    return render(request, "search.html", {"wanted": wanted, "found": found_in(user_of_request(request), wanted)})


@require_GET
@of_project(MemberRole.VIEWER)
def export(request: HttpRequest, found: Project, kind: str) -> HttpResponse:
    """The conversation as a file: the shown branch as Markdown, or all of it as JSON."""
    text, mime = (as_markdown(found), "text/markdown") if kind == "md" else (as_json(found), "application/json")
    response = HttpResponse(text, content_type=f"{mime}; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{found.name}.{kind}") or "attachment"
    return response


@require_POST
@of_project(MemberRole.OWNER)
def delete_project(request: HttpRequest, found: Project) -> HttpResponse:
    lifecycle.delete(found)
    return redirect("home")


@require_POST
def markdown(request: HttpRequest) -> JsonResponse:
    """Render `{blocks: [text]}` as `{html: [text]}`: blocks that closed in a streaming answer. At most 64 KiB."""
    if not request.user.is_authenticated:
        return _problem(401, "not_signed_in", "You are signed out. Sign in and try again.")
    try:
        body = request.body
    except RawPostDataException:  # a form, which was read to look for its CSRF token
        body = b""
    if len(body) > MAX_MARKDOWN_BYTES:
        return _problem(413, "too_long", "This text is too long to be formatted; it is shown as it is.")
    try:
        blocks = json.loads(body)["blocks"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return _problem(400, "bad_request", 'Send a JSON object with the blocks to format: {"blocks": ["…"]}.')
    if not isinstance(blocks, list) or not all(isinstance(block, str) for block in blocks):
        return _problem(422, "bad_request", "The blocks to format must be a list of strings.")
    if len(blocks) > MAX_MARKDOWN_BLOCKS:
        return _problem(422, "too_many", f"At most {MAX_MARKDOWN_BLOCKS} blocks are formatted at once.")
    texts = [block.strip("\n") for block in blocks]
    formed = form(texts, LIVE, who=request.user.pk)
    if not formed.keys() >= set(texts):
        return _problem(429, "busy", "Other texts are being formatted. Try again in a moment.")
    return JsonResponse({"html": ["".join(formed[text]) for text in texts]})


def _send(request: HttpRequest, found: Project) -> HttpResponse:
    given = request.POST.get("suggestion") or request.POST.get("content", "")
    content = given.replace("\r\n", "\n")  # forms send every line break so
    message = NewMessage.saying(content, _uuid(request.POST.get("id", "")))
    try:
        send_message(found, user_of_request(request), message)
    except ChatError as error:
        return _project_page(request, found, status=error.status, problem=error.message, draft=content)
    return redirect(reverse("project", args=[found.pk]) + "#newest")


def _project_page(
    request: HttpRequest, found: Project, *, status: int = 200, problem: str = "", draft: str = ""
) -> HttpResponse:
    at = _uuid(request.GET.get("at", ""))
    newest = messages_of(found, limit=SHOWN_MESSAGES + 1, reaching=at)
    messages = served(newest[1:] if len(newest) > SHOWN_MESSAGES else newest)
    shown = branch(messages)
    context: dict[str, Any] = {
        "project": found,
        "messages_shown": _with_blocks(shown),
        "message_id": uuid4(),
        "suggestions": SUGGESTIONS,
        "problem": problem,
        "draft": draft,
        "demo_model": not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL),
        "draft_render": _drafts().filter(project=found).first(),
        "video_shape": _shape(Video.objects.of(found)),
        "may_edit": found.allows(MemberRole.EDITOR),
        "page": {
            "project": str(found.pk),
            "role": found.role,
            "is_named": found.is_named,
            "at": str(at) if at else None,
            "messages": list(map(without_html, messages)),
            "has_earlier": len(newest) > SHOWN_MESSAGES,
        },
    }
    return render(request, "project.html", context, status=status)


def _with_blocks(messages: list[MessageOnPage]) -> list[dict[str, Any]]:
    """The messages whose steps have `blocks`, formed and safe."""
    shown: list[dict[str, Any]] = [dict(message) for message in messages]
    formed = formed_blocks_of(step["content"] for message in messages for step in message["steps"])
    for message in shown:
        for step in message["steps"]:
            step["blocks"] = list(map(mark_safe, formed[step["content"]]))
    return shown


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _drafts() -> QuerySet[Render]:
    """The drafts that can be looked at, the newest version first."""
    ready = Render.objects.filter(format=Format.MP4, quality=Quality.DRAFT, status=JobStatus.READY)
    return ready.select_related("version").order_by("-version__number")


def _shape(video: Video) -> str:
    """wide, tall or square, so that the page keeps the right place free before its script has run."""
    width, height = video.document["width"], video.document["height"]
    return "square" if width == height else "wide" if width > height else "tall"


def _problem(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
