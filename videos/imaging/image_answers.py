"""What an image server says, read."""

import base64
import json
from typing import Any

from chat.llm.model_errors import sentence_of
from videos.imaging.image_errors import NoPicture


def usage_of(answer: bytes) -> dict[str, Any] | None:
    """What the server counted, if it tells."""
    told = _parsed(answer).get("usage")
    return told if isinstance(told, dict) else None


def found_in(answer: bytes) -> bytes | str:
    """The first picture of an answer, or the address that stands for it. Raises NoPicture."""
    body, told = _parsed(answer), answer[:2000].decode(errors="replace")
    listed = body.get("data")
    first = listed[0] if isinstance(listed, list) and listed else None
    if not isinstance(first, dict):
        said = sentence_of(body)
        raise NoPicture(f"{NoPicture.sentence} It says: {said}" if said else "", detail=told)
    inline, link = first.get("b64_json"), first.get("url")
    if isinstance(link, str) and link.startswith("data:"):
        inline = link
    if isinstance(inline, str) and inline:
        try:
            return base64.b64decode(inline.rpartition("base64,")[2], validate=True)
        except ValueError as error:
            raise NoPicture(detail=f"{error}: {told}") from error
    if isinstance(link, str) and link:
        return link
    raise NoPicture(detail=told)


def _parsed(answer: bytes) -> dict[str, Any]:
    try:
        body = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
