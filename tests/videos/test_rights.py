"""Each piece that a video may hold is told with its licence, in the docs as in the table that the panel shows."""

import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from django.conf import settings

from videos.rights import RIGHTS, Right

ROOT = Path(settings.BASE_DIR)
SEEN_OR_HEARD = ("fontpkg-", "manimgx-fonts", "noto-", "python-lucide", "simple-icons", "immich-memories-music")


def test_the_docs_tell_the_same_table() -> None:
    rows = [line for line in (ROOT / "docs/licences.md").read_text().splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(RIGHTS)
    for row, right in zip(rows, RIGHTS, strict=True):
        what, packages, licence, asks = (cell.strip() for cell in row.strip("|").split("|"))
        assert (what, licence, asks) == (right.what, right.licence, right.asks)
        assert all(name in packages for name in right.packages)


def test_no_installed_piece_is_forgotten() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {each.split(">")[0].split("=")[0] for each in project["dependencies"]}
    pieces = {name for name in needed if name.startswith(SEEN_OR_HEARD)}
    assert pieces <= {name for right in RIGHTS for name in right.packages} and len(pieces) >= 15


@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: right.what)
def test_the_licence_is_that_of_the_package(right: Right) -> None:
    for name in right.packages:
        try:
            told = metadata(name)
        except PackageNotFoundError:
            continue  # an extra that is not installed here
        licence = " ".join(each for name in ("License-Expression", "License") for each in told.get_all(name) or [])
        assert any(part in licence for part in right.licence.replace(",", "").split())
