"""What a text asks to be heard and read along: music, a voice, captions. Pure."""

import re
from functools import cache

from videos.facts.languages import terms
from videos.facts.wishes import QUOTED

ENDS = ".!?;。！？\n"


def apart_from_sounds(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its wishes about sound, and these as they were said. What is in quotation marks is shown."""
    shown = [match.span() for match in QUOTED.finditer(text)]
    found = [
        match
        for match in _wishes().finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in shown)
    ]
    for match in reversed(found):
        before, after = text[: match.start()], text[match.end() :]
        is_whole = not before.strip() or before.rstrip()[-1] in ENDS  # nothing of its sentence is left
        text = before + (after.lstrip(ENDS) if is_whole else after)
    return text, tuple(match["said"] for match in found)


@cache
def _wishes() -> re.Pattern[str]:
    """With the comma before: what is left reads on."""
    return re.compile(rf"[ \t,;、]*+(?P<said>{terms('sound')})", re.IGNORECASE)
