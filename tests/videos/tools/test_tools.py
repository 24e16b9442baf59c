"""The tools from outside, and whether a model can mend its calls from what a refusal says."""

import json
import re
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest

from tests.people import Person
from tests.upstream import ScriptedUpstream, call, calls, marker, say
from tests.videos.making import builds, plan, requests_for, scene_answer, text_element, texts, unique, will_build
from videos.design.by_hand.elements_in_words import TOPICS

Json = dict[str, Any]
MEANT = re.compile(r"[Dd]id you mean (?:'(.+?)'|(\S+?))\?")
TOOL = re.compile(r"There is no tool '(\w+)'")
PLACE = re.compile(r"(?:^|\. )(/[\w/-]+): ")
ELSEWHERE = re.compile(r"cannot \w+ '([^']+)'")
MOST, LEAST = re.compile(r"must be at most (-?[\d.]+)"), re.compile(r"must be at least (-?[\d.]+)")


def component(**element: Any) -> Json:
    elements = json.dumps([{**text_element("Hi"), **element}])
    return {"scene_id": "intro", "component_id": "c", "title": "T", "elements_json": elements}


def patch(path: str, value_json: str) -> Json:
    return {"operations": [{"op": "replace", "path": path, "from": None, "value_json": value_json}], "explanation": "x"}


UNCHANGED = dict.fromkeys(
    ("layout", "slots_json", "background_json", "transition", "changes", "put_elements_json", "remove_elements")
)
OPENED = ("elements_json",)
MISTAKES: dict[str, tuple[str, Json]] = {
    "a tool of another name": ("edit_scenes", {"scene_id": "intro", "seconds": 3, **UNCHANGED}),
    "a scene that is not there": ("generate_component", {**component(), "scene_id": "Intro"}),
    "a property with a slip": ("generate_component", component(siez=40)),
    "an element type with a slip": ("generate_component", component(type="elipse", text=None)),
    "a colour by its name": ("generate_component", component(fill="blue")),
    "a motion that is nearly one": ("generate_component", component(enter={"preset": "fade_in"})),
    "an ease in another spelling": ("generate_component", component(enter={"preset": "fade", "ease": "easeOut"})),
    "a number out of bounds": ("generate_component", component(size=900)),
    "a path with a slip": ("apply_json_patch", patch("/scenes/intro/durration", "3")),
    "a text without its quotes": ("apply_json_patch", patch("/title", "Hello there")),
    "a format in another spelling": ("plan_scenes", plan("intro", format="16x9")),
    "an id with capitals": ("plan_scenes", plan("My Intro")),
}  # fmt: skip


def mended(tool: str, arguments: Json, error: str) -> tuple[str, Json]:
    """The call, changed by what the sentence says and by nothing else."""
    found = MEANT.search(error)
    meant = found and (found[1] or found[2])
    if TOOL.search(error):
        assert meant, error
        return meant, arguments
    arguments = {name: json.loads(value) if name in OPENED else value for name, value in deepcopy(arguments).items()}
    mend(arguments, error, meant)
    return tool, {name: json.dumps(value) if name in OPENED else value for name, value in arguments.items()}


def mend(arguments: Json, error: str, meant: str | None) -> None:
    """Change what the sentence names. Places within a JSON text are told as if it stood there itself."""
    if there := ELSEWHERE.search(error):
        assert meant, error
        arguments |= json.loads(json.dumps(arguments).replace(there[1], meant))
        return
    place = PLACE.search(error)
    assert place, error
    holder: Any = arguments
    *path, last = (int(part) if part.isdigit() else part for part in place[1].strip("/").split("/"))
    for part in path:
        holder = holder[part]
    if "is not a property" in error:
        assert meant, error
        holder[meant] = holder.pop(last)
    elif meant and "its type must be" in error:
        holder[last]["type"] = meant
    elif meant:
        holder[last] = meant
    elif bound := MOST.search(error) or LEAST.search(error):
        holder[last] = float(bound[1])
    else:
        raise AssertionError(f"nothing says how to mend it: {error}")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_most_likely_mistakes_are_mended_from_the_sentence_alone(owner: Person, project: str, mistake: str) -> None:
    tool, arguments = MISTAKES[mistake]
    for _ in range(3):
        state = owner.answered(project, marker(call(tool, arguments), say("Hm."), key=uuid4().hex))
        (done,) = state["tool_calls"]
        if done["status"] == "complete":
            break
        assert owner.get(f"/api/projects/{project}/video")["version"] == 1, "a refused call changes nothing"
        told = done["error"]["message"]
        tool, arguments = mended(
            tool, arguments, told.replace(f"The arguments of {tool} do not fit, nothing was done", "")
        )
    else:
        raise AssertionError(f"not mended: {told}")
    assert told, "the first call was refused"


