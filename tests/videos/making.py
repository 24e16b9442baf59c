"""Plans and scenes for tests: what a scripted model says to make a video, and to build a scene of it."""

import json
from typing import Any
from uuid import uuid4

from tests.people import Person
from tests.upstream import Hold, ScriptedUpstream, Text, call, marker, say, step

Json = dict[str, Any]


def plan(*scenes: str, seconds: float = 2, layout: str = "custom", **more: Any) -> Json:
    """The arguments of `plan_scenes`: scenes that are to be drawn by a model, unless `layout` is another."""
    planned = [
        {"id": scene, "seconds": seconds, "layout": layout, "heading": scene}
        | ({"description": f"About {scene}."} if layout == "custom" else {})
        for scene in scenes
    ]
    return {"title": "A plan", "format": "16:9", "style": "", "colors": [], "scenes": planned, **more}


def planned(person: Person, project: str, *scenes: str, **more: Any) -> Any:
    """Let the model plan these scenes and say that it is done; give the answer's snapshot."""
    said = marker(call("plan_scenes", plan(*scenes, **more)), say("Planned."), key=uuid4().hex)
    state = person.answered(project, said)
    assert state["status"] == "success", state
    return state


def scene_answer(words: str, **more: Any) -> str:
    """What a model answers to a build: one text."""
    elements = json.dumps([text_element(words)])
    return json.dumps({"background_json": None, "transition": None, "elements_json": elements, **more})


def text_element(words: str, id: str = "words") -> Json:
    return {"type": "text", "id": id, "text": words}


def asked_for(scene: str) -> str:
    """What the requests of a scene's build contain."""
    return f"Build the scene '{scene}'."


def will_build(upstream: ScriptedUpstream, scene: str, *answers: str, gate: str = "") -> None:
    """Answer the builds of a scene, one after another; at `gate` they wait first."""
    for answer in answers or (scene_answer(f"Built {scene}"),):
        waits = [Hold(gate)] if gate else []
        upstream.add(step(*waits, Text(answer)), containing=asked_for(scene), tools=False)


def requests_for(upstream: ScriptedUpstream, scene: str) -> list[Json]:
    """The requests of a scene's builds so far."""
    return [each.body for each in upstream.requests if asked_for(scene) in json.dumps(each.body)]


def builds(person: Person, project: str) -> dict[str, Json]:
    """The newest build of each scene."""
    items = person.get(f"/api/projects/{project}/jobs?kind=build&limit=200")["items"]
    return {item["scene"]: item for item in reversed(items)}


def texts(document: Json, scene: str) -> list[str]:
    """What a scene says."""
    shown = document["scenes"][scene]
    return [said for name in shown["order"] if (said := shown["elements"][name].get("text"))]


def unique(*names: str) -> list[str]:
    """Ids of scenes that no other test has: the scripted model server is shared."""
    tag = uuid4().hex[:6]
    return [f"{name}-{tag}" for name in names]
