"""The account page and the panel of members, as people use them."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import OpenTab, Tab, new_project
from tests.browser.studio import Studio
from tests.browser.test_quality import until_accessible
from tests.projects.conftest import FROM_ELSEWHERE, MAKE, PASSWORD
from tests.servers import Server
from tests.upstream.scripts import call, marker, say

PATCH = {"op": "replace", "path": "/title", "from": None, "value_json": '"Blue"'}


async def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    await page.get_by_label("Username").fill(name)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def until_nothing_is_cut_off(page: Page) -> None:
    wide = "[document.documentElement, ...document.querySelectorAll('.top, .box, dialog')]"
    assert await page.evaluate(f"{wide}.filter((one) => one.scrollWidth > one.clientWidth + 1).length") == 0


async def opened(open_tab: OpenTab, server: Server, browser: Browser, name: str, url: str, **options: object) -> Tab:
    context = await browser.new_context(base_url=server.url, extra_http_headers=FROM_ELSEWHERE, **options)  # type: ignore[arg-type]
    tab = await open_tab(server, context=context, url=url)
    await sign_in(tab.page, name)
    return tab


@pytest.mark.parametrize("scheme, width", [("light", 1280), pytest.param("dark", 390, marks=pytest.mark.looks)])
async def test_an_account_and_its_shared_project_are_kept_in_order(
    server: Server, browser: Browser, open_tab: OpenTab, scheme: str, width: int
) -> None:
    owner, guest = f"gina-{width}", f"hugo-{width}"
    server.place.manage("shell", "-c", MAKE.format(names=[owner, guest], password=PASSWORD))
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    tab = await opened(open_tab, server, browser, owner, "/account/", **options)
    page = tab.page
    await expect(page.get_by_role("listitem").filter(has_text="this one")).to_contain_text("Chrome on Linux")
    await page.get_by_label("What the new token is for").fill("nightly")
    await page.get_by_role("button", name="Make a token").click()
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    await until_accessible(page, "account")
    await until_nothing_is_cut_off(page)
    await page.get_by_role("link", name="Change the password").click()
    await page.get_by_label("Old password").fill("wrong")
    for label in ("New password", "New password confirmation"):
        await page.get_by_label(label, exact=True).fill("quite another one")
    await page.get_by_role("button", name="Change the password").click()
    await expect(page.get_by_role("alert")).to_contain_text("entered incorrectly")
    await until_accessible(page, "password")

    await new_project(page)
    address = page.url
    await tab.say(marker(call("apply_json_patch", {"operations": [PATCH], "explanation": "x"}), say("It is blue.")))
    await tab.until_status("success")
    logo = {"name": "logo.png", "mimeType": "image/png", "buffer": await page.screenshot()}
    if width < 861:
        await page.get_by_role("button", name="Export, share, versions, pictures and sound").click()
    await Studio(tab).open_panel("Pictures")
    await page.locator("[data-picture-input]").set_input_files(logo)  # type: ignore[arg-type]
    await expect(page.locator(".tile img")).to_have_count(1)
    await page.keyboard.press("Escape")  # on a phone they lie over the page
    await page.get_by_role("link", name="Who sees this video").click()
    panel = page.get_by_role("dialog", name="Who sees this video")
    await panel.get_by_label("Username").fill("nobody-here")
    await panel.get_by_role("button", name="Share").click()
    await expect(panel.get_by_role("alert")).to_contain_text("Nobody here has the username")
    await panel.get_by_label("Username").fill(guest)
    await panel.get_by_role("button", name="Share").click()
    await expect(panel.get_by_role("listitem").filter(has_text=guest)).to_be_visible()
    await until_accessible(page, "members")
    await until_nothing_is_cut_off(page)

    looking = await opened(open_tab, server, browser, guest, "/login/", **options)
    await expect(looking.page.get_by_text(f"Shared by {owner} · you are viewer")).to_be_visible()
    await until_accessible(looking.page, "a list with what others share")
    await looking.page.goto(address)
    await looking.until_live()
    await expect(looking.answer).to_contain_text("It is blue.")
    await expect(looking.page.get_by_text(f"{owner} shares this video with you to look at")).to_be_visible()
    for name in ("Send", "Edit and send again", "Answer anew", "Add scene", "Undo the last change", "share"):
        await expect(looking.page.get_by_role("button", name=name)).to_have_count(0)
    if width < 861:
        await looking.page.get_by_role("button", name="Export, versions, pictures and sound").click()
    await looking.page.get_by_role("tab", name="Pictures").click()
    await expect(looking.page.get_by_role("img", name="logo.png")).to_be_visible()
    for name in ("Put logo.png into the scene", "Delete logo.png"):
        await expect(looking.page.get_by_role("button", name=name)).to_have_count(0)
    await looking.page.get_by_role("tab", name="Sound").click()
    await expect(looking.page.get_by_role("button", name="Calm")).to_be_disabled()
    await expect(looking.page.get_by_role("switch", name="A voice speaks")).to_be_disabled()
    await expect(looking.page.get_by_role("button", name="Read what the scenes show")).to_have_count(0)
    await until_accessible(looking.page, "a viewer's page")
    await until_nothing_is_cut_off(looking.page)

    await panel.get_by_label(f"Role of {guest}").select_option("editor")
    await expect(panel.get_by_label(f"Role of {guest}")).to_be_focused()  # it was made anew by the server
    await expect(looking.input).to_be_visible()  # without being loaded anew by hand
    await looking.input.fill("not yet sent")
    await panel.get_by_label(f"Role of {guest}").select_option("viewer")
    await expect(looking.page.get_by_text(f"{owner} shares this video with you to look at")).to_be_visible()
    await expect(looking.input).to_be_hidden()
    await looking.until_live()
    await panel.get_by_role("button", name=f"Remove {guest}").click()
    await expect(looking.page.get_by_role("alert").filter(has_text="not shared with you any more")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="Who sees this video")).to_be_focused()
    for each in (tab, looking):
        await each.page.context.close()
