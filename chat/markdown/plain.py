"""Markdown as it is read: the words, without the signs that form them. Pure."""

from collections.abc import Iterable, Iterator

from markdown_it.token import Token

from chat.markdown.parser import PARSER
from config.common.storable import storable_text


def plain_text(text: str) -> str:
    """The words of a Markdown text on one line; code and formulas as they were written.

    It takes the time of forming the text (`forming.MAX_CHARACTERS_HERE` says how much a request may form).
    """
    return " ".join(" ".join(_words(PARSER.parse(storable_text(text)))).split())


def _words(blocks: Iterable[Token]) -> Iterator[str]:
    for block in blocks:
        yield "".join(map(_said, block.children)) if block.children is not None else block.content


def _said(part: Token) -> str:
    return "\n" if part.type in ("softbreak", "hardbreak") else part.content
