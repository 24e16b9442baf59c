"""Text stays inside its box and inside the frame, whatever it says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.pictures import bounds, frame, frames, lit
from tests.videos.samples import parsed
from videos.compiler.compiling import compile_with_warnings
from videos.compiler.text.fonts import Face
from videos.compiler.text.typesetting import fit, set_at
from videos.document.document import Document

WORDS = "The quick brown fox jumps over the lazy dog"


def text(words: str, **fields: Any) -> Document:
    return parsed({"t": {"type": "text", "text": words, **fields}})


def test_a_text_is_seen_in_the_middle_of_its_box() -> None:
    left, top, right, bottom = bounds(frame(text("Hello", size=40, x=40, y=30, w=240, h=120), 5))
    assert abs((left + right) / 2 - 160) < 4
    assert abs((top + bottom) / 2 - 90) < 8
    assert right - left > 80


@pytest.mark.parametrize(("align", "side"), [("left", 0), ("right", 2)])
def test_a_text_is_aligned_to_the_side_of_its_box(align: str, side: int) -> None:
    edge = {"left": 40, "right": 280}[align]
    assert abs(bounds(frame(text("Hi", size=30, x=40, y=30, w=240, h=120, align=align), 5))[side] - edge) < 5


@pytest.mark.parametrize(
    "words",
    [WORDS * 3, "W" * 200, "Donaudampfschifffahrtsgesellschaft " * 4, "a\nb\nc\nd\ne\nf\ng\nh\ni\nj", "x " * 400],
)
@pytest.mark.parametrize("box", [(0, 0, 320, 180), (-200, -100, 800, 400), (250, 100, 300, 200), (40, 40, 60, 30)])
def test_a_text_never_leaves_the_frame_or_its_box(words: str, box: tuple[int, int, int, int]) -> None:
    x, y, w, h = box
    picture = frame(text(words, size=80, weight=900, x=x, y=y, w=w, h=h), 5)
    left, top, right, bottom = bounds(picture)
    assert left >= 5 and top >= 5 and right <= 315 and bottom <= 175
    if w < 320:
        assert right - left <= w + 4 and bottom - top <= h + 4


def test_a_turned_text_stays_inside_the_frame() -> None:
    picture = frame(text(WORDS, size=60, rotation=90.0, x=10, y=40, w=300, h=100), 5)
    left, top, right, bottom = bounds(picture)
    assert left >= 3 and top >= 3 and right <= 317 and bottom <= 177
    assert bottom - top > right - left


@given(
    words=st.text(alphabet="aWé .,\n-x1", max_size=120),
    size=st.floats(4, 400),
    width=st.floats(1, 2000),
    height=st.floats(1, 1000),
)
@settings(max_examples=80)
def test_a_set_text_fits_its_box_and_is_never_larger_than_asked(
    words: str, size: float, width: float, height: float
) -> None:
    block = fit(words, Face(weight=600), size, width, height, "center")
    assert block.size <= size
    assert block.size < 1 or (block.width <= width + 0.01 and block.height <= height + 0.01)


@given(st.text("aVTy,. öß", min_size=1, max_size=60), st.sampled_from(["sans", "serif", "display"]))
def test_a_line_stays_one_in_the_width_that_it_takes(words: str, font: str) -> None:
    face = Face(font, 600)
    line = set_at(words, face, 40, 1e6, "left")
    assert len(set_at(words, face, 40, line.width + 0.01, "left").lines) == 1


@pytest.mark.parametrize("weight", [400, 600, 800])
@pytest.mark.parametrize("letter", ["W", "i", "AV"])
def test_a_word_that_is_cut_is_no_wider_than_its_box(letter: str, weight: int) -> None:
    assert set_at(letter * 100, Face(weight=weight), 24.5, 1160, "left", cut=True).width <= 1160


def test_heavier_weights_are_bolder() -> None:
    light, bold = (lit(frame(text("Hello", size=60, weight=weight), 5)).sum() for weight in (100, 900))
    assert bold > light * 1.4


def test_a_character_that_no_font_has_is_reported_and_not_drawn_as_a_box() -> None:
    compiled = compile_with_warnings(text("A𓀀B"))
    hieroglyph = "𓀀 (U+13000 EGYPTIAN HIEROGLYPH A001)"
    assert compiled.warnings == [f"No installed font has the character {hieroglyph}; it is left out."]
    with_it, without = (frame(text(words, size=60), 5) for words in ("A𓀀B", "AB"))
    assert (with_it == without).all()


def test_joiners_and_marks_are_no_missing_characters() -> None:
    for words in ("e\u0301a\u0308", "soft\u00adhyphen", "a\u200db"):
        assert compile_with_warnings(text(words)).warnings == []


@pytest.mark.parametrize("font", ["sans", "display", "serif", "script"])
def test_letters_signs_and_emoji_of_the_world_have_glyphs_in_every_font(font: str) -> None:
    words = "Ñandú Привет Ελληνικά 你好 こんにちは 안녕 שלום مرحبا नमस्ते สวัสดี ☀ ★ ✓ → 🎉 ₿ ½"
    assert compile_with_warnings(text(words, size=20, font=font)).warnings == []
    for word in words.split():
        assert lit(frame(text(word, size=60, font=font), 5)).any(), word


def test_text_without_spaces_wraps_between_its_letters() -> None:
    block = fit("你好世界，今天的天气非常好。", Face(), 40, 200, 400, "left")
    assert len(block.lines) == 3 and block.size == 40


def test_words_come_one_after_another() -> None:
    coming = {"preset": "slide_up", "duration": 0.9}
    early, late = frames(text("left right", size=50, x=20, y=40, w=280, h=100, enter=coming), 3, 9)
    halves = [picture[:, side].max() for picture in (early, late) for side in (slice(0, 150), slice(190, 320))]
    assert halves[0] > halves[1] + 60 and min(halves[2:]) > 240


def test_letters_may_stand_apart() -> None:
    near, apart = (bounds(frame(text("WIDE", size=40, spacing=space), 5)) for space in (0.0, 0.3))
    assert abs((apart[2] - apart[0]) - (near[2] - near[0]) - 36) <= 3


def test_a_gradient_is_painted_instead_of_the_fill() -> None:
    shade = {"kind": "linear", "angle": 0, "colors": ["#ff0000", "#0000ff"]}
    picture = frame(text("MMMMM", size=60, weight=900, gradient=shade), 5)
    left, top, right, bottom = bounds(picture)
    middle = (left + right) // 2
    assert picture[:, :middle, 0].sum() > 3 * picture[:, :middle, 2].sum()
    assert picture[:, middle:, 2].sum() > 3 * picture[:, middle:, 0].sum()


@pytest.mark.parametrize("words", ["", " ", "\n\n", "𓀀"])
def test_a_text_without_anything_to_draw_is_no_error(words: str) -> None:
    assert not lit(frame(text(words), 5)).any()


def test_a_typewriter_shows_letter_after_letter() -> None:
    typed = text("Hello world", size=40, enter={"preset": "typewriter", "duration": 1.0, "ease": "linear"})
    counts = [int(lit(picture).sum()) for picture in frames(typed, 0, 3, 6, 9)]
    assert counts[0] == 0 and counts == sorted(counts) and counts[3] > counts[1] > 0


def test_a_drawn_text_begins_with_its_outlines() -> None:
    drawn = text("OO", size=120, weight=900, enter={"preset": "draw", "duration": 0.8})
    first, last = frames(drawn, 1, 9)
    assert 0 < lit(first).sum() < lit(last).sum() / 2
