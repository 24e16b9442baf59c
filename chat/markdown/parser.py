"""The parser: markdown-it with a few rules of ours, most of which keep it linear. Pure.

What is bounded here would let a short text cost much more than its length: quotes in quotes (each level reads all lines
again), quotes that end long before the lines that they read, a table of short rows (each gets its missing cells), one
long address that many links refer to.
"""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote, list_block, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from chat.markdown.code_colours import coloured, escaped
from chat.markdown.formulas import Formulas

MAX_QUOTES = 5  # in each other
MAX_LAZY_LINES = 40  # that go on with a quote without its sign, and six times as many as there are
MAX_ADDRESS_CHARACTERS = 100_000  # of all links of a block, beyond what stands there itself
MAX_MISSING_CELLS = 1000  # of all tables of a block, beyond a quarter of its length
PERCENT_ENCODED = 12  # characters at most, of one


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    depth = state.env.get("quotes", 0)
    if depth >= MAX_QUOTES or _is_deep(state, 1):
        return False
    if silent:
        return blockquote(state, start, end, silent)
    state.env["quotes"] = depth + 1
    try:
        return blockquote(state, start, end, silent)
    finally:
        state.env["quotes"] = depth


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    return not _is_deep(state, 2) and list_block(state, start, end, silent)


def _is_deep(state: StateBlock, levels: int) -> bool:
    """Whether markdown-it would leave out what stands so many levels deeper. It stays a paragraph."""
    return state.level + levels >= state.md.options.maxNesting


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not silent:
        state.env["columns"] = _cells(state, start)
    return table(state, start, end, silent)


def _ends_early(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Asked before each row of a table, and before each line that goes on with a quote without its sign."""
    if state.parentType == "table":
        return _has_too_much_air(state, start)
    return state.parentType == "blockquote" and silent and _is_too_lazy(state)


def _is_too_lazy(state: StateBlock) -> bool:
    """Whether such lines were read again and again: in each of some quotes once is what an ordinary text needs."""
    env = state.env
    if "lazy" not in env:
        lines = sum(not line.lstrip().startswith(">") for line in state.src.split("\n"))
        env["lazy"] = MAX_LAZY_LINES + (MAX_QUOTES + 1) * lines
    env["lazy"] -= 1
    return bool(env["lazy"] < 0)


def _has_too_much_air(state: StateBlock, start: int) -> bool:
    """Whether the cells that are missing in rows are too many."""
    missing = state.env.get("missing", 0) + max(0, state.env["columns"] - _cells(state, start))
    state.env["missing"] = missing
    return bool(missing > MAX_MISSING_CELLS + len(state.src) // 4)


def _cells(state: StateBlock, line: int) -> int:
    row = state.src[state.bMarks[line] : state.eMarks[line]].strip()
    return row.removeprefix("|").removesuffix("|").count("|") + 1


def _bound_addresses(state: StateCore) -> None:
    """A link to a definition repeats its address. Beyond the bound links have none."""
    left = MAX_ADDRESS_CHARACTERS + PERCENT_ENCODED * len(state.src)
    for token in state.tokens:
        for link in token.children or ():
            left -= sum(len(str(value)) for value in link.attrs.values())
            if left < 0:
                link.attrs = {}


def _formula(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    formulas = state.env.get("formulas")
    if formulas is None or formulas.text is not state.src:
        formulas = state.env["formulas"] = Formulas(state.src)
    end = formulas.end_of(state.pos, state.posMax)
    if end is None:
        return False
    if not silent:
        state.push("formula", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _show_code(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """A block of code with a line above it, which names the language and has room for a button."""
    token = tokens[index]
    language = token.info.strip().split(" ")[0] if token.info.strip() else ""
    name = f"<span>{escaped(language or 'text')}</span>"
    code = coloured(token.content, language, env["purse"])
    return f'<div class="code"><div class="code-head">{name}</div><pre><code>{code}</code></pre></div>\n'


def _open_table(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _close_table(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return "</table></div>\n"


def _show_formula(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return f'<span class="formula">{escaped(tokens[index].content)}</span>'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable(["image", "html_block", "html_inline"])
    terminates = ["paragraph", "reference", "blockquote"]
    parser.block.ruler.at("blockquote", _quote, {"alt": [*terminates, "list"]})
    parser.block.ruler.at("list", _list, {"alt": terminates})
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before("table", "ends_early", _ends_early, {"alt": ["blockquote"]})
    parser.core.ruler.after("inline", "bound_addresses", _bound_addresses)
    parser.inline.ruler.before("escape", "formula", _formula)
    for name, rule in [
        ("fence", _show_code),
        ("code_block", _show_code),
        ("table_open", _open_table),
        ("table_close", _close_table),
        ("formula", _show_formula),
    ]:
        parser.add_render_rule(name, rule)
    return parser


PARSER = _parser()
