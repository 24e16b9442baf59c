"""How an answer looks while it is made, and when something goes wrong."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.browser.conftest import OpenTab
from tests.servers import Server
from tests.upstream.scripts import Finish, Hold, Reasoning, Repeat, Text, attempts, call, fail, marker, say, step
from tests.upstream.server import ScriptedUpstream

# What moved without the person having done anything, as the browser itself measures it.
# Of the conversation; what the studio beside it does is its own matter.
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  const isOurs = ({ node }) => (node?.closest ? node : node?.parentElement)?.closest("[data-scroll]");
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput && entry.sources.some(isOurs)) window.shifts.push(entry.value);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


NOBODY_SEES = 0.001  # of the window; a hundredth of what counts as good, far above what rounding moves


def gate() -> str:
    return uuid4().hex


async def box_of(page: Page, selector: str) -> tuple[float, float, float, float]:
    box = await page.locator(selector).last.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


async def test_a_skeleton_holds_the_place_of_the_answer_and_nothing_moves_when_it_comes(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    before, after = gate(), gate()
    tab = await open_tab(server, script=WATCH_SHIFTS)
    await tab.until_live()
    await tab.page.evaluate("document.fonts.ready")
    await tab.say(marker(step(Hold(before), Text("Here it is."), Hold(after))))
    await expect(tab.answer.locator(".skeleton .shimmer")).to_have_count(3)
    await expect(tab.answer.locator(".dots span")).to_have_count(3)
    await upstream.until_held(before)
    await expect(tab.answer.locator(".activity")).to_have_attribute("data-kind", "thinking")
    waiting = {
        name: await box_of(tab.page, name) for name in (".bubble", ".message.assistant", ".activity", "#composer")
    }
    await tab.page.evaluate("window.shifts.length = 0")
    upstream.release(before)
    await expect(tab.answer).to_contain_text("Here it is.")
    await expect(tab.answer.locator(".skeleton")).to_have_count(0)
    assert {name: await box_of(tab.page, name) for name in waiting} == waiting
    upstream.release(after)
    await tab.until_status("success")
    assert {name: await box_of(tab.page, name) for name in waiting} == waiting
    assert sum(await tab.page.evaluate("window.shifts")) < NOBODY_SEES


async def test_text_runs_in_with_a_cursor_and_closed_blocks_are_formatted_meanwhile(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    more = gate()
    tab = await open_tab(server)
    await tab.say(marker(step(Text("A **bold** start 🎆.\n\n- one\n- two\n\nand **open"), Hold(more), Text(" end**."))))
    await upstream.until_held(more)
    await expect(tab.answer.locator(".blocks strong")).to_have_text("bold")
    await expect(tab.answer.locator(".blocks li")).to_have_count(2)
    await expect(tab.answer.locator(".typing .block:last-child")).to_have_text("and open")  # the mark counts already
    await expect(tab.answer.locator(".typing .block:last-child strong")).to_have_text("open")
    assert await tab.answer.locator(".blocks li").count() == 2  # the list stays while the next line is not whole
    await expect(tab.answer.locator(".activity")).to_have_attribute("data-kind", "writing")
    assert await tab.page.evaluate("getComputedStyle(document.querySelector('.tip'), '::after').animationName")
    upstream.release(more)
    await tab.until_status("success")
    await expect(tab.answer.locator(".blocks strong").last).to_have_text("open end")
    await expect(tab.answer.locator(".typing")).to_have_count(0)


async def test_markup_and_script_in_an_answer_stay_text(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.say(marker(say("<img src=x onerror=alert(1)> [a](javascript:alert(2)) <script>alert(3)</script>")))
    await tab.until_status("success")
    await expect(tab.answer).to_contain_text("<script>alert(3)</script>")
    assert await tab.answer.locator("img, script, a").count() == 0


async def test_a_tool_call_shows_its_name_arguments_result_and_seconds(server: Server, open_tab: OpenTab) -> None:
    change = {"op": "replace", "path": "/title", "from": None, "value_json": '"Blue night"'}
    arguments = {"operations": [change], "explanation": "A better title."}
    tab = await open_tab(server)
    await tab.say(marker(call("apply_json_patch", arguments, text="I change it."), say("Changed.")))
    await tab.until_status("success")
    card = tab.answer.locator(".call")
    await expect(card).to_have_attribute("data-status", "complete")
    await expect(card.locator(".call-name")).to_have_text("Change the video")
    await expect(card.locator(".call-status")).to_have_text(re.compile(r"^Done · \d+\.\d+ s$"))
    await card.locator("summary").first.click()
    await expect(card.locator(".patch")).to_have_text('Set/title"Blue night"')
    await expect(card.locator("pre").first).to_contain_text("Version 2")
    await card.get_by_text("Arguments").click()
    await expect(card.locator(".raw pre")).to_contain_text("Blue night")
    order = await tab.answer.locator(".body > *").evaluate_all("found => found.map((one) => one.className)")
    assert order == ["text", "calls", "text"]
    await tab.page.reload()
    await expect(tab.answer.locator(".call")).to_have_attribute("data-status", "complete")
    order = await tab.answer.locator(".body > *").evaluate_all("found => found.map((one) => one.className)")
    assert order == ["text", "calls", "text"]


async def test_a_call_that_was_refused_says_why_once_and_offers_no_retry(server: Server, open_tab: OpenTab) -> None:
    wrong = {"op": "replace", "path": "/nowhere/at/all", "from": None, "value_json": "1"}
    tab = await open_tab(server)
    steps = [call("apply_json_patch", {"operations": [wrong], "explanation": "A try."}), say("That did not go.")]
    await tab.say(marker(*steps))
    await tab.until_status("success")
    card = tab.answer.locator(".call")
    await expect(card).to_have_attribute("data-status", "error")
    await expect(card.locator(".call-status")).to_contain_text("Failed")
    await card.locator("summary").first.click()
    await expect(card.get_by_text("Nothing was changed.")).to_have_count(1)
    await expect(card.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("button, outcome", [("Run again", "run_again"), ("It was done", "done")])
async def test_a_call_of_unknown_outcome_asks_what_became_of_it(
    server: Server, open_tab: OpenTab, button: str, outcome: str
) -> None:
    wrong = {"op": "replace", "path": "/nowhere", "from": None, "value_json": "1"}
    tab = await open_tab(server)
    await tab.say(marker(call("apply_json_patch", {"operations": [wrong], "explanation": "x"}), say("Done.")))
    await tab.until_status("success")

    def as_after_a_crash(told: str | bytes) -> str:
        return str(told).replace('"status": "error"', '"status": "unknown"')

    async def read(route: Route) -> None:
        await route.fulfill(body=as_after_a_crash(await (await route.fetch()).text()))

    def told(socket: WebSocketRoute) -> None:
        socket.connect_to_server().on_message(lambda frame: socket.send(as_after_a_crash(frame)))

    await tab.page.route("**/api/projects/*/messages?*", read)
    await tab.page.route_web_socket("**/ws/**", told)
    await tab.page.route("**/api/tool-calls/*/resolve", lambda route: route.fulfill(status=202, json={}))
    await tab.page.reload()
    card = tab.answer.locator(".call")
    await expect(card).to_have_attribute("data-status", "unknown")
    await expect(card.locator(".call-status")).to_contain_text("Outcome unknown")
    async with tab.page.expect_request("**/api/tool-calls/*/resolve") as asked:
        await card.get_by_role("button", name=button).click()
    assert (await asked.value).post_data_json == {"outcome": outcome}


async def test_too_many_scenes_is_told_in_a_sentence_and_the_page_goes_on(server: Server, open_tab: OpenTab) -> None:
    scene = {"description": "x", "seconds": 1, "layout": "custom"}
    plan = {"title": "Long", "format": "16:9"}
    arguments = {**plan, "scenes": [{"id": f"s{number}", **scene} for number in range(21)]}
    tab = await open_tab(server)
    await tab.say(marker(call("plan_scenes", arguments), say("At most 20 scenes fit.")))
    await tab.until_status("success")
    await expect(tab.answer.locator(".call")).to_have_attribute("data-status", "error")
    await tab.answer.locator(".call summary").first.click()
    await expect(tab.answer.locator(".call")).to_contain_text("A video has 1 to 20 scenes")
    await expect(tab.answer.locator(".call").get_by_role("button")).to_have_count(0)
    await tab.say(marker(say("Still here.")))
    await expect(tab.answers).to_have_count(2)
    await expect(tab.answer).to_contain_text("Still here.")


async def test_stop_keeps_what_was_said_and_try_again_goes_on(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    held = gate()
    tab = await open_tab(server)
    stop = tab.page.get_by_role("button", name="Stop")
    await tab.say(marker(attempts(step(Text("Half of it"), Hold(held)), say("All of it."))))
    await upstream.until_held(held)
    await expect(tab.answer).to_contain_text("Half of it")
    await expect(stop).to_be_visible()
    await tab.input.press("Escape")
    await tab.until_status("stopped")
    await expect(tab.answer).to_contain_text("Half of it")
    await expect(stop).to_be_hidden()
    await tab.answer.get_by_role("button", name="Try again").click()
    await tab.until_status("success")
    await expect(tab.answer).to_contain_text("All of it.")
    await expect(tab.answer).not_to_contain_text("Half of it")


async def test_an_error_is_told_in_its_own_sentence_with_a_way_on(server: Server, open_tab: OpenTab) -> None:
    busy = fail(429, body={"error": {"message": "Too many pictures at once."}}, retry_after_s=0)
    tab = await open_tab(server)
    await tab.say(marker(attempts(busy, busy, busy, say("It went well."))))
    await tab.until_status("error")
    await expect(tab.answer.get_by_role("alert")).to_contain_text("Too many pictures at once.")
    await tab.answer.get_by_role("button", name="Try again").click()
    await tab.until_status("success")
    await expect(tab.answer.get_by_role("alert")).to_have_count(0)
    await expect(tab.answer).to_contain_text("It went well.")


async def test_an_error_that_would_come_again_offers_no_retry(server: Server, open_tab: OpenTab) -> None:
    refused = fail(400, body={"error": {"message": "The picture is too large for this model.", "type": "invalid"}})
    tab = await open_tab(server)
    await tab.say(marker(refused))
    await tab.until_status("error")
    await expect(tab.answer.get_by_role("alert")).to_contain_text("The picture is too large for this model.")
    await expect(tab.answer.get_by_role("alert").get_by_role("button")).to_have_count(0)
    await expect(tab.answer.get_by_role("button", name="Answer anew")).to_have_count(1)


async def test_somebody_who_is_added_to_the_team_is_shown_as_a_person(demo_server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(demo_server)
    await tab.say("Add Ben Okoro to the team, then add Ann Lee as designer under Ben Okoro")
    await tab.until_status("success")
    await expect(tab.answer).to_contain_text("Ann Lee is in the team chart, under Ben Okoro.")
    card = tab.answer.locator(".call").nth(1)
    await card.locator("summary").first.click()
    await expect(card.locator(".person")).to_contain_text("Ann Lee")
    await expect(card.locator(".person")).to_contain_text("designerreports to Ben Okoro")
    await expect(card.locator(".person-mark")).to_have_text("AL")


async def test_a_retry_of_the_model_is_counted_down(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.say(marker(attempts(fail(503, retry_after_s=3), say("Second time lucky."))))
    words = tab.answer.locator(".activity-words")
    await expect(words).to_contain_text("Retrying in 3 s")
    await expect(words).to_contain_text("Retrying in 1 s")
    await expect(tab.answer).to_contain_text("Second time lucky.")


async def test_a_waiting_message_shows_its_position_and_can_be_taken_back(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    first = gate()
    tab = await open_tab(server)
    await tab.say(marker(step(Hold(first), Text("One."))))
    await upstream.until_held(first)
    await tab.say(marker(say("Two.")))
    await expect(tab.answer.locator(".activity-words")).to_contain_text("position 1 in the queue")
    await tab.answer.get_by_role("button", name="Remove").click()
    await expect(tab.answers).to_have_count(1)
    await tab.say("Not yet: " + marker(say("Three.")))
    await tab.answer.get_by_role("button", name="Edit", exact=True).click()
    await expect(tab.input).to_have_value("Not yet: " + marker(say("Three.")))
    await expect(tab.page.locator(".bubble")).to_have_count(1)
    upstream.release(first)
    await expect(tab.answers.first).to_have_attribute("data-status", "success")


async def test_an_answer_that_is_tried_again_behind_another_waits_visibly(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    busy = gate()
    tab = await open_tab(server)
    silent = fail(503, retry_after_s=0)
    await tab.say(marker(attempts(silent, silent, silent, say("The second try."))))
    await tab.until_status("error")
    await tab.say(marker(step(Hold(busy), Text("In between."))))
    await upstream.until_held(busy)
    first = tab.answers.first
    await first.get_by_role("button", name="Try again").click()
    await expect(first).to_have_attribute("data-status", "queued")
    await expect(first.get_by_role("alert")).to_have_count(0)
    await expect(first.locator(".activity-words")).to_contain_text("position 1 in the queue")
    upstream.release(busy)
    await expect(first).to_contain_text("The second try.")


async def test_a_message_that_is_refused_keeps_its_text_and_says_why(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.until_live()
    await tab.say("x" * 32_001)
    await expect(tab.page.locator(".message.user").get_by_role("alert")).to_contain_text("32,000")
    await expect(tab.answers).to_have_count(0)
    await tab.page.get_by_role("button", name="Edit", exact=True).click()
    await expect(tab.input).to_have_value("x" * 32_001)


async def test_the_keyboard_alone_writes_lines_and_sends(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.until_live()
    await expect(tab.input).to_be_focused()
    await tab.page.keyboard.type(marker(say("Read.")))
    await tab.page.keyboard.press("Shift+Enter")
    await tab.page.keyboard.type("second line")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator(".bubble")).to_contain_text("\nsecond line")
    await expect(tab.input).to_have_value("")
    await expect(tab.answer).to_contain_text("Read.")


@pytest.mark.parametrize("width, scheme", [(390, "dark"), (1280, "light")])
async def test_nothing_is_wider_than_the_screen(server: Server, open_tab: OpenTab, width: int, scheme: str) -> None:
    table = "| a | b |\n|---|---|\n| " + "w" * 200 + " | 2 |\n\n```\n" + "c" * 300 + "\n```"
    tab = await open_tab(server, viewport={"width": width, "height": 800}, color_scheme=scheme)
    await tab.say(marker(step(Text(table), Repeat("long" * 100, 1), Finish())))
    await tab.until_status("success")
    wide = "[document.documentElement, ...document.querySelectorAll('[data-scroll], .video')]"
    assert await tab.page.evaluate(f"{wide}.filter((one) => one.scrollWidth > one.clientWidth).length") == 0
    paper = await tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (max(json.loads(paper.replace("rgb(", "[").replace(")", "]"))) > 128) == (scheme == "light")


KEY_OF_AN_INPUT_METHOD = """([selector, form]) => document.querySelector(selector).dispatchEvent(
  new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...form }))"""


async def test_what_ends_an_input_method_sends_nothing(server: Server, open_tab: OpenTab) -> None:
    """Safari ends one with a key event of code 229 that does not say so in `isComposing`."""
    tab = await open_tab(server)
    await tab.until_live()
    await tab.input.fill(marker(say("Whole.")))
    for form in ({"keyCode": 229, "isComposing": False}, {"keyCode": 13, "isComposing": True}):
        await tab.page.evaluate(KEY_OF_AN_INPUT_METHOD, ["textarea[name=content]", form])
    assert await tab.input.input_value() != ""
    await expect(tab.page.locator(".message.user")).to_have_count(0)
    await tab.input.press("Enter")
    await expect(tab.answer).to_contain_text("Whole.")


async def test_what_the_model_thinks_is_folded_and_no_part_of_the_answer(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    thinking, writing = gate(), gate()
    tab = await open_tab(server)
    script = step(
        Reasoning("First this. "), Hold(thinking), Reasoning("Then <b>that</b>."), Text("Hello."), Hold(writing)
    )
    await tab.say(marker(script))
    await upstream.until_held(thinking)
    summary, text = tab.answer.locator(".thought > summary"), tab.answer.locator(".thought-text")
    await expect(summary).to_have_text("Thinking")
    await expect(text).to_be_hidden()
    await summary.press("Enter")
    await expect(text).to_have_text("First this.")
    await tab.page.reload()  # the served page brings it, and goes on
    await expect(tab.answer.locator(".thought-text")).to_have_text("First this.")
    upstream.release(thinking)
    await upstream.until_held(writing)
    await expect(summary).to_have_text(re.compile("^Thought"))
    await summary.press("Enter")
    await expect(text).to_have_text("First this. Then <b>that</b>.")
    await expect(tab.answer.locator(".text")).to_have_text("Hello.")
    upstream.release(writing)
    await tab.until_status("success")
    await tab.page.reload()
    await expect(text).to_have_text("First this. Then <b>that</b>.")
    await expect(text).to_be_hidden()


async def test_a_model_that_reads_for_long_says_so_with_the_seconds(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    reading = gate()
    tab = await open_tab(server)
    await tab.say(marker(step(Hold(reading), Text("Here it is."))))
    await expect(tab.answer.locator(".activity-words")).to_have_text("Thinking")
    await expect(tab.answer.locator(".activity-words")).to_have_text(re.compile(r"^The model is reading · \d+ s$"))
    upstream.release(reading)
    await tab.until_status("success")
    await expect(tab.answer).not_to_contain_text("is reading")


BOARD = """async (scenes) => {
  const { viewOf } = await import("/static/js/answer/tool-views.js");
  const view = viewOf({ name: "plan_scenes", arguments: { title: "Choir", format: "9:16", style: "rose", scenes } });
  return [...view.querySelectorAll(".view-title span, .board-head")].map((each) => each.textContent);
}"""


async def test_a_plan_that_leaves_ids_and_seconds_to_the_tool_is_a_storyboard_too(
    server: Server, open_tab: OpenTab
) -> None:
    tab = await open_tab(server)
    short: list[dict[str, Any]] = [{"layout": "title", "heading": "Sing"}, {"layout": "big_number"}]
    assert await tab.page.evaluate(BOARD, short) == ["2 scenes · 9:16 · rose", "Sing", "Big number"]
    timed = [{**each, "id": f"s-{number}", "seconds": 1.25} for number, each in enumerate(short)]
    assert await tab.page.evaluate(BOARD, timed) == ["2 scenes · 2.5 s · 9:16 · rose", "Sing1.3 s", "S 11.3 s"]
