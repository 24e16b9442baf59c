"""The rooms are where docs/architecture.md draws them, know whom they may know, and a name stands for one thing."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("config", "projects", "chat", "videos")
MOST_FILES = 16  # of a folder; more than one looks through at once are two rooms
IN_EACH_ROOM = {"admin.py", "api.py", "apps.py", "models.py", "shapes.py"}  # one thing, which each room has
TESTED_ALONE = ("chat/work", "chat/stream", "chat/answer")  # where a promise breaks that all others stand on
MACHINERY = {"migrations", "management", "commands", "templatetags", "__pycache__"}  # laid out by Django


def folders(room: str) -> list[Path]:
    inside = (path for path in (ROOT / room).rglob("*") if path.is_dir())
    return [path for path in (ROOT / room, *inside) if not MACHINERY & set(path.relative_to(ROOT).parts)]


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")


def test_rooms_know_only_whom_they_may_know() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-2000:]


def test_the_drawn_tree_is_the_one_there_is() -> None:
    """Each room stands in the tree with the first sentence of its docstring, and nothing else stands there."""
    page = (ROOT / "docs" / "architecture.md").read_text()
    tree = page.split("## The rooms")[1].split("```")[1]
    drawn = dict(re.findall(r"^([\w/]+/) +(.+)$", tree, re.MULTILINE))
    assert all((ROOT / folder).is_dir() for folder in drawn)
    there = {folder: words for folder, words in drawn.items() if folder.split("/")[0] not in ROOMS}
    for room in ROOMS:
        for folder in folders(room):
            if (folder / "__init__.py").exists():
                said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or ""
                there[f"{folder.relative_to(ROOT)}/"] = said.split("\n")[0]
    assert drawn == there


def test_a_folder_can_be_taken_in_at_one_look() -> None:
    full = {str(f.relative_to(ROOT)): len(modules(f)) for room in ROOMS for f in folders(room)}
    assert not {name: count for name, count in full.items() if count > MOST_FILES}


def test_a_name_stands_for_one_file() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for room in ROOMS:
        for folder in folders(room):
            for module in modules(folder):
                found[module.name].append(str(module.relative_to(ROOT)))
    twice = {name: places for name, places in found.items() if len(places) > 1 and name not in IN_EACH_ROOM}
    assert not twice


def test_each_file_says_what_it_holds() -> None:
    silent = [
        str(module.relative_to(ROOT))
        for room in ROOMS
        for folder in folders(room)
        for module in modules(folder)
        if module.name not in IN_EACH_ROOM and not ast.get_docstring(ast.parse(module.read_text()))
    ]
    assert not silent


def test_each_module_of_work_stream_and_answer_has_a_test_of_its_own() -> None:
    wanted = [f"{room}/test_{module.stem}.py" for room in TESTED_ALONE for module in modules(ROOT / room)]
    assert len(wanted) > len(TESTED_ALONE)
    assert not [name for name in wanted if not (ROOT / "tests" / name).exists()]
