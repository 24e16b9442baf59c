"""Scenes by words, layout and style, and elements in the picture, changed by hand. No model answers here."""

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.browser.conftest import OpenTab
from tests.browser.studio import Json, Studio, laid, scene
from tests.servers import Server
from tests.videos.clips.clip_files import film
from tests.videos.sound.recording_files import tone

TITLE = laid("title", heading="Nova is here", kicker="News")
LIST = laid("list", heading="Why?", items=["Quick", "Quiet"])


@pytest_asyncio.fixture(loop_scope="session")
async def studio(server: Server, open_tab: OpenTab) -> Studio:
    """A video of two scenes with layouts and one made by hand, which stands still."""
    found = Studio(await open_tab(server, reduced_motion="reduce"))
    await found.make(one=TITLE, two=LIST, three=scene("Third"))
    await found.titles("Nova is here", "Why?", "Third")
    return found


def form(studio: Studio) -> Locator:
    return studio.page.get_by_role("region", name="Edit the scene")


def slot(studio: Studio, name: str) -> Locator:
    return form(studio).locator(f"[data-slot={name}]")


def words(studio: Studio, name: str) -> Locator:
    return slot(studio, name).locator("textarea, input").first


async def opened(studio: Studio, id: str) -> None:
    await studio.main(id).focus()
    await studio.card(id).get_by_role("button", name="Edit scene").click()
    await expect(form(studio).get_by_role("group", name="Layout").get_by_role("button").first).to_be_visible()


async def stored(studio: Studio, id: str) -> Json:
    found: Json = (await studio.document())["scenes"][id]
    return found


