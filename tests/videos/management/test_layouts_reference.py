"""The page about layouts is what the catalogues say, and each layout and style has its picture."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from videos.design.catalogue import all_layouts
from videos.management.layouts_reference import LARGEST, names, page, sheet

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / "layouts.md").read_text(encoding="utf-8") == page(), "run: python manage.py layouts_page"


def test_there_is_a_picture_of_each_and_of_nothing_else() -> None:
    there = {path.name: path.stat().st_size for path in (DOCS / "layouts").iterdir()}
    assert there.keys() == {f"{name}.webp" for name in names()}, "run: python manage.py layouts_page"
    assert all(2000 < size <= LARGEST for size in there.values()), there


def test_a_sheet_shows_the_arrangements_wide_and_upright() -> None:
    kind = min(all_layouts().values(), key=lambda each: len(each.arrangements))
    drawn = Image.open(BytesIO(sheet(kind)))
    assert drawn.format == "WEBP" and len(drawn.resize((60, 30)).getcolors(1800) or []) > 100
