"""Templates are whole videos that stand well in every shape, each another."""

from itertools import combinations
from pathlib import Path

import pytest

from tests.servers import ROOT
from videos.design.catalogue import all_layouts
from videos.design.restyling import branded
from videos.design.seen import findings
from videos.design.styles import STYLES
from videos.document.document import SIZES, Asset
from videos.gallery import video_templates
from videos.gallery.video_templates import (
    GROUPS,
    SIGNED,
    Template,
    UnknownTemplate,
    all_templates,
    style_chosen,
    template_named,
)
from videos.icons.icon_search import icon_named

TEMPLATES = list(all_templates().values())
LOGO = {"logo": Asset(mime="image/png", sha256="0" * 64)}


def test_there_are_enough_and_each_has_a_group_and_its_own_words() -> None:
    assert len(TEMPLATES) >= 20
    assert {each.group for each in TEMPLATES} == set(GROUPS)
    files = list((ROOT / "videos" / "gallery" / "templates").rglob("*.toml"))
    assert {path.stem for path in files} == set(all_templates()) and len(files) == len(TEMPLATES)
    for words in ([each.title for each in TEMPLATES], [each.about for each in TEMPLATES]):
        assert len(set(words)) == len(TEMPLATES)


@pytest.mark.parametrize("format", SIZES)
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.id)
def test_nothing_is_wrong_with_a_template_in_any_shape(template: Template, format: str) -> None:
    document = template.document(format=format)  # type: ignore[arg-type]  # of SIZES
    assert list(map(str, findings(document))) == []
    assert (document.width, document.height) == SIZES[format]
    assert all(scene.layout for scene in document.scenes.values()), "words can be replaced by their slots"
    assert document.duration == template.seconds <= 30


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.id)
def test_a_template_names_what_is_there(template: Template) -> None:
    assert template.style in STYLES
    for scene in template.scenes:
        assert scene.layout in all_layouts()
        assert not scene.slots.icon or icon_named(scene.slots.icon)


def test_no_two_are_alike() -> None:
    look = {each.id: (each.style, [scene.layout for scene in each.scenes]) for each in TEMPLATES}
    for one, other in combinations(look, 2):
        assert look[one][0] != look[other][0] or look[one][1] != look[other][1], f"{one} and {other}"
        assert look[one][1] != look[other][1], f"{one} and {other} have the same layouts"


@pytest.mark.parametrize("format", SIZES)
@pytest.mark.parametrize(
    "template",
    [each for each in TEMPLATES if any(scene.layout in SIGNED for scene in each.scenes)],
    ids=lambda each: each.id,
)
def test_a_logo_stands_at_names_and_ends_and_breaks_nothing(template: Template, format: str) -> None:
    document = template.document(format=format, logo=LOGO)  # type: ignore[arg-type]
    signed = [scene for scene in document.scenes.values() if scene.layout and scene.layout.name in SIGNED]
    assert signed and all(scene.layout and scene.layout.slots.picture == "logo" for scene in signed)
    assert list(map(str, findings(document))) == []


def test_a_brand_gives_its_colours_and_fonts_and_a_chosen_style_keeps_its_colours() -> None:
    brand = {"colours": ["#0b6f67", "#f5b942"], "heading_font": "slab", "body_font": ""}
    own = STYLES["sale"]
    in_brand = branded(own, brand, is_chosen=False)  # type: ignore[arg-type]
    chosen = branded(own, brand, is_chosen=True)  # type: ignore[arg-type]
    assert in_brand.background != own.background and chosen.background == own.background
    assert in_brand.heading_font == chosen.heading_font == "slab" and chosen.body_font == own.body_font


def test_what_is_misspelled_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownTemplate, match="recipe"):
        template_named("receipe")
    with pytest.raises(video_templates.UnknownStyle, match="ocean"):
        style_chosen("oceann")


HEAD = 'title = "x"\nabout = "x"\nstyle = "sale"\n'
SCENE = '[[scenes]]\nid = "a"\nseconds = 3\nlayout = "title"\n'


@pytest.mark.parametrize("written", [HEAD, f'{HEAD}{SCENE}headline = "x"\n', f'{HEAD}colour = "red"\nscenes = []\n'])
def test_a_file_that_is_no_template_is_named(tmp_path: Path, written: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(written)
    with pytest.raises(ValueError, match="odd.toml"):
        video_templates._read(path)
