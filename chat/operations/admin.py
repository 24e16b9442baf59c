"""What operators see of the conversations. They look, stop and retry; no state is ever written by hand."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db import models
from django.http import HttpRequest
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from chat import jobs
from chat.answer import controls
from chat.conversation.usage import usage_of
from chat.models import Client, Message, ModelServer, Presence, Role, Step, Stream, StreamEvent, ToolCall
from chat.operations import dashboard
from chat.operations.admin_links import link, listing
from chat.work.leases import RUNNING, LeasedWork
from config.common.errors import ChatError

SHOWN_EVENTS = 200
M = TypeVar("M", bound=models.Model)


def pretty(value: Any) -> str:
    """JSON over several lines, as it stands; a dash for nothing."""
    if value in (None, "", [], {}):
        return "–"
    return format_html("<pre>{}</pre>", json.dumps(value, indent=2, ensure_ascii=False))


def short(text: str, length: int = 80) -> str:
    return Truncator(text).chars(length) or "–"


def pill(status: str, label: str) -> str:
    """A word in the colour of its status."""
    return format_html('<span class="status {}">{}</span>', status, label)


class Watched(admin.ModelAdmin[M]):
    """Rows to look at: nothing is added, changed or deleted here; they go with the project that they belong to."""

    class Media:
        css = {"all": ["css/pages/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        page = request.resolver_match.url_name if request.resolver_match else None
        own = f"{self.opts.app_label}_{self.opts.model_name}_"
        return page is not None and not page.startswith(own) and super().has_delete_permission(request, obj)

    def has_intervene_permission(self, request: HttpRequest) -> bool:
        """Who may use the actions: those who hold Django's `change` permission for the model."""
        return bool(request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))

    @admin.display(description="status", ordering="status")
    def coloured_status(self, row: Any) -> str:
        return pill(row.status, row.get_status_display())

    @admin.display(description="project", ordering="project")
    def project_link(self, row: Any) -> str:
        return link(row.project)

    @admin.display(description="id", ordering="pk")
    def short_id(self, row: Any) -> str:
        return str(row.pk)[:8]

    @admin.display(description="made", ordering="created_at")
    def made(self, row: Any) -> str:
        return naturaltime(row.created_at)

    @admin.display(description="error")
    def error_column(self, row: Any) -> str:
        return short(f"{row.error_code}: {row.error_message}") if row.error_code else "–"

    def intervene(self, request: HttpRequest, rows: models.QuerySet[M], do: Callable[[M], object], done: str) -> None:
        """Do it with each of `rows`; report how many it changed (`do` gives False for none) and why not others."""
        count = 0
        for row in rows:
            try:
                count += do(row) is not False
            except ChatError as error:
                self.message_user(request, f"{row}: {error.message}", messages.WARNING)
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{done}: {count} of {len(rows)}.", level)


class WatchedWork(Watched[M]):
    """Work of the executor: who holds it, and for how long."""

    @admin.display(description="lease")
    def lease(self, row: LeasedWork) -> str:
        if row.status != RUNNING or row.lease_until is None:
            return "–"
        verb = "runs" if row.lease_until > timezone.now() else "ran"
        return f"{verb} out {naturaltime(row.lease_until)}"

    @admin.display(description="held by", ordering="owner")
    def holder(self, row: LeasedWork) -> str:
        return row.owner or "–"


