"""Counting tokens as OpenAI's newer models do (o200k)."""

import json
import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it opens its data in an old way
    import bpe_openai

    ENCODING = bpe_openai.get_encoding("o200k_base")


def tokens(*parts: Any) -> int:
    """Of texts, and of other JSON as it goes over the wire."""
    texts = (part if isinstance(part, str) else json.dumps(part, separators=(",", ":")) for part in parts)
    return sum(len(ENCODING.encode_ordinary(text)) for text in texts)
