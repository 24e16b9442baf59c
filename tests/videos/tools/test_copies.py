"""The video in other words: as many projects as were asked for, or none and all the reasons."""

import csv
import json
from io import StringIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.people import Person
from tests.videos.making import plan
from tests.videos.tools.test_tools import UNCHANGED, steps
from tests.videos.web.test_assets_api import picture, upload
from videos.document.scene_changes import Rewording
from videos.tools.table import read_table

Json = dict[str, Any]
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.sampled_from('",;\n|'))
HEADERS = st.lists(st.text("abcdefgh ", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=5, unique=True)
LAMP: list[Json] = [
    {"id": "offer", "seconds": 3, "layout": "title", "heading": "Lamp", "body": "Only 10 €"},
    {"id": "end", "seconds": 2, "layout": "statement", "heading": "Open on Sunday"},
    {"id": "price", "seconds": 2, "layout": "big_number", "heading": "Price",
     "figures": [{"value": "10", "unit": "€", "label": "a Lamp"}]},
]  # fmt: skip


def lamp(owner: Person, project: str, **more: Any) -> None:
    (done,) = steps(owner, project, ("plan_scenes", {**plan(), "title": "Lamp", "scenes": LAMP, **more}))
    assert done["status"] == "complete", done["error"]


def copied(owner: Person, project: str, copies: Any, table: str | None = None) -> Json:
    (done,) = steps(owner, project, ("copy_video", {"copies_json": json.dumps(copies), "table_csv": table}))
    return done


def made(owner: Person, done: Json) -> dict[str, Json]:
    """The video of each project that the call made, by its name; the result names their addresses."""
    assert done["status"] == "complete", done["error"]
    found = {}
    for line in done["result"].splitlines()[1:]:
        id = line.rsplit("/", 2)[1]
        name = owner.get(f"/api/projects/{id}")["name"]
        assert line == f"[{name}](/projects/{id}/)"
        found[name] = owner.get(f"/api/projects/{id}/video") | {"project": id}
    return found


def slots(video: Json, scene: str) -> Json:
    found: Json = video["document"]["scenes"][scene]["layout"]["slots"]
    return found


def written(video: Json, scene: str) -> str:
    elements = video["document"]["scenes"][scene]["elements"].values()
    return "\n".join(each["text"] for each in elements if each.get("text")).replace("\N{NO-BREAK SPACE}", " ")


def names(owner: Person) -> list[str]:
    return [each["name"] for each in owner.get("/api/projects?limit=200")["items"]]


def test_copies_are_projects_of_their_own_in_other_words(owner: Person, project: str) -> None:
    lamp(owner, project)
    put = json.dumps([{"type": "text", "id": "note", "text": "Lamp and Open", "x": 10, "y": 10, "w": 300, "h": 40}])
    steps(owner, project, ("edit_scene", {**UNCHANGED, "scene_id": "end", "seconds": None, "put_elements_json": put}))
    upload(owner, project, picture())
    owner.ask("PATCH", f"/api/projects/{project}/settings", 200, json={"brand": {"colours": ["#ff0000"]}, "model": "m"})
    before = owner.get(f"/api/projects/{project}/video")
    german = {"Lamp": "Lampe", "Open": "Offen", "Open on Sunday": "Sonntags offen", "Only 10 €": "Nur 10 €"}
    swapped = {"Lamp": "Open", "Open": "Lamp"}
    videos = made(owner, copied(owner, project, [
        {"name": "Deutsch", "replace": german},
        {"name": "Swapped", "title": "Other", "replace": swapped,
         "scenes": {"offer": {"body": "", "kicker": "New"}}},
    ]))  # fmt: skip
    assert owner.get(f"/api/projects/{project}/video") == before
    video, other = videos["Deutsch"], videos["Swapped"]
    assert slots(video, "offer")["heading"] == "Lampe" and slots(video, "end")["heading"] == "Sonntags offen"
    assert video["document"]["scenes"]["end"]["elements"]["note"]["text"] == "Lampe and Offen"
    assert video["document"]["title"] == "Lampe" and video["version"] == 1
    assert "Nur 10 €" in written(video, "offer") and "Only" not in written(video, "offer")
    assert slots(other, "offer") == slots(before, "offer") | {"heading": "Open", "body": "", "kicker": "New"}
    assert slots(other, "end")["heading"] == "Lamp on Sunday" and other["document"]["title"] == "Other"
    assert other["document"]["scenes"]["end"]["elements"]["note"]["text"] == "Open and Lamp"
    chosen = owner.get(f"/api/projects/{video['project']}/settings")
    assert chosen["brand"]["colours"] == ["#ff0000"] and chosen["model"] != "m"


def test_copies_belong_to_whom_asked_for_them(owner: Person, stranger: Person, project: str) -> None:
    lamp(owner, project)
    owner.post(f"/api/projects/{project}/members", {"username": "stranger", "role": "editor"}, 201)
    ((_, video),) = made(stranger, copied(stranger, project, {"name": "Mine"})).items()
    owner.get(f"/api/projects/{video['project']}", 404)
    assert stranger.get(f"/api/projects/{video['project']}")["role"] == "owner"


def test_pictures_go_along_and_stay_when_the_first_project_goes(owner: Person, project: str) -> None:
    asset = upload(owner, project, picture())
    lamp(owner, project)
    ((_, video),) = made(owner, copied(owner, project, {"name": "With a picture"})).items()
    there = f"/api/projects/{video['project']}/assets"
    (same,) = owner.get(there)["items"]
    assert (same["id"], same["bytes"]) == (asset["id"], asset["bytes"]) and asset["id"] in video["document"]["assets"]
    data = owner.http.get(asset["url"]).content
    owner.ask("DELETE", f"/api/projects/{project}", 204)
    assert owner.http.get(same["url"]).content == data


def test_each_row_of_a_table_is_a_project_and_its_cells_stay_as_they_were_written(owner: Person, project: str) -> None:
    lamp(owner, project)
    rows = [("Tisch; rund", "1.250,50 €"), ('Der "große" Stuhl', "007"), ("Bett\nmit Kissen", "9,90")]
    sheet = StringIO()
    csv.writer(sheet, delimiter=";").writerows([("Produkt", "Preis"), *rows, ("", "")])
    template = {"name": "Video: {produkt}", "replace": {"Lamp": "{Produkt}", "10 €": "{ Preis }"}}
    videos = made(owner, copied(owner, project, [template], "\ufeff" + sheet.getvalue()))
    assert {name.removeprefix("Video: "): slots(each, "offer")["body"] for name, each in videos.items()} == {
        " ".join(product.split()): f"Only {price}" for product, price in rows
    }
    assert [slots(each, "offer")["heading"] for each in videos.values()] == [product for product, _ in rows]


def test_all_that_is_wrong_is_told_and_no_project_is_made(owner: Person, project: str) -> None:
    lamp(owner, project)
    before = names(owner)
    copies = [
        {"name": "Good", "replace": {"Lamp": "Table"}},
        {"name": "Long", "replace": {"Lamp": "W" * 900}},
        {"name": "Wrong", "replace": {"Lampp": "x"}, "scenes": {"ofer": {}, "end": {"headin": "x"}}},
    ]
    done = copied(owner, project, [*copies, {"name": " ", "replace": {"": "x"}}])
    assert [line.split(":")[0] for line in done["error"]["message"].splitlines()] == [
        "/copies_json/3/name", "/copies_json/3/replace", "Nothing was changed."
    ]  # fmt: skip
    done = copied(owner, project, copies)
    told = done["error"]["message"].splitlines()
    assert [line.split(":")[0] for line in told] == [
        "/copies_json/1/scenes/offer/heading", "/copies_json/1/scenes/price/figures",
        "/copies_json/2/replace", "/copies_json/2/scenes/ofer",
        "/copies_json/2/scenes/end/slots/headin", "Nothing was changed.",
    ]  # fmt: skip
    assert told[0].endswith("(In the copy 'Long'.)") and "Did you mean 'offer'?" in told[3]
    assert names(owner) == before


def test_more_copies_than_one_call_makes_are_refused(owner: Person, project: str) -> None:
    before = names(owner)
    many = copied(owner, project, [{"name": f"{number}"} for number in range(21)])["error"]
    assert many["code"] == "bad_copy_count" and "1 to 20" in many["message"] and "21" in many["message"]
    table = "Name\n" + "".join(f"N{number}\n" for number in range(21))
    assert copied(owner, project, [{"name": "{Name}"}], table)["error"]["code"] == "bad_row_count"
    two = copied(owner, project, [{"name": "a"}, {"name": "b"}], "Name\nx\n")["error"]
    assert two["code"] == "bad_copy_count" and "one copy" in two["message"]
    assert copied(owner, project, [])["error"]["code"] == "bad_copy_count"
    assert copied(owner, project, [{"name": "{Naem}"}], "Name\nx\n")["error"]["message"].startswith(
        "/copies_json/0/name: the table has no column 'Naem'. Did you mean 'Name'?"
    )
    ragged = copied(owner, project, [{"name": "{Name}"}], "Name,Price\nx,1,50\n")["error"]
    assert ragged["message"].startswith("/table_csv/0: row 1 has 3 cells, the header 2.")
    assert names(owner) == before


def test_a_video_that_is_still_drawn_is_not_copied(owner: Person, project: str) -> None:
    copy = {"copies_json": [{"name": "a"}], "table_csv": None}
    planned, done = steps(owner, project, ("plan_scenes", plan("hand")), ("copy_video", copy))
    assert planned["status"] == "complete" and done["error"]["code"] == "scenes_not_built"


@given(HEADERS, st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=4), st.sampled_from(",;\t|"))
def test_a_table_is_read_as_it_was_written(header: list[str], cells: list[list[str]], delimiter: str) -> None:
    rows = [["x", *line][: len(header)] for line in cells]
    sheet = StringIO()
    csv.writer(sheet, delimiter=delimiter).writerows([header, *rows])
    stripped = [[cell.strip() for cell in row] for row in rows]
    assert [list(row.values()) for row in read_table(sheet.getvalue(), "", 20)] == stripped


@given(st.lists(st.text("abc", min_size=1, max_size=3), unique=True, min_size=2, max_size=6), st.randoms())
def test_words_change_places_at_once(words: list[str], chance: Any) -> None:
    """What is replaced is not replaced again: with each word's other one, replaced back, a text is as it was."""
    other = dict(zip(words, (f"<{place}>" for place in range(len(words))), strict=True))
    text = " ".join(chance.choices(words, k=8))
    there = Rewording(other)
    assert Rewording({new: old for old, new in other.items()}).of_text(there.of_text(text)) == text
    assert all(there.found[each] == text.count(each) for each in words)
