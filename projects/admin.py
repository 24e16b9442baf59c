from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from projects.accounts.models import ApiToken
from projects.lifecycle import touch
from projects.models import Member, Project, ProjectSettings


class SettingsInline(admin.StackedInline[ProjectSettings, Project]):
    """To look at: the project's own page checks what is chosen."""

    model = ProjectSettings
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return False


class MemberInline(admin.TabularInline[Member, Project]):
    model = Member
    fields = ["user", "role"]
    raw_id_fields = ["user"]
    extra = 0


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin[Project]):
    list_display = ["id", "name", "owner", "created_at", "updated_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__username"]
    raw_id_fields = ["owner"]
    date_hierarchy = "created_at"
    inlines = [MemberInline, SettingsInline]

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        """A name is checked by its field here, and stored in the admin's own transaction."""
        super().save_model(request, obj, form, change)
        touch(obj)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    """Tokens are made on the account page or by `manage.py token`, shown once; deleting one here revokes it."""

    list_display = ["id", "name", "user", "created_at", "last_used_at"]
    list_filter = ["created_at"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username"]
    fields = ["name", "user", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False
