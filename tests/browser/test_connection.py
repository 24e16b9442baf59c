"""A page that loses its connection, or never had a good one, misses nothing."""

import asyncio
import json
from uuid import uuid4

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.conftest import OpenTab, new_project
from tests.servers import Place, Server, free_port
from tests.upstream.scripts import Hold, Repeat, Text, attempts, marker, say, step
from tests.upstream.server import ScriptedUpstream

# The page's sockets, so that a test can close one as a network would.
KEEP_SOCKETS = """
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); window.sockets.push(this); }
};
"""
NO_SOCKETS = (
    "window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 5); } close() {} };"
)
NO_EVENT_SOURCE = "delete window.EventSource;"
NUMBERS = " ".join(map(str, range(300)))


def gate() -> str:
    return uuid4().hex


async def test_a_socket_that_breaks_in_mid_stream_comes_back_and_loses_nothing(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    half = gate()
    tab = await open_tab(server, script=KEEP_SOCKETS)
    await tab.until_live()
    await tab.say(marker(step(Text("First half, "), Hold(half), Repeat("{i} ", 300, 300), Text("the end."))))
    await upstream.until_held(half)
    await expect(tab.answer).to_contain_text("First half,")
    await tab.page.evaluate("window.sockets.at(-1).close()")
    upstream.release(half)
    await tab.until_status("success")
    await expect(tab.answer.locator(".text")).to_have_text(f"First half, {NUMBERS} the end.")
    await tab.until_live()
    assert await tab.page.evaluate("window.sockets.length") > 1


async def test_an_answer_that_ended_while_the_page_was_away_is_there_when_it_is_back(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    half = gate()
    away = (
        KEEP_SOCKETS
        + "window.away = false; const Kept = window.WebSocket;"
        + (
            "window.WebSocket = new Proxy(Kept, { construct: (of, given) => { const made = new of(...given);"
            " if (window.away) made.close(); return made; } });"
        )
    )
    tab = await open_tab(server, script=away)
    await tab.until_live()
    await tab.say(marker(step(Text("Before. "), Hold(half), Text("After."))))
    await upstream.until_held(half)
    await tab.page.route("**/healthz", lambda route: route.abort())
    await tab.page.evaluate("window.away = true; window.sockets.at(-1).close()")
    await expect(tab.light).to_have_attribute("data-state", "reconnecting")
    upstream.release(half)
    await upstream.until_idle()
    await tab.page.evaluate("window.away = false; window.dispatchEvent(new Event('online'))")
    await tab.until_live()
    await tab.until_status("success")
    await expect(tab.answer.locator(".text")).to_have_text("Before. After.")


async def test_a_reload_in_mid_stream_goes_on(server: Server, upstream: ScriptedUpstream, open_tab: OpenTab) -> None:
    half = gate()
    tab = await open_tab(server)
    await tab.until_live()
    await tab.say(marker(step(Text("Seen before the reload. "), Hold(half), Text("And after."))))
    await upstream.until_held(half)
    await expect(tab.answer).to_contain_text("Seen before the reload.")
    client = await tab.page.evaluate("localStorage.getItem('reeltalk.client')")
    await tab.page.reload()
    await expect(tab.answer).to_contain_text("Seen before the reload.")
    upstream.release(half)
    await tab.until_status("success")
    await expect(tab.answer.locator(".text")).to_have_text("Seen before the reload. And after.")
    assert await tab.page.evaluate("localStorage.getItem('reeltalk.client')") == client
    assert "Seen before" not in await tab.page.evaluate("Object.values(localStorage).join()")


@pytest.mark.parametrize("script, transport", [(NO_SOCKETS, "sse"), (NO_SOCKETS + NO_EVENT_SOURCE, "poll")])
async def test_without_sockets_the_page_falls_back_and_shows_the_same(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab, script: str, transport: str
) -> None:
    half = gate()
    tab = await open_tab(server, script=script)
    await tab.until_live(transport)
    await tab.say(marker(step(Text("Slowly. "), Hold(half), Repeat("{i} ", 300, 600))))
    await upstream.until_held(half)
    await expect(tab.answer).to_contain_text("Slowly.")
    upstream.release(half)
    await tab.until_status("success")
    await expect(tab.answer.locator(".text")).to_have_text(f"Slowly. {NUMBERS}")


async def test_where_event_streams_are_barred_too_the_page_polls(server: Server, open_tab: OpenTab) -> None:
    barred = "window.EventSource = class extends EventTarget { constructor() { super(); " + (
        "setTimeout(() => this.dispatchEvent(new Event('error')), 5); } close() {} };"
    )
    tab = await open_tab(server, script=NO_SOCKETS + barred)
    await tab.until_live("sse")
    await tab.say(marker(say("By asking again and again.")))
    await expect(tab.answer).to_contain_text("By asking again and again.")
    await tab.until_live("poll")


async def test_a_message_written_without_a_connection_is_sent_once_even_over_a_reload(
    server: Server, open_tab: OpenTab
) -> None:
    tab = await open_tab(server, script=NO_SOCKETS)
    await tab.until_live("sse")
    await tab.page.route("**/api/projects/*/messages", lambda route: route.abort())
    await tab.say(marker(say("Arrived.")))
    await expect(tab.page.locator(".message.user")).to_have_attribute("data-local", "sending")
    await tab.page.reload()
    await expect(tab.page.locator(".message.user")).to_have_attribute("data-local", "sending")
    await tab.page.unroute("**/api/projects/*/messages")
    await expect(tab.answer).to_contain_text("Arrived.")
    await expect(tab.page.locator(".message.user")).to_have_count(1)
    await tab.page.reload()
    await expect(tab.page.locator(".message.user")).to_have_count(1)


async def test_the_page_leaves_and_comes_back_when_the_server_says_so(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server, url="/")
    sockets: list[WebSocketRoute] = []

    def pass_through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    await tab.page.route_web_socket("**/ws/**", pass_through)
    await new_project(tab.page)
    await tab.until_live()
    sockets[0].send('{"type":"reconnect","in_ms":300}')
    await expect(tab.light).to_have_attribute("data-state", "reconnecting")
    await tab.until_live()
    assert len(sockets) == 2
    await tab.say(marker(say("Back again.")))
    await expect(tab.answer).to_contain_text("Back again.")


async def test_a_page_that_was_too_fast_says_so_calmly_and_comes_back_when_it_may(
    server: Server, open_tab: OpenTab
) -> None:
    tab = await open_tab(server, url="/")
    sockets: list[WebSocketRoute] = []

    def pass_through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    await tab.page.route_web_socket("**/ws/**", pass_through)
    await new_project(tab.page)
    await tab.until_live()
    problem = {"type": "problem", "code": "too_fast", "message": "Too much.", "about": None, "retry_after_s": 3}
    sockets[0].send(json.dumps(problem))
    await sockets[0].close(code=4429)
    await expect(tab.page.locator("[data-connection]")).to_contain_text("sent too much at once")
    assert len(sockets) == 1
    await expect(tab.page.get_by_role("alert").filter(has_text="Too much.")).to_have_count(0)
    await tab.until_live()
    assert len(sockets) == 2
    await expect(tab.page.locator("[data-connection]")).to_be_hidden()


async def test_an_event_that_went_missing_on_the_way_is_asked_for_again(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    tab = await open_tab(server, url="/")

    def lose_the_second_delta(socket: WebSocketRoute) -> None:
        behind = socket.connect_to_server()
        socket.on_message(behind.send)
        deltas: list[str] = []

        def pass_on(frame: str | bytes) -> None:
            if '"type":"delta"' in str(frame):
                deltas.append(str(frame))
            if len(deltas) != 2 or str(frame) != deltas[1]:
                socket.send(frame)

        behind.on_message(pass_on)

    await tab.page.route_web_socket("**/ws/**", lose_the_second_delta)
    await new_project(tab.page)
    await tab.until_live()
    second, third = gate(), gate()
    await tab.say(marker(step(Text("One. ", 1), Hold(second), Text("Two. ", 1), Hold(third), Text("Three.", 1))))
    for held in (second, third):
        await upstream.until_held(held)
        upstream.release(held)
    await tab.until_status("success")
    await expect(tab.answer.locator(".text")).to_have_text("One. Two. Three.")


async def test_the_light_tells_that_the_browser_is_offline_and_the_page_is_back_at_once(
    server: Server, open_tab: OpenTab
) -> None:
    tab = await open_tab(server, script=KEEP_SOCKETS)
    await tab.until_live()
    await tab.page.context.set_offline(True)
    await tab.page.evaluate("window.sockets.at(-1).close()")
    await expect(tab.light).to_have_attribute("data-state", "offline")
    await tab.say(marker(say("Sent when it could be.")))
    await expect(tab.page.locator(".message.user")).to_have_attribute("data-local", "sending")
    await tab.page.context.set_offline(False)
    await expect(tab.answer).to_contain_text("Sent when it could be.")
    await expect(tab.light).to_have_attribute("data-state", "live")


async def test_two_tabs_agree(server: Server, upstream: ScriptedUpstream, open_tab: OpenTab) -> None:
    half = gate()
    one = await open_tab(server)
    await one.until_live()
    two = await open_tab(server, url=one.page.url, context=one.page.context)
    await two.until_live()
    await one.say(marker(step(Text("For both. "), Hold(half), Text("To the end."))))
    await upstream.until_held(half)
    await expect(two.answer).to_contain_text("For both.")
    await expect(two.page.locator(".bubble")).to_have_text(await one.page.locator(".bubble").inner_text())
    upstream.release(half)
    for tab in (one, two):
        await tab.until_status("success")
        await expect(tab.answers).to_have_count(1)
        await expect(tab.answer.locator(".text")).to_have_text("For both. To the end.")
    await two.say(marker(say("From the other side.")))
    await expect(one.answer).to_contain_text("From the other side.")


async def test_the_page_keeps_up_with_many_events(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server)
    await tab.until_live()
    await tab.say(marker(step(Repeat("{i} ", 3000, 2000))))
    await expect(tab.answer).to_contain_text("2999", timeout=30_000)
    await tab.until_status("success")
    await expect(tab.answer.locator(".text")).to_have_text(" ".join(map(str, range(3000))))


async def test_a_server_that_is_killed_and_comes_back_costs_no_word(
    place: Place, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    half, port = gate(), free_port()
    place.settings |= {"OPENAI_BASE_URL": upstream.base_url, "LEASE_SECONDS": "2"}
    with place.server(port=port) as first:
        tab = await open_tab(first)
        await tab.until_live()
        await tab.say(
            marker(attempts(step(Text("Before the crash. "), Hold(half)), say("Before the crash. And after.")))
        )
        await upstream.until_held(half)
        await expect(tab.answer).to_contain_text("Before the crash.")
        await asyncio.to_thread(first.process.kill)
        await expect(tab.page.locator("[data-connection]")).to_contain_text("comes back by itself")
        await expect(tab.answer).to_contain_text("Before the crash.")
        await tab.say(marker(say("Written meanwhile.")))
    with place.server(port=port):
        await expect(tab.answer).to_contain_text("Written meanwhile.", timeout=30_000)
        await tab.until_status("success")
        await expect(tab.page.locator("[data-connection]")).to_be_hidden()
        await expect(tab.answers).to_have_count(2)
        await expect(tab.answers.first.locator(".text")).to_have_text("Before the crash. And after.")
