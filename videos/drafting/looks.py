"""Which style and which icons go with words. Pure."""

import re
from functools import lru_cache
from zlib import crc32

from videos.design.styles import STYLES
from videos.facts.languages import SPACELESS, style_words
from videos.facts.wishes import Wish, read_wish
from videos.icons.icon_search import find_icons, icon_named
from videos.icons.icon_shapes import BRAND, catalogue

NEUTRAL = (  # styles that say nothing of what it is about
    "midnight", "boardroom", "gallery", "billboard", "horizon", "meadow", "skyline", "notebook", "vinyl", "graphite",
    "ocean", "cosmos", "linen", "circuit",
)  # fmt: skip
_SAID_OFTEN = (  # words that name an icon, and mostly mean no thing
    "save join open free next more play work works list info text type move case plus side make makes come with "
    "from this that will have your after before then number home back down best good help here just like look "
    "only over real right start take than them room rooms salle sala raum time view want well what when where "
    "which offen frei mehr nach auch para como todo tout"
)
NO_THING = frozenset(re.findall(r"\w+", _SAID_OFTEN))
FOR_A_TRADE, FOR_A_MOOD, FOR_A_GROUND = 4, 5, 3
LEAST_LETTERS = 4  # of a word that an icon may show: shorter ones mean too much
MOST_WORDS = 40  # that are looked at for an icon


def seed_of(text: str) -> int:
    """A number of the words' own: the same words look the same, others do not."""
    return crc32(" ".join(text.lower().split()).encode())


def style_for(text: str, wish: Wish) -> str:
    """The style that was chosen; else one that suits the words; else any."""
    return wish.style or suiting_style(text, wish) or NEUTRAL[seed_of(text) % len(NEUTRAL)]


def suiting_style(text: str, wish: Wish | None = None) -> str:
    """A style of the trade or occasion that is named, and of wished moods; "" where neither is."""
    wish, words, lowered = wish or read_wish(text), style_words(), text.lower()
    points = dict.fromkeys(STYLES, 0.0)
    for name, pattern in words["about"].items():
        found = re.findall(rf"(?<!\w)(?:{_of_letters(pattern)})|{_of_signs(pattern)}", lowered)
        points[name] += FOR_A_TRADE * min(2, len(found)) + (0.5 * len(found) if found else 0)
    for mood in wish.moods:
        for name in words["suit"].get(mood, "").split():
            points[name] += FOR_A_MOOD
        if mood in ("dark", "light"):
            for name, style in STYLES.items():
                points[name] += FOR_A_GROUND if style.is_dark == (mood == "dark") else -2 * FOR_A_GROUND
    if wish.effects:
        points["cosmos" if "firework" in wish.effects else "frost" if "snow" in wish.effects else "party"] += 2
    best = max(points.values())
    names = [name for name, score in points.items() if score == best] if best else []
    return names[seed_of(text) % len(names)] if names else ""


def _of_letters(pattern: str) -> str:
    return "|".join(each for each in pattern.split("|") if not SPACELESS.search(each)) or "(?!x)x"


def _of_signs(pattern: str) -> str:
    return "|".join(each for each in pattern.split("|") if SPACELESS.search(each)) or "(?!x)x"


@lru_cache(maxsize=512)
def icon_for(words: str) -> str:
    """An icon of something that the words name; empty when they name nothing that there is an icon of."""
    told = re.findall(r"[^\W\d_]+", words)[:MOST_WORDS]
    pairs = [" ".join(pair) for pair in zip(told, told[1:], strict=False)]
    for word in (*pairs, *told):
        found = icon_named(word) if len(word) >= LEAST_LETTERS and word.lower() not in NO_THING else None
        if found is not None and not found.filled:
            return found.name
    return ""


def icons_near(words: str, most: int) -> list[str]:
    """Icons of a topic, at most `most`, the nearest first: only those that one of its words is a name or a tag of."""
    told, tags = [word.lower() for word in re.findall(r"[^\W\d_]{3,}", words)[:MOST_WORDS]], catalogue().tags
    near = [
        icon
        for word in told
        for icon in find_icons(word, 3 * most)
        if word in icon or word in map(str.lower, tags.get(icon, ()))
    ]
    plain = (icon for icon in [icon_for(words), *near] if icon and not icon.startswith(BRAND))
    return list(dict.fromkeys(plain))[:most]
