"""Markdown that forms while it streams: right, once, smoothly, and cheaply."""

import random
from uuid import uuid4

from playwright.async_api import expect

from chat.markdown import render_block, render_markdown
from tests.browser.conftest import OpenTab, Tab
from tests.browser.test_answers import WATCH_SHIFTS, gate
from tests.servers import Server
from tests.upstream.scripts import Hold, Repeat, Text, marker, say, step
from tests.upstream.server import ScriptedUpstream

PIECES = [
    "# Head\n", "plain text\n", "more **bold\ntext** on two lines\n", "- a\n- b\n", "- a\n\n- b\n\n  more of b\n",
    "1. one\n2. two\n", "1) x\n", "* star\n", "> quote\n> more\n", "> q\nlazy\n", "```py\nx=1\n\ny=2\n```\n",
    "~~~\n```\n~~~\n", "- item\n  ```js\n  a\n\n  b\n  ```\n- next\n", "---\n", "Setext\n===\n", "Set\n---\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n", "    code\n\n    code\n", "\n", "\n\n", "   \n", "  two spaces\n", "a | b\n",
    "#none\n", "``` inline ``` text\n", "````md\n```\n````\n", "text $a*b*c$ and \\(x_1\\)\n",
]  # fmt: skip
CUT_IN_PAGE = """async (texts) => {
  const { BlockScanner } = await import("/static/js/answer/block-scanner.js");
  return texts.map((text, number) => {
    const scanner = new BlockScanner();
    for (let at = 0, size = 1; at < text.length; at += size, size = 1 + ((number + at) % 7)) {
      scanner.push(text.slice(at, at + size));
      scanner.peek();
    }
    scanner.finish();
    return scanner.blocks.map(({ start, end }) => text.slice(start, end));
  });
}"""
# Elements that are new in the page, for each time that a script had its turn.
WATCH_TURNS = """
window.turns = [];
const elements = (node) => (node.nodeType === 1 ? 1 + node.getElementsByTagName("*").length : 0);
new MutationObserver((records) => {
  const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
  window.turns.push(added.reduce((sum, node) => sum + elements(node), 0));
}).observe(document, { childList: true, subtree: true });
"""
PARAGRAPH = "Every **tenth** word of it is `code`, *stress* or a plain one that only fills the line until its end. "
PART = (
    "## Part {i}\n\n" + PARAGRAPH * 3 + "\n\n- one of {i}\n- two\n\n```python\ndef part_{i}():\n    return {i}\n```\n\n"
)
LONG = Repeat(PART, 142, 70)
MOST_ELEMENTS_A_TURN = 2000


async def test_the_page_cuts_texts_into_blocks_as_the_server_does(server: Server, open_tab: OpenTab) -> None:
    chance = random.Random(20)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 9))) for _ in range(500)]
    tab = await open_tab(server)
    for text, blocks in zip(texts, await tab.page.evaluate(CUT_IN_PAGE, texts), strict=True):
        assert "".join(render_block(block.strip("\n")) for block in blocks) == render_markdown(text), text


async def stream_long(tab: Tab) -> None:
    """Let 10,000 words come, until they are formed."""
    await tab.say(marker(step(LONG)))
    await expect(tab.answer.locator(".block h2").first).to_have_text("Part 0")
    await tab.page.evaluate("document.querySelector('.message.assistant .block').kept = true")
    await expect(tab.answer.locator("h2").last).to_have_text("Part 141", timeout=30_000)
    await tab.until_status("success")
    await expect(tab.answer.locator(".code button")).to_have_count(142)  # formed to the last one
    assert await tab.page.evaluate("document.querySelector('.message.assistant .block').kept")


async def test_ten_thousand_words_form_once_and_a_little_at_a_time(server: Server, open_tab: OpenTab) -> None:
    """Its tasks in milliseconds: `python -m benchmarks.page`."""
    formed: list[str] = []
    tab = await open_tab(server, script=WATCH_TURNS)
    await tab.until_live()
    tab.page.on("request", lambda asked: formed.extend((asked.post_data_json or {}).get("blocks", [])))
    await tab.page.evaluate("window.turns.length = 0")
    await stream_long(tab)
    whole = "".join(PART.replace("{i}", str(number)) for number in range(142))
    assert len(whole.split()) > 9_000
    assert sum(map(len, formed)) <= len(whole)  # each block once
    turns, elements = await tab.page.evaluate("[window.turns, document.querySelectorAll('.block, .block *').length]")
    assert max(turns) < MOST_ELEMENTS_A_TURN < elements


