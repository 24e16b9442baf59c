"""Signing out in one tab brings the others of that browser to the login, and from there back."""

from playwright.async_api import Browser, expect

from tests.browser.conftest import OpenTab, new_project
from tests.servers import Server

SIGN_IN = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from projects.accounts.sessions import SessionStore
user, _ = get_user_model().objects.get_or_create(username="visitor")
user.set_password("a long password"); user.save()
session = SessionStore()
session.update({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
                BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})
session.save()
print("session", session.session_key)
"""
FROM_ELSEWHERE = {"X-Forwarded-For": "192.0.2.1"}  # nobody is signed in by being on this machine


async def test_signing_out_brings_every_tab_to_the_login_and_back_after_it(
    server: Server, browser: Browser, open_tab: OpenTab
) -> None:
    key = server.place.manage("shell", "-c", SIGN_IN).stdout.split()[-1]
    context = await browser.new_context(base_url=server.url, extra_http_headers=FROM_ELSEWHERE)
    try:
        await context.add_cookies([{"name": "sessionid", "value": key, "url": server.url}])
        left = await open_tab(server, context=context, url="/")
        await new_project(left.page)
        await left.until_live()
        address = left.page.url
        other = await open_tab(server, context=context, url="/")
        await other.page.get_by_role("button", name="Sign out").click()
        await left.page.wait_for_url("**/login/?next=*")
        await left.page.get_by_label("Username").fill("visitor")
        await left.page.get_by_label("Password").fill("a long password")
        await left.page.get_by_role("button", name="Sign in").click()
        await left.page.wait_for_url(address)
        await left.until_live()
        await expect(left.input).to_be_visible()
    finally:
        await context.close()
