"""Pictures to order, as they are seen: how far they are, what can be done, and the picture when it is there."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenTab
from tests.browser.studio import Studio, laid
from tests.browser.test_quality import until_accessible
from tests.painting import Painter
from tests.servers import DRAWING, Place, Server
from tests.upstream import ScriptedUpstream, call, marker, say

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "reduced_motion": "reduce"}
SCREENS: list[dict[str, Any]] = [{}, PHONE]


@pytest.fixture(scope="module")
def painter() -> Iterator[Painter]:
    with Painter() as running:
        yield running


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream, painter: Painter
) -> Iterator[Server]:
    """A server for which an image server works."""
    folder = tmp_path_factory.mktemp("ordering")
    settings = {"OPENAI_BASE_URL": upstream.base_url, "IMAGE_BASE_URL": painter.base_url, **DRAWING}
    with migrated.copied(folder, settings).server() as running:
        yield running


@pytest.fixture
def words() -> str:
    """What no other test asks for."""
    return f"A cat on a sofa, {uuid4().hex[:6]}"


@pytest.mark.parametrize("screen", SCREENS, ids=["desktop", "phone"])
async def test_a_picture_is_seen_coming_and_then_in_its_scene(
    server: Server, painter: Painter, open_tab: OpenTab, words: str, screen: dict[str, Any]
) -> None:
    studio = Studio(await open_tab(server, **screen))
    await studio.make(one=laid("title", heading="Our cats"))
    painter.hold()
    tab = studio.tab
    await tab.say(marker(call("make_picture", {"about": words, "scene_id": "one"}), say("It is on its way.")))
    row = tab.answer.locator(".job", has_text=words)
    await expect(row.get_by_role("progressbar")).to_be_visible()
    await expect(tab.answer.locator(".call")).to_have_attribute("data-status", "working")
    await expect(tab.answer.locator(".call-name")).to_have_text("Have a picture made")
    await tab.page.reload()
    await expect(row.get_by_role("button", name="Cancel")).to_be_visible()
    await until_accessible(tab.page, "a picture under way")
    painter.release()
    picture = tab.answer.get_by_role("img", name=words)
    await expect(picture).to_be_visible()
    assert await picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1536
    await expect(row).to_have_count(0)
    await expect(tab.answer.locator(".call")).to_have_attribute("data-status", "complete")
    document = await studio.document()
    assert document["scenes"]["one"]["layout"]["slots"]["picture"] in document["assets"]


async def test_a_picture_that_is_not_there_can_be_asked_for_again_where_that_helps(
    server: Server, painter: Painter, open_tab: OpenTab, words: str
) -> None:
    tab = await open_tab(server)
    rules = {"error": {"message": "Our rules forbid it.", "code": "moderation_blocked"}}
    painter.will(f"{words}, forbidden", (400, rules))
    painter.will(words, "half")
    wishes = [call("make_picture", {"about": about}) for about in (f"{words}, forbidden", words)]
    await tab.say(marker(*wishes, say("They are on their way.")))
    forbidden, broken = (tab.answer.locator(".job", has_text=each) for each in ("forbidden", "may have been made"))
    await expect(forbidden).to_contain_text("Our rules forbid it.")
    await expect(forbidden.get_by_role("button")).to_have_count(0)
    await broken.get_by_role("button", name="Try again").click()
    await expect(tab.answer.get_by_role("img", name=words)).to_be_visible()
    assert painter.asked[words] == 2


async def test_the_pictures_say_who_is_sent_the_words(server: Server, open_tab: OpenTab) -> None:
    studio = Studio(await open_tab(server))
    panel = await studio.open_panel("Pictures")
    await expect(panel.get_by_text("127.0.0.1 makes it, and is sent its words")).to_be_visible()


async def test_where_nobody_makes_pictures_nothing_is_said_of_it(demo_server: Server, open_tab: OpenTab) -> None:
    studio = Studio(await open_tab(demo_server))
    panel = await studio.open_panel("Pictures")
    await expect(panel.get_by_text("Choose pictures")).to_be_visible()
    await expect(panel.locator("[data-picture-maker]")).to_be_hidden()
