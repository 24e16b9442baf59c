"""The local user, who needs no password on their own machine while DEBUG is on, and their first project."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from projects.lifecycle import create
from projects.models import Project

EXAMPLE = "My first video"


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
