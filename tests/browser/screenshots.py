"""`make screenshots`: twelve states of the page, light and dark, desktop and phone, as docs/screens/*.webp."""

import asyncio
import base64
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS, Tab, new_project
from tests.browser.studio import Studio as Hands
from tests.servers import ROOT, Place, Server
from tests.upstream.scripts import Hold, Text, call, calls, fail, say, step
from tests.upstream.server import ScriptedUpstream
from tests.videos.demo.studio import Studio as Demo
from tests.videos.making import will_build

FOLDER = ROOT / "docs" / "screens"
DEVICES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
QUALITY = 62  # of WebP: small files, and text that stays sharp
PATIENCE_MS = 120_000
README_PICTURE = "done-light-desktop"
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
MOMENT_SECONDS = 2.2  # of the film: its logo is there
STANDS = "[...document.querySelectorAll('video[src]')].every((one) => !one.seeking && one.readyState > 1)"


def film() -> Demo:
    """What the demo model makes of ASKED: its words, its plan, and the scenes that it builds."""
    demo = Demo()
    demo.ask(ASKED)
    return demo


@dataclass
class Studio:
    """A server, its scripted model, and a tab in which the states are made."""

    server: Server
    upstream: ScriptedUpstream
    tab: Tab
    gate: Path
    film: Demo

    async def begin(self, name: str = "Nova") -> None:
        await new_project(self.tab.page, name)
        await self.tab.until_live()

    async def begin_with_film(self) -> None:
        """A project in which the film is made already."""
        await self.begin()
        parts = {name: self.film.document[name] for name in ("title", "scenes", "scene_order")}
        operations = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in parts.items()]
        await Hands(self.tab).ask("PATCH", "video", {"operations": operations})
        await expect(self.tab.page.locator(".stage.has-video")).to_be_visible()

    async def plan(self, *ready: str) -> None:
        """Say ASKED, and let the scenes `ready` be built; the others wait at the gate `building`."""
        plan, final = self.film.calls[0], self.film.messages[-1]["content"]
        for scene, answer in self.film.answers.items():
            will_build(self.upstream, scene, answer, gate="" if scene in ready else "building")
        first, second = (each["content"] for each in self.film.messages if each.get("tool_calls"))
        steps = call(plan.tool, plan.arguments, text=first), call("render_video", FILE, text=second), say(final)
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
    await studio.begin()
    first = next(iter(studio.film.answers))
    await studio.plan(first)
    await studio.tab.until_status("building")
    await expect(Hands(studio.tab).card(first)).to_have_attribute("data-state", "ready")


async def done(studio: Studio) -> None:
    await studio.begin()
    await studio.plan(*studio.film.answers)
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


STATES: list[Callable[[Studio], Awaitable[None]]] = [
    empty, thinking, streaming, tools, building, done, error, reconnecting, queue, branches, versions, unknown,
]  # fmt: skip


WITHOUT_FILM = {"empty", "thinking", "streaming", "building"}


async def start_again(server: Server) -> None:
    """The server once more, at the same address."""
    address = server.url.removeprefix("http://")
    command = [sys.executable, "manage.py", "runserver", "--noreload", address]
    server.process.child = subprocess.Popen(
        command, cwd=ROOT, env=server.place.environment(), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    await asyncio.to_thread(server.wait_until_ready)


async def show(page: Page, state: str) -> None:
    """Bring a freshly opened page into the state where that is the page's own doing."""
    light = page.locator("[data-light]")
    await expect(light).to_have_attribute("data-state", "live")
    if state == "reconnecting":
        await page.route_web_socket("**/ws/**", lambda socket: socket.close())
        await page.context.set_offline(True)
        await page.evaluate("window.dispatchEvent(new Event('offline'))")
        await expect(light).to_have_attribute("data-state", "offline", timeout=PATIENCE_MS)
        await expect(page.locator("[data-connection]")).to_be_visible()
    if state not in WITHOUT_FILM:
        await expect(page.locator("[data-video-note]")).to_be_hidden()
        scrub = page.get_by_label("Where the video is")
        await scrub.fill(str(MOMENT_SECONDS))
        await scrub.blur()
        await page.wait_for_function(STANDS)
        await expect(page.locator(".scene-picture img:not([data-state=shown])")).to_have_count(0)
    if state == "versions":
        opener = page.get_by_role("button", name="Export, share, versions and pictures")
        if await opener.is_visible():
            await opener.click()
        await page.get_by_role("tab", name="Versions").click()
        await page.locator(".version").last.scroll_into_view_if_needed()
    await page.wait_for_timeout(600)  # a picture of the settled page: the video's frame, ended transitions


async def shoot(context: BrowserContext, address: str, path: Path, state: str) -> None:
    page = await context.new_page()
    await page.goto(address)
    await show(page, state)
    session = await context.new_cdp_session(page)
    taken = await session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    path.write_bytes(base64.b64decode(taken["data"]))
    if path.stem == README_PICTURE:
        await page.screenshot(path=ROOT / "docs" / "screenshot.png")
    await context.set_offline(False)
    await page.close()


async def take_all(browser: Browser, studio: Studio, wanted: list[str]) -> None:
    async with AsyncExitStack() as stack:
        contexts = {}
        for scheme in ("light", "dark"):
            for device, size in DEVICES.items():
                context = await browser.new_context(
                    base_url=studio.server.url, viewport=size, color_scheme=scheme, has_touch=device == "phone",
                    reduced_motion="reduce",
                )  # type: ignore[arg-type]  # fmt: skip
                stack.push_async_callback(context.close)
                contexts[f"{scheme}-{device}"] = context
        for make in STATES:
            if wanted and make.__name__ not in wanted:
                continue
            await make(studio)
            for name, context in contexts.items():
                await shoot(context, studio.tab.page.url, FOLDER / f"{make.__name__}-{name}.webp", make.__name__)
            print(make.__name__, flush=True)
            studio.gate.touch()
            studio.upstream.release(make.__name__)


async def main(wanted: list[str]) -> None:
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium here: run tests/browser/install.sh, or set CHROMIUM to one.")
    expect.set_options(timeout=PATIENCE_MS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    gate = folder / "found"
    limits = {"MAX_RUNNING_PER_USER": "50", "MAX_QUEUED_PER_USER": "50", "LEASE_SECONDS": "2"}
    try:
        with ScriptedUpstream() as upstream:
            slow = {"EXTRA_APPS": "tests.browser.slow", "SLOW_UNTIL": str(gate)}
            place = Place(folder, {"OPENAI_BASE_URL": upstream.base_url, **limits, **slow})
            place.manage("migrate", "--verbosity", "0")
            with place.server() as server:
                async with async_playwright() as playwright:
                    browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                    page = await (await browser.new_context(base_url=server.url)).new_page()
                    page.set_default_timeout(PATIENCE_MS)
                    await take_all(browser, Studio(server, upstream, Tab(page), gate, film()), wanted)
                    await browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
