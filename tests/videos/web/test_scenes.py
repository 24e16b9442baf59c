"""Scenes by layout and words, from outside: what is kept, what is refused, and that it is the same as by the tool."""

from typing import Any

import pytest

from tests.people import Person
from tests.videos.web.test_versions import by_tool, patched, undone, video

WORDS = {"heading": "Nova is here", "kicker": "News"}


def worded(person: Person, project: str, status: int = 200, scene: str = "intro", **body: Any) -> Any:
    headers = body.pop("headers", {})
    return person.ask("PATCH", f"/api/projects/{project}/video/scenes/{scene}", status, json=body, headers=headers)


def layouts(person: Person, project: str) -> dict[str, Any]:
    found = person.get(f"/api/projects/{project}/video/scenes/intro/layouts")["items"]
    return {each["name"]: each for each in found}


@pytest.fixture
def nova(owner: Person, project: str) -> str:
    """A project whose scene has a layout."""
    worded(owner, project, layout="title", slots=WORDS)
    return project


def test_words_are_laid_out_as_by_the_tool(owner: Person, project: str, nova: str) -> None:
    by_hand = video(owner, nova)["document"]["scenes"]["intro"]
    assert [by_hand["layout"]["slots"][name] for name in WORDS] == list(WORDS.values())
    assert by_hand["order"]
    by_tool(owner, nova, "edit_scene", scene_id="intro", slots_json='{"heading": "Nova is gone"}')
    told = video(owner, nova)["document"]["scenes"]["intro"]
    worded(owner, nova, slots=WORDS)
    worded(owner, nova, slots={"heading": "Nova is gone"})
    assert video(owner, nova)["document"]["scenes"]["intro"] == told


def test_another_layout_keeps_the_words_it_has_a_place_for_and_says_so_before(owner: Person, nova: str) -> None:
    known = layouts(owner, nova)
    assert known["statement"]["fits"] and not known["list"]["fits"]
    quote = known["quote"]
    assert "quote" in quote["needs"] and not quote["fits"]
    changed = worded(owner, nova, layout="statement")
    slots = changed["document"]["scenes"]["intro"]["layout"]["slots"]
    lost = known["statement"]["loses"]
    assert {name: bool(slots[name]) for name in WORDS} == {name: name not in lost for name in WORDS}
    undone(owner, nova, version=changed["version"])
    assert video(owner, nova)["document"]["scenes"]["intro"]["layout"]["name"] == "title"


@pytest.mark.parametrize(
    "body, slots",
    [
        ({"slots": {"heading": ""}}, ["heading"]),
        ({"layout": "list"}, ["items"]),
        ({"slots": {"items": ["a"], "quote": "b"}}, ["items", "quote"]),
        ({"slots": {"heading": 5}}, ["heading"]),
        ({"slots": {"body": "w" * 1001}}, ["body"]),
        ({"slots": {"wrong": "x"}}, ["layout"]),
        ({"layout": "nothing-like-it"}, ["layout"]),
    ],
)
def test_what_does_not_fit_is_told_by_its_slot_in_words_for_people_and_nothing_changes(
    owner: Person, nova: str, body: Any, slots: list[str]
) -> None:
    before = video(owner, nova)
    refused = worded(owner, nova, 422, **body)
    assert refused["code"] == "unfit_scene"
    assert [each["slot"] for each in refused["slots"]] == slots
    assert all("/" not in each["message"].split(" ")[0] for each in refused["slots"])
    assert video(owner, nova) == before


def test_a_scene_made_by_hand_takes_a_layout_only_when_one_is_named(owner: Person, project: str) -> None:
    title = {"type": "text", "text": "Hello"}
    scene = {"duration": 3, "order": ["title"], "elements": {"title": title}}
    patched(owner, project, {"op": "add", "path": "/scenes/intro", "value": scene})
    assert worded(owner, project, 422, slots=WORDS)["slots"][0]["slot"] == "layout"
    changed = worded(owner, project, layout="title", slots=WORDS)["document"]["scenes"]["intro"]
    assert title["text"] not in [each.get("text") for each in changed["elements"].values()]
    assert changed["layout"]["slots"]["heading"] == WORDS["heading"]


def test_an_old_version_is_no_ground_to_change_from(owner: Person, nova: str) -> None:
    refused = worded(owner, nova, 409, slots={"kicker": ""}, headers={"If-Match": '"1"'})
    assert (refused["code"], refused["version"]) == ("version_changed", video(owner, nova)["version"])
    worded(owner, nova, slots={"kicker": ""}, headers={"If-Match": f'"{refused["version"]}"'})


def test_the_style_of_the_whole_video_is_one_of_the_catalogue(owner: Person, nova: str) -> None:
    style = f"/api/projects/{nova}/video/style"
    known = {each["name"]: each for each in owner.get("/api/styles")["items"]}
    assert len(known) == 32
    changed = owner.ask("PATCH", style, 200, json={"style": "linen"})
    assert changed["document"]["style"]["background"] == known["linen"]["background"]
    assert changed["document"]["scenes"]["intro"]["layout"]["name"] == "title"
    refused = owner.ask("PATCH", style, 422, json={"style": "lines"})
    assert "linen" in refused["message"] and not refused["message"].startswith("/")


def test_a_scene_that_is_not_there_is_not_found(owner: Person, nova: str) -> None:
    worded(owner, nova, 404, scene="nowhere", slots=WORDS)
    owner.ask("GET", f"/api/projects/{nova}/video/scenes/nowhere/layouts", 404)


FRIDAY = "We open on Friday, 12 June at 8 am, 12 Mill Road"


def drafted(person: Person, project: str, status: int = 200, **body: Any) -> Any:
    return person.ask("POST", f"/api/projects/{project}/video/scenes", status, json=body)


def test_pasted_words_become_scenes_that_hold_their_facts(owner: Person, nova: str) -> None:
    before = video(owner, nova)["document"]
    added = drafted(owner, nova, words=FRIDAY, after="")["document"]
    assert added["scene_order"][-len(before["scene_order"]) :] == before["scene_order"]
    new = added["scenes"][added["scene_order"][0]]["layout"]
    assert new["name"] == "event" and "12 Mill Road" in str(new["slots"])
    undone(owner, nova)
    assert video(owner, nova)["document"] == before


def test_pasted_words_are_the_whole_of_an_empty_video(owner: Person) -> None:
    document = drafted(owner, owner.project(), words=f"{FRIDAY}. Coffee from 2.50 €. Vertical")["document"]
    assert document["height"] > document["width"]
    assert "2.50 €" in str(document["scenes"]) and "Vertical" not in str(document["scenes"])


def test_words_without_anything_to_show_and_unknown_places_are_refused(owner: Person, nova: str) -> None:
    assert drafted(owner, nova, 422, words="make a video")["code"] == "invalid"
    drafted(owner, nova, 404, words=FRIDAY, after="nowhere")


def test_a_picture_of_another_layout_is_of_a_scene_that_is_named(owner: Person, nova: str) -> None:
    still = f"/api/projects/{nova}/video/still"
    assert owner.http.get(still, params={"scene": "intro", "layout": "statement"}).status_code == 200
    assert owner.get(f"{still}?layout=statement", 422)["path"] == "/scene"
    assert owner.get(f"{still}?scene=intro&layout=statemnt", 422)["reason"] == "unknown_layout"