class WatchedInline(admin.TabularInline[Any, Any]):
    """Rows below the row that they belong to."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="status")
    def coloured_status(self, row: Any) -> str:
        return pill(row.status, row.get_status_display())


@admin.register(Message)
class MessageAdmin(Watched[Message]):
    list_display = ["id", "coloured_status", "role", "text", "project_link", "stream_link", "made"]
    list_filter = ["status", "role", "created_at"]
    list_select_related = ["project", "stream"]
    search_fields = ["=uuid", "content", "project__name", "project__owner__username"]
    fields = ["uuid", "coloured_status", "role", "content", "project_link", "stream_link", "parent_link", "replies"]
    fields += ["client_id", "created_at", "updated_at"]
    readonly_fields = ["coloured_status", "project_link", "stream_link", "parent_link", "replies"]

    @admin.display(description="content")
    def text(self, message: Message) -> str:
        return short(message.content)

    @admin.display(description="stream")
    def stream_link(self, message: Message) -> str:
        return link(getattr(message, "stream", None))

    @admin.display(description="parent")
    def parent_link(self, message: Message) -> str:
        return link(message.parent)

    @admin.display(description="followed by")
    def replies(self, message: Message) -> str:
        return format_html_join(", ", "{}", ((link(child),) for child in message.children.all())) or "–"


class StepInline(WatchedInline):
    model = Step
    show_change_link = False
    fields = ["index", "text", "finish_reason", "model_name", "temperature", "usage", "first_token_ms", "duration_ms"]
    fields += ["attempts", "superseded_at"]
    readonly_fields = ["text"]

    @admin.display(description="content")
    def text(self, step: Step) -> str:
        return short(step.content, 400)


class ToolCallInline(WatchedInline):
    model = ToolCall
    fields = ["name", "coloured_status", "arguments_short", "outcome", "executions", "duration_ms", "step"]
    readonly_fields = ["coloured_status", "arguments_short", "outcome"]

    @admin.display(description="arguments")
    def arguments_short(self, call: ToolCall) -> str:
        return short(call.arguments_text, 200)

    @admin.display(description="result or error")
    def outcome(self, call: ToolCall) -> str:
        return short(json.dumps(call.error or call.result, ensure_ascii=False), 200)


class EventInline(WatchedInline):
    model = StreamEvent
    verbose_name_plural = f"newest {SHOWN_EVENTS} events"
    show_change_link = False
    ordering = ["-epoch", "-seq"]
    fields = ["event_id", "moment", "type", "shown"]
    readonly_fields = ["event_id", "moment", "shown"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[StreamEvent]:
        stream = request.resolver_match.kwargs["object_id"] if request.resolver_match else None
        newest = StreamEvent.objects.filter(stream=stream).order_by("-epoch", "-seq")[:SHOWN_EVENTS]
        # The formset filters further, which Django refuses to do with a slice.
        return super().get_queryset(request).filter(pk__in=newest.values("pk"))

    @admin.display(description="id")
    def event_id(self, event: StreamEvent) -> str:
        return f"{event.epoch}-{event.seq}"

    @admin.display(description="time")
    def moment(self, event: StreamEvent) -> str:
        return f"{event.created_at:%H:%M:%S.%f}"[:-3]

    @admin.display(description="payload")
    def shown(self, event: StreamEvent) -> str:
        return short(event.payload, 300)


@admin.register(Stream)
class StreamAdmin(WatchedWork[Stream]):
    list_display = ["id", "coloured_status", "project_link", "asked", "epoch", "holder", "lease", "made", "used"]
    list_display += ["error_column"]
    list_filter = ["status", "error_code", "model_name", "created_at"]
    list_select_related = ["project", "message__parent"]
    search_fields = ["=id", "project__name", "user__username", "message__content", "message__parent__content"]
    search_fields += ["error_message", "owner"]
    fieldsets = [
        (None, {"fields": ["coloured_status", "project_link", "user", "asked", "message_link", "jobs", "all_events"]}),
        ("Work", {"fields": ["epoch", "holder", "lease", "crashes", "stop_requested", "model_name"]}),
        ("Error", {"fields": ["error_code", "error_message", "error_retryable", "error_detail"]}),
        ("Figures", {"fields": ["used", "usage", "timings", "created_at", "queued_at", "started_at", "finished_at"]}),
    ]
    readonly_fields = ["coloured_status", "project_link", "asked", "message_link", "jobs", "all_events"]
    readonly_fields += ["holder", "lease", "used"]
    inlines = [StepInline, ToolCallInline, EventInline]
    actions = ["stop", "retry"]

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(dashboard.show)
        return [path("operations/", page, name="chat_operations"), *super().get_urls()]

    @admin.display(description="message")
    def message_link(self, stream: Stream) -> str:
        return link(stream.message, short(stream.message.content))

    @admin.display(description="asked")
    def asked(self, stream: Stream) -> str:
        return link(stream.message.parent, short(stream.message.parent.content, 60)) if stream.message.parent else "–"

    @admin.display(description="jobs")
    def jobs(self, stream: Stream) -> str:
        return format_html_join(", ", "{}", ((link(job),) for job in jobs.of_stream(stream.pk))) or "–"

    @admin.display(description="used")
    def used(self, stream: Stream) -> str:
        """Tokens, seconds and cost, as they stand below the answer."""
        usage = vars(stream).get("used") or usage_of([stream])
        if stream.pk not in usage:
            return "–"
        told = usage[stream.pk]
        tokens = told["prompt_tokens"] + told["completion_tokens"]  # people are told its seconds and its cost alone
        return " · ".join(part for part in (f"{tokens:,} tokens" if tokens else "", told["words"]) if part) or "–"

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Asks for what all the rows of the list used at once."""
        shown: Any = super().get_changelist_instance(request)
        used = usage_of(shown.result_list)
        for stream in shown.result_list:
            stream.used = used
        return shown

    @admin.display(description="events")
    def all_events(self, stream: Stream) -> str:
        return listing(StreamEvent, f"all {stream.events.count()}", stream__id__exact=stream.pk)

    @admin.action(description="Stop", permissions=["intervene"])
    def stop(self, request: HttpRequest, queryset: models.QuerySet[Stream]) -> None:
        self.intervene(request, queryset, controls.stop, "Stopped, where not ended already")

    @admin.action(description="Retry what failed or was stopped", permissions=["intervene"])
    def retry(self, request: HttpRequest, queryset: models.QuerySet[Stream]) -> None:
        self.intervene(request, queryset, controls.retry, "Queued again")