async def test_blocks_take_their_final_form_without_moving_what_stands(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    text = "# Title\n\nSome **bold** and `code`.\n\n1. one\n2. two\n   - deep\n\n> quoted\n\n"
    text += "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    code, more = "```python\ndef f():\n    return 1\n```\n\n", gate()
    tab = await open_tab(server, script=WATCH_SHIFTS)
    await tab.until_live()
    await tab.say(marker(step(Text(text + code + "The end of it", 40), Hold(more), Text("."))))
    await upstream.until_held(more)
    await expect(tab.answer.locator(".code button")).to_have_count(1)
    await tab.page.evaluate("window.shifts.length = 0")
    drafted = await tab.answer.locator(".blocks").bounding_box()
    upstream.release(more)
    await tab.until_status("success")
    assert await tab.page.evaluate("window.shifts") == []
    await tab.page.reload()
    await expect(tab.answer.locator(".code button")).to_have_count(1)
    served = await tab.answer.locator(".blocks").bounding_box()
    assert drafted and served and abs(drafted["height"] - served["height"]) < 1
    assert await tab.answer.locator(".blocks").evaluate(
        "one => one.querySelectorAll('h1, ol ul li, td, .code .k').length"
    )


async def test_a_page_opened_in_mid_stream_is_complete_at_once_and_goes_on(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    half = gate()
    one = await open_tab(server)
    await one.say(marker(step(Text("A **formed** start.\n\nAnd *half* a sen"), Hold(half), Text("tence."))))
    await upstream.until_held(half)
    await expect(one.answer).to_contain_text("half a sen")
    served = await (await one.page.request.get(one.page.url)).text()
    assert "<p>And <em>half</em> a sen</p>" in served
    assert 'class="skeleton"' not in served
    two = await open_tab(server, url=one.page.url, context=one.page.context, script=WATCH_SHIFTS)
    await two.until_live()
    await expect(two.answer.locator(".typing .tip")).to_have_count(1)
    await expect(two.answer.locator(".text")).to_have_text("A formed start.\nAnd half a sen")
    assert sum(await two.page.evaluate("window.shifts")) < 0.01
    upstream.release(half)
    for tab in (one, two):
        await tab.until_status("success")
        await expect(tab.answer.locator(".text")).to_have_text("A formed start.\nAnd half a sentence.\n")


async def test_scrolling_up_is_left_alone_until_the_person_comes_back(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    more = gate()
    tab = await open_tab(server, viewport={"width": 1000, "height": 500})
    await tab.say(marker(step(Repeat("Line {i}.\n\n", 40), Hold(more), Repeat("More {i}.\n\n", 40))))
    await upstream.until_held(more)
    await expect(tab.answer).to_contain_text("Line 39.")
    area = tab.page.locator("[data-scroll]")
    await area.hover()
    await tab.page.mouse.wheel(0, -600)
    button = tab.page.locator("[data-newest]")
    await expect(button).to_be_visible()
    place = await area.evaluate("one => one.scrollTop")
    upstream.release(more)
    await expect(tab.answer).to_contain_text("More 39.")
    assert await area.evaluate("one => one.scrollTop") == place
    await expect(button).to_have_text("New text")
    await button.click()
    await expect(button).to_be_hidden()
    await expect(tab.answer.get_by_text("More 39.")).to_be_in_viewport()


async def test_code_is_copied_and_formulas_stay_as_written(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server, permissions=["clipboard-read", "clipboard-write"])
    await tab.say(marker(say("As $a_1 * b_2 * c$ says:\n\n```python\nprint('x')\n```\n")))
    await tab.until_status("success")
    await expect(tab.answer.locator(".formula")).to_have_text("$a_1 * b_2 * c$")
    await tab.answer.locator(".code").get_by_role("button", name="Copy").click()
    await expect(tab.answer.locator(".code button")).to_have_text("Copied")
    assert await tab.page.evaluate("navigator.clipboard.readText()") == "print('x')\n"


async def test_motion_is_left_out_for_those_who_do_not_want_it(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    held = uuid4().hex
    tab = await open_tab(server, reduced_motion="reduce")
    await tab.say(marker(step(Text("Quiet."), Hold(held))))
    await upstream.until_held(held)
    await expect(tab.answer.locator(".tip")).to_have_count(1)
    length = await tab.page.evaluate("getComputedStyle(document.querySelector('.tip'), '::after').animationDuration")
    assert float(length.removesuffix("s")) < 0.01
    upstream.release(held)
    await tab.until_status("success")
