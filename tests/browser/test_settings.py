"""The settings of a project: a dialog that the keyboard opens, and a page that needs no scripts."""

import re

from playwright.async_api import expect

from tests.browser.conftest import OpenTab
from tests.browser.test_answers import gate
from tests.browser.test_quality import until_accessible
from tests.servers import Server
from tests.upstream.scripts import Hold, Text, marker, say, step
from tests.upstream.server import ScriptedUpstream


async def test_dialogs_are_used_with_the_keyboard_and_stop_no_answer(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    tab = await open_tab(server, color_scheme="dark", viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    held = gate()
    await tab.say(marker(step(Text("It goes on"), Hold(held))))
    await upstream.until_held(held)
    people = tab.page.get_by_role("dialog", name="Who sees this video")
    await tab.page.get_by_role("link", name="Who sees this video").press("Enter")
    await expect(people.get_by_label("Username")).to_be_focused()
    await tab.page.keyboard.press("Escape")
    await expect(people).to_be_hidden()
    menu = tab.page.get_by_label("Conversation", exact=True).first
    await menu.press("Enter")
    await menu.press("Escape")
    opener = tab.page.get_by_role("link", name="Settings and usage")
    await opener.press("Enter")
    dialog = tab.page.get_by_role("dialog", name="Settings")
    await expect(dialog).to_be_visible()
    await until_accessible(tab.page, "settings")
    await tab.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(opener).to_be_focused()
    upstream.release(held)
    await tab.until_status("success")
    await expect(tab.answer.locator(".activity")).to_have_text(re.compile(r"^[\d.]+ s$"))
    await expect(tab.answer.locator(".activity-words")).to_have_attribute("title", "15 tokens")

    await opener.press("Enter")
    await dialog.get_by_label("Instructions").fill("Be brief.")
    await dialog.get_by_role("button", name="Add colour").press("Enter")
    await expect(dialog.get_by_label("Colour 1", exact=True)).to_be_focused()
    await dialog.get_by_label("Temperature").fill("1")
    await dialog.locator("form").evaluate("(form) => (form.noValidate = true)")  # the server says it too
    await dialog.get_by_label("Steps").fill("99")
    await dialog.get_by_role("button", name="Save").press("Enter")
    await expect(dialog.get_by_label("Steps")).to_have_attribute("aria-invalid", "true")
    await expect(dialog.get_by_label("Temperature")).to_have_value("1")
    await until_accessible(tab.page, "settings that do not fit")
    await dialog.get_by_label("Steps").fill("3")
    await dialog.get_by_role("button", name="Save").press("Enter")
    await expect(dialog).to_have_count(0)
    path = re.sub(r".*(/projects/\d+)/.*", r"/api\1/settings", tab.page.url)
    stored = await (await tab.page.request.get(path)).json()
    assert (stored["system_prompt"], stored["temperature"], stored["max_steps"]) == ("Be brief.", 1, 3)
    assert stored["brand"]["colours"] == ["#0b6f67"]


async def test_the_page_works_without_javascript(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server, java_script_enabled=False)
    await tab.input.fill(marker(say("Counted.")))
    await tab.page.get_by_role("button", name="Send").click()
    for _ in range(40):
        if await tab.page.get_by_text(re.compile(r"^[\d.]+ s$")).count():
            break
        await tab.page.reload()
    await tab.page.get_by_role("link", name="Settings and usage").click()
    await expect(tab.page.get_by_role("row", name=re.compile("Together"))).to_contain_text("10")
    await tab.page.get_by_label("Model", exact=True).fill("another")
    await tab.page.get_by_label("Colours").fill("blue")
    await tab.page.get_by_label("Headings").select_option("script")
    await tab.page.get_by_role("button", name="Save").click()
    await expect(tab.page.get_by_role("alert")).to_contain_text("Nothing was saved")
    await tab.page.get_by_label("Colours").fill("#112233, #FFFFFF")
    await tab.page.get_by_role("button", name="Save").click()
    await expect(tab.page.get_by_role("status")).to_have_text("Saved.")
    await expect(tab.page.get_by_label("Colours")).to_have_value("#112233 #ffffff")
    await expect(tab.page.get_by_label("Model", exact=True)).to_have_value("another")
    await expect(tab.page.get_by_label("Headings")).to_have_value("script")
