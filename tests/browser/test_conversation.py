"""What a person can do with a conversation beside saying something."""

import json
import re
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import OpenTab, Tab
from tests.browser.test_answers import gate
from tests.servers import Server
from tests.upstream.scripts import Hold, Text, marker, say, step
from tests.upstream.server import ScriptedUpstream

LATE_LIST_IN_PAGE = """async () => {
  const { Conversation } = await import("/static/js/conversation/conversation-store.js");
  const cursors = { states: new Map(), forget() {}, remember() {} };
  const page = new Conversation({ cursors, missed() {} });
  const message = (id, parent, status, active_leaf) => ({ id, parent, role: "user", status, active_leaf });
  const listed = [message("a", null, "pending", "a")];
  page.takeMessages(listed);
  const asked = page.news;
  page.takeMessage(message("a", null, "success", "a"));
  page.takeMessage(message("b", "a", "success", "b"));
  page.takeMessages(listed, asked);
  return [page.messages.get("a").status, page.ordered().map(({ id }) => id)];
}"""


async def answered(tab: Tab, words: str) -> None:
    await expect(tab.answer).to_contain_text(words)
    await tab.until_status("success")


async def test_what_is_said_before_the_scripts_are_loaded_is_sent(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.page.route("**/pages/project.js", lambda route: route.abort())
    await tab.page.reload()
    await tab.input.press_sequentially(marker(say("An early answer.")))
    await tab.input.press("Enter")
    await expect(tab.page.locator(".message.user")).to_have_count(1)
    await tab.page.unroute("**/pages/project.js")
    await tab.page.reload()
    await answered(tab, "An early answer.")
    await expect(tab.page.locator(".message.user")).to_have_count(1)


async def test_an_edited_message_is_a_branch_that_all_tabs_leaf_through(server: Server, open_tab: OpenTab) -> None:
    one = await open_tab(server)
    await one.say(marker(say("The first answer.")))
    await answered(one, "The first answer.")
    await one.say(marker(say("What followed it.")))
    await answered(one, "What followed it.")
    two = await open_tab(server, url=one.page.url, context=one.page.context)
    await two.until_live()
    said = one.page.locator(".message.user")
    await said.first.hover()
    await said.first.get_by_role("button", name="Edit and send again").click()
    await one.page.get_by_label("Edit your message").fill(marker(say("The second answer.")))
    await one.page.get_by_label("Edit your message").press("Enter")
    for tab in (one, two):
        await answered(tab, "The second answer.")
        await expect(tab.answers).to_have_count(1)
        await expect(tab.page.locator(".branch-place").first).to_have_text("2/2")
    await two.page.get_by_role("button", name="Show the version before").first.click()
    for tab in (one, two):
        await expect(tab.answers).to_have_count(2)
        await expect(tab.answer).to_contain_text("What followed it.")
    await one.page.reload()
    await expect(one.answers).to_have_count(2)
    await expect(one.page.locator(".branch-place").first).to_have_text("1/2")
    await one.say(marker(say("It goes on here.")))
    await answered(one, "It goes on here.")
    await expect(one.answers).to_have_count(3)


async def test_a_list_that_comes_late_takes_nothing_back(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    assert await tab.page.evaluate(LATE_LIST_IN_PAGE) == ["success", ["a", "b"]]


async def test_an_answer_is_made_anew_beside_the_old_one(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.say(marker(say("As ever.")))
    await answered(tab, "As ever.")
    await tab.answer.hover()
    await tab.answer.get_by_role("button", name="Answer anew").click()
    place = tab.answer.locator(".branch-place")
    await expect(place).to_have_text("2/2")
    await tab.until_status("success")
    await tab.answer.get_by_role("button", name="Show the version before").click()
    await expect(place).to_have_text("1/2")
    await expect(tab.answers).to_have_count(1)
    await expect(tab.page.locator(".message.user")).to_have_count(1)


async def test_a_message_is_deleted_and_what_follows_stays(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    for words in ("One.", "Two.", "Three."):
        await tab.say(marker(say(words)))
        await answered(tab, words)
    second = tab.page.locator(".message.user").nth(1)
    await second.hover()
    await second.get_by_role("button", name="Delete").click()
    await second.get_by_role("button", name="Delete").click()
    await expect(tab.answers).to_have_count(2)
    await tab.page.reload()
    await expect(tab.answers.locator(".text")).to_have_text(["One.", "Three."])


async def test_the_keyboard_edits_the_last_message_and_comes_back_to_the_composer(
    server: Server, open_tab: OpenTab
) -> None:
    tab = await open_tab(server)
    await tab.say(marker(say("Said.")))
    await answered(tab, "Said.")
    await tab.input.press("ArrowUp")
    await expect(tab.page.get_by_label("Edit your message")).to_be_focused()
    await tab.page.keyboard.press("Escape")
    await expect(tab.page.get_by_label("Edit your message")).to_have_count(0)
    await tab.page.keyboard.press("/")
    await expect(tab.input).to_be_focused()
    await expect(tab.input).to_have_value("")


async def test_a_draft_survives_a_reload(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.input.fill("Half a thou")
    await tab.page.reload()
    await expect(tab.input).to_have_value("Half a thou")
    await tab.say(marker(say("Sent.")))
    await answered(tab, "Sent.")
    await tab.page.reload()
    await expect(tab.input).to_have_value("")


async def test_a_project_without_a_name_gets_one_and_keeps_the_one_that_a_person_gives(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    tab = await open_tab(server, url="/")
    await tab.page.get_by_text("Begin with an empty video").click()
    await tab.page.get_by_role("button", name="New video").click()
    await tab.page.wait_for_url("**/projects/*/")
    name = tab.page.get_by_label("Name of the video")
    await expect(name).to_have_value("New video")
    words = f"w{uuid4().hex}"
    upstream.add(say(f'"A night of {words}"'), containing=words, tools=False)
    upstream.add(say("Made."), containing=words, tools=True)
    await tab.say(words)
    await answered(tab, "Made.")
    await expect(name).to_have_value(f"A night of {words}")
    await expect(tab.page).to_have_title(re.compile(f"A night of {words}"))
    await name.fill("My own name")
    async with tab.page.expect_response("**/api/projects/*") as renamed:
        await name.press("Enter")
    assert (await renamed.value).status == 200
    await tab.page.reload()
    await expect(name).to_have_value("My own name")


async def test_a_named_project_never_asks_for_a_title(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    tab = await open_tab(server)
    words = f"w{uuid4().hex}"
    await tab.say(f"{words} " + marker(say("Said.")))
    await answered(tab, "Said.")
    await tab.say(f"{words} " + marker(say("Again.")))
    await answered(tab, "Again.")
    asked = [call.body for call in upstream.requests if words in json.dumps(call.body)]
    assert len(asked) == 2
    assert all(body.get("tools") for body in asked)


async def test_all_conversations_are_searched_and_the_place_is_shown(server: Server, open_tab: OpenTab) -> None:
    word = f"needle{uuid4().hex[:8]}"
    tab = await open_tab(server)
    await tab.say(marker(say(f"It lies **here**: {word}.")))
    await answered(tab, word)
    await tab.say(marker(say("Later.")))
    await answered(tab, "Later.")
    await tab.page.goto("/")
    await tab.page.get_by_label("Search in all conversations").fill(word)
    await tab.page.keyboard.press("Enter")
    found = tab.page.locator(".found a")
    await expect(found.last.locator("mark")).to_have_text(word)
    await found.last.click()
    await expect(tab.page.locator(".message.assistant .text").first).to_be_in_viewport()
    await tab.page.goto("/search/?q=nothing-holds-this")
    await expect(tab.page.get_by_text("Nothing holds")).to_be_visible()


async def test_a_conversation_is_exported(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.say(marker(say("An **answer**.")))
    await answered(tab, "An answer.")
    await tab.page.get_by_label("Conversation", exact=True).first.click()
    for link, holds in [("Export as Markdown", "An **answer**."), ("Export as JSON", '"tool_calls"')]:
        async with tab.page.expect_download() as download:
            await tab.page.get_by_role("link", name=link).click()
        assert holds in (await (await download.value).path()).read_text()


async def test_an_end_that_nobody_sees_is_told_in_the_title(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    held = gate()
    hide = """window.looks = (hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    };"""
    tab = await open_tab(server, script=hide)
    await tab.until_live()
    await tab.say(marker(step(Text("Long work"), Hold(held), Text(" is done."))))
    await upstream.until_held(held)
    await tab.page.evaluate("window.looks(true)")
    upstream.release(held)
    await expect(tab.page).to_have_title(re.compile("^✓ "))
    await tab.page.evaluate("window.looks(false)")
    await expect(tab.page).to_have_title(re.compile("^A test"))
    await expect(tab.page.locator("[data-announcer]")).to_have_text("The answer is complete. Long work is done.")


PASTE = """async ([name, type]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
  canvas.getContext("2d").fillRect(0, 0, 20, 30);
  const blob = await new Promise((made) => canvas.toBlob(made, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([blob], name, { type }));
  const init = { bubbles: true, cancelable: true };
  const field = document.querySelector("#content");
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, ...init }));
}"""


async def test_a_recording_does_not_go_into_a_message_and_is_told_where_it_goes(
    server: Server, open_tab: OpenTab
) -> None:
    tab = await open_tab(server)
    await tab.page.evaluate(PASTE, ["waves.mp3", "audio/mpeg"])
    told = "Only pictures and videos can go into a message. A recording goes into the panel Sound."
    await expect(tab.page.get_by_text(told)).to_be_visible()
    await expect(tab.page.locator(".attachment")).to_have_count(0)


async def test_a_pasted_picture_goes_with_the_message(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.page.evaluate(PASTE, ["harbour.png", "image/png"])
    await expect(tab.page.locator(".attachment img")).to_be_visible()
    await tab.say("Use it. " + marker(say("I see it.")))
    await answered(tab, "I see it.")
    picture = tab.page.locator(".bubble img.picture")
    assert await picture.evaluate("async (one) => (await one.decode(), one.naturalWidth)") == 40
    await expect(tab.page.locator(".attachment")).to_have_count(0)
    await tab.page.reload()
    await expect(picture).to_be_visible()
    await expect(tab.page.locator(".bubble")).not_to_contain_text("[picture")
