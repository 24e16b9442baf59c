"""The storyboard and the texts of a video, changed by hand. No model answers here, unless a test says so."""

import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.conftest import OpenTab
from tests.browser.studio import Studio, scene
from tests.browser.test_first_page import SHIFTS
from tests.servers import Server
from tests.upstream import ScriptedUpstream
from tests.upstream.scripts import call, marker, say
from tests.videos.clips.clip_files import film
from tests.videos.making import plan, unique, will_build
from tests.videos.sound.recording_files import tone

RENDER_MS = 60_000


@pytest_asyncio.fixture(loop_scope="session")
async def studio(server: Server, open_tab: OpenTab) -> Studio:
    """A video of three scenes, as yet unseen."""
    found = Studio(await open_tab(server))
    await found.make(one=scene("First"), two=scene("Second"), three=scene("Third", 3.5))
    await found.titles("First", "Second", "Third")
    return found


async def test_scenes_are_sorted_by_keyboard_and_each_change_can_be_taken_back(studio: Studio) -> None:
    await expect(studio.card("three").locator(".scene-seconds")).to_have_text("3.5 s")
    await studio.main("one").focus()
    await studio.page.keyboard.press("ArrowRight")
    await expect(studio.main("two")).to_be_focused()
    await studio.page.keyboard.press("Alt+ArrowRight")
    await studio.titles("First", "Third", "Second")
    await expect(studio.main("two")).to_be_focused()
    await studio.until(["one", "three", "two"], "scene_order")
    await expect(studio.toast).to_be_in_viewport(ratio=1)
    await studio.toast.get_by_role("button", name="Undo").click()
    await studio.titles("First", "Second", "Third")
    await studio.until(["one", "two", "three"], "scene_order")
    await studio.main("two").focus()  # Tab leads through one scene's tools and on, not through those of all
    for stop in (
        "Edit scene 2",
        "Duplicate scene 2",
        "Build anew scene 2",
        "Delete scene 2",
        "change the seconds of scene 2",
        "Add scene",
    ):
        await studio.page.keyboard.press("Tab")
        await expect(studio.page.get_by_role("button", name=stop)).to_be_focused()


async def test_a_scene_is_dragged_to_another_place(studio: Studio) -> None:
    start, end = await studio.main("one").bounding_box(), await studio.main("three").bounding_box()
    assert start is not None and end is not None
    mouse = studio.page.mouse
    length = await studio.page.locator("[data-scenes]").evaluate("(list) => list.scrollWidth")
    await mouse.move(start["x"] + 40, start["y"] + 40)
    await mouse.down()
    await mouse.move(start["x"] + 90, start["y"] + 42, steps=3)
    await mouse.move(end["x"] + end["width"] + 60, end["y"] + 42, steps=6)
    assert await studio.page.locator("[data-scenes]").evaluate("(list) => list.scrollWidth") == length
    await mouse.up()
    await studio.titles("Second", "Third", "First")
    await studio.until(["two", "three", "one"], "scene_order")
    await expect(studio.page.locator(".subject")).to_be_hidden()  # a drag chooses nothing


async def test_seconds_are_written_a_scene_is_duplicated_and_deleted(studio: Studio) -> None:
    await studio.page.get_by_role("button", name="change the seconds of scene 2").click()
    field = studio.page.get_by_label("Seconds of the scene")
    await field.fill("4.25")
    await field.press("Enter")
    await studio.until(4.25, "scenes", "two", "duration")
    await studio.card("two").hover()
    await studio.page.get_by_role("button", name="Duplicate scene 2: Second").click()
    await studio.titles("First", "Second", "Second", "Third")
    await studio.until(["one", "two", "two-2", "three"], "scene_order")
    await studio.main("one").focus()
    await studio.page.keyboard.press("Delete")
    await studio.titles("Second", "Second", "Third")
    await expect(studio.main("two")).to_be_focused()
    await expect(studio.toast).to_contain_text("Deleted scene “First”.")
    await studio.toast.get_by_role("button", name="Undo").click()
    await studio.titles("First", "Second", "Second", "Third")


