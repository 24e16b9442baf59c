"""Videos from outside look and sound after the upload as they did before, whatever made them."""

import hashlib
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from config.common.errors import ChatError
from tests.videos.clips.clip_files import BLUE, GREEN, GREY, KINDS, RED, WHITE, click, film, plain, quarters
from tests.videos.sound.recording_files import recorded, tone, with_cover
from tests.videos.world import flat_png
from videos.clips import clip_source
from videos.clips.clip_colours import colour_table
from videos.clips.clip_reencoding import Clip, reencode
from videos.clips.clip_source import rate_near
from videos.sound.mixing import decoded
from videos.sound.reencoding import Heard

quick = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ONE, ZERO = 1 << 16, 0
# Display matrices, and what then stands in the four quarters from the upper left on.
ORIENTATIONS = {
    "as it is": ((ONE, 0, 0, ONE), (RED, GREEN, BLUE, WHITE)),
    "mirrored": ((-ONE, 0, 0, ONE), (GREEN, RED, WHITE, BLUE)),
    "upside down": ((-ONE, 0, 0, -ONE), (WHITE, BLUE, GREEN, RED)),
    "upside down and mirrored": ((ONE, 0, 0, -ONE), (BLUE, WHITE, RED, GREEN)),
    "to the right": ((0, ONE, -ONE, 0), (BLUE, RED, WHITE, GREEN)),
    "to the left": ((0, -ONE, ONE, 0), (GREEN, WHITE, RED, BLUE)),
    "to the right and mirrored": ((0, ONE, ONE, 0), (RED, BLUE, GREEN, WHITE)),
    "to the left and mirrored": ((0, -ONE, -ONE, 0), (WHITE, GREEN, BLUE, RED)),
}


def stored(data: bytes, folder: Path) -> Clip:
    """What is told of the video with these bytes, which is stored as `output`."""
    (folder / "source").write_bytes(data)
    told = reencode(*(str(folder / name) for name in ("source", "output", "poster")))
    assert isinstance(told, Clip)
    return told


def refusal(data: bytes, folder: Path) -> str:
    with pytest.raises(ChatError) as told:
        stored(data, folder)
    assert told.value.message.endswith(".") and told.value.status in (413, 422)
    return told.value.code


def frames(folder: Path) -> list[Any]:
    with av.open(str(folder / "output")) as file:
        return list(file.decode(video=0))


def pixels(frame: Any) -> Any:
    return frame.to_ndarray(format="rgb24").astype(int)


