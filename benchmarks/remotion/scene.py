"""The scene that both draw: 10 seconds of 1280×720 at 30 frames a second. Its twin is video.jsx."""

from typing import Any

from videos.document.document import parse_document

NIGHT = {"kind": "linear", "angle": 90, "colors": ["#05061a", "#1b1540"]}
BALLS, COLOURS = 24, ["#ffd166", "#06d6a0", "#4cc9f0", "#f72585"]


def scene(seconds: float, title: str) -> dict[str, Any]:
    """A title that slides in over a panel, and balls that cross the frame."""
    elements: dict[str, Any] = {}
    for index in range(BALLS):
        size, y = 20 + index % 5 * 8, 40 + index * 27
        keys = [{"t": 0, "value": -60 - 40 * index}, {"t": seconds, "value": 1340 + 40 * (index % 7)}]
        ball = {"type": "ellipse", "x": 0, "y": y, "w": size, "h": size, "fill": COLOURS[index % 4]}
        elements[f"ball-{index}"] = {**ball, "tracks": [{"property": "x", "keys": keys}]}
    panel = {"type": "rect", "x": 240, "y": 250, "w": 800, "h": 220, "radius": 24, "fill": "#ffffff22"}
    enter = {"preset": "slide_up", "at": 0.5, "duration": 0.8}
    text = {"type": "text", "text": title, "size": 84, "weight": 700, "x": 260, "y": 270, "w": 760, "h": 180}
    elements |= {"panel": panel, "title": {**text, "fill": "#ffffff", "enter": enter}}
    return {"duration": seconds, "background": NIGHT, "order": list(elements), "elements": elements}


def document(scenes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    shape = {"width": 1280, "height": 720, "fps": 30, "title": "Benchmark"}
    return parse_document({**shape, "scene_order": list(scenes), "scenes": scenes}).to_json()


def one_scene() -> dict[str, Any]:
    return document({"only": scene(10.0, "The same scene")})


def ten_scenes(changed: str = "") -> dict[str, Any]:
    """Ten scenes of three seconds that fade into each other; `changed` is added to the fifth one's title."""
    fade = {"kind": "fade", "duration": 0.5}
    scenes = {f"s{n}": scene(3.0, f"Scene {n + 1}{changed if n == 4 else ''}") for n in range(10)}
    return document({name: {**each, "transition": fade} for name, each in scenes.items()})