async def test_a_text_is_edited_by_hand(studio: Studio) -> None:
    await studio.main("two").focus()
    await studio.page.keyboard.press("Enter")
    await expect(studio.editor.get_by_label("Text")).to_be_focused()
    await studio.editor.get_by_label("Text").fill("Better words")
    await studio.editor.get_by_label("Size").fill("90")
    await studio.editor.get_by_label("Colour", exact=True).fill("#ff8800")
    await studio.editor.get_by_role("button", name="Save").click()
    await expect(studio.editor).to_be_hidden()
    await studio.titles("First", "Better words", "Third")
    title = (await studio.document())["scenes"]["two"]["elements"]["title"]
    assert (title["text"], title["size"], title["fill"]) == ("Better words", 90, "#ff8800")


async def test_of_two_who_edit_a_text_the_second_is_told_and_decides(
    studio: Studio, server: Server, open_tab: OpenTab
) -> None:
    other = Studio(await open_tab(server, url=studio.page.url, context=studio.page.context))
    for each in (studio, other):
        await each.main("one").focus()
        await each.page.keyboard.press("Enter")
    await other.editor.get_by_label("Text").fill("Mine")
    await studio.editor.get_by_label("Text").fill("Theirs")
    await studio.editor.get_by_role("button", name="Save").click()
    await expect(other.editor.get_by_role("alert")).to_contain_text("It now reads “Theirs”.")
    await expect(other.editor.get_by_label("Text")).to_have_value("Mine")  # nothing that was typed is lost
    await other.editor.get_by_role("button", name="Save mine over it").click()
    await expect(other.editor).to_be_hidden()
    await studio.titles("Mine", "Second", "Third")
    await other.titles("Mine", "Second", "Third")


async def test_a_page_without_frames_as_a_hidden_one_follows_every_version(studio: Studio) -> None:
    await studio.tab.until_live()
    await studio.page.evaluate("() => { window.requestAnimationFrame = () => 0; }")
    for words in ("Once", "Twice"):
        change = {"op": "replace", "path": "/scenes/one/elements/title/text", "value": words}
        await studio.ask("PATCH", "video", {"operations": [change]})
        await studio.titles(words, "Second", "Third")


async def test_a_change_of_another_thing_meanwhile_is_no_conflict(studio: Studio) -> None:
    """The page is held at an old version: what it tests has not changed, so its change goes through all the same."""
    await studio.page.context.set_offline(True)  # the page hears of nothing
    await studio.ask("PATCH", "video", {"operations": [{"op": "replace", "path": "/title", "value": "Other"}]})
    await studio.page.context.set_offline(False)
    await studio.main("one").focus()
    await studio.page.keyboard.press("Alt+ArrowRight")
    await studio.until(["two", "one", "three"], "scene_order")
    assert (await studio.document())["title"] == "Other"


async def test_the_chosen_scene_is_what_the_next_message_is_about(studio: Studio) -> None:
    await studio.main("two").click()
    chip = studio.page.locator(".subject")
    await expect(chip).to_contain_text("About scene 2: Second")
    await expect(studio.main("two")).to_have_attribute("aria-pressed", "true")
    await studio.tab.say(marker(say("Yes.")))
    await studio.tab.until_status("success")
    await expect(chip).to_be_hidden()
    await studio.tab.say(marker(say("Both.")))
    await expect(studio.tab.answers).to_have_count(2)
    await studio.tab.until_status("success")
    said = [each for each in (await studio.ask("GET", "messages"))["items"] if each["role"] == "user"]
    assert [each["about"] for each in said] == [{"kind": "scene", "id": "two"}, None]


async def test_a_text_in_the_picture_is_clicked_and_the_scene_at_the_playhead_is_marked(studio: Studio) -> None:
    await expect(studio.page.locator(".stage.has-video")).to_be_visible(timeout=RENDER_MS)
    await studio.page.get_by_role("button", name="Pause").click()
    scrub = studio.page.get_by_label("Where the video is")
    await scrub.fill("5")
    await expect(studio.main("three")).to_have_attribute("aria-current", "true")
    await expect(scrub).to_have_attribute("aria-valuetext", "0:05.0 of 0:07.5, scene 3: Third")
    await studio.page.get_by_role("button", name="Edit the text “Third”").click()
    await expect(studio.editor.get_by_label("Text")).to_have_value("Third")
    await studio.page.keyboard.press("Escape")
    await expect(studio.editor).to_be_hidden()


