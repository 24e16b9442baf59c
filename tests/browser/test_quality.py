"""What every state of the page must hold: accessible, small, quick, and right at every width."""

import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.studio import Studio, laid, scene
from tests.browser.test_answers import gate
from tests.servers import Server
from tests.upstream.scripts import Hold, Reasoning, Text, attempts, call, calls, fail, marker, say, step
from tests.upstream.server import ScriptedUpstream

OWN_CODE_BYTES = 100_000
BLOCKING_BYTES = 25_000  # of style sheets, without which nothing is painted
BLOCKING_SHEETS = 12  # asked for in two rounds: browsers keep six connections to a server that speaks HTTP/1.1
PAGE_BYTES = 40_000
LOADED = """["navigation", "resource"].map((type) => performance.getEntriesByType(type).map((each) => each.toJSON()))
  .map((entries, index) => index ? entries : entries[0])"""
# Of what is right nothing is told: to describe it takes axe longer than to find it.
RULES = {"resultTypes": ["violations"]} | {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
PATCH = {"op": "replace", "path": "/title", "from": None, "value_json": '"Blue"'}
PLAN = {
    "title": "Two", "format": "16:9",
    "scenes": [{"id": "one", "seconds": 1, "layout": "custom", "heading": "x", "description": "x"}],
}  # fmt: skip
ANSWER = (
    "# Title\n\nA [link](https://example.com), `code`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx = 1  # y\n```\n"
)


# What is pressed has at least 24 pixels each way; what is seen of nobody, or has a larger label, is not pressed.
SMALL_TARGETS = """[".video", ".scene-form"].flatMap((part) => [...document.querySelectorAll(
    `${part} :is(button, a, input, select, textarea, summary)`)])
  .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !each.closest("label"))
  .filter((each) => { const { width, height } = each.getBoundingClientRect(); return Math.min(width, height) < 23.5; })
  .map((each) => each.outerHTML.slice(0, 120))"""


# What turns for ever, or is paused, has no end to wait for.
UNTIL_STILL = """() => Promise.all(document.getAnimations()
  .filter((each) => each.playState === "running" && each.effect.getComputedTiming().endTime < Infinity)
  .map((each) => each.finished.catch(() => {})))"""


async def until_accessible(page: Page, where: str, within: str = "html", rules: dict[str, Any] = RULES) -> None:
    # Colours are judged as they end, not in the middle of a transition.
    await page.wait_for_load_state()  # words may be there before the style sheets
    await page.evaluate(UNTIL_STILL)
    found = (await Axe().run(page, context=within, options=rules)).response["violations"]
    told = [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
    assert told == [], where


async def until_accessible_in_both_schemes(page: Page, where: str, within: str = "html") -> None:
    """In light and dark; in the dark a page differs by its colours only."""
    schemes: tuple[tuple[Any, dict[str, Any]], ...] = (("light", RULES), ("dark", COLOURS))
    for scheme, rules in schemes:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await until_accessible(page, f"{where}, {scheme}", within, rules)


@pytest.mark.parametrize("scheme, width", [("light", 1280), pytest.param("dark", 390, marks=pytest.mark.looks)])
async def test_no_state_of_the_pages_breaks_wcag_aa(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab, scheme: str, width: int
) -> None:
    held = gate()
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    tab = await open_tab(server, **options)
    await until_accessible(tab.page, "empty")
    await tab.say(marker(step(Text(ANSWER + "and on"), Hold(held))))
    await upstream.until_held(held)
    await expect(tab.answer.locator(".tip")).to_have_count(1)
    await until_accessible(tab.page, "streaming")
    await tab.say(marker(say("Queued.")))
    await expect(tab.answer.get_by_role("button", name="Remove")).to_be_visible()
    await until_accessible(tab.page, "queue")
    upstream.release(held)
    await expect(tab.answer).to_contain_text("Queued.")
    wrong = {"operations": [{**PATCH, "path": "/no/where"}], "explanation": "x"}
    right = {"operations": [PATCH], "explanation": "x"}
    await tab.say(marker(calls(("apply_json_patch", right), ("apply_json_patch", wrong)), say("Done.")))
    await expect(tab.answer).to_contain_text("Done.")
    await tab.until_status("success")
    for card in await tab.answer.locator(".call-details > summary").all():
        await card.click()
    await until_accessible(tab.page, "cards")
    await tab.say(marker(step(Reasoning("First this.\n\n" * 20), Text("Hello."))))
    await tab.until_status("success")
    await tab.answer.locator(".thought > summary").click()
    await until_accessible(tab.page, "thought")
    await tab.say(marker(attempts(fail(400), say("x"))))
    await tab.until_status("error")
    await tab.input.press("ArrowUp")
    await until_accessible(tab.page, "error, editing")
    await tab.page.keyboard.press("Escape")
    await tab.page.get_by_label("Conversation", exact=True).first.click()
    await until_accessible(tab.page, "menu")
    for address in ("/", "/search/?q=x"):
        await tab.page.goto(address)
        await until_accessible(tab.page, address)


@pytest.mark.parametrize("width", [1440, pytest.param(390, marks=pytest.mark.looks)])
async def test_no_state_of_the_studio_breaks_wcag_aa_in_light_or_dark(
    server: Server, open_tab: OpenTab, width: int
) -> None:
    is_phone = width < 800
    options = {"viewport": {"width": width, "height": 900}, "has_touch": is_phone, "reduced_motion": "reduce"}
    studio = Studio(await open_tab(server, **options))
    page = studio.page

    async def judge(where: str, within: str = ".video") -> None:
        await until_accessible_in_both_schemes(page, where, within)
        assert await page.evaluate(SMALL_TARGETS) == [], where

    await studio.make(
        one=scene("First"),
        two=laid("title", heading="Second", kicker="On Monday"),
        three=laid("list", heading="Third", items=["a", "b"]),
    )
    await expect(page.locator(".stage.has-video")).to_be_visible()
    await studio.main("two").click()
    await expect(studio.card("two").locator(".scene-tools")).to_have_css("opacity", "1")
    await judge("storyboard")
    await studio.main("one").press("Enter")
    await expect(studio.editor).to_be_visible()
    await judge("text")
    await page.keyboard.press("Escape")
    await studio.main("three").press("Enter")
    form = page.get_by_role("region", name="Edit the scene")
    await form.get_by_label("Point", exact=True).first.fill("")
    await form.get_by_label("Point", exact=True).last.fill("")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert").first).to_be_visible()
    await page.get_by_role("button", name="Edit the text “Third”").click()
    await expect(page.locator(".in-hand")).to_be_visible()
    await judge("form", ".desk")
    await form.get_by_role("button", name="Close").click()
    if is_phone:
        await page.get_by_role("button", name="Export, share, versions, pictures and sound").click()
    panel = await studio.open_panel("Export")
    await panel.get_by_role("button", name="Export").click()
    await expect(panel.locator(".job[data-status=ready]")).to_have_count(1)
    await judge("exports")
    panel = await studio.open_panel("Share")
    await panel.get_by_role("button", name="Make a link").click()
    await expect(panel.get_by_label("Address of the link")).to_be_visible()
    await judge("share")
    panel = await studio.open_panel("Versions")
    await expect(panel.locator(".version")).to_have_count(2)
    await judge("versions")


async def test_the_first_page_is_small_and_waits_for_little_before_it_is_painted(
    server: Server, open_tab: OpenTab
) -> None:
    """When it is painted: `python -m benchmarks.page`."""
    tab = await open_tab(server)
    await tab.page.reload(wait_until="load")
    page, resources = await tab.page.evaluate(LOADED)
    assert page["encodedBodySize"] < PAGE_BYTES
    assert [each["name"] for each in resources if not each["name"].startswith(server.url)] == []
    static = [each for each in resources if "/static/" in each["name"]]
    static = list({each["name"].partition("#")[0]: each for each in static}.values())  # a sheet of icons comes once
    assert 20_000 < sum(each["encodedBodySize"] for each in static) < OWN_CODE_BYTES
    blocking = [each for each in static if each["renderBlockingStatus"] == "blocking"]
    assert {each["name"].rpartition(".")[2] for each in blocking} == {"css"}, "style sheets, and no script"
    assert len(blocking) <= BLOCKING_SHEETS
    assert sum(each["encodedBodySize"] for each in blocking) < BLOCKING_BYTES


@pytest.mark.parametrize("width", [360, 3840])
async def test_from_the_smallest_phone_to_4k_nothing_is_cut_off(server: Server, open_tab: OpenTab, width: int) -> None:
    tab = await open_tab(server, viewport={"width": width, "height": 800})
    await tab.say(marker(call("plan_scenes", PLAN, text="I plan it."), say("Planned.")))
    await expect(tab.answer).to_contain_text("Planned.")
    await tab.answer.locator(".call-details > summary").first.click()
    wide = "[document.documentElement, ...document.querySelectorAll('.top, [data-scroll], .call, .chat-foot')]"
    assert await tab.page.evaluate(f"{wide}.filter((one) => one.scrollWidth > one.clientWidth + 1).length") == 0
    text = await tab.answer.locator(".text").first.bounding_box()
    assert text and text["width"] <= 800  # lines stay short enough to read


async def test_the_page_is_used_with_the_keyboard_alone(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.say(marker(call("apply_json_patch", {"operations": [PATCH], "explanation": "x"}), say("Done.")))
    await expect(tab.answer).to_contain_text("Done.")
    await tab.until_status("success")
    reached = set()
    await tab.page.evaluate("document.activeElement.blur()")
    for _ in range(40):
        await tab.page.keyboard.press("Tab")
        reached.add(await tab.page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText"))
    wanted = ["Skip to the content", "Conversation", "Copy", "Edit and send again", "Answer anew", "Your message"]
    names = "\n".join(filter(None, reached))
    missing = [name for name in wanted[:-1] if not re.search(name, names)]
    assert missing == []
    assert any("Change the video" in name for name in filter(None, reached))
    await tab.page.evaluate("document.activeElement.blur()")
    await tab.page.keyboard.press("/")
    await expect(tab.input).to_be_focused()
