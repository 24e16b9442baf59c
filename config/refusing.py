"""A page that says why somebody may not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chat.errors import ChatError


def refused(request: HttpRequest, error: ChatError) -> HttpResponse:
    """Said in words also while DEBUG is on. What is somebody else's is told as what never was."""
    if error.status == 404:
        return render(request, "404.html", status=404)
    return render(request, "403.html", {"problem": error.message}, status=error.status)
