"""The languages that are read: a file of words each, the grammar of facts, and the words that ask for a style."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ENGLISH = "en"
READ_TO_TELL = 1000  # characters: enough to tell in which language somebody writes
OTHERS = ("it", "nl", "pl", "ru", "uk", "tr", "ar", "he", "hi", "zh", "ko", "sv", "da", "cs", "el", "th", "vi", "id")
SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
NEAR_ENGLISH, FAR = 3.0, 16.0  # of log probability
AROUND = "".join(sorted(set(" \n!?.,¡¿。！？")))
ANSWERED_AT_ONCE = ("greeting", "asking", "insult")


@dataclass(frozen=True)
class Language:
    """`labels`: of what stands in details, by their names. `known`: whether it is the person's own, and not only
    English."""

    code: str
    labels: dict[str, str]
    known: bool = True

    def __getitem__(self, name: str) -> str:
        return self.labels[name]


@cache
def _files() -> dict[str, dict[str, Any]]:
    return {path.stem: _read(path.name) for path in sorted(FOLDER.glob("??.toml"))}


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


def style_words() -> dict[str, dict[str, str]]:
    """What asks for a style: `about` and `moods` are patterns, `suit` the styles of a mood."""
    return _read("styles.toml")


def fact_words() -> dict[str, dict[str, Any]]:
    """How facts are written: `parts`, of which the patterns in `facts` are made."""
    return _read("facts.toml")


@cache
def terms(name: str) -> str:
    """A pattern of what the languages call this, as words of their own, the longest first."""
    found = dict.fromkeys(term for file in _files().values() for term in file["reads"][name])
    return words_of_their_own(sorted(found, key=len, reverse=True))


@cache
def term(*names: str) -> re.Pattern[str]:
    return re.compile("|".join(terms(name) for name in names), re.IGNORECASE)


def number_word(word: str) -> float:
    """What a number word is: each language has a half first, then one, two, three …"""
    for file in _files().values():
        for place, pattern in enumerate(file["reads"]["numbers"]):
            if re.fullmatch(pattern, word, re.IGNORECASE):
                return place or 0.5
    raise ValueError(f"{word!r} is no number word")


def words_of_their_own(found: list[str]) -> str:
    """A pattern of these terms; where a script has no spaces, they need none around them."""
    apart = "|".join(each for each in found if not SPACELESS.search(each))
    joined = "|".join(each for each in found if SPACELESS.search(each))
    return "|".join(filter(None, (apart and rf"(?<!\w)(?:{apart})(?!\w)", joined and rf"(?:{joined})")))


def questions(language: Language) -> list[str]:
    """What people want to know of a thing, the first first."""
    found: list[str] = _files()[language.code]["asked"]["questions"]
    return found


@lru_cache(maxsize=256)
def language_of(text: str) -> Language:
    """The language of a text; English, and not `known`, where there are no words of it."""
    code, files = _greeted(text) or _detected(" ".join(text[:READ_TO_TELL].split())), _files()
    return (
        Language(code, files[code]["labels"]) if code in files else Language(ENGLISH, files[ENGLISH]["labels"], False)
    )


def _greeted(text: str) -> str:
    """Of a few words that are known by heart no statistics are asked."""
    said = text[:READ_TO_TELL].strip(AROUND)
    kinds = [(code, terms) for code, file in _files().items() for terms in map(file["reads"].get, ANSWERED_AT_ONCE)]
    known = [code for code, terms in kinds if re.fullmatch("|".join(terms), said, re.IGNORECASE)]
    return ENGLISH if ENGLISH in known else next(iter(known), "")


def _detected(text: str) -> str:
    """Short texts of names and figures are near to everything: others must be plainly nearer than what we speak."""
    ranked = dict(_identifier().rank(text))
    best = max(ranked, key=lambda code: ranked[code])
    own = max(_files(), key=lambda code: ranked[code] + (NEAR_ENGLISH if code == ENGLISH else 0))
    return own if ranked[best] - ranked[own] < FAR else best


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loading it takes a second

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([*_files(), *OTHERS])
    return identifier
