"""The state machine: rules in any order, and what must be true after each of them."""

import asyncio
import json
from collections import Counter
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db.models import F
from django.db.models.functions import Now
from django.test import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chat.answer import controls
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.models import CallStatus, Stream, StreamEvent, ToolCall
from chat.operations.pruning import prune
from chat.stream.events import EventId
from chat.stream.snapshots import records_of
from chat.work.leases import RUNNING
from config.common import hints
from config.common.errors import Conflict
from config.common.hints import Hint
from projects.models import Project
from tests.machine.clients import Client
from tests.machine.processes import Process
from tests.machine.speaking import BROKEN, END, GATES, call, finish, text
from tests.reading import State, fold

MOST_STREAMS, MOST_CLIENTS = 3, 4
ANY = st.integers(0, 11)  # which of those there are
PIECES = st.sampled_from(["a", "é", "word ", "\n\n", "🎆"])
NAMES = st.sampled_from(["count", "outside", "no_such_tool"])
FINAL = ("success", "error", "stopped")
SEEN: Counter[str] = Counter()  # how the streams and calls of all sequences ended


class Machine(RuleBasedStateMachine):
    """Two processes, a few streams of one project, and clients that come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.user = get_user_model().objects.create(username=f"user-{uuid4()}")
        self.project = Project.objects.create(name="|", owner=self.user)
        self.streams: list[int] = []
        self.clients: list[Client] = []
        self.asked_again: dict[Any, int] = {}  # call → how often a person wanted it to run once more
        self.compared: dict[int, int] = {}  # stream → the newest epoch whose beginning was looked at
        self.has_hints = True
        hints.listen(self._hear)
        self.processes = [self.await_(self._begin()) for _ in range(2)]

    def await_(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    async def _begin(self) -> Process:
        return Process(self.project.pk)

    def _hear(self, told: Hint) -> None:
        """What `Runtime` does with news: here at once, elsewhere if hints arrive."""
        for process in self.processes if self.has_hints else self.processes[:1]:
            for stream in told.requeued:
                self.runner.get_loop().call_soon_threadsafe(process.feed.forget, stream)

    # What there is to choose from

    def process(self, which: int) -> Process:
        return self.processes[which % len(self.processes)]

    def runs(self) -> list[tuple[Process, int]]:
        """Who believes to run what; zombies too."""
        return [(process, key) for process in self.processes for key in sorted(process.held)]

    def run_of(self, which: int) -> tuple[Process, int]:
        runs = self.runs()
        return runs[which % len(runs)]

    def talkers(self) -> list[tuple[Process, int]]:
        return [(process, key) for process, key in self.runs() if process.kind.models[key].is_waiting]

    def of_status(self, *statuses: str) -> list[Stream]:
        return list(Stream.objects.filter(pk__in=self.streams, status__in=statuses).order_by("pk"))

    # Rules: people

    @initialize(hints=st.booleans())
    def begin(self, hints: bool) -> None:
        self.has_hints = hints
        self.send(0)
        self.claim(0, 1)

    @precondition(lambda self: len(self.streams) < MOST_STREAMS)
    @rule(which=ANY)
    def send(self, which: int) -> None:
        sent = send_message(self.project, self.user, NewMessage.saying("go on"))
        self.streams.append(sent.stream.pk)
        self.clients.append(self.await_(self._client(self.process(which), sent.stream.pk)))

    async def _client(self, process: Process, stream: int) -> Client:
        return Client(process, stream)

    @precondition(lambda self: self.streams)
    @rule(which=ANY)
    def stop(self, which: int) -> None:
        stream = Stream.objects.get(pk=self.streams[which % len(self.streams)])
        controls.stop(stream)

    @precondition(lambda self: self.of_status("error", "stopped"))
    @rule(which=ANY, step=st.one_of(st.none(), st.integers(0, 2)))
    def retry(self, which: int, step: int | None) -> None:
        streams = self.of_status("error", "stopped")
        stream = streams[which % len(streams)]
        for cancelled in stream.calls.current().filter(status=CallStatus.CANCELLED):
            self._asks_again(cancelled)
        steps = stream.steps.current().count()
        controls.retry(stream, None if step is None else min(step, steps))

    @precondition(lambda self: self.of_status(*FINAL))
    @rule(which=ANY, outcome=st.sampled_from(["retry", "run_again", "done", "abandon"]))
    def speak_for_a_call(self, which: int, outcome: str) -> None:
        wanted = (CallStatus.ERROR, CallStatus.UNKNOWN)
        calls = list(ToolCall.objects.current().filter(stream__in=self.of_status(*FINAL), status__in=wanted))
        if not calls:
            return
        chosen = sorted(calls, key=lambda each: (each.stream_id, each.step_id, each.index))[which % len(calls)]
        try:
            if outcome == "retry":
                controls.retry_call(chosen)
            else:
                controls.resolve(chosen, outcome)
        except Conflict:
            return
        for cancelled in ToolCall.objects.filter(stream=chosen.stream_id, status=CallStatus.PENDING):
            self._asks_again(cancelled)

    def _asks_again(self, again: ToolCall) -> None:
        self.asked_again[again.pk] = self.asked_again.get(again.pk, 0) + 1

    # Rules: workers

    @precondition(lambda self: self.of_status("queued", "running"))
    @rule(which=ANY, most=st.integers(1, 2))
    def claim(self, which: int, most: int) -> None:
        self.await_(self.process(which).claim(most))

    @precondition(lambda self: self.runs())
    @rule(which=ANY)
    def heartbeat(self, which: int) -> None:
        process = self.run_of(which)[0]
        epochs = {key: work.epoch for key, work in process.held.items()}
        self.await_(process.beat())
        for row in Stream.objects.filter(pk__in=epochs, epoch=F("epoch")):
            if row.epoch != epochs[row.pk]:
                assert row.pk not in process.held, f"{row} is held in epoch {epochs[row.pk]}"
            elif row.status == RUNNING and row.owner == process.executor.owner:
                assert row.pk in process.held, f"{row} was dropped by its holder"

    @precondition(lambda self: self.of_status(RUNNING))
    @rule(which=ANY)
    def lease_expires(self, which: int) -> None:
        rows = self.of_status(RUNNING)
        key = rows[which % len(rows)].pk
        Stream.objects.filter(pk=key, status=RUNNING).update(lease_until=Now() - timedelta(hours=1))

    @precondition(lambda self: self.runs())
    @rule(which=ANY)
    def look_for_stops(self, which: int) -> None:
        self.await_(self.run_of(which)[0].look_for_stops())

    @precondition(lambda self: self.runs())
    @rule(which=ANY, calmly=st.booleans())
    def process_ends(self, which: int, calmly: bool) -> None:
        self._end(self.run_of(which)[0], calmly)

    def _end(self, process: Process, calmly: bool) -> None:
        """Handed over or dead; another process starts in its place, its clients come to it."""
        place = self.processes.index(process)
        keys, owner = list(process.held), process.executor.owner
        self.await_(process.hand_over() if calmly else process.crash())
        if not calmly:  # to everybody else that is seen when the lease is over
            Stream.objects.filter(pk__in=keys, owner=owner, status=RUNNING).update(
                lease_until=Now() - timedelta(hours=1)
            )
        self.processes[place] = self.await_(self._begin())
        for client in self.clients:
            if client.process is process:
                self.await_(client.return_to(self.processes[place]))

    # Rules: what the model and the tools do, also those of a zombie

    @precondition(lambda self: self.talkers())
    @rule(which=ANY, pieces=st.lists(PIECES, min_size=1, max_size=3))
    def say(self, which: int, pieces: list[str]) -> None:
        self._let(which, *map(text, pieces))

    @precondition(lambda self: self.talkers())
    @rule(which=ANY, name=NAMES, arguments=st.sampled_from(["{}", "{"]))
    def begin_a_call(self, which: int, name: str, arguments: str) -> None:
        process, key = self.talkers()[which % len(self.talkers())]
        model = process.kind.models[key]
        model.calls += 1
        self.await_(process.let(key, call(model.calls - 1, name, arguments)))

    @precondition(lambda self: self.talkers())
    @rule(which=ANY)
    def finish_speaking(self, which: int) -> None:
        process, key = self.talkers()[which % len(self.talkers())]
        reason = "tool_calls" if process.kind.models[key].calls else "stop"
        self.await_(process.let(key, finish(reason), END))

    @precondition(lambda self: self.talkers())
    @rule(which=ANY, pieces=st.lists(PIECES, max_size=2), names=st.lists(NAMES, max_size=3))
    def speak_a_step(self, which: int, pieces: list[str], names: list[str]) -> None:
        calls = [call(index, name, "{}") for index, name in enumerate(names)]
        self._let(which, *map(text, pieces), *calls, finish("tool_calls" if calls else "stop"), END)

    @precondition(lambda self: self.talkers())
    @rule(which=ANY, how=st.sampled_from([END, BROKEN]))
    def model_breaks_off(self, which: int, how: Any) -> None:
        self._let(which, how)

    def _let(self, which: int, *chunks: Any) -> None:
        talkers = self.talkers()
        process, key = talkers[which % len(talkers)]
        self.await_(process.let(key, *chunks))

    @precondition(lambda self: GATES.waiting)
    @rule(which=ANY)
    def outside_tool_ends(self, which: int) -> None:
        places = sorted(GATES.waiting)
        self.await_(self._open_gate(places[which % len(places)]))

    async def _open_gate(self, place: tuple[int, str, str]) -> None:
        GATES.waiting[place].set()
        for process in self.processes:
            if process.executor.owner == place[1]:
                while place in GATES.waiting:
                    await asyncio.sleep(0.001)
                await process.settle()

    # Rules: clients

    @precondition(lambda self: self.streams and len(self.clients) < MOST_CLIENTS)
    @rule(which=ANY, where=ANY)
    def client_comes(self, which: int, where: int) -> None:
        stream = self.streams[which % len(self.streams)]
        self.clients.append(self.await_(self._client(self.process(where), stream)))

    @precondition(lambda self: self.clients)
    @rule(which=ANY, where=ANY)
    def client_returns(self, which: int, where: int) -> None:
        self.await_(self.clients[which % len(self.clients)].return_to(self.process(where)))

    @precondition(lambda self: self.clients)
    @rule(which=ANY, where=ANY, cursor=st.sampled_from(["none", "stored", "older", "future", "next epoch", "unknown"]))
    def client_returns_with(self, which: int, where: int, cursor: str) -> None:
        client = self.clients[which % len(self.clients)]
        epoch = Stream.objects.get(pk=client.stream).epoch
        rows = list(StreamEvent.objects.filter(stream=client.stream).values_list("epoch", "seq"))
        stored = sorted(EventId(*row) for row in rows if row[0] == epoch)
        older = sorted(EventId(*row) for row in rows if row[0] < epoch)
        last = stored[-1] if stored else EventId(epoch, 0)
        id: EventId | None = {
            "none": None,
            "stored": stored[which % len(stored)] if stored else None,
            "older": older[where % len(older)] if older else None,
            "future": EventId(last.epoch, last.seq + 1000),
            "next epoch": EventId(last.epoch + 1, 1),
            "unknown": EventId(0, 7),
        }[cursor]
        state = self._state_at(client.stream, id) if cursor == "stored" else None
        if cursor == "stored" and state is None:  # pruned: nobody can be there who has not read it
            id = None
        self.await_(client.return_at(self.process(where), id, state))

    @staticmethod
    def _state_at(stream: int, id: EventId | None) -> State | None:
        """What a client shows that has read the newest epoch up to `id`."""
        records = records_of(stream, id.epoch) if id is not None else []
        state: State | None = None
        if records and records[0].type == "snapshot":
            for record in records:
                if id is not None and record.id <= id:
                    state = fold(state, json.loads(record.frame))
        return state

    @precondition(lambda self: self.of_status(*FINAL))
    @rule()
    def old_events_are_pruned(self) -> None:
        with override_settings(EVENT_RETENTION_DAYS=0):
            prune()

    # What is always true

    @invariant()
    def nobody_writes_for_another_epoch(self) -> None:
        for key in self.streams:
            rows = StreamEvent.objects.filter(stream=key).order_by("pk").values_list("epoch", "seq", "type")
            order = [epoch for epoch, _, _ in rows]
            assert order == sorted(order), f"stream {key}: an old epoch wrote after a newer one: {list(rows)}"
            epochs: dict[int, list[tuple[int, str]]] = {}
            for epoch, seq, type in rows:
                epochs.setdefault(epoch, []).append((seq, type))
            for epoch, events in epochs.items():
                self._is_whole(key, epoch, events)

    @staticmethod
    def _is_whole(key: int, epoch: int, events: list[tuple[int, str]]) -> None:
        if events[0][1] == "finalized":  # pruned
            assert len(events) == 1
            return
        assert [seq for seq, _ in events] == list(range(1, len(events) + 1)), f"stream {key}, epoch {epoch}: {events}"
        assert events[0][1] == "snapshot", f"stream {key}, epoch {epoch} begins with {events[0]}"
        ends = [seq for seq, type in events if type == "finalized"]
        assert ends in ([], [len(events)]), f"stream {key}, epoch {epoch} was finalized at {ends} of {len(events)}"

    @invariant()
    def an_epoch_begins_with_what_was_seen(self) -> None:
        """After a crash or a handover nothing that was shown is gone."""
        for row in Stream.objects.filter(pk__in=self.streams):
            for epoch in range(self.compared.get(row.pk, 1) + 1, row.epoch + 1):
                self.compared[row.pk] = epoch
                before = records_of(row.pk, epoch - 1)
                if before and before[0].type == "snapshot" and before[-1].type != "finalized":
                    shown = self._state_at(row.pk, before[-1].id) or {}
                    begun = json.loads(records_of(row.pk, epoch, limit=1)[0].frame)["state"]
                    for field in ("content", "steps", "tool_calls", "jobs", "activity"):
                        assert shown[field] == begun[field], (
                            f"{field} was {shown[field]}, epoch {epoch} begins with {begun[field]}"
                        )

    @invariant()
    def one_process_holds_a_stream(self) -> None:
        for row in Stream.objects.filter(pk__in=self.streams):
            ends = StreamEvent.objects.filter(stream=row, epoch=row.epoch, type="finalized").count()
            if row.status in FINAL:
                assert ends == 1, f"{row} has {ends} finalized in epoch {row.epoch}"
            if row.status == RUNNING:
                assert ends == 0, f"{row} is finalized"
                holders = [
                    p.executor.owner for p, key in self.runs() if (key, p.held[key].epoch) == (row.pk, row.epoch)
                ]
                assert holders in ([], [row.owner]), f"{row} of {row.owner} is held by {holders}"

    @invariant()
    def effects_happen_once(self) -> None:
        calls = ToolCall.objects.filter(stream__in=self.streams)
        counted = sum(each.executions for each in calls if each.name == "count" and not each.resolution)
        self.project.refresh_from_db()
        done = len(self.project.name) - 1
        assert done == counted, f"{done} effects of {counted} complete calls"
        for each in calls:
            if each.name == "outside":
                most = 1 + self.asked_again.get(each.pk, 0)
                assert GATES.ledger[each.pk] <= most, f"{each.pk} had {GATES.ledger[each.pk]} effects outside"

    @invariant()
    def every_client_shows_the_state(self) -> None:
        for client in self.clients:
            lags = self._looks_at_a_zombie(client)
            self.await_(client.glance() if lags else client.catch_up())

    def _looks_at_a_zombie(self, client: Client) -> bool:
        """A process that lost a stream serves its own past of it, until its next heartbeat tells it so."""
        held = client.process.held.get(client.stream)
        return held is not None and held.epoch != Stream.objects.get(pk=client.stream).epoch

    # The end

    def teardown(self) -> None:
        try:
            self._everything_comes_to_its_end()
        finally:
            self._clean_up()

    def _everything_comes_to_its_end(self) -> None:
        """Whatever stands anywhere: one process that stays alive brings all of it to its end, once."""
        for process in list(self.processes):
            self._end(process, calmly=False)
        for _ in range(40):
            if not self.of_status("queued", "running"):
                break
            last = self.processes[0]
            self.await_(last.claim(MOST_STREAMS))
            self.await_(last.look_for_stops())
            for place in list(GATES.waiting):
                self.await_(self._open_gate(place))
            for process, key in self.talkers():
                self.await_(process.let(key, text("The end."), finish("stop"), END))
        assert not self.of_status("queued", "running"), f"unfinished: {self.of_status('queued', 'running')}"
        for check in self._checks():
            check()
        SEEN.update(f"stream {row.status}" for row in Stream.objects.filter(pk__in=self.streams))
        SEEN["epochs"] += sum(row.epoch for row in Stream.objects.filter(pk__in=self.streams))
        SEEN.update(f"{each.name} {each.status}" for each in ToolCall.objects.filter(stream__in=self.streams))

    def _checks(self) -> Iterator[Any]:
        yield self.nobody_writes_for_another_epoch
        yield self.an_epoch_begins_with_what_was_seen
        yield self.one_process_holds_a_stream
        yield self.effects_happen_once
        yield self.every_client_shows_the_state

    def _clean_up(self) -> None:
        for client in self.clients:
            self.await_(client.leave())
        for process in self.processes:
            self.await_(process.crash())
        hints.listen(None)
        GATES.waiting.clear()
        GATES.ledger.clear()
        self.runner.close()
        self.project.delete()
        self.user.delete()


def zombie() -> None:
    """One sequence by hand: a process loses its lease in the middle of a sentence, and goes on speaking."""
    machine = Machine()
    steps = [
        lambda: machine.begin(False),
        lambda: machine.say(0, ["a"]),
        lambda: machine.lease_expires(0),
        lambda: machine.claim(1, 1),
        lambda: machine.say(0, ["b"]),
        lambda: machine.say(0, ["c"]),
    ]
    try:
        for step in steps:
            step()
            for check in machine._checks():
                check()
    finally:
        machine.teardown()
