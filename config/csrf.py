"""What people see when a request is refused outside the API."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that says what to do. Under /api/ the middleware turns it into JSON."""
    return render(request, "403_csrf.html", status=403)