def corners(frame: Any) -> list[Any]:
    """The colours in the middle of the quarters, from the upper left on."""
    seen = pixels(frame)
    height, width = seen.shape[:2]
    return [seen[height * y // 4, width * x // 4] for y in (1, 3) for x in (1, 3)]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_whatever_made_it_becomes_the_same_kind_of_file(tmp_path: Path, kind: str) -> None:
    told = stored(film(kind=kind, sound=tone(1)), tmp_path)
    assert (told.mime, told.width, told.height) == ("video/mp4", 96, 64) and abs(told.seconds - 1) < 0.05
    assert max(told.waveform) == 100
    with av.open(str(tmp_path / "output")) as file:
        seen, heard = file.streams.video[0], file.streams.audio[0]
        assert (seen.codec_context.name, seen.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (seen.average_rate, seen.start_time, seen.codec_context.has_b_frames) == (30, 0, 0)
        assert (heard.codec_context.name, heard.rate, heard.layout.name) == ("aac", 48_000, "stereo")
        shown = list(file.decode(seen))
    assert [frame.pts * frame.time_base for frame in shown] == [Fraction(n, 30) for n in range(len(shown))]
    assert {(frame.colorspace, frame.color_trc, frame.color_primaries, frame.color_range) for frame in shown} == {
        (1, 1, 1, 1)
    }
    assert np.abs(np.array(corners(shown[-1])) - [RED, GREEN, BLUE, WHITE]).max() < 16
    with Image.open(tmp_path / "poster", formats=["JPEG"]) as poster:
        assert poster.size == (96, 64)


def test_a_key_frame_is_never_far(tmp_path: Path) -> None:
    stored(film([plain((n, n, n)) for n in range(90)]), tmp_path)
    keys = [n for n, frame in enumerate(frames(tmp_path)) if frame.key_frame]
    assert keys[0] == 0 and max(np.diff([*keys, 90])) <= 15


@pytest.mark.parametrize("name", ORIENTATIONS)
def test_it_stands_upright(tmp_path: Path, name: str) -> None:
    (a, b, c, d), seen = ORIENTATIONS[name]
    told = stored(film(times=[0, 0.1], matrix=(a, b, 0, c, d, 0, 0, 0, 1 << 30)), tmp_path)
    assert (told.width, told.height) == ((96, 64) if a else (64, 96))
    shown = frames(tmp_path)[0]
    assert np.abs(np.array(corners(shown)) - seen).max() < 16 and shown.rotation == 0


@quick
@given(st.integers(2, 300), st.integers(2, 300), st.sampled_from([Fraction(1), Fraction(4, 3), Fraction(1, 2)]))
@example(32, 4096, Fraction(1))
@example(1440, 1080, Fraction(4, 3))
def test_its_pixels_are_square_and_its_sides_even(tmp_path: Path, width: int, height: int, ratio: Fraction) -> None:
    width, height = 2 * (width // 2 or 1), 2 * (height // 2 or 1)
    told = stored(film([plain(GREY, width, height)] * 2, "mp4", ratio=ratio), tmp_path)
    wide = width * ratio
    share = min(1, 1280 / max(wide, height))
    assert abs(told.width - wide * share) <= 2 and abs(told.height - height * share) <= 2
    assert told.width % 2 == told.height % 2 == 0 and max(told.width, told.height) <= 1280
    assert frames(tmp_path)[0].width == told.width


@pytest.mark.parametrize(
    ("rate", "ours"),
    [(24, 24), (25, 25), (30, 30), (60, 30), (50, 25), (48, 24), (120, 30), (240, 30), (15, 30), (12, 24), (10, 30),
     (1, 30), (1000, 25), (Fraction(30000, 1001), 30), (Fraction(24000, 1001), 24), (Fraction(2997, 100), 30),
     (Fraction(273, 10), 30), (Fraction(245, 10), 25), (20, 24), (37, 30), (0, 30), (90_000, 30)],
)  # fmt: skip
def test_the_rate_that_suits(rate: Fraction, ours: int) -> None:
    assert rate_near(Fraction(rate)) == ours


@quick
@given(st.lists(st.floats(0.004, 0.3), min_size=3, max_size=25))
def test_each_moment_shows_the_frame_that_stood_then(tmp_path: Path, gaps: list[float]) -> None:
    times = [float(each) for each in np.cumsum([0, *gaps])]
    grey = [40 + 180 * n // len(times) for n in range(len(times))]
    told = stored(film([plain([each] * 3) for each in grey], times=times), tmp_path)
    shown = frames(tmp_path)
    rate = round(len(shown) / told.seconds)
    assert rate in (24, 25, 30) and abs(told.seconds - times[-1]) < 0.5
    for number, frame in enumerate(shown[: int(times[-1] * rate)]):
        allowed = [
            grey[max(0, int(np.searchsorted(times, moment, "right")) - 1)]
            for moment in (number / rate, (number + 0.45) / rate, (number + 0.55) / rate)
        ]
        assert min(abs(pixels(frame).mean() - each) for each in allowed) < 4


@pytest.mark.parametrize(("at", "start"), [(0.5, 0.0), (0.5, 0.4), (1.2, 0.0)])
@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_what_is_heard_stays_with_what_is_seen(tmp_path: Path, kind: str, at: float, start: float) -> None:
    flash = round((at + start) * 30)
    shown = [plain(WHITE if n >= flash else (10, 10, 10)) for n in range(60)]
    stored(film(shown, kind, sound=click(at, 2 - start), sound_start=start), tmp_path)
    lit = next(n for n, frame in enumerate(frames(tmp_path)) if pixels(frame).mean() > 128) / 30
    heard = decoded(str(tmp_path / "output"))[0]
    assert abs(np.argmax(np.abs(heard) > 0.2) / 48_000 - lit) < 0.03


def test_the_sound_ends_with_the_pictures(tmp_path: Path) -> None:
    told = stored(film(sound=tone(5)), tmp_path)
    assert told.seconds == 1 and decoded(str(tmp_path / "output")).shape[1] < 1.1 * 48_000


def test_pictures_that_begin_later_stand_from_the_beginning(tmp_path: Path) -> None:
    told = stored(film(times=[0.5, 0.6, 0.7], sound=click(0.5, 1)), tmp_path)
    assert 0.7 < told.seconds < 1.1 and frames(tmp_path)[0].pts == 0


@pytest.mark.parametrize("sound", [None, tone(1, loud=0)], ids=["no sound", "silence"])
def test_where_nothing_is_heard_there_is_no_sound(tmp_path: Path, sound: Any) -> None:
    assert stored(film(sound=sound), tmp_path).waveform == []
    with av.open(str(tmp_path / "output")) as file:
        assert not file.streams.audio


def test_the_same_video_is_the_same_file_and_tells_nothing_else(tmp_path: Path) -> None:
    tags = {"title": "Secret", "location": "+48.2082+016.3738/", "comment": "Secret", "creation_time": "2026-01-01"}
    digests = set()
    for each in (tags, {}, tags):
        stored(film(kind="mov", sound=tone(1), tags=each), tmp_path)
        data = (tmp_path / "output").read_bytes()
        digests.add(hashlib.sha256(data).hexdigest())
        assert b"Secret" not in data and b"48.2082" not in data
    assert len(digests) == 1
    with av.open(str(tmp_path / "output")) as file:
        assert not {*file.metadata} - {"major_brand", "minor_version", "compatible_brands"}


def pq(nits: float) -> int:
    power = (nits / 10_000) ** 0.1593017578125
    return round(64 + 876 * ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


# What a screen shows, in shares of its light: what is dark or in the middle as it was, a page's white bright.
@pytest.mark.parametrize(
    ("transfer", "signal", "least", "most"),
    [(16, pq(0.01), 0, 0.01), (16, pq(20), 0.09, 0.11), (16, pq(80), 0.37, 0.42), (16, pq(203), 0.62, 0.9),
     (16, pq(1000), 0.96, 1), (16, pq(4000), 0.96, 1), (18, 64, 0, 0.01), (18, round(64 + 876 * 0.38), 0.12, 0.14),
     (18, round(64 + 876 * 0.75), 0.62, 0.9), (18, 940, 0.96, 1)],
)  # fmt: skip
def test_hdr_is_shown_as_an_ordinary_screen_can(
    tmp_path: Path, transfer: int, signal: int, least: float, most: float
) -> None:
    deep = (np.full((64, 96), signal, np.uint16), transfer, 9, 9)
    stored(film(times=[0, 0.1], deep=deep), tmp_path)
    shown = pixels(frames(tmp_path)[0])
    assert shown.std(axis=(0, 1)).max() < 3 and np.ptp(shown.mean(axis=(0, 1))) < 4  # grey stays grey
    assert least <= (shown.mean() / 255) ** 2.4 <= most


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="PyAV's own encoder of HEVC has eight bits")
def test_a_phone_writes_hdr_in_hevc(tmp_path: Path) -> None:
    white = "color=0xC4C4C4:s=96x64:r=30:d=0.5,format=yuv420p10le"  # 75 %: what HLG has for a white page
    tags = "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc:log-level=none"
    made = tmp_path / "phone.mov"
    command = [
        "ffmpeg",
        "-loglevel",
        "error",
        "-f",
        "lavfi",
        "-i",
        white,
        "-c:v",
        "libx265",
        "-x265-params",
        tags,
        made,
    ]
    subprocess.run(command, check=True, timeout=60)
    stored(made.read_bytes(), tmp_path)
    assert 0.6 < (pixels(frames(tmp_path)[0]).mean() / 255) ** 2.4 < 0.92


@pytest.mark.parametrize("primaries", [9, 12], ids=["BT.2020", "Display P3"])
def test_wide_colours_keep_their_greys_and_their_reds(primaries: int) -> None:
    table = colour_table(1, primaries).reshape(36, 36, 36, 3).astype(float) / 65535  # by blue, green and red
    greys = np.array([table[n, n, n] for n in range(36)])
    assert np.abs(greys - np.linspace(0, 1, 36)[:, None]).max() < 0.01
    red, green, blue = table[12, 12, 24]
    assert red > 24 / 35 + 0.02 and green < 12 / 35 and blue < 12 / 35, "the same red is further from our grey"


def test_ten_bits_of_an_ordinary_video_look_the_same(tmp_path: Path) -> None:
    stored(film(times=[0, 0.1], deep=(np.full((64, 96), 64 + 438, np.uint16), 1, 1, 1)), tmp_path)
    assert abs(pixels(frames(tmp_path)[0]).mean() - 127.5) < 3


def test_what_moves_not_is_a_recording(tmp_path: Path) -> None:
    for data in (recorded(tone(1), "m4a"), with_cover(recorded(tone(1), "mp3"), flat_png(64, 1))):
        (tmp_path / "source").write_bytes(data)
        told = reencode(*(str(tmp_path / name) for name in ("source", "output", "poster")))
        assert isinstance(told, Heard) and told.mime == "audio/ogg" and not (tmp_path / "poster").exists()


WHOLE = film([plain((n, 255 - n, n)) for n in range(120)], "mkv", sound=tone(4))
AS_MP4 = film([plain((n, 255 - n, n)) for n in range(120)], sound=tone(4))


def test_of_a_file_that_breaks_off_it_is_what_can_be_read(tmp_path: Path) -> None:
    assert 2 < stored(WHOLE[: len(WHOLE) * 8 // 10], tmp_path).seconds < 4
    assert refusal(WHOLE[: len(WHOLE) // 4], tmp_path) == "bad_clip"
    assert refusal(AS_MP4[: len(AS_MP4) * 8 // 10], tmp_path) == "unknown_file"  # its table stands at the end


@settings(quick, max_examples=40)
@given(st.sampled_from([WHOLE, AS_MP4]), st.data())
def test_what_is_broken_anyhow_is_read_or_refused_with_a_sentence(tmp_path: Path, data: bytes, drawn: Any) -> None:
    broken = bytearray(data)
    for place in drawn.draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=30)):
        broken[place] = drawn.draw(st.integers(0, 255))
    (tmp_path / "source").write_bytes(broken)
    try:
        told = reencode(*(str(tmp_path / name) for name in ("source", "output", "poster")))
    except ChatError as error:
        assert error.message.endswith(".") and error.status in (413, 422)
    else:
        assert told.seconds > 0


def test_a_hole_in_the_middle_is_left_out(tmp_path: Path) -> None:
    middle = len(AS_MP4) // 2
    told = stored(AS_MP4[:middle] + bytes(200) + AS_MP4[middle + 200 :], tmp_path)
    assert 3.5 < told.seconds < 4.1


PLAYLISTS = [
    b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
]


@pytest.mark.parametrize("data", [b"", b"\0", bytes(100_000), b"Words. " * 999, *PLAYLISTS, AS_MP4[:40]])
def test_what_is_no_video_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(data, tmp_path) == "unknown_file"


def test_no_longer_than_it_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(film(times=[0, 3000, 3001], rate=1), tmp_path) == "clip_too_large"
    monkeypatch.setattr(clip_source, "MOST_CLIP_SECONDS", 1)
    assert stored(film(), tmp_path).seconds == 1
    told_at_the_end = film(times=[0, 0.5, 1.5, 3], kind="webm")
    assert refusal(told_at_the_end, tmp_path) == "clip_too_large"


def test_no_larger_than_it_may_be(tmp_path: Path) -> None:
    assert refusal(film([plain(GREY, 4112, 64)] * 2), tmp_path) == "clip_too_large"
    huge = film([plain(GREY, 4096, 2400)])
    assert refusal(huge, tmp_path) == "clip_too_large"
    assert refusal(told_smaller(huge), tmp_path) == "clip_too_large"
    assert stored(told_smaller(AS_MP4), tmp_path).height == 64


def told_smaller(data: bytes) -> bytes:
    """The same MP4, whose table tells that its pictures are 64 pixels wide and high, as their own head does not."""
    place = data.index(b"avc1", data.index(b"stsd")) + 28
    return data[:place] + b"\0\x40\0\x40" + data[place + 4 :]


def test_frames_beyond_counting_are_one_each_moment(tmp_path: Path) -> None:
    told = stored(film([plain(GREY)] * 900, times=[n / 9000 for n in range(900)]), tmp_path)
    assert abs(told.seconds - 0.1) < 0.05


def test_what_is_transparent_is_not(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"")
    with av.open(str(tmp_path / "source"), "w", format="webm") as file:
        stream: Any = file.add_stream("libvpx-vp9", rate=30)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuva420p"
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 4), (220, 30, 30, 0), np.uint8), format="rgba")
            file.mux(stream.encode(frame.reformat(format="yuva420p")))
        file.mux(stream.encode(None))
    stored((tmp_path / "source").read_bytes(), tmp_path)
    assert pixels(frames(tmp_path)[0]).shape == (64, 96, 3)


def test_a_codec_that_is_not_taken_is_named_so(tmp_path: Path) -> None:
    output = tmp_path / "prores.mov"
    with av.open(str(output), "w") as file:
        stream: Any = file.add_stream("prores_ks", rate=30)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv422p10le"
        file.mux([*stream.encode(av.VideoFrame.from_ndarray(quarters(), format="rgb24")), *stream.encode(None)])
    assert refusal(output.read_bytes(), tmp_path) == "unknown_codec"
