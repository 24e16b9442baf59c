"""docs/elements.md: what each element has, read from the models that check it, with a picture drawn by the compiler."""

import json
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import numpy as np
from PIL import Image

from videos.clips.reels import reels_of
from videos.compiler.compiling import compile_with_warnings
from videos.design.by_hand.elements_input import elements_from_input
from videos.design.by_hand.groups import Group
from videos.document.document import Document, Transition, parse_document
from videos.document.elements import (
    ELEMENT_TYPES,
    BaseElement,
    Key,
    LinearPaint,
    Motion,
    Override,
    Part,
    RadialPaint,
    Track,
)
from videos.rendering.raster import Pixels, Raster
from videos.rendering.render_job import Frames

Json = dict[str, Any]
SIZE = 320, 180  # pixels of a picture
INTRODUCTION = """# Elements

Made by `python manage.py elements_page` from the classes that check elements; a test compares. What a model is told
about elements comes from them, too. An element without a box of its own gets one in the middle of the frame. In
`elements_json` a [group](#group) gives it one: the document holds the elements that come of it.
[video.md](video.md) tells how they play together.
"""
DUSK = {"kind": "linear", "angle": 60, "colors": ["#101437", "#4b2a7b"]}
EXAMPLES: dict[str, list[Json]] = {
    "text": [
        {"text": "Words", "size": 96, "font": "display", "weight": 800, "y": 60, "h": 120, "shadow": 0.6},
        {"text": "in four fonts", "size": 52, "font": "serif", "y": 196, "h": 80},
        {"text": "你好 · مرحبا · ☀", "size": 40, "y": 276, "h": 60},
    ],
    "rect": [
        {"x": 70, "y": 80, "w": 220, "h": 200, "radius": 36, "fill": "#ff7a8a", "shadow": 0.6},
        {"x": 350, "y": 80, "w": 220, "h": 200, "radius": 36, "fill": "#00000000", "stroke": "#ffd166",
         "stroke_width": 8},
    ],
    "ellipse": [
        {"x": 80, "y": 80, "w": 200, "h": 200, "fill": "#4cc9f0", "shadow": 0.6},
        {"x": 340, "y": 60, "w": 240, "h": 240, "gradient": {"kind": "radial", "colors": ["#ffd166", "#ffd16600"]}},
    ],
    "path": [
        {"x": 200, "y": 60, "w": 240, "h": 240, "fill": "#ffd166", "stroke_width": 0, "shadow": 0.6,
         "d": "M120 10L152 85L232 92L171 145L190 224L120 181L50 224L69 145L8 92L88 85Z"},
    ],
    "icon": [
        {"icon": "opening hours", "x": 70, "y": 70, "w": 130, "h": 130, "fill": "#ffd166", "shadow": 0.6},
        {"icon": "map pin", "x": 255, "y": 70, "w": 130, "h": 130, "fill": "#4cc9f0", "shadow": 0.6},
        {"icon": "phone", "x": 440, "y": 70, "w": 130, "h": 130, "fill": "#ff7a8a", "shadow": 0.6},
        {"icon": "brand:github", "x": 180, "y": 230, "w": 90, "h": 90},
        {"icon": "instagram", "x": 370, "y": 230, "w": 90, "h": 90},
    ],
    "image": [{"asset": "picture", "x": 140, "y": 60, "w": 360, "h": 240, "fit": "cover", "radius": 32, "shadow": 0.6}],
    "clip": [
        {"asset": "film", "x": 40 + 190 * place, "y": 60, "w": 170, "h": 240, "fit": "cover", "radius": 24,
         "shadow": 0.6, "trim": 1.8 * place}
        for place in range(3)
    ],
    "particles": [{"effect": "firework", "count": 240, "y": 30, "h": 300}],
    "chart": [{"values": [12, 19, 15, 27], "labels": ["Mon", "Tue", "Wed", "Thu"], "y": 30, "h": 310}],
    "component": [
        {"component": "card", "x": 20, "y": 90, "w": 320, "h": 180},
        {"component": "card", "x": 300, "y": 90, "w": 320, "h": 180,
         "overrides": {"words": {"text": "Two"}, "plate": {"fill": "#4cc9f0"}}},
    ],
    "group": [
        {"direction": "row", "gap": 20, "align": "stretch", "enter": {"preset": "fade"}, "stagger": 0.2, "children": [
            {"grow": 1, "fill": "$surface", "pad": 18, "gap": 12, "align": "center",
             "children": [{"icon": icon, "w": 72}, {"text": words, "size": 30, "weight": 700}]}
            for icon, words in (("clock", "8 to 6"), ("map pin", "Mill Lane"), ("phone", "555 0134"))
        ]},
    ],
}  # fmt: skip
FILM: Json = {"mime": "video/mp4", "sha256": "1" * 64, "width": 360, "height": 240, "seconds": 6.0, "sound": False}
FILM_FPS = 10
LOW = 0.62  # where the sun stands in a picture
CARD: Json = {
    "order": ["plate", "words"],
    "elements": {
        "plate": {"type": "rect", "x": 80, "y": 60, "w": 480, "h": 240, "radius": 40, "fill": "#ff7a8a", "shadow": 0.6},
        "words": {"type": "text", "text": "One", "size": 110, "weight": 800},
    },
}


