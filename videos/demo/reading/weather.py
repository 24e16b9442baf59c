"""What a prompt says of the weather. Pure."""

import re
from dataclasses import dataclass

SKIES = {
    "sunny": r"sun(?:ny|shine)?|clear|hot|bright",
    "cloudy": r"cloud(?:y|s)?|overcast|grey|gray|fog(?:gy)?|mist(?:y)?|wind(?:y)?",
    "rainy": r"rain(?:y)?|showers?|drizzle|storm(?:y|s)?|thunder\w*|wet",
    "snowy": r"snow(?:y|fall)?|sleet|frost(?:y)?|freezing",
}
MOST_DAYS = 5
SKY = "|".join(SKIES.values())
DAY = re.compile(
    rf"(?:(?P<day>(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|today|tonight|tomorrow)[:,]? )?"
    rf"(?:\w+ )?(?P<sky>{SKY})\b,?(?: (?:and|with|at|around|about|up to))? ?(?P<degrees>-?\d+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Day:
    """The weather of one day; `name` and `degrees` may be empty."""

    name: str
    sky: str
    degrees: str


def read_days(prompt: str) -> list[Day]:
    """The days that a prompt tells of, at most five; a sunny one where it tells of none."""
    found = []
    for match in DAY.finditer(prompt):
        sky = next(name for name, pattern in SKIES.items() if re.fullmatch(pattern, match["sky"], re.IGNORECASE))
        found.append(Day((match["day"] or "").capitalize(), sky, match["degrees"] or ""))
    return found[:MOST_DAYS] or [Day("Today", "sunny", "")]


def told(day: Day) -> str:
    """A day as it stands on the screen and in the plan."""
    degrees = f"{day.degrees}°" if day.degrees else ""
    return " ".join(filter(None, [day.name, day.sky, degrees]))
