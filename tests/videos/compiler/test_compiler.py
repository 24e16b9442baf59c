"""Whatever is a valid document can be compiled, and the rasteriser takes it."""

import json
import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.pictures import frames
from tests.videos.samples import video
from videos.compiler.compiling import compile_document
from videos.document.document import parse_document
from videos.document.elements import Ease, Preset
from videos.rendering.cost import cost_of

COLORS = st.sampled_from(["#ff0000", "#00ff0080", "#ffffff00", "#123456"])
EASES = st.sampled_from(Ease.__args__)  # type: ignore[attr-defined]
SECONDS = st.sampled_from([0.0, 0.1, 0.33, 1.0, 2.0])
MOTIONS = st.fixed_dictionaries(
    {"preset": st.sampled_from(Preset.__args__), "duration": SECONDS, "ease": EASES},  # type: ignore[attr-defined]
    optional={"at": SECONDS},
)


def keys(values: Any) -> Any:
    """One to three keys at rising times."""
    key = st.fixed_dictionaries({"value": values, "ease": EASES})
    return st.lists(key, min_size=1, max_size=3).map(
        lambda found: [{"t": round(0.3 * index, 1), **each} for index, each in enumerate(found)]
    )


def track(name: str) -> Any:
    values = COLORS if name == "fill" else st.sampled_from([-5, 0, 0.5, 1, 90, 400])
    return st.fixed_dictionaries({"property": st.just(name), "keys": keys(values)})


TRACKS = st.lists(
    st.sampled_from(["x", "y", "scale", "rotation", "opacity", "fill", "progress"]), unique=True, max_size=3
).flatmap(lambda names: st.tuples(*map(track, names)).map(list))
PIXELS = st.sampled_from([-400.0, 0.0, 10.0, 150.0, 900.0])
LENGTHS = st.sampled_from([1.0, 30.0, 320.0, 5000.0])
SHARED = {
    "x": PIXELS,
    "y": PIXELS,
    "w": LENGTHS,
    "h": LENGTHS,
    "rotation": st.sampled_from([0.0, 45.0, -90.0]),
    "opacity": st.sampled_from([0.0, 0.5, 1.0]),
    "start": st.sampled_from([0.0, 0.25]),
    "end": st.sampled_from([0.3, 0.5, 5.0]),
    "enter": MOTIONS,
    "exit": MOTIONS,
    "tracks": TRACKS,
}
VALUES = st.lists(st.sampled_from([0.0, 1.0, 2.5, 1e9]), min_size=1, max_size=5)
PATHS = st.sampled_from(["M0 0", "M0 0L9 9", "M1 1A5 5 0 1 0 9 9Z M3 3H9V9z", "M0 0Q1 1 2 2T9 9C1 2 3 4 5 6"])
SHADES = st.sampled_from(
    [
        {"kind": "linear", "angle": 30, "colors": ["#ff0000", "#00ff0000"]},
        {"kind": "radial", "colors": ["#ffffff", "#112233", "#000000"]},
    ]
)
PAINTED = {"gradient": SHADES, "shadow": st.sampled_from([0.0, 0.6, 1.0]), "glow": st.sampled_from([0.0, 1.0])}
TYPES: dict[str, dict[str, Any]] = {
    "text": {
        "text": st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20),
        "size": st.sampled_from([4.0, 60.0, 400.0]),
        "fill": COLORS,
        "font": st.sampled_from(["sans", "display", "serif", "script"]),
        "spacing": st.sampled_from([-0.1, 0.0, 1.0]),
        "count_up": st.booleans(),
        **PAINTED,
    },
    "rect": {
        **PAINTED,
        "radius": st.sampled_from([0.0, 9.0, 2000.0]),
        "stroke": COLORS,
        "stroke_width": LENGTHS.map(lambda w: min(w, 9.0)),
    },
    "ellipse": {"fill": COLORS, **PAINTED},
    "path": {"d": PATHS, **PAINTED},
    "icon": {
        "icon": st.sampled_from(["clock", "sun", "opening hours", "brand:github", "brand:x"]),
        "fill": COLORS,
        "stroke_width": st.sampled_from([None, 0.1, 200.0]),
        **PAINTED,
    },
    "chart": {"kind": st.sampled_from(["bar", "line"]), "values": VALUES.map(lambda v: [*v, -1.0])},
    "particles": {
        "effect": st.sampled_from(["firework", "confetti", "snow", "sparks", "bubbles"]),
        "count": st.integers(1, 12),
    },
    "component": {"component": st.just("card")},
}
NEEDED = {"text": "text", "path": "d", "icon": "icon", "chart": "values", "particles": "effect"}
NEEDED |= {"component": "component"}


def element(name: str) -> Any:
    own = TYPES[name]
    needed = {NEEDED[name]: own[NEEDED[name]]} if name in NEEDED else {}
    optional = {**SHARED, **{key: value for key, value in own.items() if key not in needed}}
    return st.fixed_dictionaries({"type": st.just(name), **needed}, optional=optional)


ELEMENTS = st.lists(st.sampled_from(list(TYPES)).flatmap(element), max_size=4)
TRANSITIONS = st.fixed_dictionaries({"kind": st.sampled_from(["none", "fade", "slide", "wipe"]), "duration": SECONDS})


def scene(elements: list[dict[str, Any]], transition: dict[str, Any], duration: float) -> dict[str, Any]:
    keyed = {f"e{index}": each for index, each in enumerate(elements)}
    return {"duration": duration, "transition": transition, "order": list(keyed), "elements": keyed}


SCENES = st.lists(st.builds(scene, ELEMENTS, TRANSITIONS, st.sampled_from([0.1, 0.77, 1.5])), min_size=1, max_size=3)
CARD = {"order": ["a"], "elements": {"a": {"type": "text", "text": "Card", "enter": {"preset": "wipe"}}}}


@given(scenes=SCENES, fps=st.sampled_from([1, 24, 60]))
@settings(max_examples=60)
def test_any_valid_document_compiles_and_is_drawn(scenes: list[dict[str, Any]], fps: int) -> None:
    named = {f"s{index}": each for index, each in enumerate(scenes)}
    document = parse_document(video(named, fps=fps, components={"card": CARD}))
    assert math.isfinite(cost_of(document, "mp4", "high").seconds)
    lottie = compile_document(document)
    json.dumps(lottie, allow_nan=False)
    count = max(1, round(document.duration * fps))
    frames(document, 0, count // 2, count - 1, lottie=lottie)


def test_the_same_document_compiles_to_the_same_lottie() -> None:
    document = parse_document(video({"a": scene([{"type": "particles", "effect": "firework"}], {}, 3.0)}))
    assert compile_document(document) == compile_document(document)
