"""Pages about what was said: search and export; and the HTML of Markdown that the page asks for."""

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from chat.conversation.search import found_in
from chat.markdown.forming import LIVE, form
from chat.web.export import as_json, as_markdown
from projects.models import MemberRole, Project
from projects.requests import of_project, user_of_request

MAX_MARKDOWN_BYTES = 64 * 1024
MAX_MARKDOWN_BLOCKS = 500
LONGEST_SEARCH = 200  # characters


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


def _problem(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
