"""What is printed of a run: one line when all is well, else the seed and the history of what went wrong."""

from tests.chaos.histories import History, Violation
from tests.chaos.runs import Outcome

MOST_VIOLATIONS = 12
MOST_EVENTS = 30
PIECES = ("delta", "tool_arguments", "tool_progress")


def report(outcome: Outcome) -> str:
    drawn = outcome.scenario
    if not outcome.violations:
        faults = "; ".join(map(str, drawn.faults))
        times = f"{outcome.seconds:.1f} s (faults {outcome.faults_s:.1f}, quiet {outcome.quiet_s:.1f})"
        said = "; ".join(filter(None, [faults, *outcome.notes]))
        return f"seed {drawn.seed} ({drawn.way}): kept, {outcome.streams} streams in {times}; {said}"
    lines = [f"FAILED {drawn}", f"Again: make chaos WAY={drawn.way} SEED={drawn.seed}"]
    lines += [f"  {violation}" for violation in outcome.violations[:MOST_VIOLATIONS]]
    if len(outcome.violations) > MOST_VIOLATIONS:
        lines.append(f"  … and {len(outcome.violations) - MOST_VIOLATIONS} more")
    lines += _history(outcome.history, outcome.violations[0])
    return "\n".join(lines)


def _history(history: History, violation: Violation) -> list[str]:
    """The log of the stream that the first violation is about, and what each client got of it."""
    if not violation.stream.isdigit() or int(violation.stream) not in history.stored.streams:
        return []
    log = history.stored.log(int(violation.stream))
    stream = history.stored.streams[int(violation.stream)]
    lines = [f"  stream {violation.stream}: {stream['status']}, epoch {stream['epoch']}, {stream['crashes']} crashes"]
    lines.append("  log:")
    shown = [event for event in log if event["type"] not in PIECES][-MOST_EVENTS:]
    lines += [f"    {event['id']} {event['type']} {_told(event)}" for event in shown]
    for sitting in history.sittings:
        if sitting.stream == violation.stream:
            ids = [event["id"] + ("s" if event["type"] == "snapshot" else "") for event in sitting.events]
            told = ids if len(ids) < 8 else [*ids[:4], "…", *ids[-3:]]
            lines.append(f"  {sitting.client} asked {sitting.asked}, got {' '.join(told)}")
    return lines


def _told(event: dict[str, object]) -> str:
    if event["type"] == "snapshot":
        state = event["state"]
        assert isinstance(state, dict)
        return f"{state['status']} {len(state['content'])} characters, {len(state['tool_calls'])} calls"
    fields = {key: value for key, value in event.items() if key not in ("type", "id", "stream")}
    return str(fields)[:160]
