"""Recordings from outside sound after the upload as they did before, whatever made them."""

import io
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.common.errors import ChatError
from tests.videos.sound.recording_files import KINDS, film, recorded, tone, with_cover
from tests.videos.world import flat_png
from videos.sound import reencoding
from videos.sound.media_loops import RATE
from videos.sound.mixing import decoded
from videos.sound.recording_limits import MOST_RECORDING_SECONDS, BadRecording, NoSound, NotRecorded, RecordingTooLarge
from videos.sound.reencoding import MOST_PEAKS, Heard, reencode

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
COVER = flat_png(64, 1)
KIND = st.sampled_from(sorted(KINDS))


def reencoded(data: bytes, folder: Path) -> Heard:
    """What is told of the recording with these bytes, which is stored as `output`."""
    (folder / "source").write_bytes(data)
    return reencode(str(folder / "source"), str(folder / "output"))


def empty_wav() -> bytes:
    output = io.BytesIO()
    with wave.open(output, "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
    return output.getvalue()


def stored(folder: Path) -> Any:
    return decoded(str(folder / "output"))


def pitch(samples: Any) -> float:
    """The loudest frequency."""
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum) * RATE / len(samples))


@quick
@given(KIND, st.sampled_from([16_000, 44_100, 48_000]), st.sampled_from([1, 2, 6, 8]), st.floats(0.2, 1.5))
def test_it_sounds_as_before(tmp_path: Path, kind: str, rate: int, channels: int, seconds: float) -> None:
    rate, channels = (48_000 if "opus" in KINDS[kind][1] else rate), (min(channels, 2) if kind == "mp3" else channels)
    told = reencoded(recorded(tone(seconds, rate, channels, 0.3), kind, rate), tmp_path)
    heard = stored(tmp_path)
    assert heard.shape == (2, round(told.seconds * RATE)) and abs(told.seconds - seconds) < 0.25
    assert abs(pitch(heard[0]) - 440) < 12 and 0.05 < np.abs(heard).max() < 1.2
    assert 0 < len(told.waveform) <= MOST_PEAKS and max(told.waveform) == 100


def test_nothing_but_the_sound_is_kept(tmp_path: Path) -> None:
    tagged = recorded(tone(0.3), "mp3", title="where I live", comment="where I live")
    reencoded(with_cover(tagged, COVER), tmp_path)
    data = (tmp_path / "output").read_bytes()
    assert b"where I live" not in data and b"Lavf" not in data and b"Lavc" not in data
    with av.open(io.BytesIO(data)) as file:
        assert [(each.type, each.codec_context.name) for each in file.streams] == [("audio", "opus")]


def test_the_same_recording_is_the_same_file(tmp_path: Path) -> None:
    files = []
    for _ in range(2):
        reencoded(recorded(tone(0.3), "flac"), tmp_path)
        files.append((tmp_path / "output").read_bytes())
    assert files[0] == files[1]


def test_the_waveform_shows_where_it_is_loud(tmp_path: Path) -> None:
    parts = [tone(2, loud=0.4), tone(2, loud=0), tone(2, loud=0.1)]
    told = reencoded(recorded(np.concatenate(parts, axis=1)), tmp_path)
    assert len(told.waveform) == MOST_PEAKS
    loud, silent, faint = (np.array(told.waveform)[part] for part in (slice(5, 60), slice(72, 128), slice(140, 195)))
    assert (loud > 95).all() and (silent == 0).all() and (abs(faint - 25) <= 2).all()
    assert set(reencoded(recorded(tone(1, loud=0)), tmp_path).waveform) == {0}


def test_numbers_that_no_sound_has_are_silence_or_as_loud_as_can_be(tmp_path: Path) -> None:
    samples = np.tile(np.array([[np.nan, np.inf, -np.inf, 1e30, 0.5]], np.float32), (2, 9600))
    told = reencoded(recorded(samples, "floats"), tmp_path)
    assert told.seconds == 1 and set(told.waveform) == {100}
    assert np.isfinite(stored(tmp_path)).all()


def test_of_a_video_it_is_the_sound_however_short_that_is(tmp_path: Path) -> None:
    assert 0.9 < reencoded(film(4, tone(1)), tmp_path).seconds < 1.1


def test_a_file_that_changes_its_kind_in_the_middle_is_heard_to_its_end(tmp_path: Path) -> None:
    parts = [recorded(tone(1, 44_100, 1), "aac", 44_100), recorded(tone(1, 48_000, 2), "aac")]
    assert 1.9 < reencoded(b"".join(parts), tmp_path).seconds < 2.2


@pytest.mark.parametrize("kind", ["wav", "mp3", "flac"])
def test_of_a_file_that_breaks_off_it_is_what_can_be_read(tmp_path: Path, kind: str) -> None:
    data = recorded(tone(3), kind)
    assert 1.9 < reencoded(data[: len(data) * 8 // 10], tmp_path).seconds < 2.6


def test_a_file_of_which_hardly_anything_is_left_is_refused(tmp_path: Path) -> None:
    data = recorded(tone(8), "flac")
    with pytest.raises(BadRecording, match=r"Only \d of the 8 seconds"):
        reencoded(data[: len(data) // 4], tmp_path)


@quick
@given(KIND, st.floats(0, 1), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=20))
def test_what_is_broken_anyhow_is_read_or_refused_with_a_sentence(
    tmp_path: Path, kind: str, cut: float, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(recorded(tone(0.5), kind))
    for place, value in changes:
        data[int(place * (len(data) - 1))] = value
    try:
        told = reencoded(bytes(data[: int(cut * len(data))]), tmp_path)
    except ChatError as error:
        assert error.message.endswith(".")
    else:
        assert 0 < told.seconds <= MOST_RECORDING_SECONDS + 1


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", NotRecorded),
        (b"\0" * 5000, ChatError),
        (b"These are words. " * 500, NotRecorded),
        (b"#EXTM3U\n#EXTINF:1,\n/etc/hostname\n", NotRecorded),
        (b"ffconcat version 1.0\nfile /etc/hostname\n", NotRecorded),
        (film(1), NoSound),
        (with_cover(b"", COVER), ChatError),
        (empty_wav(), NoSound),
    ],
    ids=["empty", "nul", "words", "play list", "concat", "silent film", "only a cover", "no samples"],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, data: bytes, refusal: type[ChatError]) -> None:
    with pytest.raises(refusal) as told:
        reencoded(data, tmp_path)
    assert told.value.message.endswith(".")


@pytest.mark.parametrize("kind", ["flac", "aac"], ids=["which says so", "which does not say so"])
def test_one_that_lasts_too_long_is_refused(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence takes no room: hours of it fit into what may be uploaded."""
    monkeypatch.setattr(reencoding, "MOST_RECORDING_SECONDS", 4)
    data = recorded(tone(8, 8000, 1, loud=0), kind, 8000)
    assert len(data) < 2**15
    with pytest.raises(RecordingTooLarge, match="Cut it shorter first"):
        reencoded(data, tmp_path)
