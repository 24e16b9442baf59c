"""What is heard: as loud as it should be, where it should be, and never silent where music plays."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.sound.recordings import RATE, clicks, tone
from videos.document.document import Document, new_document, parse_document
from videos.rendering.pool import close_pools
from videos.rendering.render_job import RenderJob
from videos.rendering.render_parent import render
from videos.sound.beds import beds
from videos.sound.cues import Library, Recording, cues_of
from videos.sound.heard import Cue
from videos.sound.media_loops import Samples
from videos.sound.mixing import PEAK, loudness_of, mix

BEDS = [bed for mood in beds().values() for bed in mood]


def decibels(samples: Samples) -> float:
    return float(20 * np.log10(np.sqrt((samples**2).mean()) + 1e-9))


def windows(samples: Samples, seconds: float) -> list[float]:
    size = round(seconds * RATE)
    return [decibels(samples[:, at : at + size]) for at in range(0, samples.shape[1] - size + 1, size)]


def heard_in(path: Path) -> Samples:
    with av.open(str(path)) as file:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        frames: list[Any] = [each for frame in file.decode(audio=0) for each in resampler.resample(frame)]
    return np.concatenate([each.to_ndarray() for each in frames], axis=1)


def document_with(audio: Any, seconds: float = 4.0) -> Document:
    data = new_document("Sound").to_json()
    data["scenes"]["intro"] |= {"duration": seconds}
    return parse_document({**data, "audio": audio})


def test_there_are_pieces_of_every_mood_with_their_tempo() -> None:
    assert set(beds()) == {"calm", "energetic", "happy", "nostalgic", "tender"} and len(BEDS) >= 25
    assert all(60 <= bed.tempo <= 160 and bed.path.is_file() for bed in BEDS)


@settings(max_examples=4)
@given(st.sampled_from(BEDS), st.floats(1, 50))
def test_music_is_heard_from_the_beginning_to_the_end_as_loud_as_videos_are(bed: Any, seconds: float) -> None:
    heard = mix([Cue("music", str(bed.path), 0, seconds, bar=bed.bar)], seconds)
    assert heard.shape == (2, round(seconds * RATE))
    assert min(windows(heard, 0.5), default=0) > -50
    assert np.abs(heard).max() <= 10 ** (PEAK / 20) + 0.01
    if seconds > 3:
        assert loudness_of(heard) == pytest.approx(-14, abs=0.3)


def test_a_piece_that_begins_again_keeps_its_beat(tmp_path: Path) -> None:
    short = clicks(tmp_path / "beat.wav", 4.3, *(number / 2 for number in range(8)))
    heard = mix([Cue("music", str(short), 0, 10, bar=2.0)], 10)[0]
    loud = np.flatnonzero(np.abs(heard) > 0.3 * np.abs(heard).max()) / RATE
    assert {round(each * 2) / 2 for each in loud} == {number / 2 for number in range(20)}
    assert max(abs(each - round(each * 2) / 2) for each in loud) < 0.03


def test_music_steps_back_while_somebody_speaks(tmp_path: Path) -> None:
    voice = Cue("voice", str(tone(tmp_path / "voice.wav", 3, 300)), 3, 3)
    low = tone(tmp_path / "music.wav", 9, 60, 0.5)
    with_voice = mix([Cue("music", str(low), 0, 9, ducks=True), voice], 9)
    spectrum = [np.abs(np.fft.rfft(with_voice[0, at * RATE : (at + 1) * RATE]))[60] for at in (1, 4)]
    assert 20 * np.log10(spectrum[0] / spectrum[1]) > 6


def test_what_is_silent_stays_silent(tmp_path: Path) -> None:
    quiet = tone(tmp_path / "quiet.wav", 2, level=0)
    assert not mix([Cue("sound", str(quiet), 0, 2)], 3).any() and not mix([], 1).any()


@settings(max_examples=20)
@given(start=st.floats(0, 120), trim=st.floats(0, 20), seconds=st.floats(0.1, 30))
def test_a_sound_is_heard_from_its_start_without_what_is_trimmed(start: float, trim: float, seconds: float) -> None:
    track = {"type": "sound", "asset": "bell", "start": start, "trim": trim}
    asset = {"mime": "audio/ogg", "sha256": "0" * 64}
    data = {**document_with({}, 30).to_json(), "assets": {"bell": asset}, "audio": {"tracks": {"bell": track}}}
    cues = cues_of(parse_document(data), Library({"0" * 64: Recording("bell.ogg", seconds)}, {}))
    audible = min(seconds - trim, 30 - start)
    assert [(cue.start, cue.skip, cue.seconds) for cue in cues] == ([(start, trim, audible)] if audible > 0 else [])


@given(seconds=st.floats(1, 119), piece=st.integers(0, 9), fade=st.floats(0, 5))
def test_music_fades_from_a_bar_to_the_end_of_the_video(seconds: float, piece: int, fade: float) -> None:
    music = {"type": "music", "mood": "calm", "piece": piece, "fade_out": fade}
    (cue,) = cues_of(document_with({"tracks": {"music": music}}, seconds), Library({}, {}))
    begins = (seconds - cue.fade_out) / cue.bar
    assert cue.seconds == seconds and (cue.fade_out >= fade or fade < 0.01)
    assert abs(begins - round(begins)) < 0.001 or cue.fade_out in (fade, 0.01)


async def rendered(tmp_path: Path, format: Any, cues: list[Cue], seconds: float = 4.0) -> Path:
    output = tmp_path / f"video.{format}"
    job = RenderJob(document_with({}, seconds).to_json(), str(output), format, "draft", cues=cues)
    try:
        await render(job, lambda progress: None)
    finally:
        await close_pools()
    return output


@pytest.mark.parametrize("format", ["mp4", "webm"])
async def test_what_is_heard_is_at_its_frame_and_of_its_codec(tmp_path: Path, format: str) -> None:
    recording = clicks(tmp_path / "clicks.wav", 3, 0.5, 2.0)
    path = await rendered(tmp_path, format, [Cue("sound", str(recording), 1.0, 3)])
    with av.open(str(path)) as file:
        sound = file.streams.audio[0]
        assert (sound.codec_context.name, sound.rate, sound.layout.name) == (
            {"mp4": "aac", "webm": "opus"}[format],
            RATE,
            "stereo",
        )
        assert sum(1 for _ in file.decode(video=0)) == 120
    heard = np.abs(heard_in(path)[0])
    first, second = (heard[: 2 * RATE].argmax() / RATE, (2 * RATE + heard[2 * RATE :].argmax()) / RATE)
    assert first == pytest.approx(1.5, abs=1 / 30) and second == pytest.approx(3.0, abs=1 / 30)


async def test_a_video_without_sound_has_no_audio_track(tmp_path: Path) -> None:
    with av.open(str(await rendered(tmp_path, "mp4", [], 1.0))) as file:
        assert not file.streams.audio


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="Debian's ffmpeg is not installed: it measures loudness")
async def test_the_file_is_as_loud_as_videos_on_the_web_by_another_meter(tmp_path: Path) -> None:
    bed = beds()["energetic"][0]
    voice = tone(tmp_path / "voice.wav", 2)
    cues = [Cue("music", str(bed.path), 0, 8, bar=bed.bar, ducks=True), Cue("voice", str(voice), 3, 2)]
    path = await rendered(tmp_path, "mp4", cues, 8.0)
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    measured = dict(re.findall(r"(I|Peak): +(-?[\d.]+)", said[said.index("Summary:") :]))
    assert float(measured["I"]) == pytest.approx(-14, abs=0.5) and float(measured["Peak"]) <= -1
    assert "Audio: aac" in said
