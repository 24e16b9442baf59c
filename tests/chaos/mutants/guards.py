"""One function for each guard, which replaces it by what a product without it would do."""

from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any
from uuid import uuid4

from chat.models import CallStatus, Message, ToolCall
from chat.stream.events import Record
from config.common import failpoints
from config.common.database import at_once, in_pool, writing


class Insides:
    """A module whose names are replaced here: only those that it has, else a guard that was renamed would stay on."""

    def __init__(self, module: ModuleType) -> None:
        vars(self)["_module"] = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if not hasattr(self._module, name):
            raise AttributeError(f"{self._module.__name__} has no {name}")
        setattr(self._module, name, value)


executor = Insides(import_module("chat.work.executor"))
feed = Insides(import_module("chat.stream.feed"))
leases = Insides(import_module("chat.work.leases"))
log = Insides(import_module("chat.stream.log"))
loop = Insides(import_module("chat.answer.loop"))
sending = Insides(import_module("chat.conversation.sending"))
sse = Insides(import_module("chat.web.sse"))
stream_runner = Insides(import_module("chat.answer.stream_runner"))
tool_calls = Insides(import_module("chat.answer.tool_calls"))
websocket = Insides(import_module("chat.web.websocket"))

MUTANTS: dict[str, Callable[[], None]] = {}


def mutant(switch_off: Callable[[], None]) -> Callable[[], None]:
    MUTANTS[switch_off.__name__] = switch_off
    return switch_off


@mutant
def epoch_check() -> None:
    """A worker that lost its lease goes on writing."""
    leases.LeasedWork.fence = lambda self: None
    renew = executor.renew

    def keep(kind: Any, held: dict[Any, int], owner: str) -> set[Any]:
        renew(kind, held, owner)  # its own leases are renewed, else this would be another mutant
        return set()  # none is lost

    executor.renew = keep

    def commit(batch: dict[Any, list[Record]], *, again: bool) -> set[Any]:
        with at_once():
            log.store(record for records in batch.values() for record in records)
        return set(batch)

    log._commit = commit


@mutant
def unique_seq() -> None:
    """What was perhaps stored is stored again: nobody looks whether it was, and the database does not mind.

    Either of the two alone is enough: without the look the constraint makes it a crash, which is recovered from.
    """
    from django.db import connection
    from django.db.models.signals import post_migrate

    def drop(**_: Any) -> None:
        is_sqlite = connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            if is_sqlite:
                cursor.execute("DROP TABLE chat_streamevent")
                cursor.execute(
                    "CREATE TABLE chat_streamevent (id integer PRIMARY KEY AUTOINCREMENT, epoch integer, seq integer,"
                    " type text, payload text, created_at datetime, stream_id bigint)"
                )
            else:
                cursor.execute("ALTER TABLE chat_streamevent DROP CONSTRAINT IF EXISTS event_once")
        post_migrate.disconnect(drop)

    post_migrate.connect(drop, weak=False)
    log.StreamLog.is_stored = lambda self, records: False


@mutant
def effect_in_the_transaction_of_its_result() -> None:
    """The effect is committed first, its result after."""

    async def perform(written: Any, calls: Sequence[ToolCall]) -> None:
        for call in calls:
            done = await in_pool(_effect)(written.stream, call)
            failpoints.hit("after_effect")
            await written.transact(lambda call=call, done=done: (None, _result(call, done)))

    tool_calls._perform_own = perform


def _effect(stream: Any, call: ToolCall) -> Any:
    try:
        tool, arguments = tool_calls._prepared(call)
        context = tool_calls.ToolContext(project=stream.project, stream=stream, call=call.pk)
        with writing():
            return arguments, tool.function(context, tool.parse(arguments))
    except tool_calls.ToolFailed as failure:
        return failure


def _result(known: ToolCall, done: Any) -> list[Any]:
    call = ToolCall.objects.locked(known)
    if isinstance(done, tool_calls.ToolFailed):
        return [tool_calls.conclude(call, tool_calls.Outcome.failed(done, 0.0))]
    arguments, result = done
    return [
        tool_calls._started(call, arguments),
        tool_calls.conclude(call, tool_calls.Outcome.complete(result, 0.0, [])),
    ]


@mutant
def executing_before_an_outside_effect() -> None:
    """An outside call that a crash interrupted is simply run again."""
    perform = tool_calls._perform_outside

    async def again(written: Any, call: ToolCall) -> None:
        if call.status == CallStatus.EXECUTING:
            await in_pool(lambda: ToolCall.objects.filter(pk=call.pk).update(status=CallStatus.PENDING))()
            call.status = CallStatus.PENDING
        await perform(written, call)

    tool_calls._perform_outside = again


