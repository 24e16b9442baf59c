"""A real Chromium against a real server. Whatever a page complains of fails the test that opened it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from tests.browser.chromium import find_chromium
from tests.servers import DRAWING, Place, Server

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# A request that fails on purpose is told on the console too; what a script or the CSP says is never on purpose.
EXPECTED = ("Failed to load resource", "WebSocket connection to", "net::ERR_")
PATIENCE_MS = 30_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all browser tests: starting the browser takes longer than most of them."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    if path is None:
        pytest.skip("No Chromium here: run tests/browser/install.sh, or set CHROMIUM to one.")
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield running
        await running.close()


@pytest.fixture(scope="session")
def server(film_server: Server) -> Server:
    """Pages show what is made."""
    return film_server


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory, migrated: Place) -> Iterator[Server]:
    """A server without key: the offline demo model answers."""
    folder = tmp_path_factory.mktemp("demo")
    with migrated.copied(folder, dict(DRAWING)).server() as running:
        yield running


@dataclass
class Tab:
    """One open project page, in the words of a person."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def input(self) -> Locator:
        return self.page.get_by_label("Your message")

    @property
    def answers(self) -> Locator:
        return self.page.locator(".message.assistant")

    @property
    def answer(self) -> Locator:
        return self.answers.last

    @property
    def light(self) -> Locator:
        return self.page.locator("[data-light]")

    async def say(self, content: str) -> None:
        await self.input.fill(content)
        await self.input.press("Enter")

    async def until_live(self, transport: str = "websocket") -> None:
        await expect(self.light).to_have_attribute("data-state", "live")
        await expect(self.light).to_have_attribute("data-transport", transport)

    async def until_status(self, status: str) -> None:
        await expect(self.answer).to_have_attribute("data-status", status)

    def listen(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self._heard(message.type, message.text))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(known in text for known in EXPECTED):
            self.complaints.append(text)


@dataclass
class Profiles:
    """Browsers of people who were here before: they have the files of the pages, and nothing else is remembered.

    To load the files anew takes more than most tests do.
    """

    browser: Browser
    known: dict[str, BrowserContext] = field(default_factory=dict)

    async def of(self, server: Server, **options: object) -> BrowserContext:
        """One of these `options` that has no page open."""
        what = f"{server.url} {sorted(options.items())}"
        if what not in self.known:
            self.known[what] = await self.browser.new_context(base_url=server.url, **options)  # type: ignore[arg-type]
        elif self.known[what].pages:  # somebody else of the same test
            return await self.browser.new_context(base_url=server.url, **options)  # type: ignore[arg-type]
        await self.known[what].clear_cookies()
        return self.known[what]

    async def leave(self, context: BrowserContext) -> None:
        """Close what is open in it; for good if it is nobody's profile."""
        if context not in self.known.values():
            await context.close()
            return
        await context.set_offline(False)
        for page in context.pages:
            await page.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def profiles(browser: Browser) -> Profiles:
    return Profiles(browser)


OpenTab = Callable[..., Awaitable[Tab]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_tab(profiles: Profiles) -> AsyncIterator[OpenTab]:
    """`await open_tab(server)` makes a project and opens it; `url=` opens a page, `context=` shares a memory."""
    contexts: list[BrowserContext] = []
    tabs: list[Tab] = []

    async def open_one(
        server: Server, *, url: str = "", context: BrowserContext | None = None, script: str = "", **options: object
    ) -> Tab:
        if is_own := context is None:
            context = await profiles.of(server, **options)
            contexts.append(context)
        tab = Tab(await context.new_page())
        tabs.append(tab)
        tab.listen()
        if is_own:
            await forget(tab.page, server.url)
        if script:
            await tab.page.add_init_script(script)
        await tab.page.goto(url or await made_project(context))
        return tab

    yield open_one
    for tab in tabs:  # else a request that a test answers, and that is under way, fails whichever test runs next
        if not tab.page.is_closed():
            await tab.page.unroute_all(behavior="ignoreErrors")
    for context in contexts:
        await profiles.leave(context)
    assert [complaint for tab in tabs for complaint in tab.complaints] == []


async def forget(page: Page, origin: str) -> None:
    """Empty what pages of `origin` keep in this browser."""
    session = await page.context.new_cdp_session(page)
    await session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"})
    await session.detach()


async def made_project(context: BrowserContext) -> str:
    """The address of a new project of the local user."""
    await context.request.get("/search/")  # signs in
    token = next(each.get("value", "") for each in await context.cookies() if each.get("name") == "csrftoken")
    made = await context.request.post("/api/projects", data={"name": "A test"}, headers={"X-CSRFToken": token})
    assert made.ok, await made.text()
    return f"/projects/{(await made.json())['id']}/"


async def new_project(page: Page, name: str = "A test") -> None:
    """Make a project as people do, and see it."""
    await page.goto("/")
    await page.get_by_text("Begin with an empty video").click()
    await page.get_by_label("Name of the new video").fill(name)
    await page.get_by_role("button", name="New video").click()
    await page.wait_for_url("**/projects/*/")
