"""Icons by what somebody calls them: names, other names, words of our own in some languages, tags, and what is near."""

from collections.abc import Iterator
from functools import cache, lru_cache

from videos.icons.icon_shapes import BRAND, IconShape, brands, catalogue, plain_words, shape_of
from videos.icons.icon_words import WORDS

LONGEST = 80  # characters of a description; what comes after them is not read
TYPED_WRONG = 78  # of 100: how alike a word must be to be the same one with a slip
BRAND_TYPED_WRONG = 88  # there are thousands, and most of them short
_LITTLE_WORDS = {
    *("a", "an", "and", "at", "by", "for", "free", "from", "in", "of", "on", "or", "our", "the", "to", "us", "with"),
    *(
        "das",
        "der",
        "die",
        "für",
        "mit",
        "und",
        "de",
        "del",
        "el",
        "la",
        "las",
        "los",
        "y",
        "des",
        "du",
        "et",
        "le",
        "les",
    ),
}


def icon_named(name: str) -> IconShape | None:
    """The icon that is called this: by its name, however it is spelled, by a brand's, or by a word that means just it.

    "map_pin", "Map Pins", "brand:github", "Instagram" and "opening hours" name one; "clok" names none.
    """
    asked = name[:LONGEST].strip().lower()
    if asked.startswith(BRAND):
        found = brands().get(plain_words(asked.removeprefix(BRAND)))
        return shape_of(found) if found else None
    return next((shape_of(found) for spelling in _spellings(plain_words(asked)) if (found := _known(spelling))), None)


def find_icons(words: str, most: int = 5) -> list[str]:
    """The names of at most `most` icons for what `words` describe, the best first; none where nothing is near."""
    asked = words[:LONGEST].strip().lower()
    found = _found(plain_words(asked.removeprefix(BRAND)))
    if asked.startswith(BRAND):
        found = tuple(icon for icon in found if icon.startswith(BRAND))
    return list(found[: max(most, 0)])


@lru_cache(maxsize=1024)
def _found(asked: str) -> tuple[str, ...]:
    if not asked:
        return ()
    scores: dict[str, float] = {}
    for icon, score in (*_exact(asked), *_by_each_word(asked), *_typed_wrong(asked), *_compound(asked)):
        scores[icon] = max(score, scores.get(icon, 0.0))
    # Of icons that fit alike the plain one comes first: "clock" before "clock-alert".
    return tuple(sorted(scores, key=lambda icon: (-scores[icon], icon.count("-"), len(icon), icon)))


def _known(spelling: str) -> str | None:
    """Brands' names that are words for a thing as well ("ring") mean the thing; the mark is asked for by `brand:`."""
    found = catalogue().aliases.get(spelling) or _meanings().get(spelling)
    return found or (brands().get(spelling) if spelling not in _tagged() else None)


def _spellings(asked: str) -> Iterator[str]:
    """As it is, without spaces ("e mail"), and of one thing instead of several."""
    for words in (asked, asked.replace(" ", "")):
        yield words
        for plural, singular in (("ies", "y"), ("es", ""), ("s", "")):
            if words.endswith(plural) and len(words) > len(plural) + 2:
                yield words.removesuffix(plural) + singular


@cache
def _meanings() -> dict[str, str]:
    """Our own words, each with the first icon that has it."""
    meanings: dict[str, str] = {}
    for line in WORDS.strip().splitlines():
        icon, words = line.rsplit(": ", 1)
        for word in words.split(","):
            meanings.setdefault(plain_words(word), catalogue().aliases.get(plain_words(icon), icon))
    return meanings


@cache
def _tagged() -> dict[str, list[str]]:
    """The icons of each tag of the package, and of each word in a name."""
    tagged: dict[str, list[str]] = {}
    for name, tags in catalogue().tags.items():
        for word in {*map(plain_words, tags), *name.split("-")}:
            tagged.setdefault(word, []).append(name)
    return tagged


def _exact(asked: str) -> Iterator[tuple[str, float]]:
    for place, spelling in enumerate(_spellings(asked)):
        ways = ((catalogue().aliases, 100.0), (_meanings(), 99.0), (brands(), 95.0))
        yield from ((known[spelling], score - place) for known, score in ways if spelling in known)
        yield from ((name, 80.0 - place) for name in _tagged().get(spelling, ()))


def _by_each_word(asked: str) -> Iterator[tuple[str, float]]:
    """Of a description in several words: an icon counts the more of them it fits, and the rarer ones most."""
    words = [word for word in asked.split() if word not in _LITTLE_WORDS]
    if not words or words == [asked]:
        return
    counted: dict[str, float] = {}
    for word in words:
        best: dict[str, float] = {}
        for icon, score in _exact(word):
            if not icon.startswith(BRAND):
                best[icon] = max(score, best.get(icon, 0.0))
        for icon, score in best.items():
            counted[icon] = counted.get(icon, 0.0) + score / len(words) + 4 / len(best)
    yield from ((icon, 0.9 * score) for icon, score in counted.items())


def _typed_wrong(asked: str) -> Iterator[tuple[str, float]]:
    if len(asked) < 3:
        return
    from rapidfuzz import fuzz, process

    for known, least in ((_meanings(), TYPED_WRONG), (catalogue().aliases, TYPED_WRONG), (brands(), BRAND_TYPED_WRONG)):
        for word, score, _ in process.extract(asked, known.keys(), scorer=fuzz.ratio, score_cutoff=least, limit=8):
            yield known[word], 0.9 * score


def _compound(asked: str) -> Iterator[tuple[str, float]]:
    """Of "Terminkalender" the calendar: the longest word of ours that it ends with, else that it begins with."""
    parts = [asked[cut:] for cut in range(1, len(asked) - 3)], [asked[:cut] for cut in range(len(asked) - 1, 3, -1)]
    for score, side in zip((60.0, 55.0), parts, strict=True):
        yield from ((icon, score) for part in side if (icon := _meanings().get(part)))
        if any(part in _meanings() for part in side):
            return
