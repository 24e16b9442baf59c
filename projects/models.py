"""A project: one video, one conversation, one owner."""

from typing import Any

from django.conf import settings
from django.db import models


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: Any) -> "ProjectQuerySet":
        """What `user` may see and change. Everything else does not exist for them."""
        return self.filter(owner_id=user.pk) if user.is_authenticated else self.none()


class Project(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="projects")
    name = models.CharField(max_length=200)
    is_named = models.BooleanField(default=True, help_text="Somebody chose the name; else the first answer gives one.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/projects/{self.pk}/"
