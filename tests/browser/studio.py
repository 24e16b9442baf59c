"""The studio of one open page, in the words of a person."""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Tab

Json = dict[str, Any]
PATIENCE_SECONDS = 30


def scene(words: str, seconds: float = 2) -> Json:
    """A scene that shows one text."""
    return {"duration": seconds, "order": ["title"], "elements": {"title": {"type": "text", "text": words}}}


def laid(layout: str, seconds: float = 2, **slots: Any) -> Json:
    """A scene that a layout makes of words."""
    return {"duration": seconds, "layout": {"name": layout, "slots": slots}}


@dataclass
class Studio:
    tab: Tab

    @property
    def page(self) -> Page:
        return self.tab.page

    @property
    def project(self) -> str:
        return self.page.url.rstrip("/").rsplit("/", 1)[-1]

    @property
    def cards(self) -> Locator:
        return self.page.locator("li.scene")

    @property
    def toast(self) -> Locator:
        return self.page.locator(".toast")

    @property
    def editor(self) -> Locator:
        return self.page.get_by_role("form", name="Edit the text")

    def card(self, id: str) -> Locator:
        return self.page.locator(f"li.scene[data-scene={id}]")

    def main(self, id: str) -> Locator:
        return self.card(id).locator(".scene-main")

    async def titles(self, *wanted: str) -> None:
        """See these titles in this order."""
        await expect(self.cards.locator(".scene-title")).to_have_text(list(wanted))

    async def open_panel(self, name: str) -> Locator:
        """It is inert until its module is there, which people cannot press through, but a file put into it can."""
        await self.page.get_by_role("tab", name=name).click()
        panel = self.page.get_by_role("tabpanel", name=name)
        await expect(panel).not_to_have_attribute("inert", "")
        return panel

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API as the person who is signed in here."""
        cookies = await self.page.context.cookies()
        token = next(cookie.get("value", "") for cookie in cookies if cookie.get("name") == "csrftoken")
        url = f"/api/projects/{self.project}/{path}"
        answer = await self.page.request.fetch(url, method=method, data=body, headers={"X-CSRFToken": token})
        assert answer.ok, await answer.text()
        return await answer.json()

    async def document(self) -> Json:
        return cast(Json, (await self.ask("GET", "video"))["document"])

    async def until(self, wanted: Any, *path: str) -> None:
        """Wait until what stands at `path` in the stored document is `wanted`."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self._at(path) != wanted:
                await asyncio.sleep(0.05)

    async def _at(self, path: tuple[str, ...]) -> Any:
        value: Any = await self.document()
        for part in path:
            value = value.get(part, {})
        return value

    async def make(self, **scenes: Json) -> None:
        """Let the video consist of these scenes."""
        old = (await self.document())["scene_order"]
        operations: list[Json] = [
            {"op": "add", "path": f"/scenes/{name}", "value": each} for name, each in scenes.items()
        ]
        operations += [{"op": "remove", "path": f"/scenes/{name}"} for name in old if name not in scenes]
        operations += [{"op": "replace", "path": "/scene_order", "value": list(scenes)}]
        await self.ask("PATCH", "video", {"operations": operations})
