"""The demo model's vocabulary: what people call effects, picture formats, occasions, charts and numbers. Data only."""

import re
from collections.abc import Mapping
from typing import Literal, TypeVar

from videos.design.plan import ChartKind, Effect

Format = Literal["16:9", "9:16", "1:1"]
Occasion = Literal[
    "birthday",
    "wedding",
    "launch",
    "countdown",
    "quote",
    "new_year",
    "christmas",
    "welcome",
    "thanks",
    "sale",
    "weather",
    "recipe",
    "logo",
    "poem",
    "",
]
Key = TypeVar("Key")

EFFECTS: dict[Effect, str] = {
    "firework": r"fire ?works?|feuerwerk\w*|fuegos artificiales|feux? d.artifice|fuochi d.artificio",
    "confetti": r"confetti|konfetti|confeti",
    "snow": r"snow\w*|schnee\w*|neige|nieve|neve",
    "sparks": r"spark(?:s|les?|ly)?|glitter\w*|embers?|funken|étincelles|chispas",
    "bubbles": r"bubbl\w+|blasen|bulles|burbujas",
}
EFFECT_NAMES: dict[Effect, str] = {
    "firework": "fireworks", "confetti": "confetti", "snow": "snow", "sparks": "sparks", "bubbles": "bubbles",
}  # fmt: skip
FORMATS: dict[Format, str] = {
    "9:16": r"9 ?[:x/] ?16|vertical|portrait|stor(?:y|ies) format|(?:instagram|insta) stor(?:y|ies)"
    r"|(?:for|as) (?:a |my )?stor(?:y|ies)|reels?|tik ?tok|shorts|phone format|hochformat",
    "1:1": r"1 ?[:x/] ?1|square|quadratisch|carr[ée]",
    "16:9": r"16 ?[:x/] ?9|landscape format|horizontal|wide ?screen|landscape video|querformat",
}
OCCASIONS: dict[Occasion, str] = {
    "countdown": r"count ?-?down",
    "poem": r"poems?|haiku|verses?|gedicht\w*|poème|poema",
    "logo": r"logo(?: (?:sting|reveal|intro|animation))?|sting",
    "weather": r"weather(?: (?:forecast|report))?|forecast|wetter\w*|météo|meteo",
    "recipe": r"recipes?|rezepte?|recettes?|recetas?",
    "birthday": r"birthday|b-?day|geburtstag|anniversaire|cumplea\w+|compleanno",
    "wedding": r"wedding|getting married|hochzeit|mariage|boda",
    "new_year": r"new year\S*|silvester|neujahr|nouvel an|año nuevo",
    "christmas": r"christmas|xmas|weihnacht\w*|noël|navidad|natale",
    "launch": r"product launch|launch\w*|release of|announc\w+",
    "quote": r"quotes?(?: of the day)?|quotation|saying|zitat|citation",
    "welcome": r"welcome|willkommen|bienvenue|bienvenid\w+",
    "thanks": r"thank ?(?:you|s)|danke|merci|gracias",
    "sale": r"sale|% off|discount|black friday|angebot|soldes",
}
CHARTS: dict[ChartKind, str] = {
    "bar": r"(?:bar|column)s? (?:chart|graph|diagram)|bars?|balkendiagramm",
    "line": r"line (?:chart|graph|diagram)|trend|curve|liniendiagramm",
    "donut": r"donut|doughnut|pie|ring chart|tortendiagramm|kreisdiagramm",
}
NUMBER_WORDS = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        range(1, 13),
        strict=True,
    )
) | {"fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60}
NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(NUMBER_WORDS)})"


def found(pattern: str, text: str) -> bool:
    """Whether the text holds the pattern as words of their own."""
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None


def first(table: Mapping[Key, str], text: str) -> Key | None:
    """The first entry of a table of patterns that the text speaks of."""
    return next((key for key, pattern in table.items() if found(pattern, text)), None)


def read_number(word: str) -> float:
    """A number in digits or as one of the small number words."""
    return float(NUMBER_WORDS.get(word.lower(), 0) or word)
