"""Elements as models write them: what is taken, and what is said when it is not."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.llm.json_text import read_json
from tests.tokens import tokens
from videos.design.by_hand.elements_in_words import DESIGN, ELEMENTS, TOPICS
from videos.design.by_hand.elements_input import elements_from_input, paint_from_input
from videos.design.by_hand.groups import Group
from videos.document.document import InvalidDocument, parse_document
from videos.document.elements import ELEMENT_TYPES, Key, Motion, Override, Track
from videos.document.nearest import colour_code
from videos.jobs.build_request import UnfitAnswer, read_scene
from videos.tools.video_in_words import compact

Json = dict[str, Any]
SAMPLES: list[Json] = [
    {"type": "text", "text": 'A "word", [and] {more},', "x": 10, "w": 300},
    {"type": "rect", "fill": "#ff0000", "gradient": {"kind": "radial", "colors": ["#ff0000", "#00ff00"]}},
    {"type": "particles", "effect": "snow", "count": 30},
    {"type": "chart", "values": [1, 2.5], "labels": ["a", "b"]},
    {"type": "component", "component": "box", "overrides": {"r": {"fill": "#ff0000"}}},
]


def read(given: Any) -> Json:
    """What comes of a text, or of a value as its JSON text."""
    text = given if isinstance(given, str) else json.dumps(given)
    order, keyed = elements_from_input(text, width=320, height=180)
    assert order == list(keyed)
    return {key: element.model_dump(mode="json") for key, element in keyed.items()}


CLOTHES = {
    "an array": lambda elements: elements,
    "by their ids": lambda elements: {each["id"]: each for each in elements},
    "within an object": lambda elements: {"elements": elements},
    "in a fence": lambda elements: f"Here they are:\n```json\n{json.dumps(elements, indent=1)}\n```\n",
    "quoted twice": lambda elements: json.dumps(json.dumps(elements)),
    "with last commas": lambda elements: re.sub(r"([\]}])(?=[\]}])", r"\1, ", json.dumps(elements)),
    "nulls for defaults": lambda elements: [{"enter": None, "end": None, "tracks": None, **each} for each in elements],
}


@given(st.lists(st.sampled_from(SAMPLES), min_size=1, max_size=5), st.sampled_from(list(CLOTHES)))
def test_the_same_elements_are_read_in_whatever_they_are_dressed(samples: list[Json], clothes: str) -> None:
    elements = [{"id": f"e{number}", **each} for number, each in enumerate(samples)]
    dressed: Any = CLOTHES[clothes](elements)
    assert read(dressed) == read(elements)


ELEMENTS_GIVEN = [{"type": "rect", "id": "a"}]
PAINT = {"kind": "solid", "color": "#102030"}
SCENE = {"background_json": json.dumps(PAINT), "transition": {"kind": "fade", "duration": 0.5},
         "elements_json": json.dumps(ELEMENTS_GIVEN)}  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps(SCENE),
        json.dumps({"background": PAINT, "transition": "fade", "elements": ELEMENTS_GIVEN}),
        json.dumps({**SCENE, "background_json": "#102030", "elements_json": ELEMENTS_GIVEN}),
        f"Here it is:\n```json\n{json.dumps(SCENE)}\n```\nEnjoy!",
        f"The scene: {json.dumps(SCENE)} I hope you like it.",
    ],
)
def test_the_same_scene_is_read_in_whatever_it_is_dressed(answer: str) -> None:
    built = read_scene(answer, "stop", width=320, height=180)
    assert built == read_scene(json.dumps(SCENE), "stop", width=320, height=180)
    assert (built.order, built.background, built.transition) == (["a"], PAINT, {"kind": "fade", "duration": 0.5})


def test_all_that_is_wrong_with_a_scene_is_told_at_once() -> None:
    wrong = {"background": {"kind": "conic"}, "transition": "dissolv", "elements": [{"type": "rekt"}], "words": 1}
    with pytest.raises(UnfitAnswer) as caught:
        read_scene(json.dumps(wrong), "stop", width=320, height=180)
    places = [line.split(":")[0] for line in str(caught.value).split("\n")]
    assert places == ["/words", "/background_json", "/transition/kind", "/elements_json/0"]


def test_line_ends_within_a_text_are_taken() -> None:
    assert read('[{"type": "text", "id": "a", "text": "one\ntwo"}]')["a"]["text"] == "one\ntwo"
    assert list(read({"type": "rect", "id": "only"})) == ["only"]


def test_a_colour_alone_is_a_paint() -> None:
    assert paint_from_input("#102030") == paint_from_input('"#102030"') == {"kind": "solid", "color": "#102030"}
    linear = {"kind": "linear", "angle": 90.0, "colors": ["#000000", "#ffffff"]}
    assert paint_from_input(json.dumps({**linear, "angle": None})) == linear
    for wrong, words in (("navy", "Did you mean '#000080'"), ('{"kind": "conic"}', "must be one of solid, linear, rad"),
                         ('{"kind": "solid"}', "/background_json/color: is missing")):  # fmt: skip
        with pytest.raises(InvalidDocument, match=words):
            paint_from_input(wrong)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("navy", "#000080"), (" Tomato ", "#ff6347"), ("#F80", "#ff8800"), ("#f808", "#ff880088"),
        ("ff8800", "#ff8800"), ("rgb(255, 136, 0)", "#ff8800"), ("rgba(255,136,0,0.5)", "#ff8800"),
        ("rgb(300,0,0)", "#ff0000"),
        ("hsl(120, 100%, 50%)", "#00ff00"), ("transparent", "#00000000"), ("nice", None), ("#12345", None), (7, None),
    ],
)  # fmt: skip
def test_a_colour_as_in_a_style_sheet_has_a_code(word: object, code: str | None) -> None:
    assert colour_code(word) == code


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([{"id": "a", "type": "rect", "fill": "red"}],
         "/elements_json/0/fill: must be a colour like #ff8800; got 'red'. Did you mean '#ff0000'?"),
        ([{"id": "A b", "type": "rect"}],
         "/elements_json/0/id: must be an id: at most 64 of a-z, 0-9, _ and -, beginning with a letter or digit; got "
         "'A b'."),
        ([{"id": "a", "type": "rect"}] * 2, "/elements_json/1/id: 'a' is used twice."),
        ([{"id": "a", "type": "rect"}] * 61, "/elements_json: at most 60 elements; these are 61."),
        ([{"id": "a", "type": "elipse"}],
         "/elements_json/0: its type must be one of text, rect, ellipse, path, icon, image, clip, particles, chart, "
         "component; got 'elipse'. Did you mean 'ellipse'?"),
        ([{"id": "a", "type": "icon", "icon": "clok"}], "/elements_json/0/icon: no icon 'clok'. Did you mean 'clock'?"),
        ([{"id": "a", "type": "icon", "icon": "xyzzyq"}],
         "/elements_json/0/icon: no icon 'xyzzyq'. Say in a word or two what it shows, such as 'clock'."),
        ([7], "/elements_json/0: must be an object with a type; got 7."),
        (7, "/elements_json: must be an array of elements."),
        ('[{"id": "a"', "/elements_json: is no JSON (Expecting ',' delimiter: line 1 column 12 (char 11))."),
        ("[NaN]", "/elements_json: is no JSON (NaN is not JSON)."),
    ],
)  # fmt: skip
def test_wrong_elements_are_named_by_their_place(given: Any, sentence: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        read(given)
    assert caught.value.message == sentence


NOTHING, LINE = "#00000000", {"d": "M0 0L9 9"}
RED = {"fill": "#ff0000"}
BLUE = {"stroke": "#0000ff"}
SHADE = {"gradient": {"kind": "linear", "colors": ["#ff0000", "#0000ff"]}}


@pytest.mark.parametrize(
    ("kind", "given", "fill", "stroke", "width"),
    [
        ("path", {}, NOTHING, "$text", 4), ("path", RED, "#ff0000", NOTHING, 0), ("path", SHADE, NOTHING, NOTHING, 0),
        ("path", BLUE, NOTHING, "#0000ff", 4), ("path", {**RED, **BLUE}, "#ff0000", "#0000ff", 4),
        ("path", {"fill": NOTHING}, NOTHING, "$text", 4),
        ("path", {**RED, "stroke_width": 9}, "#ff0000", "$text", 9),
        ("rect", {}, "$accent", NOTHING, 0), ("rect", BLUE, NOTHING, "#0000ff", 4),
        ("ellipse", {**BLUE, "stroke_width": 0}, NOTHING, "#0000ff", 0),
        ("ellipse", {**BLUE, **RED}, "#ff0000", "#0000ff", 4), ("rect", {**BLUE, **SHADE}, "$accent", "#0000ff", 4),
        ("icon", BLUE, "#0000ff", None, None), ("icon", {**BLUE, "fill": NOTHING}, "#0000ff", None, None),
        ("icon", {**RED, "stroke": NOTHING}, "#ff0000", None, None),
    ],
)  # fmt: skip
def test_a_shape_has_the_outline_that_was_meant(
    kind: str, given: Json, fill: str, stroke: str | None, width: float | None
) -> None:
    needed = {"path": LINE, "icon": {"icon": "clock"}}.get(kind, {})
    shape = read([{"id": "a", "type": kind, **needed, **given}])["a"]
    assert (shape["fill"], shape.get("stroke"), shape["stroke_width"]) == (fill, stroke, width)
    assert read([shape]) == {"a": shape}


COLOURS = st.sampled_from([NOTHING, "#ff0000", "#0000ff80"])
STORED = st.fixed_dictionaries(
    {"type": st.sampled_from(["path", "rect", "ellipse"]), "fill": COLOURS, "stroke": COLOURS,
     "stroke_width": st.sampled_from([0.0, 4.0, 7.0]), "gradient": st.sampled_from([None, SHADE["gradient"]])}
)  # fmt: skip


@given(STORED)
def test_a_stored_shape_stays_as_it_is(shape: Json) -> None:
    stored = {**shape, **(LINE if shape["type"] == "path" else {})}
    document = {"width": 320, "height": 180, "title": "t", "scene_order": ["a"],
                "scenes": {"a": {"order": ["e"], "elements": {"e": stored}}}}  # fmt: skip
    kept = parse_document(document).to_json()["scenes"]["a"]["elements"]["e"]
    assert {name: kept[name] for name in ("fill", "stroke", "stroke_width")} == {
        name: stored[name] for name in ("fill", "stroke", "stroke_width")
    }


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"text": "Hi"}, {"type": "text", "text": "Hi"}),
        ({"type": "Heading", "content": "Hi", "fontSize": 30, "color": "$quiet"},
         {"type": "text", "text": "Hi", "size": 30, "fill": "$quiet"}),
        ({"type": "circle", "width": 40, "height": 40}, {"type": "ellipse", "w": 40, "h": 40}),
        ({"values": [1, 2], "labels": ["a", "b"]}, {"type": "chart", "values": [1, 2], "labels": ["a", "b"]}),
        ({"type": "rect", "enter": "fade in"}, {"type": "rect", "enter": {"preset": "fade"}}),
        ({"type": "row", "children": [{"text": "Hi"}], "padding": 9, "align_items": "flex-start", "fill": "$surface"},
         {"type": "group", "direction": "row", "pad": 9, "align": "start", "fill": "$surface",
          "children": [{"type": "text", "text": "Hi"}]}),
    ],
)  # fmt: skip
def test_what_is_written_by_another_name_is_understood(given: Json, meant: Json) -> None:
    assert read([given]) == read([meant])


def test_ids_are_made_where_they_are_left_out_and_never_one_that_is_there() -> None:
    given = [{"text": "a"}, {"id": "text-2", "text": "b"}, {"text": "c"}, {"children": [{"text": "d"}]}]
    order, _ = elements_from_input(json.dumps(given), taken=["text-1"])
    assert order == ["text-3", "text-2", "text-4", "text-5"]


def test_what_says_nothing_else_is_in_the_style() -> None:
    made = read([{"text": "Hi"}, {"icon": "clock"}, {"type": "text", "text": "Ho", "fill": "#102030", "font": "serif"}])
    assert [(each["fill"], each.get("font")) for each in made.values()] == [
        ("$text", "body"), ("$accent", None), ("#102030", "serif"),
    ]  # fmt: skip


@given(st.lists(st.sampled_from(SAMPLES), max_size=5))
def test_a_scene_that_is_shown_in_short_is_read_as_it_was(samples: list[Json]) -> None:
    whole = read([{"id": f"e{number}", **each} for number, each in enumerate(samples)])
    document = {"scenes": {"a": {"elements": whole}}, "components": {}}
    short = compact(document)["scenes"]["a"]["elements"]
    assert read([{"id": name, **each} for name, each in short.items()]) == whole


def test_what_a_model_reads_of_elements_is_short() -> None:
    assert tokens(ELEMENTS, DESIGN) <= 900


def test_an_icon_is_stored_by_its_own_name() -> None:
    asked = ["Opening Hours", "map_pin", "Instagram", "twitter"]
    stored = read([{"id": f"e{at}", "type": "icon", "icon": icon} for at, icon in enumerate(asked)])
    assert [each["icon"] for each in stored.values()] == ["clock", "map-pin", "brand:instagram", "brand:x"]
    assert read(list(stored.values())) == stored


def test_all_that_is_wrong_is_told_at_once_up_to_a_bound() -> None:
    with pytest.raises(InvalidDocument) as caught:
        read(
            [
                {"id": "a", "type": "rect", "fill": "red", "widht": 3},
                {"id": "b", "type": "txt"},
                {"type": "rect", "id": 7},
            ]
        )
    places = [line.split(":")[0] for line in caught.value.message.split("\n")]
    assert places == ["/elements_json/0/fill", "/elements_json/0/widht", "/elements_json/1", "/elements_json/2/id"]
    with pytest.raises(InvalidDocument) as caught:
        read([{"type": "rect", "size": 1, "font": "serif"}] * 50)
    lines = caught.value.message.split("\n")
    assert len(lines) == 13 and lines[-1] == "And 88 more like these." and len(caught.value.parts) == 100


@pytest.mark.parametrize("text", ['\\"' * 100_000, '"' * 99_999, ", " * 100_000, "```" + "\n" * 200_000, "[" * 200_000])
def test_a_text_that_is_no_json_is_refused_in_one_pass(text: str) -> None:
    with pytest.raises(ValueError):  # whatever the reason: it ends
        read_json(text, structure=True)


@given(st.text(alphabet=st.sampled_from('{}[],:"\\ \n`1aué\ud800\x00'), max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        elements_from_input(text)
    except InvalidDocument as refused:
        assert refused.message.startswith("/elements_json")


def test_a_model_is_told_of_all_that_there_is() -> None:
    told = " ".join([ELEMENTS, *TOPICS.values()])
    for model in (*ELEMENT_TYPES.values(), Group, Motion, Track, Key, Override):
        missing = [name for name in model.model_fields if not re.search(rf"\b{name}\b", told)]
        assert missing == [], model
    for name in ELEMENT_TYPES:
        assert re.search(rf"\b{name}\b", told)


def test_what_a_model_is_shown_as_an_example_is_right() -> None:
    shown = ELEMENTS.split("Example: ")[1]
    order, _ = elements_from_input(shown)
    assert order == ["particles-1", "icon-1", "text-1", "group-2", "text-2"]
    tracks = json.loads(TOPICS["tracks"].split("Example: ")[1])
    assert read([{"type": "rect", "id": "a", **tracks}])["a"]["tracks"][0]["property"] == "scale"
