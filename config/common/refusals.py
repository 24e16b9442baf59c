"""A page that says why something is refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.common.errors import ChatError


def refused(request: HttpRequest, error: ChatError) -> HttpResponse:
    """Said in words also while DEBUG is on. What is somebody else's is told as what never was."""
    if error.status == 404:
        return render(request, "404.html", status=404)
    template = "403.html" if error.status == 403 else "400.html"
    return render(request, template, {"problem": error.message}, status=error.status)
