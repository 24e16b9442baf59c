"""Recordings that nobody means well with: what they claim of themselves is wrong, and they are read or refused."""

import struct
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.common.errors import ChatError
from tests.people import Person
from tests.videos.sound.recording_files import KINDS, recorded, tone, with_cover
from tests.videos.world import flat_png
from videos.sound.mixing import RATE, decoded
from videos.sound.recording_limits import MOST_RECORDING_SECONDS, RecordingTooLarge
from videos.sound.reencoding import Heard, reencode

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KIND = st.sampled_from(sorted(KINDS))
PLACE = st.floats(0, 1)
TEN_HOURS = 36_000  # seconds


def read_or_refused(data: bytes, folder: Path) -> Heard | None:
    """What is heard, which is stored as we have it; None: it is refused with a sentence."""
    source, output = folder / "source", folder / "output"
    source.write_bytes(data)
    try:
        told = reencode(str(source), str(output))
    except ChatError as error:
        assert error.code and error.message.endswith(".")
        return None
    heard = decoded(str(output))
    assert heard.shape == (2, round(told.seconds * RATE)) and np.isfinite(heard).all()
    assert 0 < told.seconds <= MOST_RECORDING_SECONDS + 1
    return told


def wav(channels: int, rate: int, width: int, form: int, claimed: int, data: bytes) -> bytes:
    """A WAV whose head says whatever it likes, in front of `data`."""
    frame = channels * width
    head = struct.pack("<HHIIHH", form, channels, rate, rate * frame % 2**32, frame % 2**16, width * 8)
    size = struct.pack("<I", claimed)
    return b"RIFF" + size + b"WAVEfmt " + struct.pack("<I", len(head)) + head + b"data" + size + data


@quick
@given(
    channels=st.integers(0, 70) | st.just(2**16 - 1),
    rate=st.sampled_from([0, 1, 7, 8000, 44_100, 48_000, 192_000, 2**31, 2**32 - 1]),
    width=st.integers(0, 9),
    form=st.sampled_from([0, 1, 3, 6, 7, 85, 65_534]),
    claimed=st.sampled_from([0, 1, 4096, 2**31, 2**32 - 1]),
    data=st.binary(max_size=6000),
)
def test_a_head_that_lies_is_read_or_refused(
    tmp_path: Path, channels: int, rate: int, width: int, form: int, claimed: int, data: bytes
) -> None:
    read_or_refused(wav(channels, rate, width, form, claimed, data), tmp_path)


@quick
@given(channels=st.integers(1, 24))
def test_however_many_channels_there_are_two_are_heard(tmp_path: Path, channels: int) -> None:
    whole = (tone(0.3, RATE, channels, 0.4).T * 32767).astype("<i2").tobytes()
    told = read_or_refused(wav(channels, RATE, 2, 1, len(whole), whole), tmp_path)
    assert told or channels > 8
    if told:
        assert abs(told.seconds - 0.3) < 0.05 and np.abs(decoded(str(tmp_path / "output"))).max() > 0.02


@quick
@given(kind=KIND, place=PLACE, count=st.sampled_from([1, 16, 1000, 100_000]))
def test_nul_anywhere_in_a_file_harms_nobody(tmp_path: Path, kind: str, place: float, count: int) -> None:
    data = recorded(tone(0.5), kind)
    at = round(place * len(data))
    read_or_refused(data[:at] + b"\0" * count + data[at:], tmp_path)


@quick
@given(cover=st.binary(max_size=3000) | st.just(flat_png(64, 1)), place=PLACE, size=st.binary(min_size=4, max_size=4))
def test_whatever_cover_it_has_it_is_the_sound_that_is_heard(
    tmp_path: Path, cover: bytes, place: float, size: bytes
) -> None:
    song = recorded(tone(0.5), "mp3")
    told = read_or_refused(with_cover(song, cover), tmp_path)
    assert told and 0.4 < told.seconds < 0.7
    covered = with_cover(song, cover)
    read_or_refused(covered[:6] + size + covered[10:], tmp_path)  # a tag of another size than it says


def silent_hours(kind: str) -> bytes:
    """Ten hours of silence in few bytes: one that says so, and one that does not."""
    silence = recorded(tone(4, 8000, 1, loud=0), kind, 8000)
    if kind == "aac":
        return silence * (TEN_HOURS // 4)
    at = (
        silence.index(b"fLaC") + 8 + 13
    )  # the samples, the last 36 bits of these 5 bytes. Source: RFC 9639, section 8.2
    counted = (silence[at] & 0xF0) << 32 | TEN_HOURS * 8000
    return silence[:at] + counted.to_bytes(5, "big") + silence[at + 5 :]


@pytest.mark.parametrize("kind", ["flac", "aac"], ids=["which says so", "which does not say so"])
def test_ten_hours_in_a_few_bytes_are_refused(tmp_path: Path, kind: str) -> None:
    data = silent_hours(kind)
    assert len(data) < 50 * 2**20
    (tmp_path / "source").write_bytes(data)
    with pytest.raises(RecordingTooLarge, match="Cut it shorter first"):
        reencode(str(tmp_path / "source"), str(tmp_path / "output"))


ENDS = [*(f".{kind}" for kind in KINDS), ".exe", ".png", ".svg", ".html", ".toml", ".mp3.exe", "", "."]
NAMED = ["../../a", "C:\\a", "a\0b", "\u202egpj"]  # names that lead elsewhere, or are read backwards
TYPES = ["audio/mpeg", "image/png", "text/html", "application/x-sh", "\x7f"]
NAMES = st.builds(
    "{}{}".format,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(NAMED),
    st.sampled_from(ENDS),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=KIND, name=NAMES, mime=st.sampled_from(["audio/mpeg", "image/png", "text/html", "application/x-sh", "\x7f"])
)
def test_neither_name_nor_type_decides_what_a_file_is(maker: Person, kind: str, name: str, mime: str) -> None:
    project = maker.project()
    data = recorded(tone(0.3, pitch=200 + int(uuid4().hex[:3], 16)), kind)
    answer = maker.http.post(f"/api/projects/{project}/assets", files={"file": (name, data, mime)})
    told = answer.json()
    if answer.status_code != 201:  # a name that no form can carry
        assert answer.status_code in (400, 422) and told["message"].endswith("."), (name, told)
        return
    assert told["mime"] == "audio/ogg" and 0.2 < told["seconds"] < 0.7
    served = maker.http.get(told["url"])
    assert served.headers["Content-Type"] == "audio/ogg" and served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.content[:4] == b"OggS"
