"""The states of the pages that `make screenshots` takes, and how they come about."""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Tab, new_project
from tests.browser.studio import Studio as Hands
from tests.browser.test_first_page import ask
from tests.people import Person
from tests.servers import DRAWING, ROOT, Place, Server
from tests.upstream.scripts import Hold, Text, call, calls, fail, say, step
from tests.upstream.server import ScriptedUpstream
from tests.videos.making import will_build

ASKED = "A launch video for “Nova”, the lamp that follows the sun"
STORY = """Here is how Nova comes to light:

1. **Dusk**, and one small sun on the desk
2. **The logo** in a burst of light
3. The words *Nova is here*

| scene | seconds | colours |
|---|---|---|
| logo | 3.5 | deep blue |
| reasons | 4.5 | violet, mint |

```json
{"scene": "logo", "duration": 3.5, "background": {"kind": "radial", "colors": ["#12366b", "#05081c"]}}
```

The last light stays in the air while the words come in, letter by"""
TITLE = {"op": "replace", "path": "/title", "from": None}
FILE = {"format": "mp4", "quality": "standard"}


@dataclass
class Film:
    """What the demo model makes of ASKED: its plan, its last words, and the video."""

    plan: dict[str, Any]
    words: str
    document: dict[str, Any]

    @property
    def drawn(self) -> dict[str, Any]:
        """The plan with scenes that are to be drawn, and take their time."""
        scenes = [
            {"id": each["id"], "seconds": each["seconds"], "layout": "custom", "heading": each.get("heading", "")}
            for each in self.plan["scenes"]
        ]
        return {**self.plan, "scenes": scenes}

    def answer(self, scene: str) -> str:
        """What a model would have answered when it was to draw the scene."""
        shown = self.document["scenes"][scene]
        elements = json.dumps([shown["elements"][name] for name in shown["order"]])
        ground = json.dumps(shown["background"])
        return json.dumps({"background_json": ground, "transition": None, "elements_json": elements})


def film() -> Film:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), dict(DRAWING))
        place.migrate("maker")
        with place.server() as server, Person.at(server, "maker") as maker:
            project = maker.project("Nova")
            state = maker.answered(project, ASKED)
            plan = next(each["arguments"] for each in state["tool_calls"] if each["name"] == "plan_scenes")
            return Film(plan, state["content"], maker.get(f"/api/projects/{project}/video")["document"])


@dataclass
class Studio:
    """A server, its scripted model, and a tab in which the states are made."""

    server: Server
    upstream: ScriptedUpstream
    tab: Tab
    gate: Path
    film: Film

    async def begin(self, name: str = "Nova") -> None:
        await new_project(self.tab.page, name)
        await self.tab.until_live()

    async def begin_with_film(self) -> None:
        """A project in which the film is made already."""
        await self.begin()
        parts = {name: self.film.document[name] for name in ("title", "style", "scenes", "scene_order")}
        operations = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in parts.items()]
        await Hands(self.tab).ask("PATCH", "video", {"operations": operations})
        await expect(self.tab.page.locator(".stage.has-video")).to_be_visible()

    async def plan(self, plan: dict[str, Any], words: str) -> None:
        """Say ASKED, which the model answers with the plan, a file and `words`."""
        steps = call("plan_scenes", plan, text="Let's make **Nova**."), call("render_video", FILE), say(words)
        await self.say(ASKED, *steps)

    async def held(self, gate: str) -> None:
        """Wait until the model stands at the gate, on however busy a machine."""
        for _ in range(6):
            with suppress(TimeoutError):
                return await self.upstream.until_held(gate)

    async def say(self, words: str, *steps: object) -> None:
        """Say `words`, which the model answers with `steps`."""
        for each in steps:
            self.upstream.add(each, containing=words, tools=True)  # type: ignore[arg-type]
        await self.tab.say(words)


async def first(studio: Studio) -> None:
    """The first page as a newcomer sees it: nothing is made yet."""
    await studio.tab.page.goto("/")


async def filled(studio: Studio) -> None:
    """The first page once more; what is filled in is the page's own doing."""
    await first(studio)


async def videos(studio: Studio) -> None:
    """The person's videos, below the templates."""
    await studio.tab.page.goto("/")
    for template in ("recipe", "team", "countdown", "quote"):
        await ask(studio.tab.page, "POST", "/api/projects", {"template": template})
    await studio.tab.page.goto("/#videos")


async def empty(studio: Studio) -> None:
    await studio.begin("New video")


async def thinking(studio: Studio) -> None:
    await studio.begin()
    await studio.say(ASKED, step(Hold("thinking")))
    await studio.held("thinking")


