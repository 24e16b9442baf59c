"""The demo model is a stand-in: it reads and calls tools, and stays small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import videos.demo

MOST_LINES = 1_500
FILES = sorted(Path(videos.demo.__file__).parent.rglob("*.py"))
DRAWING = ("videos.compiler", "videos.rendering", "videos.design.laying_out", "videos.design.layouts")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def test_it_has_few_lines() -> None:
    assert sum(len(path.read_text("utf-8").splitlines()) for path in FILES) <= MOST_LINES


def test_it_draws_nothing_itself() -> None:
    drawn = [(path.name, name) for path in FILES for name in imported(path) if name.startswith(DRAWING)]
    assert not drawn
