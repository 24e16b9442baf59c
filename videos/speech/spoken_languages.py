"""Whether a voice of one language can speak a text. In doubt it can. Pure."""

import unicodedata
from functools import cache
from typing import Any

FAR = 40.0  # so much nearer (log of the odds) another language must be: names and dishes are near to many
# Languages that are written in letters of their own: any other language is written in Latin ones.
OWN_LETTERS = {
    "am", "ar", "bg", "bn", "el", "fa", "gu", "he", "hi", "hy", "ja", "ka", "kk", "km", "kn", "ko", "ml", "mr", "my",
    "ne", "pa", "ru", "si", "sr", "ta", "te", "th", "uk", "ur", "zh",
}  # fmt: skip


def speaks(language: str, text: str) -> bool:
    """Whether a voice of `language` ("en") speaks the text."""
    letters = [letter for letter in text if letter.isalpha()]
    foreign = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if language not in OWN_LETTERS and foreign > len(letters) / 2:
        return False
    ranked = dict(_identifier().rank(text))
    return language not in ranked or max(ranked.values()) - ranked[language] < FAR


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loading it takes a second

    return LanguageIdentifier.from_model_file(MODEL_FILE)
