"""Texts that once took a renderer, ours or another, much longer than their length lets expect. Each grows at will."""

from collections.abc import Callable

Attack = Callable[[int], str]


def again(piece: str, before: str = "", behind: str = "") -> Attack:
    return lambda size: before + piece * max(1, (size - len(before) - len(behind)) // len(piece)) + behind


def halves(first: str, second: str) -> Attack:
    return lambda size: first * (size // 2 // len(first)) + second * (size // 2 // len(second))


def _wide_table(size: int) -> str:
    columns = size // 6
    return f"{'|a' * columns}|\n{'|-' * columns}|\n" + "|\n" * (size // 6)


def _one_address(size: int) -> str:
    return f"[a]: http://x/{'b' * (size // 2)}\n\n" + "[a] " * (size // 8)


def _stairs(size: int) -> str:
    lines = int((2 * size) ** 0.5)
    return "".join(" " * depth + "- a\n" for depth in range(lines))


def _growing_runs(size: int) -> str:
    runs = range(int(size**0.5))
    return "".join("`" * length + " a " for length in (*runs, *reversed(runs)))


def _names(size: int) -> str:
    return "".join(f"[a{number}]: b\n" for number in range(size // 11))


ATTACKS: dict[str, Attack] = {
    "words": again("Every **tenth** word of it is `code`, *stress* or a plain one.\n\n"),
    # Formulas
    "formula (": again("\\("),
    "formula [": again("\\["),
    "formula both": again("\\(\\["),
    "formula in link": again("[\\("),
    "formula in links": again("[\\\\["),
    "dollars": again("$"),
    "dollar words": again("$a "),
    "dollar lines": again("$$a\n"),
    "formula closed before": again("\\(", "\\) "),
    # Links and what refers to them
    "[": again("["),
    "![": again("!["),
    "[a": again("[a"),
    "[\\n": again("[\n"),
    "[]": halves("[", "]"),
    "[a](": again("[a]("),
    "[a](<b": again("[a](<b"),
    "[a](b": halves("[a", "](b)"),
    '[a](b "': again('[a](b "'),
    "](": again("]("),
    "((": again("[a](" + "(" * 30),
    "defined [": again("[", "[a]: b\n\n"),
    "defined [a[b]": again("[x[y]", "[a]: b\n\n"),
    "defined []": lambda size: "[a]: b\n\n" + halves("[", "]")(size),
    "definitions": _names,
    "titles": again('[a]: b "x\n'),
    "one address": _one_address,
    "<http": again("<http://a>"),
    "<": again("<"),
    "<a@": again("a.", "<a@", ">"),
    "unicode address": again("é.", "<http://", ">"),
    # Emphasis and code
    "*_": again("*_"),
    "*a ": halves("*a ", " a*"),
    "**a ": halves("**a ", " a**"),
    "_a *": halves("_a *a ", " a* a_"),
    "~~": halves("~~a ", " a~~"),
    "~": again("~"),
    "`": again("`a``"),
    "` runs": _growing_runs,
    "&": again("&#"),
    "entities": again("&amp;"),
    "escapes": again("\\*"),
    "backslash lines": again("\\\n"),
    # Blocks
    "=": again("="),
    "= lines": again("=\n", "a\n"),
    "- lines": again("-\n"),
    "#": again("#"),
    "quotes": again(">"),
    "lazy quotes": again("a\n", ">" * 20 + "a\n"),
    "lazy lists": again("a\n", "- > " * 9 + "a\n"),
    "quotes that end early": again("[\n>>\na\n"),
    "quotes with a tail": halves(">>\na\n", "> x\n"),
    "quotes before a tail": lambda size: ">>\na\n" * 30 + "> x\n" * (size // 4),
    "quoted lists that end": again(">- \n]\n"),
    "quoted quotes": again(">" * 20 + "a\n"),
    "- - -": again("- "),
    "list": again("- a\n\n"),
    "stairs": _stairs,
    "> - ": again("> - a\n"),
    "fences": again("- ```\n"),
    "unclosed fence": again("a\n", "```\n"),
    "spaces": again(" "),
    "tabs": again("\t-\t"),
    # Tables
    "rows": again("|\n", "|a|\n|-|\n"),
    "|": again("|"),
    "|-": again("|-|\n"),
    "wide table": _wide_table,
    "tables of air": again("|a" * 20 + "|\n" + "|-" * 20 + "|\n" + "|\n" * 100 + "\n"),
}