async def test_what_is_said_can_be_read_under_the_video_unless_it_is_in_the_picture(studio: Studio) -> None:
    await expect(studio.page.locator(".stage.has-video")).to_be_visible(timeout=RENDER_MS)
    button, track = studio.page.get_by_role("button", name="Captions"), studio.page.locator(".stage video track")
    await expect(button).to_be_hidden()
    said = {"type": "voice", "scene": "one", "text": "Somebody says this."}
    for is_read, count in ((False, 1), (True, 0)):
        audio = {"tracks": {"voice-1": said}, "captions": is_read}
        operations = [{"op": "replace", "path": "/audio", "value": audio}]
        version = (await studio.ask("PATCH", "video", {"operations": operations}))["version"]
        await expect(track).to_have_count(count, timeout=RENDER_MS)
        await expect(button).to_be_visible(visible=not is_read)
        if not is_read:
            await expect(track).to_have_attribute(
                "src", f"/api/projects/{studio.project}/captions.vtt?version={version}"
            )
            await button.click()
            await expect(button).to_have_attribute("aria-pressed", "true")
            assert await track.evaluate("track => track.track.mode") == "showing"


async def test_where_stillness_is_asked_for_a_poster_stands_until_the_person_plays(
    server: Server, open_tab: OpenTab
) -> None:
    phone = {"width": 390, "height": 844}
    studio = Studio(await open_tab(server, reduced_motion="reduce", viewport=phone, script=SHIFTS))
    await studio.make(one=scene("First"))
    await expect(studio.page.locator(".stage.has-video")).to_be_visible(timeout=RENDER_MS)
    slowly = await studio.page.context.new_cdp_session(studio.page)
    await slowly.send("Emulation.setCPUThrottlingRate", {"rate": 8})  # what is painted early is seen
    await studio.page.reload()
    play = studio.page.get_by_role("button", name="Play", exact=True)
    await expect(play).to_be_enabled()
    video = studio.page.locator(".stage video")
    assert await video.evaluate("({ paused, currentTime }) => paused && currentTime === 0")
    await expect(
        studio.page.locator("img.fresh")
    ).to_be_hidden()  # the file is of the newest version: no still lies over it
    poster = await studio.page.request.get(await video.get_attribute("poster") or "")
    assert poster.headers["content-type"] == "image/png"
    assert await studio.page.evaluate("window.shifted ?? 0") < 0.01  # nothing moves aside while the page fills
    await slowly.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    await play.click()
    await expect(studio.page.get_by_role("button", name="Pause")).to_be_visible()


async def test_versions_are_listed_restored_and_undone(studio: Studio) -> None:
    panel = await studio.open_panel("Versions")
    await expect(panel.locator(".version")).to_have_count(2)
    await panel.get_by_role("button", name="Restore version 1").click()
    await studio.titles("Intro")
    await expect(panel.locator(".version")).to_have_count(3)
    await panel.get_by_role("button", name="Undo the last change").click()
    await studio.titles("First", "Second", "Third")


async def test_scenes_show_how_far_they_are_built_and_a_failed_one_is_tried_again(
    server: Server, upstream: ScriptedUpstream, open_tab: OpenTab
) -> None:
    quick, slow, bad = unique("quick", "slow", "bad")
    will_build(upstream, quick)
    will_build(upstream, slow, gate=slow)
    will_build(upstream, bad, *["no json"] * 2)  # the tests' server tries twice
    studio = Studio(await open_tab(server))
    await studio.tab.say(marker(call("plan_scenes", plan(quick, slow, bad)), say("Planned.")))
    await expect(studio.card(quick)).to_have_attribute("data-state", "ready")
    await expect(studio.card(slow)).to_have_attribute("data-state", "building")
    await expect(studio.card(slow).locator(".scene-state")).to_contain_text("Building")
    await expect(studio.card(bad)).to_have_attribute("data-state", "failed", timeout=RENDER_MS)
    await studio.page.reload()
    will_build(upstream, bad)
    await studio.card(bad).get_by_role("button", name="Try again").click()
    upstream.release(slow)
    for each in (slow, bad):
        await expect(studio.card(each)).to_have_attribute("data-state", "ready", timeout=RENDER_MS)
    await studio.titles(f"Built {quick}", f"Built {slow}", f"Built {bad}")


