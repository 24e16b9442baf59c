"""Which words an installed voice speaks, and that it speaks them, where it is installed (`make voice`)."""

import asyncio
from pathlib import Path

import pytest

from tests.servers import ROOT
from videos.models.recordings import HEAD
from videos.rendering.pool import close_pools
from videos.rendering.render_parent import trimmed
from videos.speech.offline_voice import InstalledVoice, OfflineVoice, OfflineVoiceFailed, installed_voices
from videos.speech.spoken_languages import speaks

HOME = ROOT / ".make" / "voice"
ENGLISH = OfflineVoice(Path("nowhere"), {"joe": InstalledVoice(Path("joe.onnx"), "en", "English")})


@pytest.mark.parametrize(
    "text",
    ["Welcome to our bakery, we bake every morning.", "Hello Anna!", "42", "Pizza Margherita, Quattro Stagioni",
     "Fresh bread every day at Bäckerei Müller in Graz", "Happy birthday, Müşerref Yıldız", "Bonjour Paris"],
)  # fmt: skip
def test_an_english_voice_speaks_english_and_names(text: str) -> None:
    assert ENGLISH.refusal(text, "") == ""


@pytest.mark.parametrize(
    "text",
    ["Wir heiraten! Kommt zu unserer Hochzeit im Mai.", "Привет", "こんにちは", "مرحبا", "שלום",
     "Caffè e cornetto ogni mattina in centro"],
)  # fmt: skip
def test_another_language_is_refused_with_a_sentence(text: str) -> None:
    assert "speaks English only" in ENGLISH.refusal(text, "")


def test_a_voice_of_other_letters_speaks_its_own_language() -> None:
    assert speaks("ru", "Привет мир") and speaks("zh", "你好") and not speaks("de", "你好")


def test_a_voice_that_is_not_there_is_told_with_those_that_are() -> None:
    assert ENGLISH.refusal("Hello", "amy") == "There is no voice 'amy' here; there are: joe."
    assert not installed_voices(Path("nowhere"))


async def test_a_voice_that_fails_says_so(tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    python.chmod(0o755)
    broken = OfflineVoice(tmp_path, ENGLISH.voices)
    with pytest.raises(OfflineVoiceFailed) as failed:
        await broken.speak(("Hello", "", 1.0), tmp_path / "out.wav", "key")
    assert "broken" in failed.value.detail


@pytest.mark.skipif(not installed_voices(HOME), reason="`make voice` installs it")
def test_the_installed_voice_speaks(tmp_path: Path) -> None:
    voice = OfflineVoice(HOME, installed_voices(HOME))

    async def spoken(speed: float) -> float:
        source, output = tmp_path / "a.wav", tmp_path / "a.flac"
        await voice.speak(("Fresh bread, every morning.", "", speed), source, "key")
        await trimmed(str(source), str(output))
        return int.from_bytes(output.read_bytes()[:HEAD][-8:], "big") % 2**36 / 48_000

    async def at_two_speeds() -> tuple[float, float]:
        try:
            return await spoken(1.0), await spoken(2.0)
        finally:
            await close_pools()

    usual, quick = asyncio.run(at_two_speeds())
    assert 0.8 < usual < 4 and quick < 0.75 * usual
