from django.contrib import admin

from projects.models import Member, Project


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
    inlines = [MemberInline]
