"""What a video costs to draw, guessed: every kind of element counts, and what is more costs more."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.videos.samples import Json, scene, video
from videos.document.document import parse_document
from videos.document.elements import ELEMENT_TYPES
from videos.rendering.cost import Cost, cost_of

ELEMENTS: dict[str, Json] = {
    "text": {"text": "Some words", "size": 40},
    "rect": {"fill": "#ff0000"},
    "ellipse": {"fill": "#ff0000", "stroke": "#00ff00", "stroke_width": 4},
    "path": {"d": "M0 0 L300 0 C 300 100, 200 100, 0 100 Z", "stroke": "#ffffff"},
    "icon": {"icon": "clock"},
    "image": {"asset": "logo"},
    "clip": {"asset": "film"},
    "particles": {"effect": "snow", "count": 100},
    "chart": {"values": [1, 2, 3]},
    "component": {"component": "parts"},
}
DEARER: dict[str, list[Json]] = {
    "text": [{"text": "Some more words"}, {"size": 80}, {"shadow": 0.5}, {"glow": 0.5}],
    "rect": [{"w": 200}, {"gradient": {"kind": "linear", "colors": ["#ff0000", "#00ff00"]}}, {"shadow": 1}],
    "ellipse": [{"h": 100}, {"stroke_width": 30}, {"shadow": 1}, {"glow": 1}],
    "path": [
        {"d": "M0 0 L900 0 C 300 100, 200 100, 0 100 Z"},
        {"fill": "#ff0000"},
        {"stroke_width": 90},
        {"shadow": 1},
    ],
    "icon": [{"h": 100, "w": 100}, {"stroke_width": 30}, {"shadow": 1}, {"glow": 1}, {"icon": "settings"}],
    "image": [{"w": 200}, {"shadow": 1}],
    "clip": [{"w": 200}, {"shadow": 1}],
    "particles": [{"count": 200}],
}
MORE = [(name, more) for name, changes in DEARER.items() for more in changes]


def cost(elements: Json, format: Any = "mp4", quality: Any = "high", **fields: Any) -> Cost:
    film = {"mime": "video/mp4", "sha256": "1" * 64, "width": 640, "height": 360, "seconds": 9.0, "sound": True}
    assets = {"logo": {"mime": "image/png", "sha256": "0" * 64}, "film": film}
    parts = {"order": ["t"], "elements": {"t": {"type": "text", **ELEMENTS["text"]}}}
    return cost_of(document(elements, assets=assets, components={"parts": parts}, **fields), format, quality)


def document(elements: Json, *, duration: float = 4.0, **fields: Any) -> Any:
    return parse_document(video({"a": scene(elements, duration=duration)}, **fields))


def one(name: str, **more: Any) -> Json:
    return {"e": {"type": name, "w": 80, "h": 60, **ELEMENTS[name], **more}}


def test_every_kind_of_element_counts() -> None:
    assert ELEMENTS.keys() == ELEMENT_TYPES.keys()
    for name in ELEMENTS:
        found = cost(one(name))
        assert found.seconds > cost({}).seconds and found.heaviest == ("a", "e")
    assert cost({}).heaviest is None
    assert cost(one("component")).seconds == pytest.approx(cost(one("text")).seconds)


@pytest.mark.parametrize(("name", "more"), MORE, ids=[f"{name}-{next(iter(more))}" for name, more in MORE])
def test_what_is_more_costs_more(name: str, more: Json) -> None:
    assert cost(one(name, **more)).seconds > cost(one(name)).seconds


def test_only_what_is_seen_costs() -> None:
    whole, half, none = (cost(one("rect", end=end)).seconds for end in (None, 2.0, 0.01))
    assert whole - half == pytest.approx(half - none, rel=0.02)


@given(st.sampled_from(sorted(ELEMENTS)), st.sampled_from(["mp4", "webm", "gif"]), st.floats(0.1, 60))
def test_finer_longer_and_quicker_cost_more(name: str, format: str, seconds: float) -> None:
    shown: dict[str, Any] = {"elements": one(name), "format": format, "duration": seconds}
    costs = [cost(**shown, quality=quality).seconds for quality in ("draft", "standard", "high")]
    assert 0 < costs[0] < costs[1] < costs[2] < float("inf")
    assert cost(**{**shown, "duration": 2 * seconds}).seconds > costs[2]
    assert cost(**shown, fps=15).seconds > costs[2]


def test_a_poster_and_a_lottie_file_cost_next_to_nothing() -> None:
    assert all(cost(one("rect"), format, duration=120).seconds < 1 for format in ("png", "lottie"))
