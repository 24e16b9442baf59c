"""What stands around every Django request."""

import json
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.middleware.gzip import GZipMiddleware

from config.body_limits.limits import is_api
from config.common import refusals
from config.common.errors import BadHost, ChatError, Invalid, NotFound, PreconditionFailed, TooLarge
from config.common.json_bodies import BadJson
from config.common.storable import is_storable
from projects.accounts.local_user import has_signed_out, may_be_local_user, sign_in_as_local_user

GetResponse = Callable[[HttpRequest], HttpResponse]
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
NOT_PAGES = ("/api/", "/ws/", "/static/", "/healthz", "/readyz", "/metrics", "/s/")


class ApiErrors:
    """Nothing under /api/ is ever answered with HTML: what Django or a middleware refused is told as JSON."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_api(request.path):
            return self.get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            return error(BadHost.status, BadHost.code, BadHost.sentence)
        response = self.get_response(request)
        if request.method == "OPTIONS" and "Allow" in response:  # the question which methods there are
            return HttpResponse(status=204, headers={"Allow": allowed(response)})
        is_html = response.get("Content-Type", "").startswith("text/html")
        if response.status_code >= 400 and is_html:
            code, message = SENTENCES.get(response.status_code, ("refused", "The request was refused."))
            response.content = json.dumps({"code": code, "message": message})
            response["Content-Type"] = "application/json"
            response.headers.pop("Content-Length", None)
            if "Allow" in response:
                response["Allow"] = allowed(response)
        return response


def allowed(response: HttpResponse) -> str:
    """The methods that an address takes."""
    return ", ".join(sorted({*response["Allow"].split(", "), "OPTIONS"}))


def error(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


SENTENCES = {
    400: ("bad_request", "The request cannot be read."),
    403: ("forbidden", "The CSRF token is missing or wrong. Reload the page."),
    404: ("not_found", "There is nothing here under this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    412: (PreconditionFailed.code, PreconditionFailed.sentence),
    413: ("too_large", "The body is too large."),
    500: ("server_error", "That failed on the server. Try again in a moment."),
}


class Readable:
    """What cannot be read, or stored, is refused before anything looks at it: broken forms, NUL, half characters.

    Bodies of JSON are read by chat/web/bodies.py, and queries of the API by the types of their ids and numbers.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            _check_readable(request)
        except ChatError as refused:
            if is_api(request.path):
                return JsonResponse(refused.as_json(), status=refused.status)
            return refusals.refused(request, refused)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A form where a view takes JSON: what it would read was read above."""
        if isinstance(error, RawPostDataException):
            return JsonResponse(BadJson().as_json(), status=BadJson.status)
        return None


class BadForm(ChatError):
    code = "bad_form"
    sentence = "The form cannot be read. Send it as UTF-8, with a boundary where it has parts."


class TooManyFields(ChatError):
    code, status = "too_many_fields", 413
    sentence = "The form has too many fields or files."


class UnstorableText(Invalid):
    code = "unstorable_text"
    sentence = "A text holds NUL or half a character, which cannot be stored. Take it out and send this again."


def _check_readable(request: HttpRequest) -> None:
    """Raises NotFound, BadForm, TooManyFields, TooLarge or UnstorableText."""
    if not is_storable(request.path):
        raise NotFound()
    texts = [] if is_api(request.path) else _texts(request.GET)
    if request.content_type in FORMS:
        texts += _form(request)
    if not all(map(is_storable, texts)):
        raise UnstorableText()


def _form(request: HttpRequest) -> list[str]:
    """The texts of the form that was sent, read once for all that follow."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower().replace("_", "-") not in ("utf-8", "utf8"):
        raise BadForm()  # any codec of Python's could be named, and some decode to what is no text
    try:
        _read_form(request)
        files = request.FILES
    except RequestDataTooBig as error:
        raise TooLarge() from error
    except (TooManyFieldsSent, TooManyFilesSent) as error:
        raise TooManyFields() from error
    except (MultiPartParserError, UnreadablePostError, SuspiciousOperation, BadRequest, ValueError) as error:
        raise BadForm() from error
    names = [file.name or "" for _, group in files.lists() for file in group]
    return [*_texts(request.POST), *files, *names]


def _read_form(request: HttpRequest) -> None:
    """Let Django read the form, which by itself it does of a POST only."""
    if request.method == "POST":
        return
    method, request.method = request.method, "POST"
    try:
        request._load_post_and_files()
    finally:
        request.method = method


def _texts(given: QueryDict) -> list[str]:
    return [text for name, values in given.lists() for text in (name, *values)]


class CompressedStatic(GZipMiddleware):
    """Styles, scripts and icons go compressed also where nothing compressed them beforehand."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/") or response.status_code != 200:
            return response
        if not response.get("Content-Type", "").startswith(("text/", "image/svg")):
            return response
        return super().process_response(request, response)


class LocalSignIn:
    """While DEBUG is on, whoever opens a page on the machine itself is signed in as the local user.

    Who signed out there is not: signing in on the page ends that.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_unknown = not request.user.is_authenticated and not has_signed_out(request)
        if is_unknown and _is_page_view(request) and may_be_local_user(request):
            sign_in_as_local_user(request)
        return self.get_response(request)


def _is_page_view(request: HttpRequest) -> bool:
    return request.method == "GET" and not f"{request.path}/".startswith(NOT_PAGES)
