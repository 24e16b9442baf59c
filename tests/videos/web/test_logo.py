"""The logo of a person's brand: what comes in, its colours, and how their videos come to show it."""

import io
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.people import Person
from tests.servers import Server
from tests.upstream import ScriptedUpstream, call, marker, say
from tests.videos.making import plan, unique, will_build
from tests.videos.web.test_assets_api import bomb, picture, still, upload

BLUE = "#2040e0"


def logo(colour: str = BLUE, size: tuple[int, int] = (400, 200)) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", size, colour).save(output, "PNG")
    return output.getvalue()


def put(person: Person, data: bytes, status: int = 200, name: str = "Acme.png") -> Any:
    answer = person.http.put("/api/brand/logo", files={"file": (name, data, "image/png")})
    assert answer.status_code == status, answer.text[:300]
    return answer.json()


@pytest.fixture
def designer(server: Server) -> Any:
    """Somebody with a logo."""
    with Person.at(server, "designer") as person:
        put(person, logo())
        yield person
        person.ask("DELETE", "/api/brand/logo", 204)


def say_call(person: Person, project: str, tool: str, arguments: Any) -> Any:
    """The tool's call, as it ended."""
    (key,) = unique("key")
    state = person.answered(project, marker(call(tool, arguments), say("Done."), key=key))
    print(state["status"], state.get("error"))
    return state["tool_calls"][0]


def shown(person: Person, project: str) -> dict[str, Any]:
    found: dict[str, Any] = person.get(f"/api/projects/{project}/video")["document"]
    return found


def pictures(person: Person, project: str) -> list[str]:
    return [each["id"] for each in person.get(f"/api/projects/{project}/assets")["items"]]


def test_a_logo_is_drawn_anew_made_smaller_and_its_colours_are_offered(designer: Person) -> None:
    told = put(designer, logo("#d01030", (3000, 1500)))
    assert (told["width"], told["height"], told["mime"], told["name"]) == (1024, 512, "image/png", "Acme.png")
    assert told["colours"] == ["#d01030"]
    brand = designer.get("/api/brand")
    assert (brand["logo"], brand["colours"]) == (told, [])
    answer = designer.http.get(told["url"])
    assert Image.open(io.BytesIO(answer.content)).size == (1024, 512) and len(answer.content) == told["bytes"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    again = designer.http.get(told["url"], headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    designer.ask("DELETE", "/api/brand/logo", 204)
    assert designer.http.get(told["url"]).status_code == 404
    assert designer.get("/api/brand")["logo"] is None


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "bad_picture"),
        (b"", 422, "bad_picture"),
        (picture()[:60], 422, "bad_picture"),
        (picture(size=(5000, 2)), 413, "picture_too_large"),
        (bomb(), 413, "picture_too_large"),
        (picture() + b"\0" * (10 * 2**20), 413, "picture_too_large"),
    ],
    ids=["svg", "empty", "cut", "long", "bomb", "heavy"],
)
def test_a_bad_picture_is_refused_and_the_logo_stays(designer: Person, data: bytes, status: int, code: str) -> None:
    told = put(designer, data, status)
    assert told["code"] == code and told["message"].endswith(".")
    assert designer.get("/api/brand")["logo"]["colours"] == [BLUE]


def test_a_body_that_is_no_form_with_a_picture_is_refused(designer: Person) -> None:
    assert designer.ask("PUT", "/api/brand/logo", 422, json={"file": "x"})["code"] == "invalid"
    broken = designer.http.put("/api/brand/logo", content=b"x", headers={"Content-Type": "multipart/form-data"})
    assert (broken.status_code, broken.json()["code"]) == (400, "bad_form")
    named = designer.http.put("/api/brand/logo", files={"fi\0le": ("a.png", logo(), "image/png")})
    assert named.status_code in (400, 422) and named.json()["code"] in ("unstorable_text", "invalid", "bad_form")
    assert designer.get("/api/brand")["logo"]["colours"] == [BLUE]


def test_nobody_else_sees_it(designer: Person, visitor: Person, server: Server) -> None:
    assert visitor.get("/api/brand")["logo"] is None
    visitor.get("/api/brand/logo", 404)
    project = visitor.project()
    refused = say_call(visitor, project, "plan_scenes", with_logo("intro"))
    assert refused["status"] == "error" and "no asset 'logo'" in refused["error"]["message"]
    with httpx.Client(base_url=server.url) as nobody:
        assert nobody.put("/api/brand/logo", files={"file": ("a.png", logo(), "image/png")}).status_code == 401


