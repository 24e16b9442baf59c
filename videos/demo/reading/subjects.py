"""Finding what a video is about among the words that only give orders."""

import re

from videos.demo.reading.vocabulary import EFFECTS, FORMATS, NUMBER, OCCASIONS
from videos.design.colours import COLOUR

MAX_TOPIC_WORDS = 6
SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "with",
        "and",
        "or",
        "to",
        "in",
        "on",
        "at",
        "by",
        "my",
        "our",
        "your",
        "its",
        "it",
        "is",
        "are",
        "be",
        "as",
        "please",
        "me",
        "us",
        "some",
        "this",
        "that",
        "about",
        "show",
        "showing",
        "data",
        "numbers",
        "values",
        "from",
        "using",
        "happy",
        "merry",
        "video",
        "videos",
        "animation",
        "clip",
        "format",
        "der",
        "die",
        "das",
        "den",
        "ein",
        "eine",
        "einen",
        "von",
        "mit",
        "une",
        "un",
        "le",
        "la",
        "les",
        "del",
        "el",
        "los",
        "las",
    ]
)
ORDER_WORDS = (
    "please|can you|could you|create|make|generate|animate|show|draw|design|build|produce|visuali[sz]e|i want|i need"
    "|i would like|give me|let's|videos?|vid[ée]os?|animations?|animated|clips?|films?|movies?|short|nice|beautiful"
    "|cool|simple|great|modern|elegant|quick|lasting|long|new|title card|slideshows?|explainers?|intros?|trailers?"
    "|teasers?|promos?|cards?|invitations?|greetings?|erstelle?|mache?|einen?|cr[ée]e[rz]?|une?|crea|un[ao]|haz"
    "|(?:bar|line|pie|donut|ring|column)? ?(?:charts?|graphs?|diagrams?)|text|words?|saying|says|colou?rs?"
    "|background|style|theme|formats?|look"
)
MEASURES = rf"{NUMBER}[\s-]*(?:s|sec\w*|min\w*|scenes?|fps)?\b"


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


OCCASION_NAMES = _words(*OCCASIONS.values())
FORMAT_NAMES = _words(*FORMATS.values())
ORDERS = [
    _words(ORDER_WORDS),
    COLOUR,
    _words(MEASURES),
    _words(*EFFECTS.values()),
    OCCASION_NAMES,
    FORMAT_NAMES,
]
ABOUT = re.compile(
    r"\b(?:about|on the topic of|explain(?:s|ing)?|featuring|titled|called|named|showing|über|sobre|sur)\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)
OF = re.compile(rf"\b(?:of|for|on|für|pour|para)\s+(?!{MEASURES})(.+)", re.IGNORECASE | re.DOTALL)
END = re.compile(
    r"[.,;:!?\n(]|\s(?:with|using|in|that|which|lasting|at|where|mit|avec|con|as a|and (?:make|add|use|show|then))\s"
    rf"|\s(?:for\s+)?{NUMBER}[\s-]*(?:s|sec\w*|min\w*|scenes?|fps)\b",
    re.IGNORECASE,
)


def read_topic(text: str) -> str:
    """What the video is about, in the person's own words: at most six of them; empty when there are none."""
    text = OCCASION_NAMES.sub(" ", text)
    named = ABOUT.search(text) or OF.search(text)
    if named:
        topic = _shortened(FORMAT_NAMES.sub(" ", END.split(named[1], maxsplit=1)[0]))
        if topic:
            return topic
        text = text[: named.start()]
    return cleaned(END.split(text.strip(), maxsplit=1)[0])


def cleaned(words: str) -> str:
    """`words` without what only gives orders."""
    for pattern in ORDERS:
        words = pattern.sub(" ", words)
    return _shortened(words)


def without_small_words(words: str) -> str:
    """`words` without small words at its two ends."""
    parts = re.findall(r"[\w&.'’+#-]+", words)
    while parts and parts[0].lower() in SMALL_WORDS:
        parts.pop(0)
    while parts and parts[-1].lower() in SMALL_WORDS:
        parts.pop()
    return " ".join(parts)


def _shortened(words: str) -> str:
    return " ".join(without_small_words(words).split()[:MAX_TOPIC_WORDS]).strip(" -'’&")
