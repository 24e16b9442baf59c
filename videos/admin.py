"""What operators see of the videos and their renders. A document changes by versions only, a render by its worker."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html

from chat import jobs
from chat.models import ToolCall
from chat.operations.admin import Watched, WatchedInline, WatchedWork, pretty
from chat.operations.admin_links import link, listing
from config.common.hints import announce
from videos.models import AuthorKind, OrderedPicture, Render, SceneBuild, Speech, Version, Video

SHOWN_VERSIONS = 100
J = TypeVar("J", bound=jobs.Job)


def author(version: Version) -> str:
    """Who made the version: a link to the tool call or the build, or a name."""
    if version.author_kind == AuthorKind.BUILD:
        return link(SceneBuild.objects.filter(pk=version.author).first(), f"build {version.author}")
    if version.author_kind == AuthorKind.TOOL_CALL:
        return link(ToolCall.objects.filter(pk=version.author).first(), f"tool call {version.author}")
    return version.author or version.get_author_kind_display()


class VersionInline(WatchedInline):
    model = Version
    verbose_name_plural = f"newest {SHOWN_VERSIONS} versions"
    ordering = ["-number"]
    fields = ["number", "author_shown", "summary", "created_at"]
    readonly_fields = ["author_shown"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Version]:
        video = request.resolver_match.kwargs["object_id"] if request.resolver_match else None
        newest = Version.objects.filter(video=video).order_by("-number")[:SHOWN_VERSIONS]
        # The formset filters further, which Django refuses to do with a slice.
        return super().get_queryset(request).filter(pk__in=newest.values("pk"))

    @admin.display(description="author")
    def author_shown(self, version: Version) -> str:
        return author(version)


@admin.register(Video)
class VideoAdmin(Watched[Video]):
    list_display = ["id", "title", "project_link", "version", "versions_link", "renders_link"]
    list_select_related = ["project"]
    search_fields = ["project__name", "project__owner__username"]
    fields = ["project_link", "version", "versions_link", "renders_link", "document_json"]
    readonly_fields = ["project_link", "versions_link", "renders_link", "document_json"]
    inlines = [VersionInline]

    @admin.display(description="title")
    def title(self, video: Video) -> str:
        return str(video.document.get("title") or "–")

    @admin.display(description="versions")
    def versions_link(self, video: Video) -> str:
        return listing(Version, "versions", video__id__exact=video.pk)

    @admin.display(description="renders")
    def renders_link(self, video: Video) -> str:
        return listing(Render, "renders", project__id__exact=video.project_id)

    @admin.display(description="document")
    def document_json(self, video: Video) -> str:
        return format_html("<details><summary>version {}</summary>{}</details>", video.version, pretty(video.document))


@admin.register(Version)
class VersionAdmin(Watched[Version]):
    list_display = ["id", "video_link", "number", "author_kind", "summary", "created_at"]
    list_filter = ["author_kind", "created_at"]
    list_select_related = ["video__project"]
    search_fields = ["summary", "author", "video__project__name"]
    ordering = ["-pk"]
    fields = ["video_link", "number", "author_shown", "summary", "created_at", "forward_json", "inverse_json"]
    readonly_fields = ["video_link", "author_shown", "forward_json", "inverse_json"]

    @admin.display(description="video", ordering="video")
    def video_link(self, version: Version) -> str:
        return link(version.video, str(version.video.project))

    @admin.display(description="author")
    def author_shown(self, version: Version) -> str:
        return author(version)

    @admin.display(description="patch")
    def forward_json(self, version: Version) -> str:
        return pretty(version.forward)

    @admin.display(description="patch back")
    def inverse_json(self, version: Version) -> str:
        return pretty(version.inverse)


class JobAdmin(WatchedWork[J]):
    actions = ["cancel", "retry"]

    @admin.display(description="stream", ordering="stream")
    def stream_link(self, job: J) -> str:
        return link(job.stream)

    @admin.display(description="progress", ordering="progress")
    def percent(self, job: J) -> str:
        return f"{job.progress:.0%}"

    @admin.action(description="Cancel what is not finished", permissions=["intervene"])
    def cancel(self, request: HttpRequest, queryset: models.QuerySet[J]) -> None:
        self._intervene(request, queryset, jobs.cancel, "Cancelled, where not finished already")

    @admin.action(description="Retry what failed or was cancelled", permissions=["intervene"])
    def retry(self, request: HttpRequest, queryset: models.QuerySet[J]) -> None:
        self._intervene(request, queryset, jobs.retry, "Queued again")

    def _intervene(self, request: HttpRequest, queryset: models.QuerySet[J], do: Any, done: str) -> None:
        self.intervene(request, queryset, do, done)
        announce(projects=queryset.values_list("project", flat=True), work=True)


@admin.register(Render)
class RenderAdmin(JobAdmin[Render]):
    list_display = ["short_id", "coloured_status", "what", "percent", "project_link", "stream_link", "epoch", "holder"]
    list_display += ["lease", "made", "error_column"]
    list_filter = ["status", "format", "quality", "error_code", "created_at"]
    list_select_related = ["project", "stream", "version"]
    search_fields = ["=id", "=stream__id", "project__name", "error_message", "owner"]
    fieldsets = [
        (None, {"fields": ["coloured_status", "project_link", "stream_link", "version_link", "format", "quality"]}),
        ("Work", {"fields": ["percent", "eta_s", "epoch", "holder", "lease", "crashes", "stop_requested"]}),
        ("Error", {"fields": ["error_code", "error_message"]}),
        ("Result", {"fields": ["file", "size", "frames", "seconds", "warnings"]}),
        ("Times", {"fields": ["created_at", "updated_at", "finished_at"]}),
    ]
    readonly_fields = ["coloured_status", "project_link", "stream_link", "version_link", "percent", "holder", "lease"]
    readonly_fields += ["file"]

    @admin.display(description="version")
    def version_link(self, render: Render) -> str:
        return link(render.version, f"version {render.version.number}")

    @admin.display(description="what")
    def what(self, render: Render) -> str:
        return f"{render.quality} {render.format}, version {render.version.number}"

    @admin.display(description="file")
    def file(self, render: Render) -> str:
        path = render.file_path()
        return str(path) if path else "–"


@admin.register(SceneBuild)
class SceneBuildAdmin(JobAdmin[SceneBuild]):
    list_display = ["short_id", "coloured_status", "scene", "activity", "percent", "attempts", "project_link"]
    list_display += ["stream_link", "epoch", "holder", "lease", "made", "error_column"]
    list_filter = ["status", "error_code", "created_at"]
    list_select_related = ["project", "stream"]
    search_fields = ["=id", "=stream__id", "scene", "project__name", "error_message", "owner"]
    fieldsets = [
        (None, {"fields": ["coloured_status", "project_link", "stream_link", "scene", "version", "took"]}),
        (
            "Work",
            {"fields": ["activity", "percent", "attempts", "epoch", "holder", "lease", "crashes", "stop_requested"]},
        ),
        ("Error", {"fields": ["error_code", "error_message", "error_detail", "retry_reason"]}),
        ("Asked", {"fields": ["brief_json", "usage"]}),
        ("Times", {"fields": ["created_at", "started_at", "updated_at", "finished_at"]}),
    ]
    readonly_fields = ["coloured_status", "project_link", "stream_link", "percent", "holder", "lease", "brief_json"]
    readonly_fields += ["took"]

    @admin.display(description="seconds")
    def took(self, build: SceneBuild) -> str:
        return f"{build.seconds:g}" if build.seconds is not None else "–"

    @admin.display(description="brief")
    def brief_json(self, build: SceneBuild) -> str:
        return pretty(build.brief)


@admin.register(Speech)
class SpeechAdmin(JobAdmin[Speech]):
    list_display = ["short_id", "coloured_status", "lines", "percent", "attempts", "project_link", "epoch", "holder"]
    list_display += ["lease", "made", "error_column"]
    list_filter = ["status", "error_code", "created_at"]
    list_select_related = ["project", "version__video"]
    search_fields = ["=id", "project__name", "error_message", "owner"]
    fieldsets = [
        (None, {"fields": ["coloured_status", "project_link", "version_link", "lines", "scenes"]}),
        ("Work", {"fields": ["percent", "attempts", "epoch", "holder", "lease", "crashes", "stop_requested"]}),
        ("Error", {"fields": ["error_code", "error_message", "error_detail", "unspoken"]}),
        ("Times", {"fields": ["created_at", "updated_at", "finished_at"]}),
    ]
    readonly_fields = ["coloured_status", "project_link", "version_link", "percent", "holder", "lease", "scenes"]
    readonly_fields += ["unspoken"]

    @admin.display(description="version")
    def version_link(self, speech: Speech) -> str:
        return link(speech.version)


@admin.register(OrderedPicture)
class OrderedPictureAdmin(JobAdmin[OrderedPicture]):
    list_display = ["short_id", "coloured_status", "name", "shape", "percent", "attempts", "project_link"]
    list_display += ["stream_link", "epoch", "holder", "lease", "made", "error_column"]
    list_filter = ["status", "error_code", "created_at"]
    list_select_related = ["project", "stream"]
    search_fields = ["=id", "=stream__id", "words", "project__name", "error_message", "owner"]
    fieldsets = [
        (None, {"fields": ["coloured_status", "project_link", "stream_link", "words", "shape", "scene"]}),
        (
            "Work",
            {"fields": ["percent", "attempts", "is_asked", "epoch", "holder", "lease", "crashes", "stop_requested"]},
        ),
        ("Error", {"fields": ["error_code", "error_message", "error_detail"]}),
        ("Result", {"fields": ["model_name", "usage", "upload", "warnings"]}),
        ("Times", {"fields": ["created_at", "updated_at", "finished_at"]}),
    ]
    readonly_fields = ["coloured_status", "project_link", "stream_link", "percent", "holder", "lease"]
