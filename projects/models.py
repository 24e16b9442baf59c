"""A project: one video, one conversation, one owner, and what its people chose for its answers."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


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


class Font(models.TextChoices):
    """The fonts that words of a video can be set in."""

    SANS = "sans", "Inter, plain"
    DISPLAY = "display", "Outfit, for headings"
    SERIF = "serif", "Playfair Display, with serifs"
    SCRIPT = "script", "Pacifico, written by hand"


class ProjectSettingsQuerySet(models.QuerySet["ProjectSettings"]):
    def of(self, project: int) -> "ProjectSettings":
        """The settings of the project; all as they come where nobody chose anything."""
        return self.filter(project=project).first() or ProjectSettings(project_id=project)


class ProjectSettings(models.Model):
    """Empty or null: as the operator has it. Read at each step's beginning, so that a change counts from the next."""

    LONGEST_PROMPT: ClassVar[int] = 8000  # characters
    MOST_COLOURS: ClassVar[int] = 6

    project = models.OneToOneField(Project, models.CASCADE, related_name="chosen")
    model = models.CharField(max_length=200, blank=True)
    system_prompt = models.TextField(blank=True, help_text="Stands behind our own instructions.")
    temperature = models.FloatField(null=True, blank=True, help_text="0 to 2; not sent when empty.")
    max_steps = models.PositiveIntegerField(null=True, blank=True, help_text="Model calls in one answer.")
    colours = models.JSONField(default=list, blank=True, help_text="Of the brand, as #rrggbb; the first one leads.")
    font = models.CharField(max_length=16, blank=True, choices=Font.choices)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProjectSettingsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "project settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(temperature=None) | Q(temperature__gte=0, temperature__lte=2),
                name="temperature_from_0_to_2",
            ),
            models.CheckConstraint(condition=Q(max_steps=None) | Q(max_steps__gte=1), name="at_least_one_step"),
            models.CheckConstraint(condition=Q(font__in=["", *Font.values]), name="font_known"),
        ]

    def __str__(self) -> str:
        return f"settings of project {self.project_id}"

    @property
    def brand(self) -> dict[str, Any]:
        """`{colours: ["#rrggbb"], font: name or ""}`"""
        return {"colours": self.colours, "font": self.font}
