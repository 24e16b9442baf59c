"""Passwords cannot be tried out, and are changed by whoever knows the old one."""

import re

from tests.projects.conftest import PASSWORD, OpenBrowser, sign_in, submit
from tests.servers import Server

NEW_PASSWORD = "quite another one"
LIMIT = 5


def test_wrong_passwords_make_a_name_wait_in_every_process_and_nobody_else(
    people: Server, open_browser: OpenBrowser
) -> None:
    with people.place.server("uvicorn", BEHIND_PROXY="1", EMBEDDED_WORKER="0") as second:
        here, there = open_browser(), open_browser(url=second.url)
        there.headers["X-Forwarded-For"] = "127.0.0.1"  # as the first server sees us
        for attempt in range(LIMIT):
            refused = sign_in((here, there)[attempt % 2], "dora", "wrong")
            assert refused.status_code == 200
            assert "Please enter a correct username and password" in refused.text
        for browser in (here, there):
            waits = sign_in(browser, "dora")  # the right one
            assert waits.status_code == 429
            assert 0 < int(waits.headers["Retry-After"]) <= 15 * 60
            assert re.search(r"Too many wrong passwords\. Wait \d+ minutes, then try again\.", waits.text)
        admin = submit(here, "/admin/login/", username="dora", password=PASSWORD)
        assert "Too many wrong passwords" in admin.text
        there.headers["X-Forwarded-For"] = "10.9.8.7, 192.0.2.7"  # the last one is what the proxy saw
        assert sign_in(there, "dora").status_code == 302
    assert sign_in(here, "emil").status_code == 302


def test_a_right_password_forgives_the_wrong_ones_before_it(open_browser: OpenBrowser) -> None:
    browser = open_browser()
    for _ in range(2):
        for _ in range(LIMIT - 1):
            sign_in(browser, "cleo", "wrong")
        assert sign_in(browser, "cleo").status_code == 302
        browser = open_browser()


def test_an_address_that_tries_many_names_waits_for_all_of_them(people: Server) -> None:
    """In the shell: fifty hashes of passwords take longer than the rest of these tests."""
    tried = people.place.manage(
        "shell",
        "-c",
        "from projects.accounts.throttling import *\n"
        "for n in range(PER_ADDRESS): begin_sign_in(f'name {n}', f'2001:db8::{n:x}')\n"
        "try: begin_sign_in('another', '2001:db8::ffff')\n"
        "except TooOften as refused: print('waits', 800 < refused.wait.total_seconds() <= 900)\n"
        "begin_sign_in('another', '2001:db8:0:1::1'); print('elsewhere')\n"
        "from projects.accounts.client_address import *; from django.test import RequestFactory\n"
        "asks = RequestFactory().get('/', REMOTE_ADDR='::ffff:192.0.2.1'); print(network_of(address_of(asks)))",
    )
    assert tried.stdout.split()[-4:] == ["waits", "True", "elsewhere", "192.0.2.1"]


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(open_browser: OpenBrowser) -> None:
    browser, other = open_browser("ben"), open_browser("ben")
    page = "/account/password/"
    fields = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert "was entered incorrectly" in submit(browser, page, old_password="wrong", **fields).text
    weak = submit(browser, page, old_password=PASSWORD, new_password1="1234", new_password2="1234").text
    assert "too short" in weak
    assert other.get("/", follow_redirects=False).status_code == 200
    assert "Your password is changed" in submit(browser, page, old_password=PASSWORD, **fields).text
    assert browser.get("/", follow_redirects=False).status_code == 200
    assert other.get("/", follow_redirects=False).status_code == 302
    assert sign_in(open_browser(), "ben", NEW_PASSWORD).status_code == 302
    assert browser.get("/admin/password_change/").url.path == page  # the only place for it
    for _ in range(LIMIT):
        submit(browser, page, old_password="wrong", **fields)
    waits = submit(browser, page, old_password=NEW_PASSWORD, **fields)
    assert "Too many wrong passwords" in waits.text
