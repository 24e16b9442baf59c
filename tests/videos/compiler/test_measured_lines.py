"""A line stands on one line in a box of just the width that it was measured with, kerned as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.compiler.text.fonts import Face
from videos.compiler.text.typesetting import set_at

FACES = [Face(font, 700) for font in ("sans", "display", "serif", "rounded")]
WORDS = ["Friday,", "12", "A", "VAT", "To", "8", "pm", "Ye,", "7.", "“T”", "LAWY"]


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.font)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_words_in_a_box_as_wide_as_they_were_measured_stay_on_one_line(face: Face, words: list[str]) -> None:
    text = " ".join(words)
    once = set_at(text, face, 33.0, 1e6, "left")
    assert len(set_at(text, face, 33.0, once.width + 0.01, "left").lines) == 1
