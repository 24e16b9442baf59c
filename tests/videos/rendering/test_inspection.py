"""The checker finds what a person would complain about; and the briefs of the benchmarks give it nothing."""

from typing import Any

import pytest

from benchmarks.prompts import Brief, briefs
from tests.videos.demo.studio import Studio
from tests.videos.samples import parsed, scene, video
from videos.document.document import parse_document
from videos.rendering.inspection import check

BLUE = {"kind": "linear", "angle": 90, "colors": ["#101040", "#4060c0"]}


def found(elements: dict[str, Any], **fields: Any) -> set[str]:
    document = parse_document(video({"a": scene(elements, **{"background": BLUE, **fields})}))
    return {finding.kind for finding in check(document)}


def words(text: str = "Hello", **fields: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, "size": 30, "x": 40, "y": 40, "w": 240, "h": 40, **fields}


def test_a_good_frame_is_good() -> None:
    assert found({"one": words(), "two": words(y=100), "card": {"type": "rect", "x": -40, "w": 200}}) == set()


def test_words_over_words_are_found_also_inside_components() -> None:
    assert found({"one": words(), "two": words("World", y=45)}) == {"overlapping"}
    inside = {"order": ["one"], "elements": {"one": words()}}
    instance = {"type": "component", "component": "card"}
    document = parse_document(video({"a": scene({"c": instance, "two": words("World")})}, components={"card": inside}))
    assert {finding.kind for finding in check(document)} == {"overlapping"}


def test_words_side_by_side_in_crossing_boxes_are_no_overlap() -> None:
    assert found({"one": words("Hi", align="left"), "two": words("Ho", align="right")}) == set()


def test_what_leaves_the_frame_is_found() -> None:
    away = [{"property": "x", "keys": [{"t": 0, "value": 200}]}]
    assert found({"one": words("A long heading", tracks=away)}) == {"clipped"}
    assert found({"chart": {"type": "chart", "values": [1, 2], "x": 250, "y": 20, "w": 200, "h": 100}}) == {"clipped"}


def test_blank_frames_are_found() -> None:
    black = {"kind": "solid", "color": "#000000"}
    assert found({}, background=black) == {"blank"}
    assert found({"one": {"type": "rect", "fill": "#000000"}}, background=black) == {"blank"}
    assert "blank" in found({"one": words(fill="#00000000")})


def test_characters_without_a_glyph_are_told() -> None:
    assert "warning" in {finding.kind for finding in check(parsed({"one": words("A𓀀")}))}


@pytest.mark.django_db
@pytest.mark.parametrize("brief", briefs(), ids=lambda brief: brief.name)
def test_nothing_is_wrong_with_the_videos_of_the_briefs(brief: Brief) -> None:
    studio = Studio()
    studio.ask(brief.words)
    assert [str(finding) for finding in check(parse_document(studio.document))] == []
