"""The demo follows the style and the shape that were chosen on the first page, and shows nothing of their names."""

import pytest

from videos.document.document import SIZES
from videos.drafting.video_drafts import plan_video
from videos.facts.wishes import chosen_look


@pytest.mark.parametrize("format", ["", *SIZES])
@pytest.mark.parametrize("style", ["noir", "ocean", ""])
def test_what_was_chosen_counts_and_is_not_said(style: str, format: str) -> None:
    look = " ".join(filter(None, [f"Style: {style}." if style else "", f"Format: {format}." if format else ""]))
    plan = plan_video(f"A birthday invitation for Mia\n\n{look}".strip())
    assert plan is not None
    assert plan.format == (format or "16:9") and (not style or plan.style == style)
    said = str(plan.scenes)
    assert "Style" not in said and "Format" not in said and (not style or style not in said)


@pytest.mark.parametrize("words", ["Style: baroque. So we paint.", "Style: noir is what we like", "A style: noir."])
def test_words_that_only_look_like_it_stay(words: str) -> None:
    assert chosen_look(words) == (words, "")