def page() -> str:
    """The page as Markdown."""
    parts = [INTRODUCTION, "## Every element\n", about(BaseElement), table(BaseElement, without=())]
    for name, model in ELEMENT_TYPES.items():
        shared = tuple(BaseElement.model_fields) + ("type",)
        parts += [f"## {name}\n", f"![{name}](elements/{name}.png)\n", about(model), table(model, without=shared)]
    parts += ["## group\n", "![group](elements/group.png)\n", about(Group), table(Group, without=("id", "type"))]
    for title, part in (("Motion", Motion), ("Track", Track), ("Key", Key), ("LinearPaint", LinearPaint),
                        ("RadialPaint", RadialPaint), ("Override", Override), ("Transition", Transition)):  # fmt: skip
        parts += [f"## {title}\n", about(part), table(part, without=())]
    return "\n".join(parts)


def about(model: type[Part]) -> str:
    lines = [line.strip() for line in (model.__doc__ or "").strip().splitlines()]
    return "\n".join(lines) + "\n"


def table(model: type[Part], without: tuple[str, ...]) -> str:
    schema = model.model_json_schema()
    needed = set(schema.get("required", ()))
    rows = []
    for name, told in schema["properties"].items():
        if name not in without:
            default = "needed" if name in needed - {"x", "y", "w", "h"} else f"`{_default(told)}`"
            rows.append(f"| `{name}` | {_kind(told, schema.get('$defs', {}))} | {default} |")
    return "\n".join(["| property | values | default |", "|---|---|---|", *rows]) + "\n"


def _default(told: Json) -> str:
    value = told.get("default")
    return str(value["preset"]) if isinstance(value, dict) and "preset" in value else json.dumps(value)


def _kind(told: Json, definitions: Json) -> str:
    """What may stand there, in a few words."""
    if "$ref" in told:
        return str(told["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in told or "oneOf" in told:
        return " or ".join(_kind(each, definitions) for each in told.get("anyOf") or told["oneOf"])
    if "enum" in told:
        return ", ".join(f"`{value}`" for value in told["enum"])
    match told.get("type"):
        case "array" if not told["items"]:
            return "list of elements and groups"
        case "array":
            return f"list of {_kind(told['items'], definitions)}{_bounds(told, 'minItems', 'maxItems')}"
        case "number":
            return f"number{_bounds(told, 'minimum', 'maximum')}"
        case "integer":
            return f"whole number{_bounds(told, 'minimum', 'maximum')}"
        case "string" if "#" in str(told.get("pattern")):
            return "colour"
        case "string" if "pattern" in told:
            return "id"
        case "string":
            return f"text{_bounds(told, 'minLength', 'maxLength')}"
        case "object":
            return "object by id"
        case kind:
            return str(kind or "number or colour")


def _bounds(told: Json, least: str, most: str) -> str:
    low, high = told.get(least), told.get(most)
    if low is not None and high is not None:
        return f", {low:g} to {high:g}"
    return f", at most {high:g}" if high is not None else f", at least {low:g}" if low is not None else ""


def pictures() -> dict[str, bytes]:
    """A PNG for each type of element, and for groups."""
    return {name: _png(_drawn(name)) for name in EXAMPLES}


def _png(pixels: Pixels) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG", optimize=True)
    return file.getvalue()


def _drawn(name: str) -> Pixels:
    given = [{"type": name, "id": f"e{index}", **example} for index, example in enumerate(EXAMPLES[name])]
    elements: Json = {each["id"]: each for each in given}
    if name == "group":
        made = elements_from_input(json.dumps(given), width=640, height=360)[1]
        elements = {key: element.model_dump(mode="json") for key, element in made.items()}
    scene = {"duration": 4.0, "background": DUSK, "order": list(elements), "elements": elements}
    document = parse_document(
        {
            "width": 640, "height": 360, "fps": 30, "title": name, "scene_order": ["a"], "scenes": {"a": scene},
            "components": {"card": CARD},
            "assets": {"picture": {"mime": "image/png", "sha256": "0" * 64}, "film": FILM},
        }
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        _film(film)
        return drawn(document, SIZE, 2.4, {FILM["sha256"]: str(film)})


def drawn(document: Document, size: tuple[int, int], second: float, clips: Mapping[str, str] | None = None) -> Pixels:
    """The document at a second, in colours alone; every picture is one of an evening. `clips`: files by sha256."""
    evening = _png(_sky(LOW))
    frames = round(document.duration * document.fps)
    compiled = compile_with_warnings(document, lambda asset: evening)
    reels, _ = reels_of(compiled, clips or {}, *size)
    with Raster(compiled.lottie, Frames(*size, document.fps, frames), reels) as raster:
        return raster.frame(round(second * document.fps))[:, :, :3].copy()


def _film(path: Path) -> None:
    """A clip to show: the sun sinks."""
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream("libx264", rate=FILM_FPS)
        stream.width, stream.height, stream.pix_fmt = FILM["width"], FILM["height"], "yuv420p"
        count = round(FILM["seconds"] * FILM_FPS)
        for number in range(count):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(_sky(0.1 + 0.9 * number / count), format="rgb24")))
        file.mux(stream.encode(None))


@cache
def _sky(sun: float) -> Pixels:
    """A picture to show: an evening sky, with the sun at this share of the way down."""
    across, down = np.meshgrid(np.linspace(-1.5, 1.5, 360), np.linspace(0, 1, 240))
    light = np.clip(1.4 - 5 * np.hypot(across, down - sun), 0, 1)[..., None]
    shades = np.stack([60 + 195 * down, 60 + 90 * down, 130 - 40 * down], axis=2)
    return (shades * (1 - light) + np.array([255, 236, 170]) * light).astype(np.uint8)
