"""The picture that stands for a scene shows its words, however late they come or early they leave."""

import asyncio
from typing import Any

import pytest
from PIL import Image

from videos.document.document import Document, parse_document
from videos.rendering.pieces import still_of, telling_second
from videos.rendering.render_parent import still
from videos.rendering.telling_moment import POSTER_SHARE, telling_moment

SECONDS = 10.0
USUAL = POSTER_SHARE * SECONDS


def text(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "id": name, "text": "Words", "x": 0, "y": 0, "w": 320, "h": 180, **more}


def fade(at: float, duration: float = 1.0) -> dict[str, Any]:
    return {"preset": "fade", "at": at, "duration": duration}


def video(*elements: dict[str, Any], **more: Any) -> Document:
    scene = {
        "duration": SECONDS,
        "order": [each["id"] for each in elements],
        "elements": {each["id"]: each for each in elements},
        "background": {"kind": "solid", "color": "#000000"},
        **more,
    }
    frame = {"width": 320, "height": 180, "fps": 30, "title": "A video"}
    return parse_document({**frame, "scene_order": ["one"], "scenes": {"one": scene}})


LATE = {"enter": fade(8)}
EARLY = {"end": 3.0, "exit": fade(2)}
HIDDEN = [{"property": "opacity", "keys": [{"t": 0, "value": 0}, {"t": 7, "value": 0}, {"t": 8, "value": 1}]}]


@pytest.mark.parametrize(
    ("elements", "begin", "end"),
    [
        ([text("a")], USUAL, USUAL),
        ([text("a", enter=fade(0)), text("b", enter=fade(2))], USUAL, USUAL),
        ([], USUAL, USUAL),
        ([text("a", **LATE)], 9.0, 9.2),
        ([text("a"), text("b", **LATE)], 9.0, 9.2),
        ([text("a", **EARLY)], 1.8, 2.0),
        ([text("a", **EARLY), text("b", **EARLY), text("c", **LATE)], 1.8, 2.0),
        ([text("a", enter={"preset": "typewriter", "duration": 8})], 8.0, 8.2),
        ([text("a", tracks=HIDDEN)], 7.5, 8.2),
        ([text("a"), {**text("b", **LATE), "type": "rect"} | {"text": None}], 9.0, 9.2),
        ([{"type": "chart", "id": "a", "values": [1, 2], "x": 0, "y": 0, "w": 9, "h": 9, "start": 7}], 8.2, 8.4),
    ],
)
def test_the_moment_has_most_words_in_it(elements: list[dict[str, Any]], begin: float, end: float) -> None:
    given = [{name: value for name, value in each.items() if value is not None} for each in elements]
    assert begin - 1e-3 <= telling_moment(video(*given), "one") <= end


def test_words_count_more_than_what_moves_around_them() -> None:
    shapes = [{"type": "rect", "id": f"r{n}", "x": 0, "y": 0, "w": 9, "h": 9, "end": 5.0} for n in range(5)]
    assert telling_moment(video(*shapes, text("a", **LATE)), "one") >= 9


def test_the_scene_before_is_not_in_the_picture() -> None:
    early = {"end": 2.2, "exit": fade(1.2)}
    document = video(text("a", **early), transition={"kind": "fade", "duration": 2})
    assert telling_moment(document, "one") >= 2


def test_words_in_a_component_count_too() -> None:
    """Their times are those of the component."""
    tag = {"order": ["words"], "elements": {"words": text("words", enter=fade(5))}}
    shown = {"type": "component", "id": "a", "component": "tag", "x": 0, "y": 0, "w": 320, "h": 180, "start": 2}
    scene = {"duration": SECONDS, "order": ["a"], "elements": {"a": shown}}
    whole = parse_document({**video().to_json(), "scenes": {"one": scene}, "components": {"tag": tag}})
    assert 8 <= telling_moment(whole, "one") <= 8.2


def test_the_still_shows_the_words(tmp_path: Any) -> None:
    """At the usual share nothing would be seen."""
    document = video(text("late", fill="#ffffff", **LATE))

    def light(second: float, name: str) -> int:
        path = tmp_path / name
        asyncio.run(still(still_of(document, second, 320, 180), {}, str(path)))
        with Image.open(path) as picture:
            _, brightest = picture.convert("L").getextrema()
        return int(brightest)  # type: ignore[arg-type]

    assert light(USUAL, "usual.png") < 50
    assert light(telling_second(document), "telling.png") > 200