def with_logo(scene: str) -> Any:
    return {**plan(), "scenes": [{"id": scene, "seconds": 2, "layout": "logo", "heading": "Us", "picture": "logo"}]}


def test_a_plan_that_names_the_logo_shows_it_and_only_then_is_it_copied(
    designer: Person, upstream: ScriptedUpstream
) -> None:
    project = designer.project()
    (scene,) = unique("intro")
    key = f"first {scene}"
    plain = marker(call("plan_scenes", plan(scene, layout="title")), say("Done."), key=key)
    designer.answered(project, plain)
    assert pictures(designer, project) == [] and shown(designer, project)["assets"] == {}
    asked = next(each for each in upstream.requests if key in str(each.body))
    (brand,) = re.findall(r"<brand>(.*?)</brand>", asked.body["messages"][0]["content"])
    assert json.loads(brand)["logo"] == "logo"
    assert say_call(designer, project, "plan_scenes", with_logo(scene))["status"] == "complete"
    assert pictures(designer, project) == ["logo"] and list(shown(designer, project)["assets"]) == ["logo"]
    pixels = still(designer, project, t=1.5).reshape(-1, 3)
    assert (abs(pixels - [0x20, 0x40, 0xE0]).sum(axis=1) < 12).mean() > 0.02
    designer.post(f"/api/projects/{project}/video/undo")
    before = designer.get(f"/api/projects/{project}/video/versions")["items"]
    designer.post(f"/api/projects/{project}/video/versions/2/restore", status=201)
    assert shown(designer, project)["scenes"][scene]["layout"]["name"] == "title"
    assert say_call(designer, project, "plan_scenes", with_logo(scene))["status"] == "complete"
    assert len(designer.get(f"/api/projects/{project}/video/versions")["items"]) == len(before) + 2
    assert pictures(designer, project) == ["logo"]


def test_elements_edits_patches_and_builds_may_name_it(designer: Person, upstream: ScriptedUpstream) -> None:
    image = {"type": "image", "id": "sign", "asset": "logo", "x": 10, "y": 10, "w": 200, "h": 100}
    put_in = {"scene_id": "intro", "put_elements_json": json.dumps([image])}
    by_hand = {"scene_id": "intro", "component_id": "c", "title": "T", "elements_json": json.dumps([image])}
    for tool, arguments in [("edit_scene", put_in), ("generate_component", by_hand)]:
        project = designer.project()
        ended = say_call(designer, project, tool, arguments)
        assert ended["status"] == "complete", ended
        assert pictures(designer, project) == ["logo"]
    project = designer.project()
    element = {name: value for name, value in image.items() if name != "id"}
    operations = [
        {"op": "add", "path": "/scenes/intro/elements/sign", "value": element},
        {"op": "add", "path": "/scenes/intro/order/-", "value": "sign"},
    ]
    designer.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": operations})
    assert pictures(designer, project) == ["logo"]
    project, (scene,) = designer.project(), unique("drawn")
    answer = {"background_json": None, "transition": None, "elements_json": json.dumps([image])}
    will_build(upstream, scene, json.dumps(answer))
    jobs = designer.answered(project, marker(call("plan_scenes", plan(scene)), say("Done."), key=scene))["jobs"]
    ended = [designer.job_ended(job) for job in jobs]
    assert [each["status"] for each in ended] == ["ready"], [each["error"] for each in ended]
    assert pictures(designer, project) == ["logo"]


def test_what_is_refused_copies_nothing(designer: Person, server: Server) -> None:
    project = designer.project()
    wrong = with_logo("intro")
    wrong["scenes"].append({**wrong["scenes"][0], "id": "other", "layout": "no such layout"})
    told = say_call(designer, project, "plan_scenes", wrong)
    assert told["status"] == "error", (told["error"], told["result"])
    assert pictures(designer, project) == [] and shown(designer, project)["assets"] == {}
    assert not Path(server.place.folder, "data", "assets", project).exists()


def test_a_project_that_has_a_logo_keeps_its_own(designer: Person) -> None:
    own, same = designer.project(), designer.project()
    upload(designer, own, logo("#ff0000"), "logo.png")
    upload(designer, same, logo(), "acme.png")
    assert say_call(designer, own, "plan_scenes", with_logo("intro"))["status"] == "complete"
    assert pictures(designer, own) == ["logo"]
    assert list(still(designer, own, t=1.5).reshape(-1, 3).max(axis=0))[0] == 255
    refused = say_call(designer, same, "plan_scenes", with_logo("intro"))
    assert "there are acme" in refused["error"]["message"]  # the same picture, by the id that the model is told
