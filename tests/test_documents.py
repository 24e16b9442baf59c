"""What is promised in documents is there, and what is there is documented."""

import re
from typing import get_args

import pytest

from chat.stream.events import StreamEvent
from tests.servers import ROOT

ROOMS = ("config", "projects", "chat", "videos", "static", "templates")
NAMED = re.compile(r"(?<![\w/.])((?:config|projects|chat|videos|static)/[\w/-]+\.(?:py|js))\b")
PATHS = re.compile(r"`((?:config|projects|chat|videos|static|tests|benchmarks)/[\w./-]*)`")


def event_types() -> list[str]:
    union, _ = get_args(StreamEvent)
    return [event.model_fields["type"].default for event in get_args(union)]


@pytest.mark.parametrize("type", event_types())
def test_the_page_knows_every_type_of_event(type: str) -> None:
    assert (
        f'"{type}"' in (ROOT / "static/js/stream/fold.js").read_text()
        or f"{type}:" in (ROOT / "static/js/stream/fold.js").read_text()
    )


def test_every_setting_is_documented() -> None:
    settings = (ROOT / "config/settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    documented = (ROOT / "docs/operating.md").read_text()
    assert read - {"FAILPOINTS"} == {name for name in read if f"`{name}`" in documented}


def test_the_readme_links_to_what_is_there() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_files_that_documents_name_are_there() -> None:
    named = {(page.name, path) for page in (ROOT / "docs").glob("*.md") for path in PATHS.findall(page.read_text())}
    assert len(named) > 20
    assert not {(page, path) for page, path in named if not (ROOT / path).exists()}


def test_the_files_that_comments_and_docstrings_name_are_there() -> None:
    sources = [
        path for room in ROOMS for kind in ("py", "js", "css", "html") for path in (ROOT / room).rglob(f"*.{kind}")
    ]
    named = {(str(each.relative_to(ROOT)), path) for each in sources for path in NAMED.findall(each.read_text())}
    assert len(named) > 10
    assert not {(source, path) for source, path in named if not (ROOT / path).exists()}
