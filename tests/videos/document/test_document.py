"""What a document may be, and what is said when it is not."""

import json
from typing import Any

import pytest

from tests.videos.samples import scene, video
from videos.document.document import InvalidDocument, new_document, parse_document


def complaint(data: Any) -> InvalidDocument:
    with pytest.raises(InvalidDocument) as caught:
        parse_document(data)
    return caught.value


def complaint_about(element: dict[str, Any]) -> str:
    return complaint(video({"intro": scene({"title": element})})).message


@pytest.mark.parametrize(("format", "size"), [("16:9", (1280, 720)), ("9:16", (720, 1280)), ("1:1", (1080, 1080))])
def test_a_new_document_is_one_empty_scene_in_its_format(format: Any, size: tuple[int, int]) -> None:
    document = new_document("Hello", format, fps=24)
    assert (document.width, document.height) == size
    assert document.scene_order == ["intro"] and not document.scenes["intro"].elements
    assert document.title == "Hello" and document.fps == 24


def test_a_document_survives_json_unchanged() -> None:
    document = parse_document(video({"intro": scene({"title": {"type": "text", "text": "Hi"}})}))
    assert parse_document(json.loads(json.dumps(document.to_json()))) == document


def test_a_short_element_gets_a_box_in_the_frame_and_every_property() -> None:
    element = parse_document(video({"intro": scene({"t": {"type": "text", "text": "Hi"}})})).to_json()
    title = element["scenes"]["intro"]["elements"]["t"]
    assert title["id"] == "t" and title["fill"] == "#ffffff" and title["tracks"] == []
    assert title["x"] >= 0 and title["x"] + title["w"] <= 320
    assert title["y"] >= 0 and title["y"] + title["h"] <= 180


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        (
            {"type": "text", "text": "x", "fill": "blueish"},
            "/scenes/intro/elements/title/fill: must be a colour like #ff8800; got 'blueish'.",
        ),
        ({"type": "text"}, "/scenes/intro/elements/title/text: is missing."),
        ({"type": "text", "text": 3}, "/scenes/intro/elements/title/text: must be a text; got 3."),
        ({"type": "rect", "x": "left"}, "/scenes/intro/elements/title/x: must be a number; got 'left'."),
        ({"type": "rect", "x": True}, "/scenes/intro/elements/title/x: must be a number; got true."),
        (
            {"type": "rect", "filll": 1},
            "/scenes/intro/elements/title/filll: is not a property that exists here. Did you mean 'fill'?",
        ),
        (
            {"type": "rect", "gradient": {"kind": "linar"}},
            "/scenes/intro/elements/title/gradient: its kind must be one of linear, radial; got 'linar'. "
            "Did you mean 'linear'?",
        ),
        (
            {"type": "rect", "enter": {"preset": "slide-up"}},
            "/scenes/intro/elements/title/enter/preset: must be 'none', 'fade', 'slide_up', 'slide_down', "
            "'slide_left', 'slide_right', 'zoom', 'pop', 'draw', 'typewriter' or 'wipe'; got 'slide-up'. "
            "Did you mean 'slide_up'?",
        ),
        (
            {"type": "particles", "effect": "snow", "count": 301},
            "/scenes/intro/elements/title/count: must be at most 300; got 301.",
        ),
        (
            {"type": "rect", "start": 2.0, "end": 1.0},
            "/scenes/intro/elements/title: must end after it starts; it starts at 2.0 and ends at 1.0.",
        ),
        (
            {"type": "chart", "values": [1, 2], "labels": ["a"]},
            "/scenes/intro/elements/title: needs one label for each value, or none; it has 1 labels and 2 values.",
        ),
    ],
)
def test_a_wrong_element_is_named_with_its_path_and_what_is_expected(element: dict[str, Any], sentence: str) -> None:
    assert complaint_about(element) == sentence


@pytest.mark.parametrize("element", [{"type": "tixt"}, {"x": 1}, {"type": 7}])
def test_an_unknown_type_is_answered_with_the_types_there_are(element: dict[str, Any]) -> None:
    assert "must be one of text, rect, ellipse" in complaint_about(element)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e9, 10**400])
def test_only_finite_reasonable_numbers_are_taken(value: float) -> None:
    assert complaint_about({"type": "rect", "x": value}).startswith("/scenes/intro/elements/title/x: must be")


@pytest.mark.parametrize("d", ["hello", "M 0 0 L", "M 0 0 L 1e999 0", "M 0 0 L nan 1", "M 1e9 0 L 0 0"])
def test_a_path_must_be_one_that_can_be_drawn(d: str) -> None:
    assert "/d: must be an SVG path" in complaint_about({"type": "path", "d": d})


def track(name: str, *keys: tuple[float, Any]) -> dict[str, Any]:
    return {"property": name, "keys": [{"t": t, "value": value} for t, value in keys]}


