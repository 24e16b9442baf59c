"""What an answer has begun, and what became of it: nothing is called done before it is."""

import re

from playwright.async_api import expect

from tests.browser.conftest import OpenTab
from tests.servers import Server
from tests.upstream import ScriptedUpstream, call, marker, say
from tests.videos.making import plan, unique, will_build

FILE = {"format": "gif", "quality": "draft"}


async def test_a_call_that_began_a_job_is_done_when_the_job_is(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    (scene,) = unique("slow")
    will_build(upstream, scene, gate=scene)
    tab = await open_tab(server)
    await tab.say(marker(call("plan_scenes", plan(scene)), call("render_video", FILE), say("It is on its way.")))
    await expect(tab.answer).to_contain_text("It is on its way.")
    await tab.until_status("building")
    render = tab.answer.locator(".call", has_text="Render the video")
    await expect(render).to_have_attribute("data-status", "working")
    await expect(render.locator(".call-status")).to_have_text("Under way")
    await tab.page.reload()
    await expect(render).to_have_attribute("data-status", "working")
    upstream.release(scene)
    await expect(render).to_have_attribute("data-status", "complete")
    await expect(render.locator(".call-status")).to_have_text(re.compile("^Done"))


async def test_an_answer_without_any_of_its_scenes_says_so_and_draws_them(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    one, two = unique("one", "two")
    for scene in (one, two):
        will_build(upstream, scene, gate=one)
    tab = await open_tab(server)
    await tab.say(marker(call("plan_scenes", plan(one, two)), say("Planned.")))
    await tab.until_status("building")
    await upstream.until_held(one, 2)
    for cancel in await tab.answer.get_by_role("button", name="Cancel").all():
        await cancel.click()
    told = tab.answer.get_by_role("alert")
    await expect(told).to_contain_text("None of the 2 scenes was drawn.")
    await expect(tab.answer.locator(".call")).to_have_attribute("data-status", "cancelled")
    for scene in (one, two):
        will_build(upstream, scene)
    upstream.release(one)
    await told.get_by_role("button", name="Draw them").click()
    await expect(told).to_have_count(0)
    await expect(tab.answer.locator(".made-scenes img")).to_have_count(2)
