"""How many tokens a text will be, without a tokenizer. Pure.

Every model counts in its own way, and servers do not tell theirs before they refuse. Measured against o200k on prose in
nine scripts, code and JSON the estimate is 0.95 to 1.15 of the truth in Latin, Chinese and Japanese, and up to 1.9 in
Cyrillic, Arabic and Indic scripts, whose words large vocabularies know.
"""

import json
import math
from typing import Any

_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ \n"
_DIGITS = b"0123456789"
_BEYOND_ASCII = bytes(range(128, 256))


def estimated_tokens(value: Any) -> int:
    """Tokens of a text, or of other JSON as it is sent."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    encoded = text.encode("utf-8", "replace")
    rest = encoded.translate(None, _LETTERS)
    marks = rest.translate(None, _DIGITS)
    punctuation = len(marks.translate(None, _BEYOND_ASCII))
    letters, digits = len(encoded) - len(rest), len(rest) - len(marks)
    return math.ceil(letters / 4.4 + digits / 1.3 + punctuation / 1.8 + (len(marks) - punctuation) * 0.27)
