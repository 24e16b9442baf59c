"""Markdown to safe HTML, for messages: block by block, so that a text that grows costs what is new. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# Above this a code block stays uncoloured: colouring costs far more than all the rest.
MAX_COLOURED_CHARACTERS = 20_000

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

CLEANER = nh3.Cleaner(
    tags=HEADINGS | INLINE | BLOCKS | TABLES,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={
        "a": {"target": "_blank"},
        # A wide block scrolls inside itself, so the keyboard must be able to reach it.
        "pre": {"tabindex": "0"},
    },
)
_COLOURS = HtmlFormatter[str](nowrap=True)
# `[name]: address` is seen by every block, so a text that holds one is one block.
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
# Formulas stay as they are written. A dollar sign before a space or a digit behind the closing one is money.
_FORMULA = re.compile(r"\$\$.+?\$\$|\$(?=\S)[^$\n]*[^\s$]\$(?!\d)|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)


def render_markdown(text: str) -> str:
    """Render CommonMark with tables and strikethrough.

    Images become links. Only http, https and mailto links stay; raw HTML is shown as text, formulas as written.
    """
    return "".join(map(render_block, split_blocks(text)))


def split_blocks(text: str) -> list[str]:
    """Cut a text between its outermost blocks; what the pieces give one by one is what the whole gives."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    if _DEFINITION.search(text):
        return [text]
    tokens: list[Token] = []
    _MARKDOWN.block.parse(text, _MARKDOWN, {}, tokens)
    lines = text.split("\n")
    starts = [token.map[0] for token in tokens if token.level == 0 and token.map and token.nesting >= 0]
    return ["\n".join(lines[start:end]).strip("\n") for start, end in pairwise([*starts, len(lines)])]


@lru_cache(maxsize=4000)
def render_block(text: str) -> str:
    """The HTML of one outermost block. Remembered: a streamed block is met again in its message."""
    return CLEANER.clean(_MARKDOWN.render(text))


def _fence(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """A block of code with a line above it, which names the language and has room for a button."""
    token = tokens[index]
    language = token.info.strip().split(" ")[0] if token.info.strip() else ""
    name = f"<span>{_escaped(language or 'text')}</span>"
    code = _coloured(token.content, language)
    return f'<div class="code"><div class="code-head">{name}</div><pre><code>{code}</code></pre></div>\n'


def _table_open(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _table_close(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return "</table></div>\n"


def _formula(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return f'<span class="formula">{_escaped(tokens[index].content)}</span>'


def _read_formula(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = _FORMULA.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("formula", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _coloured(code: str, language: str) -> str:
    if not language or len(code) > MAX_COLOURED_CHARACTERS:
        return _escaped(code)
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return _escaped(code)
    return highlight(code, lexer, _COLOURS)


def _escaped(code: str) -> str:
    return code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    markdown.inline.ruler.before("escape", "formula", _read_formula)
    for name, rule in [
        ("fence", _fence),
        ("code_block", _fence),
        ("table_open", _table_open),
        ("table_close", _table_close),
        ("formula", _formula),
    ]:
        markdown.add_render_rule(name, rule)
    return markdown


_MARKDOWN = _renderer()
