"""What a person reads about a change: one short line in their words, no ids and no paths."""

import re
from typing import Any

import pytest

from videos.design.laying_out import settled_document
from videos.document.document import Document, new_document, parse_document
from videos.document.naming import element_words, in_words, place_words, readable, scene_words
from videos.document.patches import difference
from videos.document.summaries import summarize

Json = dict[str, Any]


def text(name: str, words: str, **more: Any) -> Json:
    return {"type": "text", "id": name, "text": words, "x": 10, "y": 10, "w": 400, "h": 100, "size": 40, **more}


def video() -> Document:
    """A scene by hand, one laid out, and one that says nothing."""
    shapes = {"rect-1": {"type": "rect", "id": "rect-1", "x": 0, "y": 0, "w": 9, "h": 9, "fill": "#ff0000"}}
    elements = {"title-2": text("title-2", "Welcome", size=90), "line-7": text("line-7", "to our town"), **shapes}
    by_hand = {"duration": 4, "order": list(elements), "elements": elements}
    slots = {"heading": "Three reasons", "items": ["Sun", "Sea"]}
    laid = {"duration": 5, "layout": {"name": "list", "slots": slots}}
    document = new_document("A town", "16:9").to_json()
    scenes = {"opening-1": by_hand, "reasons-4": laid, "empty-9": {"duration": 3}}
    return settled_document(parse_document(document), {**document, "scene_order": list(scenes), "scenes": scenes})


def told(change: Any) -> str:
    """The summary of what `change` does to the JSON of the video."""
    before = video()
    changed = before.to_json()
    change(changed)
    after = settled_document(before, changed).to_json()
    operations = difference(before.to_json(), after)
    return summarize(before.to_json(), after, operations)


def element(name: str, **fields: Any) -> Any:
    return lambda v: v["scenes"]["opening-1"]["elements"][name].update(fields)


def blue(laid: Json) -> None:
    """Its heading, which makes the scene one by hand."""
    heading = next(each for each in laid["elements"].values() if each.get("text") == "Three reasons")
    heading["fill"] = "#3b82f6"


def slots(**fields: Any) -> Any:
    return lambda v: v["scenes"]["reasons-4"]["layout"]["slots"].update(fields)


def reordered(v: Json) -> None:
    v["scene_order"].reverse()


def removed(v: Json) -> None:
    del v["scenes"]["reasons-4"]
    v["scene_order"].remove("reasons-4")


def without_shape(v: Json) -> None:
    scene = v["scenes"]["opening-1"]
    del scene["elements"]["rect-1"]
    scene["order"].remove("rect-1")


def everything(v: Json) -> None:
    for each in v["scenes"]["opening-1"]["elements"].values():
        each.update(x=50, opacity=0.5, rotation=5.0)
    v["title"] = "Other"
    v["scenes"]["empty-9"]["duration"] = 9


CHANGES = {
    "“Welcome”: colour white → blue": element("title-2", fill="#3b82f6"),
    "“Welcome”: colour white → second accent": element("title-2", fill="$accent2/40"),
    "“Three reasons”: colour text → blue": lambda v: blue(v["scenes"]["reasons-4"]),
    "“to our town” → “to our city”": element("line-7", text="to our city"),
    "“to our town” moved": element("line-7", x=40, y=90),
    "“Welcome” larger": element("title-2", size=120),
    "“Welcome”: a shape: colour red → green": element("rect-1", fill="#00ff00"),
    "“Welcome”: removed a shape": without_shape,
    "“Three reasons” → “Two reasons”": slots(heading="Two reasons"),
    "“Three reasons”: other points": slots(items=["Sun", "Sea", "Wind"]),
    "“Three reasons”: added “Come and see”": slots(body="Come and see"),
    "Scene 3: 3 s → 6 s": lambda v: v["scenes"]["empty-9"].update(duration=6),
    "Title “A town” → “Our town”": lambda v: v.update(title="Our town"),
    "Shape 16:9 → 9:16": lambda v: v.update(width=1080, height=1920),
    "Other colours": lambda v: v["style"].update(accent="#ff0000", text="#eeeeee"),
    "Scenes in another order": reordered,
    "Removed “Three reasons”": removed,
    "Title “A town” → “Other”; “Welcome”: 9 changes; 1 more change": everything,
}


@pytest.mark.parametrize("line", CHANGES)
def test_a_change_is_told_in_the_words_of_the_video(line: str) -> None:
    assert told(CHANGES[line]) == line


@pytest.mark.parametrize("line", CHANGES)
def test_no_id_and_no_path_is_in_it(line: str) -> None:
    found = told(CHANGES[line])
    assert not re.search(r"title-2|line-7|rect-1|opening-1|reasons-4|empty-9|/scenes|[{}\[\]]", found)
    assert len(found) < 110


def test_a_part_is_called_what_people_call_it() -> None:
    document = video().to_json()
    assert [scene_words(document, name) for name in document["scene_order"]] == [
        "“Welcome”", "“Three reasons”", "scene 3",
    ]  # fmt: skip
    assert element_words({"type": "chart"}) == "a chart"
    assert element_words({"type": "particles", "effect": "snow"}) == "snow"
    assert element_words(text("a", " ")) == "a text"
    assert readable("closing-card_2") == "Closing card 2"


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (
            "title-2 and line-7 share 20% of the smaller one.",
            "“Welcome” and “to our town” share 20% of the smaller one.",
        ),
        ("rect-1 reaches 40 pixels beyond the frame.", "a shape reaches 40 pixels beyond the frame."),
        ("inner reaches 40 pixels beyond the frame.", "inner reaches 40 pixels beyond the frame."),
    ],
)
def test_a_finding_is_told_in_the_words_of_the_video(finding: str, words: str) -> None:
    assert in_words(video().to_json(), "opening-1", finding) == f"Scene 1: {words}"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/scenes/opening-1/elements/line-7/fill", "“to our town”"),
        ("/scenes/opening-1/elements/rect-1", "a shape"),
        ("/scenes/opening-1/duration", "“Welcome”"),
        ("/scenes/empty-9", "scene 3"),
        ("/scenes/gone", "“Gone”"),
        ("/scene_order", "the order of the scenes"),
        ("/style/accent", "the style"),
        ("/title", "the title"),
        ("", "the whole video"),
    ],
)
def test_a_place_is_called_what_people_call_it(path: str, words: str) -> None:
    assert place_words(video().to_json(), path) == words
