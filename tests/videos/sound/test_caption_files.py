"""Files of captions, as others read them."""

from html import unescape

import pysubs2
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from videos.sound.caption_files import as_srt, as_vtt
from videos.sound.cues import Line

SAID = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=90)
LINES = st.lists(st.tuples(SAID.filter(str.strip), st.integers(0, 119_000), st.integers(1, 9_000)), max_size=12)


@given(LINES)
def test_others_read_what_is_said_and_when(said: list[tuple[str, int, int]]) -> None:
    lines = [Line("intro", text, start / 1000, (start + length) / 1000) for text, start, length in said]
    shown = [" ".join(line.text.split()).replace("-->", "→") for line in lines]
    read = webvtt.from_string(as_vtt(lines))
    assert [unescape(each.text) for each in read] == shown
    assert [(each.start_in_seconds, each.end_in_seconds) for each in read] == [
        (int(line.start), int(line.end)) for line in lines
    ]
    numbered = [block.split("\n") for block in as_srt(lines).split("\n\n") if block.strip()]
    assert [block[2] for block in numbered] == shown
    times = [(each.start, each.end) for each in pysubs2.SSAFile.from_string(as_srt(lines), "srt")]
    assert times == [(start, start + length) for _, start, length in said]


def test_words_that_look_like_markup_are_words() -> None:
    vtt = as_vtt([Line("intro", "A < B & <i>C</i> --> D", 3599.9996, 3601.25)])
    assert "01:00:00.000 --> 01:00:01.250\nA &lt; B &amp; &lt;i&gt;C&lt;/i&gt; → D\n" in vtt
