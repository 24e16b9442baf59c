"""Files of the video: in every format and size, each made once, with progress, and a sentence where it fails."""

from itertools import product
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.browser.conftest import OpenTab
from tests.browser.studio import Studio, scene
from tests.servers import Server

RENDER_MS = 60_000
BEGINNINGS = {"MP4": b"ftyp", "WebM": b"webm", "GIF": b"GIF89a", "Poster": b"\x89PNG", "Lottie": b'{"v":'}
HEIGHTS = ("480p", "720p", "1080p")


@pytest_asyncio.fixture(loop_scope="session")
async def studio(server: Server, open_tab: OpenTab) -> Studio:
    """A video that is drawn in no time."""
    found = Studio(await open_tab(server))
    await found.make(one=scene("Brief", 0.2))
    await found.titles("Brief")
    return found


async def export(studio: Studio, format: str, height: str = "") -> Locator:
    """Ask for a file; give its row."""
    panel = studio.page.get_by_role("tabpanel", name="Export")
    radio = panel.get_by_role("radio", name=format)
    labelled = panel.locator(".choice", has=studio.page.get_by_role("radio", name=format))
    await labelled.click()  # its words lie over it
    await expect(radio).to_be_checked()
    if height:
        await panel.get_by_label("Size").select_option(height.removesuffix("p"))
    await panel.get_by_role("button", name="Export").click()
    return panel.locator(".job", has_text=" ".join(filter(None, (format, height))) + ",")


async def test_every_format_and_size_is_made_once_and_downloaded(studio: Studio) -> None:
    wanted = [*product(("MP4", "WebM", "GIF"), HEIGHTS[:1]), *product(("Poster",), HEIGHTS), ("Lottie", "")]
    rows = {file: await export(studio, *file) for file in wanted}
    for (format, height), row in rows.items():
        await expect(row).to_have_attribute("data-status", "ready", timeout=RENDER_MS)
        async with studio.page.expect_download() as download:
            await row.get_by_role("link", name=f"Download: {format}").click()
        data = Path(await (await download.value).path()).read_bytes()
        assert BEGINNINGS[format] in data[:64]
        if format == "Poster":
            assert int.from_bytes(data[20:24]) == int(height.removesuffix("p"))
    await export(studio, "GIF", "480p")
    await expect(studio.toast).to_contain_text("is there already.")
    await expect(rows["GIF", "480p"]).to_have_count(1)


async def test_the_queue_shows_progress_and_each_file_can_be_cancelled_and_asked_for_again(studio: Studio) -> None:
    await studio.make(one=scene("Long", 60))
    await studio.titles("Long")
    rows = [await export(studio, "WebM", height) for height in reversed(HEIGHTS)]
    await expect(rows[0].locator(".job-status")).to_contain_text("left", timeout=RENDER_MS)
    await expect(rows[2].locator(".job-status")).to_have_text("Waiting")  # two at once
    for row in rows:
        await row.get_by_role("button", name="Cancel: WebM").click()
        await expect(row).to_have_attribute("data-status", "cancelled")
    await rows[2].get_by_role("button", name="Try again: WebM 480p").click()
    await expect(rows[2]).to_have_attribute("data-status", "running", timeout=RENDER_MS)
    await rows[2].get_by_role("button", name="Cancel").click()
    await expect(rows[2]).to_have_attribute("data-status", "cancelled")
    await studio.make(one=scene("Brief", 0.2))  # ends the long draft too: the next test finds a server with time


async def test_a_file_that_cannot_be_made_says_why_and_is_tried_again(studio: Studio, server: Server) -> None:
    await expect(studio.page.locator(".stage.has-video")).to_be_visible(timeout=RENDER_MS)
    folder = server.place.folder / "data" / "renders" / studio.project
    aside = folder.rename(folder.with_suffix(".aside"))
    folder.touch()  # where a folder must be
    row = await export(studio, "Poster", "480p")
    await expect(row).to_have_attribute("data-status", "failed", timeout=RENDER_MS)
    await expect(row.locator(".job-note")).to_contain_text("could not")
    folder.unlink()
    aside.rename(folder)
    await row.get_by_role("button", name="Try again").click()
    await expect(row).to_have_attribute("data-status", "ready", timeout=RENDER_MS)
    await expect(row.locator(".job-note")).to_be_hidden()


async def test_a_file_made_before_the_last_change_says_so_and_is_made_anew(studio: Studio) -> None:
    await studio.make(one=scene("Before", 0.4))
    await studio.titles("Before")
    old = await export(studio, "GIF", "480p")
    await expect(old).to_have_attribute("data-status", "ready", timeout=RENDER_MS)
    await expect(old.locator(".job-note")).to_be_hidden()
    await studio.make(one=scene("After", 0.4))
    await expect(old.locator(".job-note")).to_have_text("Made before your last change.")
    await old.get_by_role("button", name="Make it anew").click()
    rows = studio.page.locator("[data-renders] .job", has_text="GIF")
    await expect(rows).to_have_count(2)
    await expect(rows.get_by_text("Made before your last change.")).to_have_count(0)
    await expect(rows.first).to_have_attribute("data-status", "ready", timeout=RENDER_MS)
    await expect(rows.get_by_role("button", name="Make it anew")).to_have_count(0)