@pytest.mark.parametrize(
    ("tracks", "words"),
    [
        ([track("x", (0, "#ff0000"))], "each key of x must be a number"),
        ([track("fill", (0, 1))], "each key of fill must be a colour"),
        ([track("x", (1, 0), (1, 1))], "times of its keys must rise"),
        ([track("x", *[(float(t), t) for t in range(25)])], "at most 24 entries; this one has 25"),
        ([track("x", (0, 1)), track("x", (1, 1))], "one track for a property"),
        ([track("x", (0, [1]))], "must be a number or a colour"),
    ],
)
def test_tracks_have_rising_keys_of_one_kind(tracks: Any, words: str) -> None:
    assert words in complaint_about({"type": "rect", "tracks": tracks})


def many(count: int, thing: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"n{index}": dict(thing) for index in range(count)}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (video(many(25, scene())), "A video has at most 20 scenes; this one has 25."),
        (
            video({"a": scene(duration=70.0), "b": scene(duration=60.0)}),
            "A video lasts at most 120 seconds; this one lasts 130.",
        ),
        (
            video({"a": scene(many(61, {"type": "rect"}))}),
            "/scenes/a: has at most 60 elements; this one has 61.",
        ),
        (
            video(width=1920, height=1920),
            "A video is at most 1920×1080, or upright 1080×1920; this one is 1920×1920.",
        ),
        (video(width=321), "/width: must be a multiple of 2; got 321."),
        (video(fps=61), "/fps: must be at most 60; got 61."),
        ({**video(), "scenes": {}, "scene_order": []}, "A video has at least one scene; this one has none."),
        ({**video(), "scene_order": []}, "/scene_order: must name each id once; it misses 'intro'."),
        (
            {**video(), "scene_order": ["intro", "end"]},
            "/scene_order: names 'end', which does not exist.",
        ),
        (
            {**video(), "scene_order": ["intro", "intro"]},
            "/scene_order: names 'intro' more than once.",
        ),
        ("hello", "A document must be a JSON object."),
        (video(title="a\0b"), "/title: must not contain the character NUL."),
    ],
)
def test_the_limits_of_a_video_are_told_in_whole_sentences(data: Any, sentence: str) -> None:
    assert complaint(data).message == sentence


def test_the_largest_video_upright_and_lying_is_taken() -> None:
    for width, height in ((1920, 1080), (1080, 1920)):
        parse_document(video(many(20, scene(duration=6.0)), width=width, height=height, fps=60))


@pytest.mark.parametrize("name", ["Intro", "a b", "-a", "a/b", "x" * 65, "", "ä"])
def test_ids_are_plain_and_short(name: str) -> None:
    assert "must be an id" in complaint(video({name: scene()})).message


def instance(component: str, **fields: Any) -> dict[str, Any]:
    return {"type": "component", "component": component, **fields}


def components(**inside: dict[str, Any]) -> dict[str, Any]:
    return {name: {"order": list(elements), "elements": elements} for name, elements in inside.items()}


def test_a_component_cannot_contain_itself_on_any_way() -> None:
    circle = components(a={"x": instance("b")}, b={"x": instance("a")})
    assert "a → b → a" in complaint(video(components=circle)).message


def test_components_go_four_deep_and_no_deeper() -> None:
    chain = {f"c{i}": {"x": instance(f"c{i + 1}")} for i in range(1, 4)}
    parse_document(video(components=components(**chain, c4={"x": {"type": "rect"}})))
    deeper = components(**chain, c4={"x": instance("c5")}, c5={"x": {"type": "rect"}})
    assert complaint(video(components=deeper)).code == "component_depth"


def test_a_video_cannot_draw_thousands_of_things_through_components() -> None:
    inside = components(big=many(60, {"type": "rect"}))
    crowded = video({"a": scene(many(60, instance("big")))}, components=inside)
    assert "A video draws at most 3000 elements, its components included" in complaint(crowded).message
    swarming = video({"a": scene(many(31, {"type": "particles", "effect": "snow", "count": 300}))})
    assert "at most 9000 particles" in complaint(swarming).message
    wordy = video({f"s{i}": scene(many(60, {"type": "text", "text": "x" * 1000})) for i in range(4)})
    assert "at most 200000 characters" in complaint(wordy).message


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (instance("card"), "no component 'card'; there are box"),
        (instance("box", overrides={"title": {"text": "x"}}), "no element of 'box' 'title'"),
        (instance("box", overrides={"r": {"text": "x"}}), "a rect has no text"),
        ({"type": "image", "asset": "logo"}, "no asset 'logo'; there is none"),
    ],
)
def test_what_an_element_refers_to_must_exist(element: dict[str, Any], words: str) -> None:
    data = video({"a": scene({"x": element})}, components=components(box={"r": {"type": "rect"}}))
    assert words in complaint(data).message


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = scene({"one": {"type": "rect", "fill": "red", "w": 0}, "two": {"type": "text", "text": "x", "size": 900}})
    found = complaint(video({"a": wrong}))
    assert [part.path.rsplit("/", 2)[-2:] for part in found.parts] == [["one", "w"], ["one", "fill"], ["two", "size"]]
    assert found.message == "\n".join(part.message for part in found.parts) and found.path == found.parts[0].path
    lost = scene({name: {"type": "image", "asset": f"no-{name}"} for name in ("one", "two")})
    assert len(complaint(video({"a": lost, "b": lost})).parts) == 4
