"""Our own pages for what went wrong, also while DEBUG is on: Django's are for developers, who have the log."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter
from django.views.defaults import page_not_found

GetResponse = Callable[[HttpRequest], HttpResponse]


class NotFoundPage:
    """While DEBUG is on: 404.html for an address that nobody knows, and where a view finds nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.DEBUG:
            try:
                resolve(request.path_info)
            except Resolver404 as error:
                return page_not_found(request, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return page_not_found(request, error) if settings.DEBUG and isinstance(error, Http404) else None


class PageOfError(ExceptionReporter):
    """What is shown in place of a traceback while DEBUG is on; the log has that (`django.request`)."""

    def get_traceback_html(self) -> SafeString:
        is_refused = isinstance(self.exc_value, SuspiciousOperation)
        return render_to_string("400.html" if is_refused else "500.html")
