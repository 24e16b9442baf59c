"""Little room and many scenes: nothing that is pressed is covered, and all of it can be reached."""

from playwright.async_api import expect

from tests.browser.conftest import OpenTab
from tests.browser.studio import Studio, laid, scene
from tests.servers import Server
from tests.upstream.scripts import marker, say

# The parts of the page that the news lie over.
COVERED = """(toast) => { const news = toast.getBoundingClientRect();
  const covers = ({ left, right, top, bottom }) =>
    left < news.right && news.left < right && top < news.bottom - 1 && news.top < bottom - 1;
  return [...document.querySelectorAll(".top, .video-scroll, .chat, .scene-form")]
    .filter((each) => each.checkVisibility() && covers(each.getBoundingClientRect()))
    .map((each) => each.className); }"""


async def test_a_phone_on_its_side_shows_video_and_conversation_beside_each_other(
    server: Server, open_tab: OpenTab
) -> None:
    studio = Studio(await open_tab(server, viewport={"width": 844, "height": 390}, has_touch=True))
    await studio.make(one=laid("title", heading="Nova"), two=scene("Second"))
    page = studio.page
    for each in (page.locator("[data-stage]"), page.locator("[data-play]"), studio.tab.input):
        await expect(each).to_be_in_viewport(ratio=0.95)
    await studio.main("one").tap()
    await studio.card("one").get_by_role("button", name="Edit scene").tap()
    heading = page.locator("[data-slot=heading] textarea")
    await expect(heading).to_be_in_viewport()
    await expect(page.locator("[data-stage]")).to_be_in_viewport(ratio=0.95)
    await heading.fill("Nova shines")
    await page.get_by_role("region", name="Edit the scene").get_by_role("button", name="Save").tap()
    await expect(studio.toast).to_be_in_viewport(ratio=0.95)
    assert await studio.toast.evaluate(COVERED) == []


async def test_twenty_scenes_are_smaller_at_a_press_and_none_is_behind_add_scene(
    server: Server, open_tab: OpenTab
) -> None:
    studio = Studio(await open_tab(server, viewport={"width": 1280, "height": 800}))
    await expect(studio.page.get_by_text("There is nothing to export yet.")).to_be_visible()
    await expect(studio.page.locator("[data-render-form]")).to_be_hidden()
    await studio.make(**{f"s{number}": scene(f"Scene {number}", 1) for number in range(20)})
    await expect(studio.cards).to_have_count(20)
    await expect(studio.page.locator("[data-render-form]")).to_be_visible()
    before = await studio.main("s0").bounding_box()
    smaller = studio.page.get_by_role("button", name="Smaller scenes")
    await smaller.click()
    await smaller.click()
    await expect(smaller).to_be_disabled()
    after = await studio.main("s0").bounding_box()
    assert before and after and after["width"] < before["width"] / 2
    await studio.main("s0").focus()
    await studio.page.keyboard.press("End")
    await expect(studio.main("s19")).to_be_focused()
    await expect(studio.main("s19")).to_be_in_viewport(ratio=1)
    last, add = await studio.main("s19").bounding_box(), await studio.page.locator("[data-add]").bounding_box()
    assert last and add and last["x"] + last["width"] <= add["x"]


async def test_news_cover_nothing_that_is_pressed(server: Server, open_tab: OpenTab) -> None:
    studio = Studio(await open_tab(server, viewport={"width": 1280, "height": 720}))
    await studio.make(one=scene("First"), two=scene("Second"))
    await studio.main("one").focus()
    await studio.page.keyboard.press("Alt+ArrowRight")
    await studio.titles("Second", "First")
    await expect(studio.toast).to_be_in_viewport(ratio=1)
    assert await studio.toast.evaluate(COVERED) == []


async def test_examples_at_the_end_of_an_answer_are_said_by_a_press(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.say(marker(say("Done, and *really* nice.\n\nSay *make it darker*, or *add a scene about …*")))
    await tab.until_status("success")
    next_words = tab.answer.get_by_role("group", name="What to say next")
    await expect(next_words.get_by_role("button")).to_have_text(["make it darker", "add a scene about …"])
    await next_words.get_by_role("button", name="add a scene").click()
    await expect(tab.input).to_have_value("add a scene about ")
    await expect(tab.answers).to_have_count(1)
    await tab.input.fill("")
    await next_words.get_by_role("button", name="make it darker").click()
    await expect(tab.page.locator(".message.user").last).to_contain_text("make it darker")
