"""The page about elements is what the models say, and every type has its picture."""

from pathlib import Path

import pytest

from videos.document.elements import ELEMENT_TYPES
from videos.management.elements_reference import page, pictures

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / "elements.md").read_text(encoding="utf-8") == page(), "run: python manage.py elements_page"


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return pictures()


@pytest.mark.parametrize("name", [*ELEMENT_TYPES, "group"])
def test_each_type_has_a_picture_that_shows_something(drawn: dict[str, bytes], name: str) -> None:
    assert len(drawn[name]) > 4000 and (DOCS / "elements" / f"{name}.png").stat().st_size > 4000