def steps(owner: Person, project: str, *pairs: tuple[str, Json]) -> list[Json]:
    state = owner.answered(project, marker(calls(*pairs), say("Done."), key=uuid4().hex))
    found: list[Json] = state["tool_calls"]
    return found


def test_scenes_are_added_edited_moved_and_deleted(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    new, other = unique("new", "other")
    will_build(upstream, new)
    will_build(upstream, other)
    own = {"description": "x", "seconds": 3, "heading": "Hello", "layout": "custom"}
    put = json.dumps([text_element("Hi", "title")])
    edit = {**UNCHANGED, "scene_id": "intro", "seconds": None, "put_elements_json": put}
    change = [{"element": "title", "property": "fill", "value_json": '"#ff0000"'}]
    paint = '{"kind": "solid", "color": "#102030"}'
    repaint = {**edit, "seconds": 2, "background_json": paint, "put_elements_json": None}
    done = steps(
        owner, project,
        ("add_scene", {"after": "", "scenes_json": json.dumps([{"id": new, **own}])}),
        ("add_scene", {"after": new, "scenes_json": json.dumps({"id": other, **own})}),
        ("edit_scene", edit),
        ("edit_scene", {**repaint, "changes": change}),
        ("reorder_scenes", {"scene_ids": ["intro", other, new]}),
        ("set_format", {"format": "9:16", "fps": 24}),
        ("get_video", {"scene_id": "intro"}),
        ("get_video", {"scene_id": None}),
    )  # fmt: skip
    assert [each["status"] for each in done] == ["complete"] * 8, [each["error"] for each in done]
    seen = json.loads(done[6]["result"].split("\n")[0])
    assert seen["elements"]["title"]["fill"] == "#ff0000" and "opacity" not in seen["elements"]["title"]
    assert f"Scene {new} shows a placeholder" in done[7]["result"]
    for job in builds(owner, project).values():
        assert owner.job_ended(job["id"])["status"] == "ready"  # laid out anew meanwhile, and theirs all the same
    document = owner.get(f"/api/projects/{project}/video")["document"]
    assert document["scene_order"] == ["intro", other, new] and (document["width"], document["fps"]) == (720, 24)
    assert texts(document, new) == [f"Built {new}"] and document["scenes"]["intro"]["duration"] == 2
    done = steps(owner, project, ("delete_scene", {"scene_id": other}), ("undo", {"version": None}))
    assert [each["status"] for each in done] == ["complete"] * 2, [each["error"] for each in done]
    assert owner.get(f"/api/projects/{project}/video")["document"] == document


def test_all_that_is_wrong_with_a_call_is_told_at_once_and_nothing_is_changed(owner: Person, project: str) -> None:
    steps(owner, project, ("edit_scene", {**UNCHANGED, "scene_id": "intro", "seconds": None,
                                          "put_elements_json": [text_element("Hi", "title")]}))  # fmt: skip
    before = owner.get(f"/api/projects/{project}/video")
    changes = [
        {"element": "titel", "property": "fill", "value_json": '"#ff0000"'},
        {"element": "title", "property": "fill", "value_json": "red"},
        {"element": "title", "property": "font_size", "value_json": "40"},
        {"element": "title", "property": "enter/preset/x", "value_json": "1"},
    ]
    put = json.dumps([{"type": "rect", "id": "a", "fill": "red"}, {"type": "elipse", "id": "b"}])
    wrong = {"scene_id": "intro", "seconds": 500, "background_json": '{"kind": "conic"}', "transition": None,
             "changes": changes, "put_elements_json": put, "remove_elements": ["nothing"]}  # fmt: skip
    plan_of_two = plan("My Intro", "b", seconds=100)
    edit, planned, patched, moved = steps(
        owner, project,
        ("edit_scene", wrong),
        ("plan_scenes", plan_of_two),
        ("apply_json_patch", {"operations": [{"op": "set", "path": "x"}], "explanation": "x"}),
        ("reorder_scenes", {"scene_ids": ["intr", "outr"]}),
    )  # fmt: skip
    told = edit["error"]["message"].split("\n")
    assert [line.split(":")[0] for line in told[:-1]] == [
        "/seconds", "/background_json", "/remove_elements/0", "/put_elements_json/0/fill", "/put_elements_json/1",
        "/changes/0/element", "/changes/1/value_json", "/changes/3/property",
        "/scenes/intro/elements/title/font_size",
    ] and told[-1] == "Nothing was changed."  # fmt: skip
    assert [line.split(":")[0] for line in planned["error"]["message"].split("\n")[:2]] == ["/scenes/0/id", "/scenes"]
    assert patched["status"] == "error" and "op" in patched["error"]["message"]
    assert moved["error"]["message"].count("there is no scene") == 2
    assert owner.get(f"/api/projects/{project}/video") == before


def test_what_few_need_is_explained_when_it_is_asked_for(owner: Person, project: str) -> None:
    topics = ("motions", "tracks", "particles", "components", "document")
    done = steps(owner, project, *(("explain_elements", {"topic": topic}) for topic in topics))
    assert [each["result"] for each in done] == [TOPICS[topic] for topic in topics]


def test_a_scene_is_built_anew_by_the_page_and_by_the_model(
    owner: Person, stranger: Person, project: str, upstream: ScriptedUpstream
) -> None:
    (scene,) = unique("again")
    will_build(upstream, scene)
    state = owner.answered(project, marker(call("plan_scenes", plan(scene)), say("Planned."), key=uuid4().hex))
    owner.job_ended(state["jobs"][0])
    for round, how in enumerate(("page", "model")):
        answer = scene_answer(f"Round {round}")
        will_build(upstream, scene, answer)
        if how == "page":
            address = f"/api/projects/{project}/scenes/{scene}/regenerate"
            job = owner.post(address, {"prompt": "livelier"}, 202)["id"]
            stranger.post(address, {}, 404)
            owner.post(address.replace(scene, "nowhere"), {}, 404)
        else:
            said = marker(call("regenerate_scene", {"scene_id": scene, "prompt": None}), say("Ok."), key=uuid4().hex)
            (job,) = owner.answered(project, said)["jobs"]
        ended = owner.job_ended(job)
        assert ended["status"] == "ready", ended
        document = owner.get(f"/api/projects/{project}/video")["document"]
        assert texts(document, scene) == [f"Round {round}"]
    asked = requests_for(upstream, scene)[1]["messages"][-1]["content"]
    assert "livelier" in asked and '"now"' in asked


@pytest.mark.parametrize(
    ("scene", "place"),
    [
        ({"layout": "no such layout"}, "/scenes/1/layout"),
        ({"layout": "LIST", "items": ["One"]}, "/scenes/1/layout"),
        ({"layout": "list", "items": [f"Item {i}" for i in range(99)]}, "/scenes/1/items"),
        ({"layout": "custom", "heading": "x" * 9_000}, "/scenes/1/heading"),
    ],
    ids=["unknown", "capitals", "many items", "long words"],
)
def test_a_scene_that_fits_no_layout_is_told_and_its_answer_goes_on(maker: Person, scene: Json, place: str) -> None:
    project = maker.project()
    (name,) = unique("first")
    planned = plan(name, layout="title")
    planned["scenes"].append({"id": "second", "seconds": 2, "heading": "", **scene})
    state = maker.answered(project, marker(call("plan_scenes", planned), say("Sorry."), key=uuid4().hex))
    (ended,) = state["tool_calls"]
    assert (state["status"], ended["status"]) == ("success", "error")
    assert f"{place}" in ended["error"]["message"] and "Nothing was changed." in ended["error"]["message"]
