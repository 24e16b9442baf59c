"""The first page: from words or a template to a video, the person's videos, and every state of it for everybody."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenTab, Tab
from tests.browser.test_quality import until_accessible_in_both_schemes
from tests.servers import Server
from tests.upstream.scripts import Hold, Text, marker, say, step
from tests.upstream.server import ScriptedUpstream

SHIFTS = """new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.shifted = (window.shifted ?? 0) + each.value;
}).observe({ type: "layout-shift", buffered: true });"""
PASTE = """async ({ name, type, size }) => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(size)], name, { type }));
  const event = new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true });
  document.querySelector("#content").dispatchEvent(event);
}"""
PICTURES_SEEN = """() => [...document.querySelectorAll(".templates img")]
  .map((each) => ({ each, at: each.getBoundingClientRect(), row: each.closest("ul").getBoundingClientRect() }))
  .filter(({ at, row }) => at.top < innerHeight && at.left < row.right)
  .every(({ each }) => each.complete && each.naturalWidth > 0)"""


@pytest.fixture
def roses(tmp_path: Path) -> Path:
    path = tmp_path / "roses.png"
    Image.new("RGB", (60, 40), "#b03050").save(path)
    return path


async def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    """Ask the API as the person who is signed in here."""
    cookies = await page.context.cookies()
    token = next(cookie.get("value", "") for cookie in cookies if cookie.get("name") == "csrftoken")
    answer = await page.request.fetch(path, method=method, data=body, headers={"X-CSRFToken": token})
    assert answer.ok, await answer.text()
    return await answer.json()


async def test_words_and_a_picture_become_a_project_whose_answer_is_seen_as_it_streams(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab, roses: Path, tmp_path: Path
) -> None:
    held = str(tmp_path / "held")
    tab = await open_tab(server, url="/")
    await expect(tab.page.locator("#content")).to_be_focused()
    await tab.page.locator("[data-pictures]").set_input_files(roses)
    await expect(tab.page.get_by_alt_text("roses.png")).to_be_visible()
    await tab.page.locator("#content").fill(marker(step(Text("I look at the roses"), Hold(held))))
    await tab.page.locator("#content").press("Enter")
    await tab.page.wait_for_url("**/projects/*/*")
    await expect(tab.answer.locator(".tip")).to_have_count(1)
    await expect(tab.answer).to_contain_text("I look at the roses")
    await expect(tab.page.get_by_alt_text("Your picture roses")).to_be_visible()
    upstream.release(held)
    await tab.until_status("success")


async def test_pictures_are_judged_before_they_are_sent(server: Server, open_tab: OpenTab, roses: Path) -> None:
    tab = await open_tab(server, url="/")
    page, problem = tab.page, tab.page.locator("[data-picture-problem]")
    await expect(page.get_by_text("Up to 4, 10 MB and 4096 pixels a side each")).to_be_visible()
    await page.evaluate(PASTE, {"name": "film.mp4", "type": "video/mp4", "size": 10})
    await expect(problem).to_contain_text("film.mp4: only pictures can go with it. Choose a PNG")
    await page.evaluate(PASTE, {"name": "huge.png", "type": "image/png", "size": 10 * 2**20 + 1})
    await expect(problem).to_contain_text("huge.png: a picture has at most 10 MB")
    for number in range(5):
        await page.evaluate(PASTE, {"name": f"p{number}.png", "type": "image/png", "size": 10})
    await expect(problem).to_contain_text("p4.png: at most 4 pictures")
    await expect(page.locator(".kept-picture")).to_have_count(4)
    await page.get_by_role("button", name="Leave out p1.png").click()
    await expect(problem).to_be_hidden()
    names = "[...document.querySelector('[data-pictures]').files].map(({ name }) => name)"
    assert await page.evaluate(names) == ["p0.png", "p2.png", "p3.png"]


async def test_one_click_from_a_template_in_another_style_to_a_draft_that_plays(
    server: Server, open_tab: OpenTab
) -> None:
    tab = await open_tab(server, url="/")
    await tab.page.get_by_role("radio", name="ocean").check()
    recipe = tab.page.get_by_role("button", name="Recipe")
    await expect(recipe.locator("img")).to_have_attribute("src", "/api/templates/recipe/still?style=ocean")
    await recipe.click()
    await tab.page.wait_for_url("**/projects/*/")
    await expect(tab.page.locator(".stage.has-video, .stage video[src]").first).to_be_visible()
    await tab.page.wait_for_function("() => document.querySelector('.stage video').currentTime > 0.2")
    project = tab.page.url.rstrip("/").rpartition("/")[2]
    document = (await ask(tab.page, "GET", f"/api/projects/{project}/video"))["document"]
    assert document["style"]["name"] == "ocean"


async def test_a_template_moves_while_it_is_looked_at_and_not_where_stillness_is_wanted(
    server: Server, open_tab: OpenTab
) -> None:
    tab = await open_tab(server, url="/", viewport={"width": 1280, "height": 900})
    quote = tab.page.get_by_role("button", name="Quote")
    await expect(quote.locator("video")).to_have_count(0)
    await quote.hover()
    await expect(quote.locator("video")).to_have_attribute("src", "/api/templates/quote/preview")
    await tab.page.wait_for_function("() => document.querySelector('.template video').currentTime > 0.1")
    await tab.page.get_by_role("heading", name="What should it show?").hover()
    await expect(quote.locator("video")).to_have_count(0)
    calm = await open_tab(server, url="/", reduced_motion="reduce")
    await calm.page.get_by_role("button", name="Quote").hover()
    await calm.page.get_by_role("button", name="Quote").focus()
    await asyncio.sleep(0.5)  # longer than a pointer has to stay: there is nothing to wait for
    await expect(calm.page.locator(".template video")).to_have_count(0)


async def test_nothing_moves_aside_while_the_page_fills(server: Server, open_tab: OpenTab, roses: Path) -> None:
    for width in (1280, 390):
        tab = await open_tab(server, url="/", script=SHIFTS, viewport={"width": width, "height": 844})
        await tab.page.wait_for_function(PICTURES_SEEN)
        assert await tab.page.evaluate("window.shifted ?? 0") < 0.001
        shown = tab.page.get_by_role("button", name="Grand opening")
        top = (await shown.bounding_box() or {})["y"]
        assert top < 844, "templates are seen beside the prompt"
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await tab.page.evaluate(wide)


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.looks)])
async def test_no_state_of_the_first_page_breaks_wcag_aa_in_light_or_dark(
    server: Server, open_tab: OpenTab, width: int, roses: Path
) -> None:
    options = {"viewport": {"width": width, "height": 844}, "reduced_motion": "reduce"}
    tab = await open_tab(server, url="/", **options)
    page = tab.page
    await page.wait_for_function(PICTURES_SEEN)
    await until_accessible_in_both_schemes(page, "first")
    await page.locator("[data-pictures]").set_input_files(roses)
    await page.evaluate(PASTE, {"name": "film.mp4", "type": "video/mp4", "size": 10})
    await page.get_by_role("radio", name="noir").check()
    await until_accessible_in_both_schemes(page, "filled, with a problem")
    await page.get_by_text("Begin with an empty video").click()
    await until_accessible_in_both_schemes(page, "empty video")
    for template in ("team", "menu"):
        made = await ask(page, "POST", "/api/projects", {"template": template})
    await ask(page, "PATCH", f"/api/projects/{made['id']}", {"archived": True})
    await page.goto("/?sort=created")
    await page.get_by_label("More for Team").first.click()
    await page.get_by_role("button", name="Duplicate").locator("visible=true").click()
    await expect(page.get_by_role("status")).to_contain_text("Team (copy)")
    await page.get_by_text("Archive (").click()
    await page.get_by_label("More for Team").first.click()
    await page.get_by_label("Delete Team").first.click()
    await until_accessible_in_both_schemes(page, "videos")
    await page.evaluate("document.querySelector('#content').removeAttribute('required')")
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_role("alert").filter(has_text="Write what")).to_be_visible()
    await until_accessible_in_both_schemes(page, "refused")


async def test_menus_of_cards_close_by_escape_and_beside_them(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server, url="/")
    for name in ("One", "Two"):
        await ask(tab.page, "POST", "/api/projects", {"name": name})
    await tab.page.reload()
    one, two = (tab.page.locator("[data-menu]").nth(place) for place in (0, 1))
    await one.locator("summary").first.click()
    await expect(one).to_have_attribute("open", "")
    await two.locator("summary").first.press("Enter")
    await expect(one).not_to_have_attribute("open", "")
    await tab.page.keyboard.press("Escape")
    await expect(two).not_to_have_attribute("open", "")
    await expect(two.locator("summary").first).to_be_focused()


async def test_all_of_it_works_without_javascript(server: Server, open_tab: OpenTab, roses: Path) -> None:
    tab = await open_tab(server, url="/", java_script_enabled=False)
    page = tab.page
    await page.locator("[data-pictures]").set_input_files(roses)
    await page.get_by_label("What should it show?").fill(marker(say("A plain answer.")))
    await page.get_by_role("button", name="Make it").click()
    await page.wait_for_url("**/projects/*/*")
    await until_answered(tab)
    await page.goto("/")
    await page.get_by_role("radio", name="noir").check()
    await page.get_by_role("button", name="Team").click()
    await page.wait_for_url("**/projects/*/*")
    await page.goto("/")
    await page.get_by_label("More for Team").first.click()
    await page.get_by_role("button", name="Duplicate").first.click()
    await expect(page.get_by_role("status")).to_contain_text("Team (copy)")
    await page.get_by_label("More for Team (copy)").first.click()
    await page.get_by_label("New name of Team (copy)").first.fill("Crew")
    await page.get_by_role("button", name="Rename").first.click()
    await page.get_by_label("More for Crew").first.click()
    await page.get_by_role("button", name="Archive", exact=True).first.click()
    await expect(page.get_by_role("status")).to_contain_text("“Crew” is in the archive")
    await page.get_by_text("Archive (").click()
    await page.locator(".archive").get_by_label("More for Crew").first.click()
    await page.get_by_role("button", name="Take out of the archive").first.click()
    await expect(page.get_by_role("status")).to_contain_text("“Crew” is back")


async def until_answered(tab: Tab) -> None:
    for _ in range(40):
        if await tab.answer.get_by_text("A plain answer.").count():
            return
        await tab.page.reload()
    raise AssertionError("no answer came")
