"""Reading a prompt: what a new video is wished to be. Pure, and by rules only."""

import re
from dataclasses import dataclass
from zlib import crc32

from videos.demo.reading.numbers import read_chart
from videos.demo.reading.subjects import read_topic
from videos.demo.reading.vocabulary import (
    EFFECTS,
    FORMATS,
    NUMBER,
    OCCASIONS,
    Format,
    Occasion,
    first,
    found,
    read_number,
)
from videos.design.colours import colours_in
from videos.design.plan import Chart, Effect

QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」|(?<!\w)'([^']+)'(?!\w)")
PERSONAL: frozenset[Occasion] = frozenset({"birthday", "wedding", "welcome", "thanks"})
STARTERS = re.compile(
    r"\b(create|make|generate|animate|show|draw|design|build|produce|film|i (?:want|need|would like)|give me|let'?s"
    r"|erstelle?|mach\w*|zeig\w*|cr[ée]e\w*|fais|crea\w*|haz|muestra|fai)\b",
    re.IGNORECASE,
)
WORKS = re.compile(
    r"\b(videos?|vid[ée]os?|animations?|clips?|films?|movies?|intros?|trailers?|teasers?|slideshows?|reels?|stor(?:y|ies)"
    r"|animation\w*|animaci[óo]n|charts?|graphs?|title card|invitations?|greetings?|cards?|explainers?|promos?|ads?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wish:
    """What a prompt asks of a new video. None and empty: it does not say."""

    prompt: str
    topic: str = ""
    occasion: Occasion = ""
    name: str = ""
    effects: tuple[Effect, ...] = ()
    colours: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    chart: Chart | None = None
    duration_s: float | None = None
    scene_count: int | None = None
    count_from: int = 5
    format: Format | None = None
    fps: int | None = None

    @property
    def seed(self) -> int:
        """A number of the prompt's own: the same prompt gives the same video, another one a different look."""
        return crc32(" ".join(self.prompt.lower().split()).encode())

    @property
    def says_something(self) -> bool:
        """Whether the rules found anything that a video can be made of."""
        return bool(self.topic or self.occasion or self.effects or self.quotes or self.chart)


def read_wish(prompt: str) -> Wish:
    """What the prompt asks of a new video."""
    spoken = QUOTED.sub(" ", prompt)  # what is quoted is to be shown, not to be understood
    chart = read_chart(spoken)
    occasion = first(OCCASIONS, spoken) or ""
    name = read_name(spoken) if occasion in PERSONAL else ""
    return Wish(
        prompt=prompt,
        topic="" if name else chart.title if chart else read_topic(spoken),
        occasion=occasion,
        name=name,
        effects=read_effects(spoken),
        colours=colours_in(spoken),
        quotes=read_quotes(prompt),
        chart=chart,
        duration_s=read_duration(spoken),
        scene_count=read_scene_count(spoken),
        count_from=read_count_from(spoken),
        format=read_format(spoken),
        fps=read_fps(spoken),
    )


def wants_new_video(prompt: str) -> bool:
    """Whether the prompt asks for a video, and not for a change of one."""
    return bool(STARTERS.search(prompt) and WORKS.search(prompt)) or bool(
        re.search(
            r"\b(?:video|animation|clip|film|vid[ée]o)s? (?:about|of|for|on|with|showing|über|sobre|sur)\b",
            prompt,
            re.I,
        )
        or re.search(r"\b(?:start (?:over|again)|from scratch|new video|another video)\b", prompt, re.I)
    )


def read_quotes(text: str) -> tuple[str, ...]:
    """The texts between quotation marks."""
    return tuple(next(filter(None, match.groups())).strip() for match in QUOTED.finditer(text))


def read_effects(text: str) -> tuple[Effect, ...]:
    """The particle effects that the text names, in the order of our list."""
    return tuple(effect for effect, pattern in EFFECTS.items() if found(pattern, text))


def read_format(text: str) -> Format | None:
    """The shape of the picture that the text names."""
    return first(FORMATS, text)


def read_duration(text: str) -> float | None:
    """The seconds that the text asks for: "10 seconds", "15s", "1.5 minutes", "half a minute"."""
    if found(r"half a minute", text):
        return 30.0
    match = re.search(
        rf"\b({NUMBER})[\s-]*(m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?|sekunden?|segundos?|secondes?)\b",
        text,
        re.I,
    )
    if not match:
        return None
    return read_number(match[1]) * (60 if match[2].lower().startswith("m") else 1)


def read_scene_count(text: str) -> int | None:
    """The number of scenes that the text asks for."""
    match = re.search(rf"\b({NUMBER})[\s-]+(?:\w+ )?(?:scenes?|szenen?|sc[èe]nes?|escenas?|slides?)\b", text, re.I)
    return int(read_number(match[1])) if match else None


def read_count_from(text: str) -> int:
    """Where a countdown starts, 3 to 10; 5 when the text does not say."""
    match = re.search(rf"\b(?:from|von|de|desde)\s+({NUMBER})\b", text, re.I)
    return min(10, max(3, int(read_number(match[1])))) if match else 5


def read_fps(text: str) -> int | None:
    """One of the frame rates that exist."""
    match = re.search(r"\b(24|30|60) ?(?:fps|frames)\b", text, re.I)
    return int(match[1]) if match else None


def read_name(text: str) -> str:
    """The person that the text speaks of: "for Anna", "Anna's birthday", "happy birthday Anna"."""
    person = r"([A-ZÀ-ÞА-Я][\w'-]*(?: (?:and|&|und|et|y) [A-ZÀ-ÞА-Я][\w-]*)?(?: [A-ZÀ-Þ][\w-]*)?)"
    for pattern in (rf"\b(?:for|to|für|pour|para|of|von) (?:my \w+ )?{person}", rf"{person}['’]s\b"):
        match = re.search(pattern, text)
        if match and match[1].lower() not in ("happy", "new", "the"):
            return match[1].removesuffix("'s")
    match = re.search(rf"(?i:birthday|welcome|thank you|thanks),? {person}", text)
    return match[1] if match else ""
