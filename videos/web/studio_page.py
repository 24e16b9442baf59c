"""The studio: a conversation and its video. Without JavaScript, too: what a person does is a form and a redirect."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.shapes import MessageOnPage
from chat.web.serializers import branch, formed_blocks_of, messages_of, served, without_html
from config.common.errors import ChatError
from projects.models import MemberRole, Project
from projects.requests import of_project, user_of_request
from videos.models import Render, Video

SHOWN_MESSAGES = 50
BEGINNINGS = [
    "create a fireworks animation",
    "A title card that says “Hello, world” on a deep blue night sky",
    "Show a bar chart of 12, 30, 22 and 45",
    "Snow falling for 6 seconds with the text “See you in spring”",
]
CHANGES = [  # of whatever video stands, as one that a template made
    "Make it darker",
    "Slow it down a little",
    "Make it upright",
    "Make the titles larger",
]


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
@of_project(MemberRole.EDITOR)
def project(request: HttpRequest, found: Project) -> HttpResponse:
    """The conversation and its video; a POST sends a message."""
    if request.method == "POST":
        return _send(request, found)
    return _project_page(request, found)


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
    video = Video.objects.of(found)
    context: dict[str, Any] = {
        "project": found,
        "messages_shown": _with_blocks(shown),
        "message_id": uuid4(),
        "video": video,
        "suggestions": CHANGES if video.shows_something else BEGINNINGS,
        "problem": problem,
        "draft": draft,
        "demo_model": not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL),
        "draft_render": Render.objects.ready_drafts().filter(project=found).first(),
        "video_shape": _shape(video),
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


def _shape(video: Video) -> str:
    """wide, tall or square, so that the page keeps the right place free before its script has run."""
    width, height = video.document["width"], video.document["height"]
    return "square" if width == height else "wide" if width > height else "tall"
