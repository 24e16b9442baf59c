"""The outside world of the tests: a scripted model server, and a server whose effects are counted."""

from .scripts import (
    Close,
    Comment,
    Cut,
    Done,
    Drip,
    Duplicate,
    Error,
    Finish,
    Garbage,
    Hold,
    KeepAlive,
    Parallel,
    Raw,
    Reasoning,
    Repeat,
    Reset,
    Sleep,
    Stall,
    Status,
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
from .server import ScriptedUpstream
from .tool_server import EffectServer

__all__ = [
    "Close", "Comment", "Cut", "Done", "Drip", "Duplicate", "EffectServer", "Error", "Finish", "Garbage",
    "Hold", "KeepAlive", "Parallel", "Raw", "Reasoning", "Repeat", "Reset", "ScriptedUpstream", "Sleep", "Stall",
    "Status", "Text", "ToolCall", "Usage", "attempts", "call", "calls", "fail", "marker", "say", "step",
]  # fmt: skip
