"""A project: one video, one conversation, one owner, those it is shared with, its team chart, and what they chose for
its answers."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Subquery, Value, When
from django.db.models.functions import Lower, Now
from django.utils import timezone

from projects.accounts.models import ApiToken, BrandKit, FailedSignIn, Logo, Session  # noqa: F401  # rows, too
from projects.brand import Brand, filled
from projects.branded import Branded


class MemberRole(models.TextChoices):
    """What somebody may do in a project: each may all that the one before may."""

    VIEWER = "viewer", "Viewer"  # sees everything, live
    EDITOR = "editor", "Editor"  # changes what is in it
    OWNER = "owner", "Owner"  # shares and deletes it; one, and no member

    def includes(self, other: "MemberRole") -> bool:
        order = list(MemberRole)
        return order.index(self) >= order.index(other)


SHARED = [MemberRole.VIEWER, MemberRole.EDITOR]  # what a member may have


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: Any) -> "ProjectQuerySet":
        """The projects that exist for `user`, each with the `role` that they have in it."""
        return self.visible_to_user(user.pk) if user.is_authenticated else self.none()

    def visible_to_user(self, user: Any) -> "ProjectQuerySet":
        """As `visible_to`, for the key of somebody who is known, or an expression that stands for it."""
        memberships = Member.objects.filter(user_id=user)
        own = memberships.filter(project=models.OuterRef("pk")).values("role")
        role = Case(When(owner_id=user, then=Value(MemberRole.OWNER)), default=Subquery(own))
        return self.filter(Q(owner_id=user) | Q(pk__in=memberships.values("project"))).annotate(role=role)  # type: ignore[no-redef]

    def archived(self, is_archived: bool = True) -> "ProjectQuerySet":
        return self.filter(archived_at__isnull=not is_archived)


class Project(models.Model):
    """Its name and `updated_at` are written by projects/lifecycle.py alone."""

    LONGEST_NAME: ClassVar[int] = 200  # characters

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="projects")
    name = models.CharField(max_length=LONGEST_NAME)
    is_named = models.BooleanField(default=True, help_text="Somebody chose the name; else the first answer gives one.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="Since when it is put away.")

    role: str  # of whoever it was looked up for; only `visible_to` knows

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def hold(self) -> None:
        """Let one at a time change what belongs to the project, to the end of the transaction."""
        Project.objects.select_for_update().get(pk=self.pk)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/projects/{self.pk}/"

    @property
    def settings(self) -> "ProjectSettings":
        """What was chosen for its answers; all as it comes where nobody chose anything."""
        return getattr(self, "chosen", None) or ProjectSettings(project_id=self.pk)

    def allows(self, needed: MemberRole) -> bool:
        """Whether that for which `needed` is needed may be done by the person whom the project was looked up for."""
        return MemberRole(self.role).includes(needed)


class Member(models.Model):
    """Somebody with whom a project is shared."""

    MOST: ClassVar = 50  # of a project

    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=[(each.value, each.label) for each in SHARED])
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="member_once_in_a_project"),
            models.CheckConstraint(condition=Q(role__in=SHARED), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id} of project {self.project_id}"


class Person(models.Model):
    """Somebody in the project's team chart, whom the video may be about. Not an account."""

    LONGEST: ClassVar[int] = 120  # characters of a name or title
    MOST: ClassVar[int] = 500  # of a project

    project = models.ForeignKey(Project, models.CASCADE, related_name="people")
    name = models.CharField(max_length=LONGEST)
    title = models.CharField(max_length=LONGEST, blank=True)
    manager = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reports")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint("project", Lower("name"), name="person_once_in_a_project"),
            models.CheckConstraint(condition=~Q(manager=models.F("pk")), name="nobody_is_their_own_manager"),
        ]

    def __str__(self) -> str:
        return self.name


class Pictures(models.TextChoices):
    """Whether the model is shown pictures."""

    YES = "yes", "Always"  # also where its server once refused them
    NO = "no", "Never"


class ProjectSettingsQuerySet(models.QuerySet["ProjectSettings"]):
    def of(self, project: int) -> "ProjectSettings":
        """The settings of the project; all as they come where nobody chose anything."""
        return self.filter(project=project).first() or ProjectSettings(project_id=project)


class ProjectSettings(Branded):
    """Empty or null: as the operator has it, and the brand as the project's owner.

    Read at each step's beginning, so that a change counts from the next.
    """

    LONGEST_PROMPT: ClassVar[int] = 8000  # characters

    project = models.OneToOneField(Project, models.CASCADE, related_name="chosen")
    model = models.CharField(max_length=200, blank=True)
    system_prompt = models.TextField(blank=True, help_text="Stands behind our own instructions.")
    temperature = models.FloatField(null=True, blank=True, help_text="0 to 2; not sent when empty.")
    max_steps = models.PositiveIntegerField(null=True, blank=True, help_text="Model calls in one answer.")
    max_completion_tokens = models.PositiveIntegerField(null=True, blank=True, help_text="Of one model call.")
    pictures = models.CharField(
        max_length=8,
        blank=True,
        default="",
        db_default="",
        choices=Pictures.choices,
        help_text="Whether the model is shown some; empty: until its server refuses them.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProjectSettingsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "project settings"
        constraints = [
            *Branded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(temperature=None) | Q(temperature__gte=0, temperature__lte=2),
                name="temperature_from_0_to_2",
            ),
            models.CheckConstraint(condition=Q(max_steps=None) | Q(max_steps__gte=1), name="at_least_one_step"),
            models.CheckConstraint(condition=Q(pictures__in=["", *Pictures.values]), name="pictures_known"),
        ]

    def __str__(self) -> str:
        return f"settings of project {self.project_id}"

    @property
    def answer_tokens(self) -> int | None:
        """How many tokens one answer of a model may have: as chosen, within the operator's limit. None: any."""
        limits = [limit for limit in (self.max_completion_tokens, settings.MAX_COMPLETION_TOKENS) if limit]
        return min(limits, default=None)

    @property
    def brand(self) -> Brand:
        """That of the project; what it does not choose is that of its owner's kit."""
        return self.brand_with(BrandKit.objects.of_owner(self.project_id))

    def brand_with(self, kit: BrandKit) -> Brand:
        return filled(self.chosen_brand, kit.chosen_brand)
