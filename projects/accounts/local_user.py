"""The local user, who needs no password on their own machine while DEBUG is on, and their first project."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse

from projects.accounts.client_address import is_from_here
from projects.lifecycle import create
from projects.models import Project

EXAMPLE = "My first video"
SIGNED_OUT = "signed_out"  # a cookie: this browser's person wants to be asked who they are
SIGNED_OUT_SECONDS = 365 * 24 * 3600


def local_user() -> Any:
    """The local user; made, with all rights, when there is none."""
    users = get_user_model().objects
    user, created = users.get_or_create(
        username=settings.LOCAL_USERNAME, defaults={"is_staff": True, "is_superuser": True}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def example_project(user: Any) -> Project:
    """The user's newest project; made when they have none."""
    return Project.objects.filter(owner=user).first() or create(user, EXAMPLE)


def may_be_local_user(request: HttpRequest) -> bool:
    """Whether who asks may be the local user without a password."""
    return settings.DEBUG and is_from_here(request)


def sign_in_as_local_user(request: HttpRequest) -> None:
    login(request, local_user(), backend="django.contrib.auth.backends.ModelBackend")


def has_signed_out(request: HttpRequest) -> bool:
    return SIGNED_OUT in request.COOKIES


def stay_signed_out(response: HttpResponse) -> None:
    """Let nobody be signed in by opening a page, in the browser that gets `response`."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(SIGNED_OUT, "1", SIGNED_OUT_SECONDS, httponly=True, samesite="Lax", secure=secure)


def stay_signed_out_no_more(response: HttpResponse) -> None:
    response.delete_cookie(SIGNED_OUT, samesite="Lax")
