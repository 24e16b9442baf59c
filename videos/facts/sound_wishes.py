"""What a text asks to be heard and read along: music, a voice, captions. Pure."""

import re
from functools import cache

from videos.facts.languages import terms
from videos.facts.wishes import QUOTED

ENDS = ".!?;。！？\n"


def apart_from_sounds(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its wishes about sound, and these as they were said. What is in quotation marks is shown."""
    found = [match for match in _wishes().finditer(text) if match["said"]]
    for match in reversed(found):
        before, after = text[: match.start()], text[match.end() :]
        is_whole = not before.strip() or before.rstrip()[-1] in ENDS  # nothing of its sentence is left
        text = before + (after.lstrip(ENDS) if is_whole else after)
    return text, tuple(match["said"] for match in found)


@cache
def _wishes() -> re.Pattern[str]:
    """What is quoted, or a wish (`said`) with the comma before it: what is left reads on."""
    between = r"[ \t,;、]"
    wish = rf"(?:(?<!{between}){between}++)?(?P<said>{terms('sound')})"
    return re.compile(rf"{QUOTED.pattern}|{wish}", re.IGNORECASE)
