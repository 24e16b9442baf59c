"""What is said in several languages, as the English words that the rules know; and their patterns. Pure."""

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from videos.demo.languages import tables
from videos.facts.languages import ENGLISH, READ_TO_TELL, language_of

JAPANESE = "ja"
LETTERS_OF_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
ALONE = r"(?<![\w.@/#-])", r"(?![\w@]|[./-]\w)"  # no part of a word, of an address or of a colour's code
Entry = tuple[str, str, str]  # language, pattern, English


@cache
def rules() -> dict[str, Any]:
    """What `changes.toml` holds; each of its choices by its own name."""
    read: dict[str, Any] = tomllib.loads((Path(__file__).parent / "changes.toml").read_text("utf-8"))
    choices: dict[str, Any] = read.pop("choices")
    return {**read, **choices}


@cache
def wording(name: str) -> re.Pattern[str]:
    """One of the wordings, with all that it is made of: parts, and what means a word in every language with spaces."""

    def part(found: re.Match[str]) -> str:
        if not found["words"]:
            return filled(rules()["parts"][found[1]])
        meant = [word for name in found["words"].split() for word in rules()["verbs"].get(name, [name])]
        known = [pattern for language, pattern, english in _entries() if english in meant and language != JAPANESE]
        return "|".join([*known, *meant])

    def filled(pattern: str) -> str:
        return re.sub(r"\{([a-z]\w*)(?::(?P<words>[\w ]+))?\}", part, pattern)

    return re.compile(filled(rules()["wordings"][name]), re.IGNORECASE)


@cache
def _entries() -> list[Entry]:
    """All entries, those of more words and letters first: of two that fit the longer one counts."""
    parted = [
        (language, pattern, english)
        for language, words in tables("glossary").items()
        for english, patterns in words.items()
        for pattern in re.findall(r"(?:\((?:[^()]|\([^()]*\))*\)|[^|()])+", patterns)
    ]
    return sorted(parted, key=lambda each: (-each[1].count(" "), -len(each[1])))


@cache
def _pattern(*languages: str) -> tuple[re.Pattern[str], list[Entry]]:
    entries = [each for each in _entries() if each[0] in languages]
    together = "|".join(f"({pattern})" for _, pattern, _ in entries)
    before, after = ("", "") if JAPANESE in languages else ALONE
    return re.compile(f"{before}(?:{together}){after}", re.IGNORECASE), entries


def canonical(text: str) -> str:
    """The text with English words for all that the glossary knows."""
    others = tuple(code for code in tables("glossary") if code != JAPANESE)
    for languages in ((JAPANESE,), others) if LETTERS_OF_JAPANESE.search(text) else (others,):
        pattern, entries = _pattern(*languages)
        text = pattern.sub(lambda match, known=entries: f" {known[(match.lastindex or 1) - 1][2]} ", text)  # type: ignore[misc]
    return " ".join(text.split())


def tongue(words: str) -> str:
    """The code of the language of what somebody said: short wishes are told by the words that they are made of."""
    text = words[:READ_TO_TELL]
    found = Counter({JAPANESE: len(text)} if LETTERS_OF_JAPANESE.search(text) else {ENGLISH: 0})
    for language in tables("glossary") if JAPANESE not in found else ():
        found[language] += sum(len(match[0]) for match in _pattern(language)[0].finditer(text))
    english = {word for _, _, meaning in _entries() for word in meaning.split()}
    found[ENGLISH] += sum(len(word) for word in re.findall(r"\w+", text.lower()) if word in english)
    (code, letters), *others = [*found.most_common(2), (ENGLISH, 0)]
    return code if letters > others[0][1] else language_of(words).code