async def streaming(studio: Studio) -> None:
    await studio.begin()
    await studio.say(ASKED, step(Text(STORY, 30), Hold("streaming")))
    await studio.held("streaming")


async def tools(studio: Studio) -> None:
    studio.gate.unlink(missing_ok=True)
    await studio.begin_with_film()
    looks = calls(
        ("find_music", {"words": "calm piano"}),
        ("find_pictures", {"words": "lamp on a desk at night"}),
        text="I look for music and pictures at the same time.",
    )
    await studio.say("Find music and pictures that fit", looks, step(Hold("tools")))
    await expect(studio.tab.answer.locator(".call[data-status=executing]")).to_have_count(2)


async def building(studio: Studio) -> None:
    """One scene is drawn, the others wait at the gate."""
    await studio.begin()
    first, *others = (each["id"] for each in studio.film.drawn["scenes"])
    for scene in (first, *others):
        will_build(studio.upstream, scene, studio.film.answer(scene), gate="" if scene == first else "building")
    await studio.plan(studio.film.drawn, "Each scene appears as soon as it is drawn.")
    await studio.tab.until_status("building")
    await expect(Hands(studio.tab).card(first)).to_have_attribute("data-state", "ready")


async def done(studio: Studio) -> None:
    await studio.begin()
    await studio.plan(studio.film.plan, studio.film.words)
    await expect(studio.tab.answer.locator(".job[data-status=ready]", has_text="MP4")).to_be_visible()


async def error(studio: Studio) -> None:
    await studio.begin_with_film()
    sentence = {"error": {"message": "The request is too long for this model. Shorten it.", "type": "invalid_request"}}
    await studio.say("Use all of the script that I pasted above", fail(400, body=sentence))
    await studio.tab.until_status("error")


async def unknown(studio: Studio) -> None:
    """As after a crash in the window: a tool with an effect outside had begun, and nobody knows how it ended."""
    studio.gate.unlink(missing_ok=True)
    await studio.begin_with_film()
    look = call("find_music", {"words": "calm piano"}, text="I order the music.")
    await studio.say(
        "Order the music that fits", look, say("It is not known whether the order went out. Please have a look.")
    )
    await expect(studio.tab.answer.locator(".call[data-status=executing]")).to_have_count(1)
    studio.server.process.kill()
    await start_again(studio.server)
    await studio.tab.until_status("success")
    await expect(studio.tab.answer.locator(".call[data-status=unknown]")).to_have_count(1)


async def reconnecting(studio: Studio) -> None:
    await done(studio)


async def queue(studio: Studio) -> None:
    await studio.begin_with_film()
    begun = Text("I begin with the logo: it comes out of deep blue, in a burst of light, and the")
    await studio.say("Give the logo more light", step(begun, Hold("queue")))
    await studio.held("queue")
    await studio.say("Then make the title gold", say("Gold it is."))
    await expect(studio.tab.answer.get_by_role("button", name="Remove")).to_be_visible()


async def branches(studio: Studio) -> None:
    asked = "Which tone would you choose?"
    await studio.begin_with_film()
    await studio.say(asked, say("A calm one: **dusk**, one light, then the words."))
    await studio.tab.until_status("success")
    for answer in (
        "A bright one: **light** from the first second.",
        "A short one: five seconds, one scene, **three words**.",
    ):
        studio.upstream.add(say(answer), containing=asked, tools=True)
        await studio.tab.answer.hover()
        await studio.tab.answer.get_by_role("button", name="Answer anew").click()
        await expect(studio.tab.answer).to_contain_text(answer[:10])
        await studio.tab.until_status("success")
    await studio.tab.answer.get_by_role("button", name="Show the version before").click()
    await expect(studio.tab.answer.locator(".branch-place")).to_have_text("2/3")


async def versions(studio: Studio) -> None:
    await studio.begin_with_film()
    for title in ("A small sun", "Nova, a small sun", "Nova follows the sun"):
        change = {**TITLE, "value_json": f'"{title}"'}
        await studio.say(
            f"Call it “{title}”", call("apply_json_patch", {"operations": [change], "explanation": title}), say("Done.")
        )
        await studio.tab.until_status("success")
        await expect(studio.tab.answers.last).to_contain_text("Done.")


async def start_again(server: Server) -> None:
    """The server once more, at the same address."""
    address = server.url.removeprefix("http://")
    command = [sys.executable, "manage.py", "runserver", "--noreload", address]
    server.process.child = subprocess.Popen(
        command, cwd=ROOT, env=server.place.environment(), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    await asyncio.to_thread(server.wait_until_ready)


STATES: list[Callable[[Studio], Awaitable[None]]] = [
    first, filled, empty, thinking, streaming, tools, building, done, error, reconnecting, queue, branches, versions,
    unknown, videos,
]  # fmt: skip
