"""Clips in a document: what each may say, how many there may be, and that an element is what its asset is."""

from typing import Any

import pytest

from tests.videos.samples import Json, scene, video
from videos.document.document import MAX_CLIPS, ClipElement, ImageElement, InvalidDocument, parse_document

FILM: Json = {"mime": "video/mp4", "sha256": "1" * 64, "width": 640, "height": 360, "seconds": 4.0, "sound": True}
ASSETS: Json = {
    "film": FILM, "beach": {**FILM, "sha256": "2" * 64}, "logo": {"mime": "image/png", "sha256": "3" * 64},
    "song": {"mime": "audio/ogg", "sha256": "4" * 64},
}  # fmt: skip
CLIP: Json = {"type": "clip", "asset": "film"}


def parsed(elements: Json, **fields: Any) -> Any:
    return parse_document(video({"a": scene(elements)}, assets=ASSETS, **fields))


def refused(elements: Json, **fields: Any) -> InvalidDocument:
    with pytest.raises(InvalidDocument) as refusal:
        parsed(elements, **fields)
    return refusal.value


def test_a_clip_has_what_a_picture_has_and_how_it_plays() -> None:
    clip = parsed({"it": CLIP}).scenes["a"].elements["it"]
    assert isinstance(clip, ClipElement)
    assert (clip.fit, clip.radius, clip.trim, clip.volume, clip.start) == ("contain", 0, 0, 1, 0)
    told = parsed({"it": CLIP}).to_json()
    assert parse_document(told).to_json() == told


def test_an_element_is_what_its_asset_is() -> None:
    """So whatever shows a picture, a layout or a patch, can show a clip; and back again."""
    made = parsed({"it": {"type": "image", "asset": "film", "radius": 8}})
    assert made.scenes["a"].elements["it"] == parsed({"it": {**CLIP, "radius": 8}}).scenes["a"].elements["it"]
    back = made.to_json()
    back["scenes"]["a"]["elements"]["it"]["asset"] = "logo"
    assert isinstance(parse_document(back).scenes["a"].elements["it"], ImageElement)


@pytest.mark.parametrize(
    ("clip", "code", "path", "told"),
    [
        ({"asset": "flim"}, "unknown_reference", "asset", "Did you mean 'film'?"),
        ({"asset": "song"}, "unknown_reference", "asset", "only a clip can stand here; the clips are beach, film"),
        ({"trim": 4.0}, "trim_too_long", "trim", "the clip 'film' lasts 4 seconds"),
        ({"trim": -1.0}, "greater_than_equal", "trim", "-1"),
        ({"volume": 2.0}, "less_than_equal", "volume", "2"),
        ({"loops": 3}, "extra_forbidden", "loops", "loop"),
    ],
)
def test_what_no_clip_can_be_is_refused(clip: Json, code: str, path: str, told: str) -> None:
    error = refused({"it": {**CLIP, **clip}})
    assert (error.code, error.path) == (code, f"/scenes/a/elements/it/{path}") and told in error.message


def test_a_clip_is_heard_in_no_music_and_read_in_no_old_document() -> None:
    music = {"type": "music", "asset": "film"}
    error = refused({}, audio={"tracks": {"m": music}})
    assert "'film' is a clip, and only a recording can stand here" in error.message


def test_scenes_and_videos_have_so_many_clips_at_most() -> None:
    many = {f"c{number}": CLIP for number in range(MAX_CLIPS + 1)}
    assert refused(many).code == "too_many_clips" and "at most 6 clips; this one shows 7" in refused(many).message
    parts = {"part": {"order": ["one"], "elements": {"one": CLIP}}}
    shown = {f"e{number}": {"type": "component", "component": "part"} for number in range(MAX_CLIPS + 1)}
    assert refused(shown, components=parts).code == "too_many_clips"
    full = {f"s{number}": scene({f"c{index}": CLIP for index in range(6)}) for number in range(4)}
    with pytest.raises(InvalidDocument, match="draws at most 20 clips, its components included; this one draws 24"):
        parse_document(video(full, assets=ASSETS))


def test_a_component_shows_another_clip_where_it_is_told_to() -> None:
    parts = {"part": {"order": ["one", "two"], "elements": {"one": CLIP, "two": {"type": "image", "asset": "logo"}}}}

    def shown(name: str, asset: str) -> Json:
        return {"it": {"type": "component", "component": "part", "overrides": {name: {"asset": asset}}}}

    parsed(shown("one", "beach"), components=parts)
    assert refused(shown("one", "logo"), components=parts).code == "unknown_reference"
    assert refused(shown("two", "film"), components=parts).code == "unknown_reference"