@admin.register(ToolCall)
class ToolCallAdmin(Watched[ToolCall]):
    list_display = ["short_id", "name", "coloured_status", "stream_link", "project_link", "executions", "duration_ms"]
    list_display += ["made", "error_column"]
    list_filter = ["status", "name", "created_at"]
    list_select_related = ["stream__project", "stream", "step"]
    search_fields = ["=id", "=stream__id", "name", "arguments_text", "stream__project__name", "provider_call_id"]
    fields = ["id", "name", "coloured_status", "stream_link", "project_link", "step", "index", "provider_call_id"]
    fields += ["arguments_text", "arguments_json", "result_json", "error_json", "resolution", "executions", "jobs"]
    fields += ["duration_ms", "created_at", "finished_at"]
    readonly_fields = ["coloured_status", "stream_link", "project_link", "arguments_json", "result_json", "error_json"]
    actions = ["retry"]

    @admin.display(description="stream", ordering="stream")
    def stream_link(self, call: ToolCall) -> str:
        return link(call.stream)

    @admin.display(description="project", ordering="stream__project")
    def project_link(self, call: ToolCall) -> str:
        return link(call.stream.project)

    @admin.display(description="arguments")
    def arguments_json(self, call: ToolCall) -> str:
        return pretty(call.arguments)

    @admin.display(description="result")
    def result_json(self, call: ToolCall) -> str:
        return pretty(call.result)

    @admin.display(description="error")
    def error_json(self, call: ToolCall) -> str:
        return pretty(call.error)

    @admin.display(description="error")
    def error_column(self, call: ToolCall) -> str:
        return short(f"{call.error['code']}: {call.error['message']}") if call.error else "–"

    @admin.action(description="Retry failed and unknown calls", permissions=["intervene"])
    def retry(self, request: HttpRequest, queryset: models.QuerySet[ToolCall]) -> None:
        self.intervene(request, queryset, controls.retry_call, "Queued again")


@admin.register(StreamEvent)
class StreamEventAdmin(Watched[StreamEvent]):
    list_display = ["event_id", "type", "stream_link", "shown", "created_at"]
    list_filter = ["type"]
    list_select_related = ["stream"]
    list_per_page = SHOWN_EVENTS
    show_full_result_count = False  # there may be millions
    search_fields = ["=stream__id"]
    ordering = ["-pk"]
    fields = ["event_id", "type", "stream_link", "payload_json", "created_at"]
    readonly_fields = ["event_id", "stream_link", "payload_json"]

    @admin.display(description="id")
    def event_id(self, event: StreamEvent) -> str:
        return f"{event.epoch}-{event.seq}"

    @admin.display(description="stream")
    def stream_link(self, event: StreamEvent) -> str:
        return link(event.stream)

    @admin.display(description="payload")
    def shown(self, event: StreamEvent) -> str:
        return short(event.payload, 160)

    @admin.display(description="payload")
    def payload_json(self, event: StreamEvent) -> str:
        return pretty(json.loads(event.payload))


class PresenceFilter(admin.SimpleListFilter):
    title = "presence"
    parameter_name = "presence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(presence.value, presence.label) for presence in Presence]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value()
        return queryset.who_are(Presence(chosen)) if chosen in Presence.values else queryset


@admin.register(Client)
class ClientAdmin(Watched[Client]):
    """Who is connected, away or gone; rows go a day after their client."""

    list_display = ["coloured_presence", "last_seen", "user", "project_link", "transport", "short_name"]
    list_display += ["first_seen_at"]
    list_filter = [PresenceFilter, "transport"]
    list_select_related = ["project", "user"]
    search_fields = ["=client_id", "user__username", "project__name"]
    fields = ["coloured_presence", "user", "project_link", "transport", "name", "first_seen_at", "seen_at", "said"]
    readonly_fields = ["coloured_presence", "project_link", "name", "said"]

    @admin.display(description="presence", ordering="seen_at")
    def coloured_presence(self, client: Client) -> str:
        presence = client.presence
        return pill(presence.value, presence.label)

    @admin.display(description="client")
    def name(self, client: Client) -> str:
        return client.client_id or "–"

    @admin.display(description="client", ordering="client_id")
    def short_name(self, client: Client) -> str:
        return client.client_id[:8] or "–"

    @admin.display(description="last seen", ordering="seen_at")
    def last_seen(self, client: Client) -> str:
        return naturaltime(client.seen_at)

    @admin.display(description="messages")
    def said(self, client: Client) -> str:
        if not client.client_id:
            return "–"
        sent = {"project__id__exact": client.project_id, "client_id__exact": client.client_id, "role__exact": Role.USER}
        return listing(Message, f"{Message.objects.filter(**sent).count()} sent", **sent)


@admin.register(ModelServer)
class ModelServerAdmin(Watched[ModelServer]):
    """What servers refused. Whoever deletes a row, after an update of a server, say, has it asked again."""

    list_display = ["server", "model", "refused", "context_tokens", "answer_tokens", "updated_at"]
    list_filter = ["updated_at"]
    search_fields = ["server", "model"]

    def has_delete_permission(self, request: HttpRequest, obj: ModelServer | None = None) -> bool:
        return request.user.has_perm("chat.delete_modelserver")
