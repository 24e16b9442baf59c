"""Clips where pictures stand: every layout that shows a picture shows a clip, and it plays as it was told to."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.samples import Json, scene, video
from videos.design.by_hand.pictures_placed import CORNERS, EVERY_CORNER, PLACES, Placing, with_picture
from videos.design.catalogue import all_layouts
from videos.design.flaws import flaws
from videos.design.laying_out import settled_document
from videos.document.complaints import Complaint
from videos.document.document import SIZES, ClipElement, Document, new_document, parse_document
from videos.document.patches import apply_patch

FILM: Json = {"mime": "video/mp4", "sha256": "1" * 64, "width": 640, "height": 360, "seconds": 9.0, "sound": True}
ASSETS: Json = {"film": FILM, "logo": {"mime": "image/png", "sha256": "3" * 64}}
PICTURED = [kind for kind in all_layouts().values() if {"picture", "pictures"} & {*kind.needs, *kind.takes}]


def laid_out(layout: str, slots: Json, format: str = "16:9", **fields: Any) -> Document:
    """A video of one scene in a layout."""
    empty = new_document("A video", format)  # type: ignore[arg-type]
    data = {**empty.to_json(), "assets": ASSETS}
    data["scenes"]["intro"] |= {"layout": {"name": layout, "slots": slots}, **fields}
    return settled_document(empty, data)


def clips(document: Document, name: str = "intro") -> list[ClipElement]:
    return [each for each in document.scenes[name].elements.values() if isinstance(each, ClipElement)]


@pytest.mark.parametrize("format", SIZES)
@pytest.mark.parametrize("kind", PICTURED, ids=lambda kind: kind.name)
def test_every_layout_with_a_picture_takes_a_clip(kind: Any, format: str) -> None:
    count = kind.counts.get("pictures", (1, 1))[0]
    several = "pictures" in (*kind.needs, *kind.takes)
    slots = kind.example.model_dump() | ({"pictures": ["film"] * count} if several else {"picture": "film"})
    moving = laid_out(kind.name, slots, format)
    slots |= {"pictures": ["logo"] * count} if several else {"picture": "logo"}
    still = laid_out(kind.name, slots, format)
    assert clips(moving) and moving.scenes["intro"].layout is not None
    for name, element in moving.scenes["intro"].elements.items():
        other = still.scenes["intro"].elements[name]
        assert (element.x, element.y, element.w, element.h, element.enter) == (
            other.x, other.y, other.w, other.h, other.enter,
        )  # fmt: skip
    assert flaws(moving.to_json(), ["intro"]) == flaws(still.to_json(), ["intro"])


def test_how_a_clip_plays_leaves_the_layout_and_stays_when_that_changes() -> None:
    made = laid_out("hero", {"heading": "The sea", "picture": "film"})
    (clip,) = clips(made)
    path = f"/scenes/intro/elements/{clip.id}"
    changes: list[Json] = [{"op": "replace", "path": f"{path}/{name}", "value": value}
                           for name, value in (("volume", 0.2), ("trim", 3.0), ("start", 1.0))]  # fmt: skip
    quiet = settled_document(made, apply_patch(made, changes).document)  # type: ignore[arg-type]
    assert quiet.scenes["intro"].layout is not None
    words = {"op": "replace", "path": "/scenes/intro/layout/slots/heading", "value": "The wide open sea"}
    for change in (words, {"op": "replace", "path": "/scenes/intro/layout/name", "value": "captioned"}):
        later = settled_document(quiet, apply_patch(quiet, [change]).document)  # type: ignore[list-item]
        assert [(each.volume, each.trim, each.start) for each in clips(later)] == [(0.2, 3.0, 1.0)]
        assert later.scenes["intro"].layout is not None
    moved = settled_document(quiet, apply_patch(quiet, [{"op": "replace", "path": f"{path}/x", "value": 3.0}]).document)
    assert moved.scenes["intro"].layout is None  # where it stands is the layout's


def test_a_new_clip_takes_the_place_of_the_layouts_picture() -> None:
    made = with_picture(
        laid_out("hero", {"heading": "The sea", "picture": "logo"}), "intro", "film", Placing(), {"trim": 2.0}
    )
    (clip,) = clips(made)
    assert made.scenes["intro"].layout is not None and made.scenes["intro"].layout.slots.picture == "film"
    assert clip.id in made.scenes["intro"].layout.made and clip.trim == 2.0
    quiet = with_picture(made, "intro", "film", Placing(), {"volume": 0.0})
    assert [(each.trim, each.volume) for each in clips(quiet)] == [(2.0, 0.0)]
    assert quiet.scenes["intro"].layout == made.scenes["intro"].layout


def test_where_no_picture_stands_it_moves_behind_all_and_words_stay_in_front() -> None:
    words = scene({"t": {"type": "text", "text": "Hello"}})
    made = with_picture(parse_document(video({"a": words}, assets=ASSETS)), "a", "film", Placing(), {})
    assert made.scenes["a"].order == ["clip-1", "t"] and clips(made, "a")[0].opacity < 1
    bare = with_picture(parse_document(video(assets=ASSETS)), "intro", "film", Placing(), {})
    (clip,) = clips(bare)
    assert (clip.x, clip.y, clip.w, clip.h, clip.opacity, clip.fit) == (0, 0, 320, 180, 1, "cover")


@given(st.sampled_from(CORNERS), st.sampled_from(sorted(SIZES)), st.sampled_from([(640, 360), (360, 640)]))
def test_in_a_corner_it_keeps_its_shape_and_stays_in_the_frame(corner: str, format: str, size: tuple[int, int]) -> None:
    before = laid_out("statement", {"heading": "Short words"}, format)
    data = before.to_json()
    data["assets"]["film"] |= {"width": size[0], "height": size[1]}
    made = with_picture(parse_document(data), "intro", "film", Placing(corner), {"start": 1.0})
    (clip,) = clips(made)
    assert clip.w / clip.h == pytest.approx(size[0] / size[1], rel=0.01)
    assert clip.x >= 0 and clip.y >= 0 and clip.x + clip.w <= made.width and clip.y + clip.h <= made.height
    assert (clip.x < made.width / 3) == corner.endswith("left") and made.scenes["intro"].layout is not None
    again = with_picture(made, "intro", "film", Placing("behind"), {})
    assert [each.id for each in clips(again)] == again.scenes["intro"].order[:1]  # it moved


def test_what_no_clip_can_do_is_refused() -> None:
    before = laid_out("hero", {"heading": "The sea", "picture": "logo"})
    with pytest.raises(Complaint, match="lasts 9 seconds"):
        with_picture(before, "intro", "film", Placing(), {"trim": 9.0})


@given(st.sampled_from(PLACES), st.sampled_from(sorted(SIZES)), st.sampled_from([(400, 400), (900, 300), (200, 700)]))
@settings(deadline=None)
def test_a_picture_goes_where_it_is_told_and_words_stay_readable(
    place: str, format: str, size: tuple[int, int]
) -> None:
    before = laid_out("title", {"heading": "Fresh bread", "body": "Every morning"}, format)
    made = with_picture(before, "intro", "logo", Placing(place, *size), {}).to_json()
    shown = [each for each in made["scenes"]["intro"]["elements"].values() if each["type"] == "image"]
    assert len(shown) == (4 if place == EVERY_CORNER else 1) and made["scenes"]["intro"]["layout"]
    for each in shown if place != "behind" else ():
        assert each["w"] / each["h"] == pytest.approx(size[0] / size[1], rel=0.02)
        assert "left" not in place or each["x"] + each["w"] / 2 < made["width"] / 2
        assert "bottom" not in place or each["y"] + each["h"] / 2 > made["height"] / 2
    if "middle" not in place and place not in ("left", "right"):  # where the words are
        assert flaws(made, ["intro"]) <= flaws(before.to_json(), ["intro"])
