"""The main job in Firefox, from signing in to a video that plays. The other tests of the page use Chromium."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.browser.firefox import Firefox, find_firefox, running_firefox
from tests.browser.test_answers import gate
from tests.projects.conftest import FROM_ELSEWHERE, MAKE, PASSWORD
from tests.servers import Server
from tests.upstream.scripts import Hold, Text, ToolCall, say, step
from tests.upstream.server import ScriptedUpstream
from tests.videos.making import plan, will_build

BEGUN = "I make **fireworks**:\n\n1. a rocket\n2. a burst\n\nIt begins with **the"
PLAYS = """(() => {
  const video = document.querySelector(".stage video:not(.coming)");
  return video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.currentTime > 0;
})()"""
PICTURED = "document.querySelector('li.scene img[data-state=shown]')?.naturalWidth"
FORMED = "document.querySelectorAll('.message.assistant :is(.block strong, .block ol li)').length"


@pytest_asyncio.fixture(loop_scope="session")
async def page(tmp_path: Path) -> AsyncIterator[Firefox]:
    """A Firefox of which nobody knows who sits before it."""
    path = find_firefox()
    if path is None:
        pytest.skip("No Firefox here: install one (Debian: firefox-esr), or set FIREFOX to one.")
    async with running_firefox(path, tmp_path) as running:
        headers = [{"name": name, "value": {"type": "string", "value": at}} for name, at in FROM_ELSEWHERE.items()]
        await running.ask("network.setExtraHeaders", headers=headers)
        yield running


async def fill(page: Firefox, field: str, words: str) -> None:
    await page.click(field)
    await page.until(f"document.activeElement.matches('{field}')")
    await page.type(words)


async def open_and_close(page: Firefox, link: str, words: str) -> None:
    """Open the dialog behind a link, see these words in it, and close it with the keyboard."""
    await page.click(link)
    await page.until_there("dialog[open]", words)
    await page.press("Escape")
    await page.until("!document.querySelector('dialog[open]')")


async def test_the_whole_way_in_firefox(server: Server, upstream: ScriptedUpstream, page: Firefox) -> None:
    person, held, scene = f"fred-{uuid4().hex[:8]}", gate(), f"burst-{uuid4().hex[:8]}"
    server.place.manage("shell", "-c", MAKE.format(names=[person], password=PASSWORD))
    await page.go(server.url)
    await fill(page, "[name=username]", person)
    await fill(page, "[name=password]", PASSWORD)
    await page.press("Enter")
    await fill(page, "[name=name]", "Fireworks")
    await page.press("Enter")
    await page.until_there("[data-light][data-state=live][data-transport=websocket]")

    asked = f"create a fireworks animation, {scene}"
    planned = step(Text(BEGUN), Hold(held), ToolCall("plan_scenes", plan(scene)), finish="tool_calls")
    will_build(upstream, scene)
    upstream.add(planned, say("It **is** made."), containing=asked, tools=True)
    await fill(page, "#content", asked)
    await page.press("Enter")
    await page.until_there(".message.assistant .typing", "It begins with the")
    await page.until(f"{FORMED} === 4")
    await page.reload()
    await page.until_there("[data-light][data-state=live]")
    await page.until_there(".message.assistant .typing", "It begins with the")
    await page.until(f"{FORMED} === 4")
    upstream.release(held)
    await page.until_there(".message.assistant .call[data-status=complete]")
    await page.until_there(".message.assistant[data-status=success]", "It is made.")

    await page.until(PICTURED)
    await page.until(PLAYS)
    assert await page.evaluate("document.querySelectorAll('.message').length") == 2

    await open_and_close(page, "[data-settings]", "Instructions")
    await open_and_close(page, "[data-members-open]", person)
    await page.click("a.who")
    await page.until_there("li", "Firefox on Linux")
    assert page.complaints == []