@mutant
def id_of_the_client() -> None:
    """The same send starts another answer."""
    send = sending.send_message

    def anew(project: Any, user: Any, message: Any) -> Any:
        Message.objects.filter(project=project, uuid=message.id).update(uuid=uuid4())
        return send(project, user, message)

    for module in (sending, sse, websocket):
        module.send_message = anew


@mutant
def snapshot_at_the_start_of_an_epoch() -> None:
    """An epoch begins with what is stored as rows, not with what everybody saw."""
    from chat.stream.snapshots import stored_state

    def rows_only(stream: Any) -> Any:
        fields = {"status": "running", "last_event_id": f"{stream.epoch}-1"}
        return stored_state(stream).model_copy(update=fields)

    stream_runner.opening_state = rows_only


@mutant
def missing_finish_reason_is_a_failure() -> None:
    judge = loop.raise_for_ending

    def trusting(speech: Any) -> None:
        if speech.finish_reason is not None or speech.errors:
            judge(speech)

    loop.raise_for_ending = trusting


@mutant
def text_of_a_broken_call_is_taken_back() -> None:
    told = loop.Turn._told

    def forgetful(self: Any, step: Any, *rest: Any) -> Any:
        step.stale = False
        return told(self, step, *rest)

    loop.Turn._told = forgetful


@mutant
def arguments_must_parse() -> None:
    """Arguments that are broken are repaired by a guess."""
    parse = tool_calls.parse_arguments

    def guess(call: Any, finish_reason: Any) -> Any:
        try:
            return parse(call, finish_reason)
        except tool_calls.InvalidArguments:
            operation = {"op": "replace", "path": "/title", "from": None, "value_json": '"guessed"'}
            return {"operations": [operation], "explanation": "guessed"}

    tool_calls.parse_arguments = guess


@mutant
def window_of_unacknowledged_events() -> None:
    async def room(self: Any, size: int) -> None:
        return None

    websocket.Window.room = room


@mutant
def stored_before_seen() -> None:
    """Events are told when they are said, and stored a moment later."""
    take = log.StreamLog.take

    def told_first(self: Any) -> Any:
        records = take(self)
        if records:
            self._writer.publish(records)
        return records

    log.StreamLog.take = told_first


@mutant
def looking_without_a_hint() -> None:
    """Events of other processes are read only when a hint says so."""
    feed.POLL_SECONDS = 3600.0


@mutant
def lease_that_runs_out() -> None:
    """What a dead worker held stays with it."""
    from django.db.models import Q

    leases.claimable = executor.claimable = lambda: Q(status=leases.QUEUED)
    leases.abandoned = executor.abandoned = lambda: Q(pk__in=[])


@mutant
def lease_that_is_too_long_to_be_true() -> None:
    """A lease that was taken by a wrong clock is waited for."""
    from django.db.models import Q
    from django.db.models.functions import Now

    leases.abandoned = executor.abandoned = lambda: Q(status=leases.RUNNING, lease_until__lt=Now())


@mutant
def own_work_is_not_claimed() -> None:
    """When the clock jumps, a process takes its own streams for abandoned ones."""
    claim = executor.claim
    executor.claim = lambda kind, owner, free, project, running: claim(kind, owner, free, project)


@mutant
def working_files_are_removed() -> None:
    """Neither when the next epoch begins nor when one lets go of the render; either alone is enough."""
    render = import_module("videos.models").Render
    render.remove_working_files = render.remove_parts = lambda self: None


@mutant
def users_take_turns() -> None:
    """First come, first served."""
    choose = executor.choose

    def in_order(waiting: Any, running: Any, **limits: Any) -> Any:
        return choose(
            [each._replace(user=0) for each in waiting], [each._replace(user=0) for each in running], **limits
        )

    executor.choose = in_order


@mutant
def limit_of_the_queue() -> None:
    sending.check_limits = lambda user, queue: None


@mutant
def nobody_waits_for_a_frozen_process() -> None:
    """A claim waits for the row that a frozen process has locked, all other claims behind it, and nothing ends that."""
    from django.db import connection
    from django.db.models import QuerySet

    from config.common import database

    lock = QuerySet.select_for_update

    def waiting(self: Any, *arguments: Any, **named: Any) -> Any:
        return lock(self, *arguments, **{**named, "skip_locked": False})

    QuerySet.select_for_update = waiting  # type: ignore[method-assign]
    connection.settings_dict["OPTIONS"].pop("options", None)
    database._lose_with_the_lease = lambda: None


__all__ = ["MUTANTS"]
