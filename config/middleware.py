"""What stands around every Django request."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import split_domain_port
from django.middleware.gzip import GZipMiddleware

from config.local import local_user

GetResponse = Callable[[HttpRequest], HttpResponse]
FORWARDING = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")
NOT_PAGES = ("/api/", "/ws/", "/static/", "/healthz", "/readyz", "/metrics", "/s/")


class ApiErrors:
    """Nothing under /api/ is ever answered with HTML: what Django or a middleware refused is told as JSON."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            return error(400, "bad_host", "This server does not answer under this host name.")
        response = self.get_response(request)
        is_html = response.get("Content-Type", "").startswith("text/html")
        if response.status_code >= 400 and is_html:
            status = response.status_code
            return error(status, *SENTENCES.get(status, ("refused", "The request was refused.")))
        return response


def error(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


SENTENCES = {
    400: ("bad_request", "The request cannot be read."),
    403: ("forbidden", "The CSRF token is missing or wrong. Reload the page."),
    404: ("not_found", "There is nothing here under this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("too_large", "The body is too large."),
    500: ("server_error", "That failed on the server. Try again in a moment."),
}


class Cors:
    """Lets the origins of CORS_ALLOWED_ORIGINS use the API with a token."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = request.headers.get("Origin", "")
        if origin not in settings.CORS_ALLOWED_ORIGINS or not request.path.startswith("/api/"):
            return self.get_response(request)
        is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if is_preflight else self.get_response(request)
        response["Access-Control-Allow-Origin"] = origin
        response["Vary"] = "Origin"
        if is_preflight:
            response["Access-Control-Allow-Methods"] = "GET, POST, PATCH, DELETE"
            response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Last-Event-ID"
            response["Access-Control-Max-Age"] = "600"
        return response


class CompressedStatic(GZipMiddleware):
    """Styles, scripts and icons go compressed also where nothing compressed them beforehand."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/") or response.status_code != 200:
            return response
        if not response.get("Content-Type", "").startswith(("text/", "image/svg")):
            return response
        return super().process_response(request, response)


class LocalSignIn:
    """While DEBUG is on, whoever opens a page on the machine itself is signed in as the local user."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.DEBUG and not request.user.is_authenticated and _is_local_page_view(request):
            login(request, local_user(), backend="django.contrib.auth.backends.ModelBackend")
        return self.get_response(request)


def _is_local_page_view(request: HttpRequest) -> bool:
    if request.method != "GET" or f"{request.path}/".startswith(NOT_PAGES):
        return False
    if any(name in request.META for name in FORWARDING):
        return False
    host, _ = split_domain_port(request.get_host())
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and (host == "localhost" or is_loopback(host.strip("[]")))


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
