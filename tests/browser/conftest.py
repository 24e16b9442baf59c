"""A real Chromium against a real server. Whatever a page complains of fails the test that opened it."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from tests.browser.chromium import find_chromium
from tests.servers import Place, Server

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
def demo_server(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Server]:
    """A server without key: the offline demo model answers."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(migrated, folder / "db.sqlite3")
    with Place(folder).server() as running:
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


OpenTab = Callable[..., Awaitable[Tab]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_tab(browser: Browser) -> AsyncIterator[OpenTab]:
    """`await open_tab(server)` makes a project and opens it; `url=` opens a page, `context=` shares a memory."""
    contexts: list[BrowserContext] = []
    tabs: list[Tab] = []

    async def open_one(
        server: Server, *, url: str = "", context: BrowserContext | None = None, script: str = "", **options: object
    ) -> Tab:
        if context is None:
            context = await browser.new_context(base_url=server.url, **options)  # type: ignore[arg-type]
            contexts.append(context)
        tab = Tab(await context.new_page())
        tabs.append(tab)
        tab.listen()
        if script:
            await tab.page.add_init_script(script)
        await (tab.page.goto(url) if url else new_project(tab.page))
        return tab

    yield open_one
    for tab in tabs:  # else a request that a test answers, and that is under way, fails whichever test runs next
        if not tab.page.is_closed():
            await tab.page.unroute_all(behavior="ignoreErrors")
    for context in contexts:
        await context.close()
    assert [complaint for tab in tabs for complaint in tab.complaints] == []


async def new_project(page: Page, name: str = "A test") -> None:
    await page.goto("/")
    await page.get_by_text("Begin with an empty video").click()
    await page.get_by_label("Name of the new video").fill(name)
    await page.get_by_role("button", name="New video").click()
    await page.wait_for_url("**/projects/*/")
