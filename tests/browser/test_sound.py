"""The panel Sound and a player that is heard. What voices say is spoken by a scripted server, in tones."""

import re
from collections.abc import Iterator

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Locator, expect

from tests.browser.conftest import OpenTab, new_project
from tests.browser.studio import Studio, scene
from tests.browser.test_quality import SMALL_TARGETS, until_accessible
from tests.servers import DRAWING, Place, Server
from tests.speaking import SpeechServer
from tests.videos.sound.recording_files import recorded, tone

RENDER_MS = 60_000
BELL: FilePayload = {"name": "Bell.mp3", "mimeType": "audio/mpeg", "buffer": recorded(tone(1.5), "mp3")}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "reduced_motion": "reduce"}

# Whether a file plays: its clock goes on.
HEARD = """(player) => {
  const before = player.currentTime;
  return new Promise((resolve) => {
    player.addEventListener("timeupdate", () => player.currentTime > before && resolve(true));
  });
}"""


# A file is dragged over the studio, and let go when that is seen.
DROP = """async (bytes) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "Bell.mp3", { type: "audio/mpeg" }));
  const root = document.querySelector(".video");
  const drag = (type) => root.dispatchEvent(new DragEvent(type, { dataTransfer: data, cancelable: true }));
  while (!root.classList.contains("dropping")) {
    drag("dragenter");
    await new Promise(requestAnimationFrame);
  }
  drag("drop");
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, migrated: Place) -> Iterator[Server]:
    """A server that has a voice."""
    folder = tmp_path_factory.mktemp("sound")
    with SpeechServer() as speaker:
        settings = {"SPEECH_BASE_URL": speaker.base_url, "EXTRA_APPS": "tests.projects.quick", **DRAWING}
        with migrated.copied(folder, settings).server() as running:
            yield running


@pytest_asyncio.fixture(loop_scope="session")
async def studio(server: Server, open_tab: OpenTab) -> Studio:
    return await made(server, open_tab)


async def made(server: Server, open_tab: OpenTab, **options: object) -> Studio:
    """A video of two scenes."""
    return await filled(Studio(await open_tab(server, **options)))


async def filled(studio: Studio) -> Studio:
    await studio.make(one=scene("Nova is here", 1), two=scene("Read all night", 1))
    await studio.titles("Nova is here", "Read all night")
    return studio


async def opened(studio: Studio) -> Locator:
    panel = await studio.open_panel("Sound")
    await expect(panel.get_by_role("button", name="Calm")).to_be_visible()
    return panel


async def test_music_is_heard_chosen_and_taken_back(studio: Studio) -> None:
    panel = await opened(studio)
    await panel.get_by_role("button", name="Calm").click()
    assert await panel.locator("audio").evaluate(HEARD)
    await expect(panel.get_by_role("button", name="Calm")).to_have_attribute("aria-pressed", "true")
    await studio.until("calm", "audio", "tracks", "music", "mood")
    await expect(panel.get_by_text("beats a minute")).to_be_visible()
    await panel.get_by_role("button", name="Another piece").click()
    await studio.until(1, "audio", "tracks", "music", "piece")
    await panel.get_by_label("Volume of the music").fill("0.3")
    await studio.until(0.3, "audio", "tracks", "music", "volume")
    await panel.get_by_role("button", name="Cuts on the beat").click()
    await expect(studio.toast).to_contain_text("on the beat")
    assert (await studio.document())["scenes"]["one"]["duration"] != 1
    await studio.toast.get_by_role("button", name="Undo").click()
    await studio.until(1, "scenes", "one", "duration")
    await panel.get_by_role("button", name="None").click()
    await studio.until({}, "audio", "tracks")


async def test_what_a_voice_says_is_written_spoken_and_read_as_captions(studio: Studio) -> None:
    panel = await opened(studio)
    await expect(panel.get_by_text("sent to 127.0.0.1")).to_be_visible()
    await panel.get_by_role("button", name="Read what the scenes show").click()
    over_the_picture = studio.page.get_by_role("button", name="Captions", exact=True)
    await over_the_picture.click(timeout=RENDER_MS)
    film = studio.page.locator("[data-stage] video")
    assert await film.evaluate("(video) => video.textTracks[0].mode") == "showing"
    first = panel.get_by_role("textbox", name="Nova is here")
    await expect(first).to_have_value("Nova is here.")
    await expect(panel.get_by_text("Spoken in")).to_have_count(2)
    await first.fill("Hello.")
    await first.press("Control+Enter")
    await studio.until("Hello.", "audio", "tracks", "voice-one", "text")
    await panel.get_by_role("switch", name="Show in the picture").check()
    await studio.until(True, "audio", "captions")
    await expect(panel.get_by_text("Spoken in")).to_have_count(2)
    link = panel.get_by_role("link", name="Download WebVTT")
    words = await studio.page.request.get(str(await link.get_attribute("href")))
    assert "Hello." in await words.text() and "attachment" in words.headers["content-disposition"]
    await studio.toast.get_by_role("button", name="Undo").click()
    await studio.until(False, "audio", "captions")
    voice = panel.get_by_role("switch", name="A voice speaks")
    await voice.uncheck()
    await studio.until({}, "audio", "tracks")
    await voice.check()  # what was written is not lost
    await studio.until("Hello.", "audio", "tracks", "voice-one", "text")


async def test_a_recording_is_dropped_and_heard_as_the_music_or_at_a_second(studio: Studio) -> None:
    await studio.page.evaluate(DROP, list(BELL["buffer"]))
    panel = await opened(studio)
    await panel.locator("[data-recording-input]").set_input_files({**BELL, "buffer": b"No."})
    await expect(
        studio.page.get_by_role("alert").filter(has_text="recording or video can be read")
    ).to_be_visible()  # the server's sentence
    await expect(panel.locator(".waveform path")).to_have_attribute("d", re.compile("v100"))
    await panel.get_by_role("button", name="Listen to Bell.mp3").click()
    assert await panel.locator("audio").evaluate(HEARD)
    await panel.get_by_role("button", name="Bell.mp3 as the music").click()
    await studio.until("bell", "audio", "tracks", "music", "asset")
    await panel.get_by_role("button", name="Bell.mp3 as a sound").click()
    await studio.until("bell", "audio", "tracks", "sound", "asset")
    await panel.get_by_label("Second at which Bell.mp3 begins").fill("0.5")
    await panel.get_by_label("Second at which Bell.mp3 begins").press("Enter")
    await studio.until(0.5, "audio", "tracks", "sound", "start")
    await panel.get_by_role("button", name="Delete Bell.mp3").click()
    await expect(studio.page.get_by_role("alert")).to_contain_text("The video plays 'bell'")


async def test_the_player_is_heard_and_remembers_how_loud(server: Server, open_tab: OpenTab) -> None:
    tab = await open_tab(server, url="/")
    page = tab.page
    await new_project(page)
    await filled(Studio(tab))
    await expect(page.locator(".stage.has-video")).to_be_visible(timeout=RENDER_MS)
    mute = page.get_by_role("button", name="Mute")
    await expect(mute).to_have_attribute("aria-pressed", "false")  # something was pressed before: sound is allowed
    film = page.locator("[data-stage] video")
    assert await film.evaluate(HEARD)
    await page.get_by_label("Where the video is").press("m")
    await expect(mute).to_have_attribute("aria-pressed", "true")
    await mute.click()
    await page.get_by_label("Volume", exact=True).fill("0.25")
    await page.reload()
    await expect(film).to_have_js_property("volume", 0.25)  # whether sound is allowed now is the browser's


async def test_on_a_phone_the_sheet_has_room_for_sound_and_breaks_no_rule(server: Server, open_tab: OpenTab) -> None:
    studio = await made(server, open_tab, **PHONE)
    await expect(studio.page.locator(".stage.has-video")).to_be_visible(timeout=RENDER_MS)
    await studio.page.get_by_role("button", name="Export, share, versions, pictures and sound").tap()
    await expect(studio.page.get_by_role("tab", name="Sound")).to_be_in_viewport(ratio=1)
    panel = await opened(studio)
    await panel.get_by_role("button", name="Happy").tap()
    await panel.locator("[data-recording-input]").set_input_files(BELL)
    await panel.get_by_role("button", name="Bell.mp3 as a sound").tap()
    await panel.get_by_role("button", name="Read what the scenes show").tap()
    await expect(panel.get_by_text("Spoken in")).to_have_count(2)
    await panel.get_by_text("Whose music, fonts and icons").tap()
    await expect(panel.get_by_role("row").filter(has_text="Fonts")).to_contain_text("OFL")
    for scheme in ("light", "dark"):
        await studio.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await until_accessible(studio.page, scheme, ".video")
    assert await studio.page.evaluate(SMALL_TARGETS) == []
    assert await panel.evaluate("(one) => one.scrollWidth <= one.clientWidth")
