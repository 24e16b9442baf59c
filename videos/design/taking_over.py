"""How one scene takes over from the one before, where nobody chose it."""

from typing import Any

from videos.document.style import Style

TRANSITIONS = ("fade", "slide", "wipe")
CALM = 0.35  # energy below which scenes only fade into one another


def transition_of(style: Style, number: int) -> dict[str, Any]:
    """How the scene of this number (from 0) takes over: calm styles only fade."""
    if number == 0:
        return {"kind": "fade", "duration": 0.3}
    kind = "fade" if style.energy < CALM else TRANSITIONS[number % len(TRANSITIONS)]
    return {"kind": kind, "duration": 0.5 if kind == "fade" else 0.6}
