"""Every page works as plain forms and links."""

import httpx
from playwright.async_api import expect

from tests.browser.conftest import OpenTab, new_project
from tests.servers import Server
from tests.upstream.scripts import marker, say


async def test_a_message_is_posted_and_answered_without_javascript(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server, java_script_enabled=False)
    # Chromium shows no <noscript> where only its debugger switched scripts off, so its words are looked up.
    assert "Without JavaScript this page does not renew itself" in await tab.page.content()
    await tab.input.fill(marker(say("A **plain** answer.")))
    await tab.page.get_by_role("button", name="Send").click()
    await expect(tab.page.locator(".bubble")).to_have_count(1)
    for _ in range(40):
        if await tab.answer.locator("strong").count():
            break
        await tab.page.reload()
    await expect(tab.answer.locator("strong")).to_have_text("plain")
    await expect(tab.page.locator(".bubble")).to_have_count(1)


async def test_a_form_sent_twice_makes_one_message(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server, java_script_enabled=False)
    form = tab.page.locator("#composer")
    fields = {name: await form.locator(f"[name={name}]").input_value() for name in ("id", "csrfmiddlewaretoken")}
    for _ in range(2):
        await tab.page.request.post(tab.page.url, form={**fields, "content": marker(say("Once."))})
    await tab.page.reload()
    await expect(tab.page.locator(".bubble")).to_have_count(1)


async def test_a_message_that_does_not_fit_comes_back_with_a_sentence(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server, java_script_enabled=False)
    await tab.input.fill("y" * 32_001)
    await tab.page.get_by_role("button", name="Send").click()
    await expect(tab.page.get_by_role("alert")).to_contain_text("32,000")
    await expect(tab.input).to_have_value("y" * 32_001)


async def test_projects_are_made_and_deleted_by_plain_forms(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server, url="/", java_script_enabled=False)
    await new_project(tab.page)
    address = tab.page.url
    await tab.page.goto("/")
    await tab.page.get_by_label("More for A test").first.click()
    await tab.page.get_by_label("Delete A test").first.click()
    await tab.page.get_by_role("button", name="Delete for good").first.click()
    await tab.page.wait_for_url("**/")
    gone = await tab.page.goto(address)
    assert gone is not None
    assert gone.status == 404


def test_markdown_is_for_those_who_are_signed_in(server: Server) -> None:
    with httpx.Client(base_url=server.url) as client:
        client.get("/")
        headers = {"X-CSRFToken": client.cookies["csrftoken"], "Referer": server.url}
        assert client.post("/markdown", json={"blocks": ["**a**\n", "b"]}, headers=headers).json() == {
            "html": ["<p><strong>a</strong></p>\n", "<p>b</p>\n"]
        }
        assert client.post("/markdown", json={"blocks": ["a" * 70_000]}, headers=headers).status_code == 413
        assert client.post("/markdown", content="no json", headers=headers).status_code == 400
        assert client.post("/markdown", json={"blocks": [1]}, headers=headers).status_code == 422
        assert client.post("/markdown", json={"blocks": ["a"]}).status_code == 403
        client.cookies.delete("sessionid")
        assert client.post("/markdown", json={"blocks": ["a"]}, headers=headers).status_code == 401