PASTE = """(card, words) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", words);
    card.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


async def test_pasted_words_become_scenes_behind_the_one_in_focus_and_go_again(studio: Studio) -> None:
    await studio.main("one").evaluate(PASTE, "Summer party on Friday, 12 June, 12 Mill Road")
    await studio.titles("Nova is here", "Summer party", "Why?", "Third")
    await studio.toast.get_by_role("button", name="Undo").click()
    await studio.titles("Nova is here", "Why?", "Third")


async def test_words_are_changed_slot_by_slot_and_taken_back(studio: Studio) -> None:
    await opened(studio, "one")
    await words(studio, "heading").fill("Nova shines")
    await words(studio, "body").fill("Day and night")
    await form(studio).get_by_role("button", name="Save").click()
    await studio.titles("Nova shines", "Why?", "Third")
    assert (await stored(studio, "one"))["layout"]["slots"]["body"] == "Day and night"
    await studio.toast.get_by_role("button", name="Undo").click()
    await studio.titles("Nova is here", "Why?", "Third")
    await expect(words(studio, "body")).to_have_value("")


async def test_what_does_not_fit_is_told_at_its_slot_and_stays_typed(studio: Studio) -> None:
    await opened(studio, "two")
    await words(studio, "heading").fill("Why not?")
    for row in await slot(studio, "items").get_by_label("Point", exact=True).all():
        await row.fill("")
    await form(studio).get_by_role("button", name="Save").click()
    await expect(slot(studio, "items").get_by_role("alert")).to_be_visible()
    await expect(words(studio, "heading")).to_have_value("Why not?")
    await form(studio).get_by_role("button", name="Close").click()
    await opened(studio, "two")
    await expect(words(studio, "heading")).to_have_value("Why not?")  # also after it was closed
    await words(studio, "items").fill("Calm")
    await form(studio).get_by_role("button", name="Save").click()
    await studio.until(["Calm"], "scenes", "two", "layout", "slots", "items")


# It goes away when the draft is there.
WATCH_FRESH = """() => {
  const look = () => (window.sawFresh ||= Boolean(document.querySelector("img.fresh:not([hidden])")));
  window.sawFresh = false;
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


async def test_layout_and_style_are_switched_by_a_click_and_seen_before_they_are_drawn(studio: Studio) -> None:
    await opened(studio, "one")
    layouts = form(studio).get_by_role("group", name="Layout")
    await studio.page.evaluate(WATCH_FRESH)
    await layouts.get_by_role("button", name="Statement").click()
    await studio.until("statement", "scenes", "one", "layout", "name")
    await studio.page.wait_for_function("() => window.sawFresh")
    await expect(layouts.get_by_role("button", name="Statement")).to_have_attribute("aria-pressed", "true")
    styles = form(studio).get_by_role("group", name="Style of the whole video")
    await expect(styles.get_by_role("button")).to_have_count(32)
    await styles.get_by_role("button", name="Linen").click()
    await studio.until("linen", "style", "name")
    await expect(styles.get_by_role("button", name="Linen")).to_have_attribute("aria-pressed", "true")
    await studio.toast.get_by_role("button", name="Undo").click()
    await studio.until("", "style", "name")


async def test_a_layout_for_other_words_asks_for_them_first(studio: Studio) -> None:
    await opened(studio, "one")
    await form(studio).get_by_text("Layouts for other words").click()
    await form(studio).get_by_role("button", name="Quote", exact=True).click()
    await expect(words(studio, "quote")).to_be_focused()
    assert (await stored(studio, "one"))["layout"]["name"] == "title"
    await words(studio, "quote").fill("The best lamp")
    await form(studio).get_by_role("button", name="Save").click()
    await studio.until("quote", "scenes", "one", "layout", "name")


async def test_what_others_write_meanwhile_comes_in_and_what_is_typed_stays(
    studio: Studio, server: Server, open_tab: OpenTab
) -> None:
    await opened(studio, "one")
    await words(studio, "heading").fill("Mine")
    other: dict[str, Any] = {"slots": {"kicker": "Today"}}
    await studio.ask("PATCH", "video/scenes/one", other)
    await expect(words(studio, "kicker")).to_have_value("Today")
    await expect(words(studio, "heading")).to_have_value("Mine")
    await studio.ask("PATCH", "video/scenes/one", {"slots": {"heading": "Theirs"}})
    await expect(slot(studio, "heading").get_by_role("status")).to_contain_text("Somebody else wrote “Theirs”")
    await expect(words(studio, "heading")).to_have_value("Mine")
    await form(studio).get_by_role("button", name="Save").click()
    await studio.titles("Mine", "Why?", "Third")
    assert (await stored(studio, "one"))["layout"]["slots"]["kicker"] == "Today"


async def test_an_element_is_moved_with_keys_and_pointer_and_its_layout_lets_go(studio: Studio) -> None:
    await studio.page.get_by_role("button", name="Edit the text “Nova is here”").click()
    await expect(words(studio, "heading")).to_be_focused()  # where a layout set it, its slot is what is edited
    await expect(form(studio)).to_contain_text("lets go of that layout")
    hand = studio.page.locator(".in-hand")
    title = next(
        each for each in (await stored(studio, "one"))["elements"].values() if each.get("text") == "Nova is here"
    )
    await hand.focus()
    await hand.press("Shift+ArrowRight")
    await hand.press("ArrowDown")
    await hand.press("Enter")  # both are one gesture
    await expect(studio.toast).to_contain_text("Moved “Nova is here”. The scene has let go of its layout.")
    moved = (await stored(studio, "one"))["elements"][title["id"]]
    assert (moved["x"], moved["y"]) == (round(title["x"] + 10, 1), round(title["y"] + 1, 1))
    assert (await stored(studio, "one"))["layout"] is None
    await studio.toast.get_by_role("button", name="Undo").click()
    await expect(studio.toast).to_contain_text("Undone.")
    assert (await stored(studio, "one"))["layout"]["name"] == "title"


async def test_a_drag_snaps_to_the_centre_and_a_corner_makes_words_larger(studio: Studio) -> None:
    box = {"x": 200, "y": 100, "w": 400, "h": 120, "size": 60, "fill": "#ffffff"}
    await studio.make(
        one={"duration": 2, "order": ["word"], "elements": {"word": {"type": "text", "text": "Hi", **box}}}
    )
    await studio.page.get_by_role("button", name="Edit the text “Hi”").click()
    await expect(studio.editor).to_be_visible()
    await studio.page.keyboard.press("Escape")
    await opened(studio, "one")
    await studio.page.get_by_role("button", name="Edit the text “Hi”").click()
    hand = studio.page.locator(".in-hand")
    await expect(hand).to_be_visible()
    stage, start = await studio.page.locator("[data-stage]").bounding_box(), await hand.bounding_box()
    assert stage and start
    scale, mouse = stage["width"] / 1280, studio.page.mouse
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    await mouse.move(x, y)
    await mouse.down()
    await mouse.move(x + 236 * scale, y + 40 * scale, steps=6)  # four pixels beside the centre
    await expect(studio.page.locator(".snap-line.upright")).to_be_visible()
    await mouse.up()
    await studio.until(440, "scenes", "one", "elements", "word", "x")
    corner = await hand.locator("[data-edges=se]").bounding_box()
    assert corner
    await mouse.move(corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)
    await mouse.down()
    await mouse.move(corner["x"] + 220 * scale, corner["y"] + 70 * scale, steps=4)
    await mouse.up()
    await expect(studio.toast).to_contain_text("Resized “Hi”.")
    word = (await stored(studio, "one"))["elements"]["word"]
    assert word["size"] > 75 and word["w"] / word["h"] == pytest.approx(400 / 120, rel=0.01)


async def test_a_text_has_font_weight_align_and_a_way_to_come(studio: Studio) -> None:
    await studio.main("three").focus()
    await studio.page.keyboard.press("Enter")
    for label, choice in (("Font", "serif"), ("Weight", "300"), ("Align", "left"), ("Appears", "zoom")):
        await studio.editor.get_by_role("combobox", name=label).select_option(choice)
    await studio.editor.get_by_role("button", name="main, as in the style").click()  # the style's colour, by its role
    await studio.editor.get_by_role("button", name="Save").click()
    await expect(studio.editor).to_be_hidden()
    title = (await stored(studio, "three"))["elements"]["title"]
    assert [title[name] for name in ("font", "weight", "align")] == ["serif", 300, "left"]
    assert title["enter"]["preset"] == "zoom"
    assert title["fill"] == "$text"


async def test_a_video_of_ones_own_takes_a_pictures_place_and_is_muted_in_the_form(
    studio: Studio, tmp_path: Path
) -> None:
    waves = tmp_path / "waves.mp4"
    waves.write_bytes(film(sound=tone(1)))
    panel = await studio.open_panel("Pictures")
    await panel.locator("[data-picture-input]").set_input_files(waves)
    placing = panel.get_by_role("button", name="Put waves.mp4 into the scene")
    await expect(placing).to_be_visible(timeout=120_000)  # it is encoded anew
    await studio.page.reload()
    await opened(studio, "one")
    await slot(studio, "picture").locator("select").select_option("waves")
    await form(studio).get_by_role("button", name="Save").click()
    videos = form(studio).get_by_role("region", name="Videos in the scene")
    await videos.get_by_label("Volume of waves").fill("0")
    await expect(studio.toast).to_contain_text("waves is muted.")
    await videos.get_by_label("Seconds cut from the beginning of waves").fill("0.3")
    await videos.get_by_label("Seconds cut from the beginning of waves").press("Enter")
    await expect(studio.toast).to_contain_text("waves begins at its second 0.3.")
    scene = await stored(studio, "one")
    (clip,) = [each for each in scene["elements"].values() if each["type"] == "clip"]
    assert (clip["volume"], clip["trim"], scene["layout"]["slots"]["picture"]) == (0, 0.3, "waves")
