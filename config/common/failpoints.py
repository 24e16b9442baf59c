"""Named places at which a test lets this process die, freeze or fail, so that every window is hit for certain.

Off unless `FAILPOINTS` is set, which settings refuse while DEBUG is off. It reads `name=action@n;…`: at the n-th time
(default the first) that the process comes by `name` it does `kill` (SIGKILL to itself), `freeze` (SIGSTOP), `crash`
(raises) or `wait:SECONDS`. `name=action@n+` does it from the n-th time on.
"""

import os
import re
import signal
import time
from collections import Counter
from dataclasses import dataclass

POINTS = (
    "before_claim",
    "after_claim",
    "between_tokens",
    "after_step",
    "before_effect",
    "after_effect",  # between the effect and its commit
    "after_commit",  # between a commit with rows and telling its events
    "after_log_commit",  # between a tick's commit and telling its events
    "before_finalize",
    "during_outside_tool",
    "during_render",
    "before_render_ready",
    "after_spoken_line",
    "before_speech_ready",
    "before_order",  # between the note that a picture is asked for and the request
    "after_order",  # between a picture's answer, stored, and what is made of it
    "before_picture_ready",
    "during_build",  # between a scene's way into the document and its commit
)


class Failpoint(Exception):
    """What `crash` raises."""


@dataclass(frozen=True)
class Armed:
    action: str
    seconds: float
    at: int
    onwards: bool

    def is_due(self, time_number: int) -> bool:
        return time_number >= self.at if self.onwards else time_number == self.at


def parse(text: str) -> dict[str, Armed]:
    """Raises ValueError with a sentence for what is no failpoint."""
    armed = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        match = re.fullmatch(r"(\w+)=(kill|freeze|crash|wait:(\d+(?:\.\d+)?))(?:@(\d+)(\+?))?", part)
        if match is None or match.group(1) not in POINTS:
            raise ValueError(
                f"{part!r}; it takes name=kill|freeze|crash|wait:SECONDS@n with one of {', '.join(POINTS)}"
            )
        name, action, seconds, at, onwards = match.groups()
        armed[name] = Armed(action.partition(":")[0], float(seconds or 0), int(at or 1), bool(onwards))
    return armed


_armed: dict[str, Armed] = {}
_times: Counter[str] = Counter()


def arm(text: str) -> None:
    """Take `text` for this process. Called by the settings."""
    _armed.clear()
    _armed.update(parse(text))


def hit(name: str) -> None:
    """Come by the failpoint `name`."""
    if _armed and name in _armed:
        _act(name)


def _act(name: str) -> None:
    _times[name] += 1
    armed = _armed[name]
    if not armed.is_due(_times[name]):
        return
    match armed.action:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "freeze":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "wait":
            time.sleep(armed.seconds)
        case _:
            raise Failpoint(name)