async def test_on_a_phone_the_panels_are_a_sheet(server: Server, open_tab: OpenTab) -> None:
    studio = Studio(await open_tab(server, viewport={"width": 390, "height": 844}, has_touch=True))
    await studio.make(one=scene("First"), two=scene("Second"))
    await expect(studio.page.locator(".stage.has-video")).to_be_visible(timeout=RENDER_MS)
    chip = studio.page.locator(".subject")
    for seen in (True, False):  # a tap on the middle of its small picture chooses, and another one does not build anew
        await studio.main("two").tap()
        await expect(chip).to_be_visible(visible=seen)
    sheet = studio.page.locator(".sheet")
    await expect(sheet).to_be_hidden()
    await studio.page.get_by_role("button", name="Export, share, versions, pictures and sound").tap()
    await expect(sheet).to_be_visible()
    await expect(studio.page.get_by_role("tab", name="Export")).to_be_focused()
    await studio.tab.input.focus()  # in vain: it is covered
    await expect(studio.page.get_by_role("tab", name="Export")).to_be_focused()
    await studio.page.get_by_role("tab", name="Share").tap()
    await sheet.get_by_role("button", name="Make a link").tap()
    await expect(studio.toast).to_be_in_viewport(ratio=1)
    await studio.toast.get_by_role("button", name="Close").tap()  # nothing lies over it
    await studio.page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()


async def test_a_link_is_made_shown_to_anybody_and_revoked(studio: Studio, browser: Browser) -> None:
    panel = await studio.open_panel("Share")
    await panel.get_by_role("button", name="Make a link").click()
    address = await panel.get_by_label("Address of the link").input_value()
    async with await browser.new_context() as anybody:
        page = await anybody.new_page()
        await page.goto(address)
        await expect(page.get_by_role("heading")).to_have_text("A test")
        await expect(page.locator("video, figure img")).to_be_visible()
        await panel.get_by_role("button", name="Revoke").click()
        await expect(panel.get_by_label("Address of the link")).to_have_count(0)
        await page.reload()
        await expect(page.get_by_role("heading")).to_have_text("There is no video under this link")


async def test_a_picture_is_uploaded_and_put_into_the_chosen_scene(studio: Studio) -> None:
    await studio.main("two").click()
    panel = await studio.open_panel("Pictures")
    picture = {"name": "Our logo.png", "mimeType": "image/png", "buffer": await studio.page.screenshot()}
    await panel.locator("input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
    await panel.get_by_role("button", name="Put Our logo.png into the scene").click()
    await studio.until(["title", "picture"], "scenes", "two", "order")
    await studio.until("our-logo", "scenes", "two", "elements", "picture", "asset")
    await panel.locator("input[type=file]").set_input_files({**picture, "name": "a.txt", "mimeType": "text/plain"})  # type: ignore[arg-type]
    await expect(studio.page.get_by_role("alert").filter(has_text="PNG, JPEG, WebP or HEIC")).to_be_visible()


async def test_a_video_is_uploaded_seen_as_one_and_watched(studio: Studio) -> None:
    panel = await studio.open_panel("Pictures")
    clip = {"name": "Our dog.mov", "mimeType": "video/quicktime", "buffer": film(times=[0, 0.5, 1, 1.5], sound=tone(2))}
    await panel.locator("input[type=file]").set_input_files(clip)  # type: ignore[arg-type]
    poster = panel.get_by_alt_text("Our dog.mov, a video of 0:02")
    await expect(poster).to_be_visible()
    assert await poster.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 96
    mark = panel.locator(".clip")
    assert "0:02" in await mark.evaluate("(mark) => getComputedStyle(mark, '::after').content")
    await panel.get_by_role("button", name="Watch Our dog.mov").click()
    video = panel.locator("video[aria-label='Our dog.mov']")
    await expect(video).to_be_visible()
    await video.evaluate(
        "(video) => new Promise((seen) => (video.ontimeupdate = () => video.currentTime > 0 && seen()))"
    )
    await studio.page.screenshot(path="/tmp/clips/panel.png")


async def test_a_video_goes_into_a_message(studio: Studio) -> None:
    page = studio.page
    clip = {"name": "dog.mp4", "mimeType": "video/mp4", "buffer": film(times=[0, 0.5])}
    await page.locator(".composer input[type=file]").set_input_files(clip)  # type: ignore[arg-type]
    await expect(page.get_by_role("button", name="Leave out the video dog")).to_be_visible()
    await page.get_by_role("textbox", name="Message").fill("Look at our dog")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".message.user").get_by_alt_text("Your video dog")).to_be_visible()
    await page.reload()
    await expect(page.locator(".message.user").get_by_alt_text("Your video dog")).to_be_visible()
