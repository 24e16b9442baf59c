"""The one judge of a run: eight invariants over its history. It knows the protocol, and nothing of the product."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from tests.chaos.clients import Sitting
from tests.chaos.histories import History, Sent, Violation
from tests.chaos.rows import uuid_text
from tests.reading import COMPUTED, Event, State, fold, order

FINAL = ("success", "error", "stopped")
OUTSIDE_TOOLS = {"record_effect"}
AUTHORED_TOOLS = {"apply_json_patch"}


def check(history: History) -> list[Violation]:
    """All that is wrong with `history`, in the order of the invariants."""
    found = [*_accepted(history), *_sittings(history), *_agreement(history), *_folds(history)]
    found += [*_effects(history), *_epochs(history), *_quiet(history), *_bounds(history)]
    return sorted(found, key=lambda violation: violation.invariant)


# 1: what was accepted is finished or visibly failed, once, with the answer that was spoken


def _accepted(history: History) -> Iterator[Violation]:
    users = Counter(uuid_text(row["uuid"]) for row in history.stored.messages if row["role"] == "user")
    for sent in history.sent:
        if len(set(sent.answers)) > 1:
            yield Violation(1, "", f"message {sent.id} was accepted with different ids: {set(sent.answers)}")
        if users[sent.id] != (1 if sent.answers else users[sent.id]):
            yield Violation(1, "", f"message {sent.id} is stored {users[sent.id]} times")
        if sent.answers:
            yield from _answered(history, sent)
    streams = Counter(row["message_id"] for row in history.stored.streams.values())
    answers = [row for row in history.stored.messages if row["role"] == "assistant"]
    parents = Counter(row["parent_id"] for row in answers)
    for row in answers:
        if streams[row["id"]] != 1 or parents[row["parent_id"]] != 1:
            yield Violation(
                1,
                "",
                f"message {row['id']}: {streams[row['id']]} streams, {parents[row['parent_id']]} answers",
            )


def _answered(history: History, sent: Sent) -> Iterator[Violation]:
    key = int(sent.answers[0][2])
    stream = history.stored.streams.get(key)
    if stream is None:
        yield Violation(1, str(key), f"the accepted message {sent.id} has no stream")
        return
    expected = sent.expected
    statuses = (*expected.statuses, "stopped") if sent.stopped else expected.statuses
    status = stream["status"]
    if status not in FINAL:
        yield Violation(1, str(key), f"its message was accepted and it is {status}")
    elif status not in statuses:
        code = stream["error_code"]
        yield Violation(1, str(key), f"({sent.kind}) ended as {status} ({code}), not {' or '.join(statuses)}")
    elif status == "error" and stream["error_code"] not in expected.error_codes:
        yield Violation(1, str(key), f"({sent.kind}) failed with {stream['error_code']}, not {expected.error_codes}")
    elif status == expected.statuses[0]:
        yield from _as_expected(history, sent, key)


def _as_expected(history: History, sent: Sent, key: int) -> Iterator[Violation]:
    message = next(row for row in history.stored.messages if row["id"] == history.stored.streams[key]["message_id"])
    expected = sent.expected
    if expected.text is not None and message["content"] != expected.text:
        yield Violation(1, str(key), f"({sent.kind}) says {message['content']!r}, the model said {expected.text!r}")
    current = {row["id"]: row["index"] for row in history.stored.current_steps(key)}
    calls = [row for row in history.stored.calls_of(key) if row["step_id"] in current]
    calls.sort(key=lambda row: (current[row["step_id"]], row["index"]))
    told = [(row["name"], row["status"]) for row in calls]
    fits = len(told) == len(expected.tools) and all(
        name == wanted and status in allowed
        for (name, status), (wanted, allowed) in zip(told, expected.tools, strict=True)
    )
    if not fits:
        yield Violation(1, str(key), f"({sent.kind}) has the calls {told}, expected {list(expected.tools)}")


# 2: every client's ids are gapless and in order


def _sittings(history: History) -> Iterator[Violation]:
    for sitting in history.sittings:
        yield from _gapless(sitting)


def _gapless(sitting: Sitting) -> Iterator[Violation]:
    """Ids follow one another. A cursor that the client named may move the socket, once each."""
    moves = list(sitting.asked)
    before: Event | None = None
    for event in sitting.events:
        if before is not None and _follows(before, event):
            before = event
            continue
        is_ahead = before is None or order(event["id"]) >= order(before["id"])
        moved = None
        if event["type"] != "snapshot" or not is_ahead:
            moved = next((number for number, cursor in enumerate(moves) if _is_next(cursor, event)), None)
        if moved is not None:
            del moves[moved]
        elif event["type"] != "snapshot" or not is_ahead:
            told = f"{before['id']} ({before['type']})" if before else "nothing"
            cursors = f", asked for {sitting.asked}" if sitting.asked else ""
            text = f"{sitting.client} got {event['id']} ({event['type']}) after {told}{cursors}"
            yield Violation(2, sitting.stream, text)
        before = event


def _follows(before: Event, event: Event) -> bool:
    (epoch, seq), (new_epoch, new_seq) = order(before["id"]), order(event["id"])
    if new_epoch == epoch:
        return new_seq == seq + 1
    return new_epoch > epoch and bool(event["type"] == "snapshot")


def _is_next(cursor: str | None, event: Event) -> bool:
    """Whether `event` answers a client that was at `cursor`: the next one, or a snapshot in its place."""
    epoch, _, seq = (cursor or "").partition("-")
    if event["type"] == "snapshot":
        return True
    return epoch.isascii() and seq.isascii() and epoch.isdigit() and seq.isdigit() and (
        order(event["id"]) == (int(epoch), int(seq) + 1)
    )  # fmt: skip


# 3: what a client got is what the log holds, under the same id; and everybody got to its end


def _agreement(history: History) -> Iterator[Violation]:
    logs = {str(key): {e["id"]: e for e in history.stored.log(key)} for key in history.stored.streams}
    for sitting in history.sittings:
        log = logs.get(sitting.stream)
        if log is None:
            yield Violation(3, sitting.stream, f"{sitting.client} got events of a stream that is not stored")
            continue
        for event in sitting.events:
            stored = log.get(event["id"])
            is_made_up = event["type"] == "snapshot" and (stored is None or stored["type"] != "snapshot")
            if not is_made_up and stored != event:
                yield Violation(3, sitting.stream, f"{sitting.client} got {event}, the log has {stored}")
                break
    for client, cursors in history.caught_up.items():
        for stream, last in cursors.items():
            end = next(reversed(logs.get(stream) or {"nothing": {}}))
            if last != end:
                yield Violation(3, stream, f"{client} is at {last}, the log ends with {end}")


# 4: folding the events gives the state: every snapshot, every state read, and what is stored in the end


def _folds(history: History) -> Iterator[Violation]:
    for key, stream in history.stored.streams.items():
        log = history.stored.log(key)
        yield from _log_is_whole(str(key), log)
        states = _states(log)
        yield from _nothing_shown_is_lost(str(key), log, states)
        for sitting in history.sittings:
            if sitting.stream == str(key):
                for event in sitting.events:
                    if event["type"] == "snapshot" and event["id"] in states:
                        yield from _same(str(key), f"{sitting.client}'s snapshot", event["state"], states[event["id"]])
        for sample in history.samples:
            if sample["id"] == str(key) and sample["last_event_id"] in states:
                yield from _same(str(key), "a state that was read", sample, states[sample["last_event_id"]])
        if stream["status"] in FINAL and log:
            yield from _stored_is_told(history, key, states[log[-1]["id"]])


def _log_is_whole(key: str, log: list[Event]) -> Iterator[Violation]:
    seqs: dict[int, list[int]] = defaultdict(list)
    for event in log:
        epoch, seq = order(event["id"])
        seqs[epoch].append(seq)
        if seq == 1 and event["type"] != "snapshot":
            yield Violation(4, key, f"epoch {epoch} begins with {event['type']}")
    for epoch, found in seqs.items():
        if found != list(range(1, len(found) + 1)):
            yield Violation(2, key, f"the log of epoch {epoch} has the seqs {found}")
    if sorted(seqs) != list(range(1, len(seqs) + 1)):
        yield Violation(6, key, f"the log has the epochs {sorted(seqs)}")


def _nothing_shown_is_lost(key: str, log: list[Event], states: dict[str, State]) -> Iterator[Violation]:
    """An epoch that begins after a crash or a handover begins with what everybody saw in the end of the one before."""
    for before, event in zip(log, log[1:], strict=False):
        if event["type"] != "snapshot" or before["type"] == "finalized" or before["id"] not in states:
            continue
        for field in ("content", "steps", "tool_calls", "jobs", "activity"):
            old, new = states[before["id"]][field], event["state"][field]
            if old != new:
                yield Violation(4, key, f"{field} at {before['id']} {_short(old)}, in the next epoch {_short(new)}")


def _states(log: list[Event]) -> dict[str, State]:
    """The state after each event, each epoch on its own."""
    states: dict[str, State] = {}
    state: State | None = None
    for event in log:
        if state is None and event["type"] != "snapshot":
            continue
        state = fold(state, event)
        states[event["id"]] = state
    return states


def _same(key: str, name: str, told: State, folded: State) -> Iterator[Violation]:
    skipped = {*COMPUTED, "last_event_id"}
    if told["status"] == "queued":  # a retry queues without an event; the next epoch's snapshot tells the rest
        skipped.add("status")
    fields = [field for field in folded if field not in skipped and told.get(field) != folded[field]]
    for field in fields:
        place = f"{name} at {folded['last_event_id']}"
        text = f"{place} has {field} {_short(told.get(field))}, the events {_short(folded[field])}"
        yield Violation(4, key, text)


def _stored_is_told(history: History, key: int, state: State) -> Iterator[Violation]:
    stream = history.stored.streams[key]
    message = next(row for row in history.stored.messages if row["id"] == stream["message_id"])
    calls = {uuid_text(row["id"]): row for row in history.stored.calls_of(key)}
    steps = history.stored.current_steps(key)
    pairs: list[tuple[str, Any, Any]] = [
        ("status", stream["status"], state["status"]),
        ("content", message["content"], state["content"]),
        ("steps", [row["content"] for row in steps], [step["content"] for step in state["steps"]]),
        (
            "finish reasons",
            [row["finish_reason"] for row in steps],
            [step["finish_reason"] for step in state["steps"]],
        ),
        ("epoch", stream["epoch"], state["epoch"]),
        ("usage", stream["usage"], state["usage"]),
        ("error", stream["error_code"] or None, (state["error"] or {}).get("code")),
    ]
    current = {row["id"] for row in steps}
    ours = sorted(id for id, row in calls.items() if row["step_id"] in current)
    pairs.append(("calls", ours, sorted(call["id"] for call in state["tool_calls"])))
    for call in state["tool_calls"]:
        row = calls.get(call["id"], {})
        for field in (
            "name",
            "status",
            "executions",
            "result",
            "error",
            "arguments",
            "arguments_text",
            "duration_ms",
        ):
            pairs.append((f"call {call['id']} {field}", row.get(field), call[field]))
    for name, stored, told in pairs:
        if stored != told:
            yield Violation(4, str(key), f"{name}: stored {_short(stored)}, told {_short(told)}")


# 5: an effect happens at most once for each call, and exactly once where the call says complete


def _effects(history: History) -> Iterator[Violation]:
    versions = Counter(row["author"] for row in history.stored.versions if row["author_kind"] == "tool_call")
    known = set()
    for row in history.stored.calls:
        id = uuid_text(row["id"])
        known.add(id)
        counts = history.effects if row["name"] in OUTSIDE_TOOLS else versions
        times = counts.get(id, 0)
        most = 2 if id in history.run_again else 1
        place = f"call {id} ({row['name']}, {row['status']})"
        if times > most:
            yield Violation(5, str(row["stream_id"]), f"the effect of {place} happened {times} times")
        if row["name"] in OUTSIDE_TOOLS | AUTHORED_TOOLS and row["status"] == "complete" and not times:
            yield Violation(5, str(row["stream_id"]), f"{place} had no effect")
        if row["name"] in AUTHORED_TOOLS and row["status"] != "complete" and times:
            yield Violation(5, str(row["stream_id"]), f"the effect of {place} happened")
        if row["status"] == "complete" and row["executions"] != 1 and id not in history.run_again:
            yield Violation(5, str(row["stream_id"]), f"{place} counts {row['executions']} executions")
    for author in versions.keys() - known:
        yield Violation(5, "", f"the effect of call {author}, which is not stored, happened")


# 6: nothing is written by an old epoch


def _epochs(history: History) -> Iterator[Violation]:
    newest: dict[int, int] = {}
    for row in sorted(history.stored.events, key=lambda row: int(row["id"])):
        before = newest.get(row["stream_id"], 0)
        if row["epoch"] < before:
            text = f"{row['epoch']}-{row['seq']} ({row['type']}) was written after epoch {before} had begun"
            yield Violation(6, str(row["stream_id"]), text)
        newest[row["stream_id"]] = max(before, row["epoch"])
    for key, epoch in newest.items():
        if history.stored.streams[key]["epoch"] != epoch:
            text = f"is in epoch {history.stored.streams[key]['epoch']}, its log in {epoch}"
            yield Violation(6, str(key), text)


# 7: quiet soon after the last fault; and nothing was answered that no fault explains


def _quiet(history: History) -> Iterator[Violation]:
    if history.restless_s is not None:
        yield Violation(7, "", f"not quiet {history.restless_s:.1f} s after the last fault")
    for error in history.errors:
        yield Violation(7, "", error)


# 8: slow readers cost little


def _bounds(history: History) -> Iterator[Violation]:
    for excess in history.excesses:
        yield Violation(8, "", excess)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= 300 else f"{text[:150]} … {text[-150:]}"
