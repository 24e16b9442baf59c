"""What a server adds to a message or a call beyond the documented members, and wants to see again. Pure.

Signatures of thoughts above all: Gemini's `extra_content`, OpenRouter's `reasoning_details`, LiteLLM's
`thinking_blocks`. They come whole or in pieces, and go back as if they had come whole.
Source: https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
"""

import json
from typing import Any

from config.common.storable import TooDeep, storable_json

GOES_BACK = frozenset({"reasoning_details", "thinking_blocks", "extra_content", "reasoning_opaque"})  # of a message
MAX_CHARACTERS = 256_000  # of JSON
_GROWING = ("text", "summary", "thinking")  # members of a block that come in pieces


class Extras:
    """The additional members of one message or call, put together from its chunks."""

    __slots__ = ("_characters", "_members")

    def __init__(self) -> None:
        self._members: dict[str, Any] = {}
        self._characters = 0

    def add(self, members: dict[str, Any]) -> None:
        """Take the members of one more chunk."""
        try:
            members = storable_json(members)
            self._characters += len(json.dumps(members))
        except (TooDeep, RecursionError):
            self._characters = MAX_CHARACTERS + 1
        if self._characters <= MAX_CHARACTERS:
            self._members = _merged(self._members, members)

    def whole(self) -> dict[str, Any] | None:
        """All of them, storable; None when there are none, or too many: half a signature helps nobody."""
        return self._members if self._members and self._characters <= MAX_CHARACTERS else None


def _merged(old: Any, new: Any) -> Any:
    """Give `old` with what `new` adds: members go into members, lists behind lists, anything else is the newer."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in new.items():
            if value is not None:
                old[key] = _merged(old.get(key), value)
        return old
    if isinstance(new, list):
        blocks = old if isinstance(old, list) else []
        for block in new:
            if blocks and _goes_on(blocks[-1], block):
                _grow(blocks[-1], block)
            else:
                blocks.append(block)
        return blocks
    return new


def _goes_on(block: Any, piece: Any) -> bool:
    """Whether `piece` is more of the text block before it. A signature closes a block."""
    if not isinstance(block, dict) or not isinstance(piece, dict):
        return False
    same = all(block.get(key) == piece.get(key) for key in ("type", "index"))
    grows = any(isinstance(piece.get(key), str) for key in (*_GROWING, "signature"))
    return same and grows and not block.get("signature")


def _grow(block: dict[str, Any], piece: dict[str, Any]) -> None:
    for key, value in piece.items():
        if key in _GROWING and isinstance(value, str) and isinstance(block.get(key), str):
            block[key] += value
        elif value is not None:
            block[key] = value
