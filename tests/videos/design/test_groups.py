"""Groups: whatever is put into one stands in it, apart from others, in its order; or it is said what has no room."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.design.by_hand.elements_input import MAX_DEPTH, MAX_WRITTEN, elements_from_input
from videos.design.seen import findings
from videos.design.styles import STYLES
from videos.document.complaints import Complaint
from videos.document.document import SIZES, Document, new_document, parse_document
from videos.document.elements import BaseElement, TextElement

Json = dict[str, Any]
WORDS = st.sampled_from(
    ["i", "", "Fresh bread every morning", "W" * 60, "مرحبا بكم في متجرنا", "東京の新しいカフェへようこそ", "−999 €",
     "👩‍🚀 party", "Donaudampfschifffahrtsgesellschaftskapitän und Gäste", "A sentence in a hurry. " * 7]
)  # fmt: skip
LEAVES = st.one_of(
    st.fixed_dictionaries({"text": WORDS, "size": st.integers(10, 200)},
                          optional={"grow": st.just(1), "w": st.just(200)}),
    st.fixed_dictionaries({"icon": st.just("clock")}, optional={"w": st.integers(20, 200)}),
    st.fixed_dictionaries({"type": st.just("rect"), "w": st.integers(1, 400), "h": st.integers(1, 300)}),
    st.fixed_dictionaries({"type": st.just("ellipse"), "grow": st.just(1)}, optional={"h": st.just(40)}),
    st.fixed_dictionaries({"asset": st.just("picture")}, optional={"grow": st.just(2), "h": st.just(120)}),
    st.fixed_dictionaries({"values": st.just([1, 2, 3])}),
)  # fmt: skip


def groups(children: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {"direction": st.sampled_from(["row", "column", "grid", "overlay"]), "fill": st.just("$surface"),
         "children": st.lists(children, min_size=1, max_size=4)},
        optional={"gap": st.integers(0, 60), "pad": st.sampled_from([0, 20, [40, 10]]), "columns": st.integers(1, 4),
                  "align": st.sampled_from(["start", "center", "end", "stretch"]), "grow": st.just(1),
                  "justify": st.sampled_from(["start", "center", "end", "between"]), "stagger": st.just(0.2)},
    )  # fmt: skip


TREES = groups(st.recursive(LEAVES, groups, max_leaves=12))


def named(tree: Json, name: str = "g") -> Json:
    """The tree with an id for everything: those in `g` are `g-0`, `g-1`, …"""
    if "children" not in tree:
        return {**tree, "id": name}
    inside = [named(child, f"{name}-{number}") for number, child in enumerate(tree["children"])]
    return {**tree, "id": name, "children": inside}


def nodes(tree: Json) -> list[Json]:
    return [tree, *(node for child in tree.get("children", []) for node in nodes(child))]


def read(*given: Json, format: str = "16:9", **more: Any) -> dict[str, BaseElement]:
    width, height = SIZES[format]
    return elements_from_input(json.dumps(given), width=width, height=height, **more)[1]


def within(inner: BaseElement, outer: BaseElement) -> bool:
    """To the pixel: boxes are rounded."""
    return (
        inner.x >= outer.x - 1 and inner.y >= outer.y - 1
        and inner.x + inner.w <= outer.x + outer.w + 1 and inner.y + inner.h <= outer.y + outer.h + 1
    )  # fmt: skip


def apart(one: BaseElement, other: BaseElement) -> bool:
    across = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    down = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    return min(across, down) <= 1


@given(TREES, st.sampled_from(sorted(SIZES)), st.sampled_from(sorted(STYLES)))
def test_what_is_in_a_group_stands_in_it_apart_and_in_order(tree: Json, format: str, style: str) -> None:
    tree, begun = named(tree), time.thread_time()
    try:
        made = read(tree, format=format, style=STYLES[style])
    except Complaint as refused:
        assert {part.code for part in refused.parts} <= {"too_much_for_group", "no_room"}
        assert refused.path.startswith("/elements_json/0")
        return
    finally:
        assert time.thread_time() - begun < 5
    assert list(made) == [node["id"] for node in nodes(tree)]
    for node in nodes(tree):
        inside = [made[child["id"]] for child in node.get("children", [])]
        assert all(within(each, made[node["id"]]) for each in inside)
        if node.get("direction") != "overlay":
            assert all(apart(one, other) for n, one in enumerate(inside) for other in inside[:n])
    asked = {node["id"]: node["size"] for node in nodes(tree) if "size" in node}
    texts = [each for each in made.values() if isinstance(each, TextElement)]
    assert all(each.size <= asked[each.id] for each in texts)
    seen = findings(document_with(made, format, style))
    wrong = {"small"} if "overlay" in json.dumps(tree) else {"small", "overlapping", "clipped"}
    assert not [str(each) for each in seen if each.kind in wrong]


def document_with(made: dict[str, BaseElement], format: str, style: str) -> Document:
    document = new_document("A video", format).to_json()  # type: ignore[arg-type]
    document["style"] = STYLES[style].model_dump(mode="json")
    document["assets"] = {"picture": {"mime": "image/png", "sha256": "0" * 64}}
    elements = {name: each.model_dump(mode="json") for name, each in made.items()}
    document["scenes"]["intro"] |= {"order": list(made), "elements": elements}
    return parse_document(document)


HELLO: Json = {"id": "hello", "text": "Hello", "size": 40}


def test_a_row_shares_its_width_by_what_grows() -> None:
    one, two = ({"id": name, "type": "rect", "grow": grow, "h": 10} for name, grow in (("one", 1), ("two", 3)))
    made = read({"direction": "row", "x": 0, "y": 0, "w": 500, "h": 100, "gap": 20, "pad": 40, "children": [one, two]})
    assert [(each.x, each.y, each.w, each.h) for each in made.values()] == [(40, 45, 100, 10), (160, 45, 300, 10)]


def test_a_group_without_a_box_has_the_frames_margins() -> None:
    made = read({"fill": "$surface", "id": "card", "children": [HELLO]})
    margin = 0.08 * 720
    card = made["card"]
    assert (card.x, card.y) == (pytest.approx(margin, abs=0.1),) * 2
    assert (card.w, card.h) == (pytest.approx(1280 - 2 * margin, abs=0.1), pytest.approx(720 - 2 * margin, abs=0.1))
    right = read({"fill": "$surface", "id": "card", "x": 640, "children": [HELLO]})["card"]
    assert right.x + right.w == pytest.approx(1280 - margin, abs=0.1)
    small = read({"fill": "$surface", "id": "card", "w": 400, "h": 200, "children": [HELLO]})["card"]
    assert (small.x, small.y, small.w, small.h) == (440, 260, 400, 200)


def test_words_are_set_smaller_together_until_they_fit() -> None:
    big, little = {"id": "big", "text": "A heading of some length", "size": 200}, {**HELLO, "size": 100}
    made = read({"w": 600, "h": 300, "children": [big, little]})
    sizes = [each.size for each in made.values() if isinstance(each, TextElement)]
    assert sizes[0] < 200 and sizes[0] / sizes[1] == pytest.approx(2, abs=0.02)


def test_one_motion_for_all_and_a_moment_for_each() -> None:
    own = {**HELLO, "id": "own", "enter": {"preset": "zoom"}}
    still = {**HELLO, "id": "late", "enter": {"preset": "pop", "at": 3}}
    inner = {"id": "inner", "fill": "$surface", "children": [{**HELLO, "id": "inside"}]}
    group = {"enter": {"preset": "fade", "at": 0.5}, "stagger": 0.25, "children": [HELLO, own, inner, still]}
    made = read(group)
    assert {name: (each.enter.preset, each.enter.at) for name, each in made.items()} == {
        "hello": ("fade", 0.5), "own": ("zoom", 0.75), "inner": ("fade", 1.0), "inside": ("fade", 1.0),
        "late": ("pop", 3),
    }  # fmt: skip
    plain = read({"children": [HELLO]})["hello"]
    assert plain.enter.preset == "none", "nothing moves unless it is asked to"
    in_style = read({"stagger": 0.3, "children": [HELLO]}, style=STYLES["midnight"])["hello"]
    assert in_style.enter.preset != "none" and in_style.enter.at == 0


def test_a_group_that_reads_from_the_right_begins_there() -> None:
    icon = {"id": "icon", "icon": "clock"}
    made = read({"direction": "row", "children": [icon, {**HELLO, "text": "مرحبا"}]})
    assert made["icon"].x > made["hello"].x


def nested(depth: int) -> Json:
    return HELLO if depth == 0 else {"children": [nested(depth - 1)]}


@pytest.mark.parametrize(
    ("group", "sentence"),
    [
        ({"w": 300, "h": 60, "children": [{**HELLO, "text": "Many words that nobody can read there " * 5}]},
         r"^/elements_json/0/children/0: “Many words that nobody can read there Ma…” \(hello\) does not fit at a "
         r"readable size into its group of 300×60 pixels\. Shorten it"),
        ({"children": [HELLO, {"id": "line", "type": "rect", "w": 40}]},
         r"^/elements_json/0/children/1: 'line' has no room in its group: give it w and h, or grow\.$"),
        ({"children": [{"id": "line", "type": "rect", "w": 4000, "h": 4}]},
         r"^/elements_json/0/children/0: 'line' is larger than its group, which has 1165×605 pixels\."),
        ({"children": [{"type": "rect", "w": 9, "h": 200}] * 4}, r"^/elements_json/0: what is in it needs more than"),
        ({"children": [{**HELLO, "x": 3}]}, r"^/elements_json/0/children/0/x: what is in a group stands where"),
        ({"children": []}, r"^/elements_json/0/children: has at least 1 entries"),
        ({"children": [{"children": [{**HELLO, "fill": "red"}]}], "gp": 3},
         r"/gp: .*'gap'\?\n/elements_json/0/children/0/children/0/fill: must be a colour"),
        ({"children": [{**HELLO, "grow": -1}]}, r"^/elements_json/0/children/0/grow: must be at least 0"),
        (nested(MAX_DEPTH + 2), r"^/elements_json: groups stand at most 8 deep in one another\.$"),
        ({"children": [{"icon": "clock"}] * MAX_WRITTEN}, "at most 120 groups and elements; these are 121"),
        ({"children": [{"type": "rect", "w": 1, "h": 1}] * 61}, r"at most 60 elements; these are 61"),
        ({"children": [HELLO, HELLO]}, r"'hello' is used twice"),
    ],
)  # fmt: skip
def test_a_refusal_names_what_has_no_room(group: Json, sentence: str) -> None:
    with pytest.raises(Complaint, match=sentence):
        read(group)
