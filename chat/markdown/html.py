"""Markdown to safe HTML, block by block, so that a text that grows costs what is new. Pure."""

import re
from itertools import pairwise

import nh3
from markdown_it.token import Token

from chat.markdown.code_colours import Purse, escaped
from chat.markdown.parser import PARSER
from config.common.storable import storable_text

HEADINGS = {f"h{level}" for level in range(1, 7)}
INLINE = {"a", "br", "code", "del", "em", "s", "span", "strong"}
BLOCKS = {"blockquote", "div", "hr", "li", "ol", "p", "pre", "ul"}
TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
# The classes are ours or Pygments': raw HTML in a message stays text.
ATTRIBUTES = {
    "a": {"href", "title"},
    "div": {"class", "tabindex"},
    "ol": {"start"},
    "span": {"class"},
}

OWN_PAGE = re.compile(r"/projects/[0-9]{1,19}/")  # an answer that made projects links to them
CLEANER = nh3.Cleaner(
    tags=HEADINGS | INLINE | BLOCKS | TABLES,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    url_relative=lambda address: address if OWN_PAGE.fullmatch(address) else None,
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={
        "a": {"target": "_blank"},
        # A wide block scrolls inside itself, so the keyboard must be able to reach it.
        "pre": {"tabindex": "0"},
    },
)
# `[name]: address` is seen by every block, so a text that holds one is one block.
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)


def render_markdown(text: str) -> str:
    """Render CommonMark with tables and strikethrough.

    Images become links. Only http, https and mailto links stay, and those to projects here; raw HTML is shown as text,
    formulas as written.
    """
    return "".join(formed_blocks(text, Purse.of(text)))


def formed_blocks(text: str, purse: Purse) -> list[str]:
    """The HTML of each outermost block; `purse` pays for the colours of its code."""
    return [_formed(block, purse) for block in split_blocks(text)]


def split_blocks(text: str) -> list[str]:
    """Cut a text between its outermost blocks; what the pieces give one by one is what the whole gives."""
    text = storable_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    if _DEFINITION.search(text):
        return [text]
    tokens: list[Token] = []
    PARSER.block.parse(text, PARSER, {}, tokens)
    lines = text.split("\n")
    starts = [token.map[0] for token in tokens if token.level == 0 and token.map and token.nesting >= 0]
    return ["\n".join(lines[start:end]).strip("\n") for start, end in pairwise([*starts, len(lines)])]


def render_block(text: str) -> str:
    """The HTML of one outermost block."""
    return _formed(storable_text(text), Purse.of(text))


def _formed(block: str, purse: Purse) -> str:
    return CLEANER.clean(PARSER.render(block, {"purse": purse}))


def plain_block(text: str) -> str:
    """A whole text as it was written, for one that took too long to form."""
    return f'<p class="as-written">{escaped(storable_text(text))}</p>'
