"""The whole way: a sentence, the offline demo model, scenes, a video that plays, a file."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.test_connection import KEEP_SOCKETS
from tests.servers import Server
from tests.upstream import ScriptedUpstream, call, marker, say
from tests.videos.making import plan, scene_answer, unique, will_build

RENDER_SECONDS = 60
RENDER_MS = RENDER_SECONDS * 1000
# Playwright's own waiting evaluates a text in the page, which the page's CSP forbids.
UNTIL_IT_PLAYS = """() => new Promise((found) => {
  const look = () => {
    const video = document.querySelector(".stage video:not(.coming)");
    if (video.readyState >= 2 && video.currentTime > 0) found();
    else requestAnimationFrame(look);
  };
  look();
})"""


async def until_it_plays(page: Page) -> None:
    async with asyncio.timeout(RENDER_SECONDS):
        await page.evaluate(UNTIL_IT_PLAYS)


async def test_a_version_is_restored_and_the_list_shows_the_video(demo_server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(demo_server)
    await tab.say("snow for 2 seconds")
    await expect(tab.answer).to_have_attribute("data-status", "success", timeout=RENDER_MS)
    await until_it_plays(tab.page)
    await tab.page.get_by_role("tab", name="Versions").click()
    await expect(tab.page.get_by_role("button", name="Restore version 1")).to_be_visible()
    before = await tab.page.locator(".version").count()
    await tab.page.get_by_role("button", name="Restore version 1").click()
    await expect(tab.page.locator(".version")).to_have_count(before + 1)
    await tab.page.goto("/")
    await expect(tab.page.locator(".card video").first).to_be_visible()


@pytest.mark.parametrize("trouble", ["reload", "closed socket", "none"])
async def test_a_fireworks_animation_is_made_and_plays(demo_server: Server, open_tab: OpenTab, trouble: str) -> None:
    tab = await open_tab(demo_server, script=KEEP_SOCKETS)
    await tab.until_live()
    await expect(tab.page.get_by_text("The offline demo model answers")).to_be_visible()
    if trouble == "none":
        await tab.page.get_by_role("button", name="create a fireworks animation").click()
    else:
        await tab.say("create a fireworks animation of 2 seconds")
    await expect(tab.answer).to_be_visible()
    await expect(tab.answer.locator(".text, .call").first).to_be_visible()
    if trouble == "reload":
        await tab.page.reload()
    elif trouble == "closed socket":
        await tab.page.evaluate("window.sockets.at(-1).close()")
    await expect(tab.answer).to_have_attribute("data-status", "success", timeout=RENDER_MS)
    await expect(tab.answer.locator(".call[data-status=complete]").first).to_be_visible()
    await until_it_plays(tab.page)
    await expect(tab.page.locator(".scene-picture img[data-state=shown]")).to_have_count(2)
    await tab.page.get_by_role("tab", name="Versions").click()
    await expect(tab.page.get_by_role("button", name="Restore version 1")).to_be_visible()
    await expect(tab.answers).to_have_count(1)


async def test_a_scene_that_is_wished_otherwise_is_drawn_and_shown_in_the_answer(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    tab = await open_tab(server)
    (scene,) = unique("tea")
    will_build(upstream, scene, *[scene_answer("Tea")] * 2)
    await tab.say(marker(call("plan_scenes", plan(scene)), say("Planned.")))
    await expect(tab.answer).to_have_attribute("data-status", "success", timeout=RENDER_MS)
    await tab.say(marker(call("regenerate_scene", {"scene_id": scene, "prompt": "With snow."}), say("It snows.")))
    await expect(tab.answers).to_have_count(2)
    await expect(tab.answer).to_have_attribute("data-status", "success", timeout=RENDER_MS)
    await expect(tab.answer.get_by_role("img", name="Scene").first).to_have_js_property("naturalWidth", 160)
