"""What the model says in a chaos run, and what the answer must be whatever happens meanwhile."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.upstream import (
    Close,
    Comment,
    Cut,
    Done,
    Drip,
    Duplicate,
    Error,
    Finish,
    Garbage,
    Parallel,
    Reasoning,
    Repeat,
    Reset,
    Stall,
    Text,
    ToolCall,
    Usage,
    attempts,
    call,
    calls,
    fail,
    marker,
    say,
    step,
)  # fmt: skip
from tests.upstream.scripts import Action
from tests.videos import making

PER_SECOND = 40.0


@dataclass(frozen=True)
class Expected:
    """What the answer to a message must be. `None` means that the faults decide it."""

    text: str | None
    tools: tuple[tuple[str, tuple[str, ...]], ...] = ()  # the calls in order, each with the statuses it may have
    statuses: tuple[str, ...] = ("success",)
    error_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spoken:
    """A message with its script, and what must become of it."""

    kind: str
    content: str
    expected: Expected
    seconds: float  # how long the model takes at least


OWN, OUTSIDE = ("complete",), ("complete", "unknown")
Maker = Callable[[str, random.Random], Spoken]
_kinds: dict[str, Maker] = {}
_apart: dict[str, Maker] = {}  # for cells of their own


def kind(maker: Maker) -> Maker:
    _kinds[maker.__name__] = maker
    return maker


def apart(maker: Maker) -> Maker:
    _apart[maker.__name__] = maker
    return maker


def spoken(name: str, key: str, chance: random.Random) -> Spoken:
    """The script `name` for the message `key`."""
    return (_kinds | _apart)[name](key, chance)


def names() -> list[str]:
    return list(_kinds)


def paced(key: str, count: int = 40) -> tuple[Repeat, str]:
    """Words that come `PER_SECOND` a second, and their text."""
    return Repeat(f"{key[:4]}-{{i}} ", count, PER_SECOND), "".join(f"{key[:4]}-{i} " for i in range(count))


def patch(title: str) -> tuple[str, dict[str, Any]]:
    """A call with an effect on our own data: one version of the video."""
    operation = {"op": "replace", "path": "/title", "from": None, "value_json": f'"{title}"'}
    return "apply_json_patch", {"operations": [operation], "explanation": title}


def effect(value: str, delay_s: float = 0.3) -> tuple[str, dict[str, Any]]:
    """A call with an effect in the world outside."""
    return "record_effect", {"value": value, "delay_s": delay_s}


def joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


@kind
def text(key: str, chance: random.Random) -> Spoken:
    words, said = paced(key, chance.randint(20, 60))
    return Spoken("text", marker(step(words), key=key), Expected(said), len(said) / 200)


@kind
def own(key: str, chance: random.Random) -> Spoken:
    """Text, two own effects one after the other, text."""
    words, said = paced(key, 15)
    steps = [
        step(words, ToolCall(*patch(f"{key} one")), finish="tool_calls"),
        call(*patch(f"{key} two")),
        step(words),
    ]
    tools = (("apply_json_patch", OWN), ("apply_json_patch", OWN))
    return Spoken("own", marker(*steps, key=key), Expected(joined(said, said), tools), 1)


@kind
def outside(key: str, chance: random.Random) -> Spoken:
    words, said = paced(key, 10)
    steps = [step(words, ToolCall(*effect(key)), finish="tool_calls"), say(f"After {key}.")]
    expected = Expected(joined(said, f"After {key}."), (("record_effect", OUTSIDE),))
    return Spoken("outside", marker(*steps, key=key), expected, 1)


@apart
def render(key: str, chance: random.Random) -> Spoken:
    """A change of the video, and a render of it."""
    steps = [
        call(*patch(f"{key} one")),
        call("render_video", {"format": "webm", "quality": "draft"}),
        say(f"After {key}."),
    ]
    return Spoken("render", marker(*steps, key=key), Expected(f"After {key}.", tuple(
        (name, OWN) for name in ("apply_json_patch", "render_video"))), 3)  # fmt: skip


PLANNED = ("chaos-one", "chaos-two")


@apart
def plan(key: str, chance: random.Random) -> Spoken:
    """A plan, whose scenes are then built."""
    steps = [call("plan_scenes", making.plan(*PLANNED)), say(f"After {key}.")]
    return Spoken("plan", marker(*steps, key=key), Expected(f"After {key}.", (("plan_scenes", OWN),)), 2)


@kind
def parallel(key: str, chance: random.Random) -> Spoken:
    """Own and outside effects in one step, their pieces interleaved."""
    pairs = [patch(f"{key} one"), effect(f"{key} two"), patch(f"{key} three"), effect(f"{key} four", 0.1)]
    steps = [calls(*pairs, text="Together."), say(f"After {key}.")]
    tools = tuple((name, OWN if name == "apply_json_patch" else OUTSIDE) for name, _ in pairs)
    return Spoken("parallel", marker(*steps, key=key), Expected(joined("Together.", f"After {key}."), tools), 0.5)


def _broken(name: str, *broken: Action, seconds: float = 0.2) -> Maker:
    """A first model call that breaks, and a second that is whole."""

    def maker(key: str, chance: random.Random) -> Spoken:
        words, said = paced(key, 10)
        return Spoken(name, marker(attempts(list(broken), step(words)), key=key), Expected(said), seconds + 1.5)

    maker.__name__ = name
    return kind(maker)


_broken("refused_429", *fail(429, retry_after_s=0.3))
_broken("failed_500", *fail(500))
_broken("failed_503", *fail(503))
_broken("stall_at_first", Comment(), Stall(), seconds=4)
_broken("stall_in_the_middle", Text("Half an ans", 4), Stall(), seconds=4)
_broken("no_finish_reason", Text("Half an ans", 4), Close())
_broken("connection_cut", Text("Half an ans", 4), Cut())
_broken("connection_reset", Text("Half an ans", 4), Reset())
_broken("error_event", Text("Half an ans", 4), Error(event="error"))
_broken("error_chunk", Text("Half an ans", 4), Error())
_broken("garbage_line", Text("Half an ans", 4), Garbage(), Finish(), Done())
_broken("cut_in_a_call", Text("Half", 2), ToolCall("apply_json_patch", '{"operations": [', pieces=3), Cut())
_broken("reset_after_a_call", ToolCall(*patch("never")), Reset())


@kind
def dripping(key: str, chance: random.Random) -> Spoken:
    """Every byte in a write of its own, emoji included."""
    said = f"{key[:4]} ☕️ drips 👩‍👩‍👧. "
    whole = marker([Drip(), Text(said, 4), Finish(), Usage(), Done()], key=key)
    return Spoken("dripping", whole, Expected(said), 1)


@kind
def done_without_a_reason(key: str, chance: random.Random) -> Spoken:
    """Some servers never name a finish reason, but say that they are done."""
    words, said = paced(key, 10)
    return Spoken("done_without_a_reason", marker([words, Usage(), Done()], key=key), Expected(said), 1)


@kind
def duplicated(key: str, chance: random.Random) -> Spoken:
    """A chunk that comes twice: what a server says twice is said twice, but it must be the same for everybody."""
    script = marker(step(Text("Said twice. ", 2), Duplicate(), Text("Go on.", 2)), key=key)
    return Spoken("duplicated", script, Expected(None), 0.2)


@kind
def thinking(key: str, chance: random.Random) -> Spoken:
    said = f"Thought of {key}."
    return Spoken("thinking", marker(step(Reasoning("Hm. " * 20, 10), Text(said)), key=key), Expected(said), 0.2)


@kind
def bad_arguments(key: str, chance: random.Random) -> Spoken:
    """One call whose arguments are no JSON, one that is whole: the first must not run, the second must."""
    broken = ToolCall("apply_json_patch", '{"operations": [}, "explanation": "x"}')
    steps = [step(Parallel((broken, ToolCall(*patch(key)))), finish="tool_calls"), say(f"After {key}.")]
    expected = Expected(f"After {key}.", (("apply_json_patch", ("error",)), ("apply_json_patch", OWN)))
    return Spoken("bad_arguments", marker(*steps, key=key), expected, 0.2)


@kind
def cut_arguments(key: str, chance: random.Random) -> Spoken:
    """Cut by the length limit: the whole call before runs, the cut one does not, though it parses up to there."""
    whole, cut = ToolCall(*patch(key)), ToolCall("record_effect", '{"value": "never", "delay')
    steps = [step(whole, cut, finish="length"), say(f"After {key}.")]
    expected = Expected(f"After {key}.", (("apply_json_patch", OWN), ("record_effect", ("error",))))
    return Spoken("cut_arguments", marker(*steps, key=key), expected, 0.2)


@kind
def hopeless(key: str, chance: random.Random) -> Spoken:
    """A request that the model server refuses for good: the answer fails visibly, at once."""
    expected = Expected("", statuses=("error",), error_codes=("model_rejected_request",))
    return Spoken("hopeless", marker(fail_step(400), key=key), expected, 0.2)


def fail_step(code: int) -> list[Action]:
    return list(fail(code, body={"error": {"message": "This will never work."}}))


@kind
def long(key: str, chance: random.Random) -> Spoken:
    """Much text at once, beyond the window of unacknowledged events and the feed's page."""
    said = "".join(f"{key[:4]} word {i} of many. " for i in range(600))
    script = marker(step(Repeat(f"{key[:4]} word {{i}} of many. ", 600, 300)), key=key)
    return Spoken("long", script, Expected(said), 2)
