"""`make screenshots`: states of the pages, light and dark, desktop and phone, as docs/screens/*.webp."""

import asyncio
import base64
import re
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS, Tab
from tests.browser.screen_states import ASKED, STATES, Studio, film
from tests.browser.test_first_page import PICTURES_SEEN
from tests.servers import DRAWING, ROOT, Place
from tests.upstream.server import ScriptedUpstream

FOLDER = ROOT / "docs" / "screens"
DEVICES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
QUALITY = 62  # of WebP: small files, and text that stays sharp
PATIENCE_MS = 120_000
README_PICTURE = "done-light-desktop"
MOMENT_SECONDS = 2.2  # of the film: its logo is there
STANDS = """() => [...document.querySelectorAll("[data-stage] video[src]")]
  .every((one) => !one.seeking && one.readyState > 1)"""
FIRST_PAGE = {"first", "filled", "videos"}
WITHOUT_FILM = {"empty", "thinking", "streaming", "building"}


async def show(page: Page, state: str) -> None:
    """Bring a freshly opened page into the state where that is the page's own doing."""
    await (show_first_page if state in FIRST_PAGE else show_studio)(page, state)
    await page.wait_for_timeout(600)  # a picture of the settled page: the video's frame, ended transitions


async def show_first_page(page: Page, state: str) -> None:
    if state == "filled":
        await page.get_by_label("What should it show?").fill(ASKED)
        await page.get_by_role("radio", name="noir").check()
        await expect(page.locator(".template img").first).to_have_attribute("src", re.compile("style=noir"))
    await page.wait_for_function(PICTURES_SEEN)


async def show_studio(page: Page, state: str) -> None:
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
        opener = page.get_by_role("button", name="Export, share, versions, pictures and sound")
        if await opener.is_visible():
            await opener.click()
        await page.get_by_role("tab", name="Versions").click()
        await page.locator(".version").last.scroll_into_view_if_needed()


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
            place = Place(folder, {"OPENAI_BASE_URL": upstream.base_url, **limits, **slow, **DRAWING})
            place.migrate()
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
