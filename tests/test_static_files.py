"""The styles and scripts of the pages: each is used, found where it is asked for, and easy to find for a person."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from tests.servers import ROOT

STATIC = ROOT / "static"
MOST_FILES_IN_A_FOLDER = 16
SHEETS_AND_SCRIPTS = sorted(path for suffix in ("css", "js") for path in STATIC.rglob(f"*.{suffix}"))
SHEETS, SCRIPTS = ([path for path in SHEETS_AND_SCRIPTS if path.suffix == suffix] for suffix in (".css", ".js"))
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
IMPORTED_NAMES = re.compile(r"""import \{([^}]*)\} from ["']([^"']+)["']""")
EXPORTED_NAME = re.compile(r"export (?:async )?(?:function|class|const) (\w+)")
LOADED_STYLE = re.compile(r"""loadStyle\(["']([^"']+)["']\)""")
NAMED_IN_TEMPLATE = re.compile(r"""{% static ['"]([^'"]+\.(?:css|js))['"]""")
NAMED_IN_PYTHON = re.compile(r"""["']((?:css|js)/[^"']+\.(?:css|js))["']""")
URL_IN_STYLE = re.compile(r"url\(|@import")


def name(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()


def named_by_pages() -> Iterator[str]:
    for template in (ROOT / "templates").rglob("*.html"):
        yield from NAMED_IN_TEMPLATE.findall(template.read_text())
    for folder in ("config", "projects", "chat", "videos"):
        for module in (ROOT / folder).rglob("*.py"):
            yield from NAMED_IN_PYTHON.findall(module.read_text())


def asked_for_by(script: Path) -> Iterator[str]:
    """What a script imports, at once or when it is wanted, and the styles that it loads."""
    text = script.read_text()
    for target in IMPORT.findall(text):
        assert target.startswith(("./", "../")), f"{name(script)}: {target} is not a file of ours"
        yield name((script.parent / target).resolve())
    for style in LOADED_STYLE.findall(text):
        yield f"css/{style}.css"


def reached() -> set[str]:
    """All sheets and scripts that some page comes to, from what its template names."""
    known: set[str] = set()
    waiting = list(named_by_pages())
    while waiting:
        each = waiting.pop()
        if each in known:
            continue
        known.add(each)
        if each.endswith(".js") and (STATIC / each).exists():
            waiting += asked_for_by(STATIC / each)
    return known


def test_every_sheet_and_script_that_is_asked_for_is_there() -> None:
    asked = {*named_by_pages(), *(each for script in SCRIPTS for each in asked_for_by(script))}
    assert {each for each in asked if not (STATIC / each).is_file()} == set()


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_what_a_script_imports_is_exported_there(script: Path) -> None:
    for names, target in IMPORTED_NAMES.findall(script.read_text()):
        wanted = {each.partition(" as ")[0].strip() for each in names.split(",")} - {""}
        assert wanted <= set(EXPORTED_NAME.findall((script.parent / target).read_text())), target


def test_every_sheet_and_script_is_used_by_some_page() -> None:
    assert {name(path) for path in SHEETS_AND_SCRIPTS} - reached() == set()


def test_no_two_files_have_the_same_name() -> None:
    names = Counter(path.name for path in STATIC.rglob("*") if path.is_file())
    assert [each for each, count in names.items() if count > 1] == []


def test_names_are_small_letters_with_hyphens() -> None:
    assert [name(path) for path in SHEETS_AND_SCRIPTS if not re.fullmatch(r"[a-z]+(-[a-z]+)*", path.stem)] == []


def test_a_folder_is_seen_at_a_glance() -> None:
    folders = Counter(PurePosixPath(name(path)).parent for path in STATIC.rglob("*") if path.is_file())
    assert {folder: count for folder, count in folders.items() if count > MOST_FILES_IN_A_FOLDER} == {}


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_a_sheet_asks_for_nothing_more(sheet: Path) -> None:
    """What a sheet imports is only found when the sheet is there: pages name all their sheets themselves."""
    assert not URL_IN_STYLE.search(sheet.read_text())
