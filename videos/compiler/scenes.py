"""Scenes: background, elements and components, and how one scene takes over from the other."""

import math
from typing import assert_never

import numpy as np

from videos.compiler.charts.chart import draw_chart
from videos.compiler.composition import Composition, Output
from videos.compiler.lottie import (
    Json,
    color,
    composition_asset,
    composition_layer,
    fill,
    gradient_fill,
    group,
    keyed,
    rectangle,
    shape_layer,
    still,
    transform,
)
from videos.compiler.movement import Movement
from videos.compiler.particles.effects import draw_particles
from videos.compiler.picture_layers import draw_clip, draw_image
from videos.compiler.reveals import windowed
from videos.compiler.shape_layers import draw_icon, draw_shape
from videos.compiler.text.text_layers import draw_text
from videos.compiler.timeline import between, thinned
from videos.document.document import Component, Scene
from videos.document.elements import (
    ChartElement,
    ClipElement,
    ComponentElement,
    Element,
    EllipseElement,
    IconElement,
    ImageElement,
    LinearPaint,
    Paint,
    ParticlesElement,
    PathElement,
    RectElement,
    SolidPaint,
    TextElement,
)


def scene_layers(output: Output) -> list[Json]:
    """The layers of the whole video, the last scene on top, each a composition of its own.

    A scene keeps its last picture while the next one comes in over it, so the video is as long as its scenes.
    """
    document, layers, begins = output.document, list[Json](), 0.0
    for index, name in enumerate(document.scene_order):
        scene = document.scenes[name]
        following = document.scenes[document.scene_order[index + 1]] if name != document.scene_order[-1] else None
        hold = _overlap(following) if following else 0.0
        dark = luminance(scene.background) < 0.45
        composition = Composition(output, f"scene-{name}", scene.duration, hold, dark, begins)
        content = [*_drawn(scene, composition), _background(scene.background, composition)]
        output.assets[composition.name] = composition_asset(composition.name, content)
        layers.append(_scene_layer(scene, composition, begins, following))
        begins += scene.duration
    return layers[::-1]


def _overlap(scene: Scene) -> float:
    """Seconds at its beginning in which the scene before is still seen."""
    return 0.0 if scene.transition.kind == "none" else min(scene.transition.duration, scene.duration)


def _scene_layer(scene: Scene, composition: Composition, begins: float, following: Scene | None) -> Json:
    """One scene in the video, with its own coming in and its being pushed out by a sliding one."""
    first, size = begins * composition.fps, (composition.width, composition.height)
    center = size[0] / 2, size[1] / 2
    kind, coming = scene.transition.kind, _shares(composition.fps, first, _overlap(scene))
    offsets = [(frame, size[0] * (1 - share)) for frame, share in coming] if kind == "slide" else []
    if following and following.transition.kind == "slide":
        going = _shares(composition.fps, first + scene.duration * composition.fps, _overlap(following))
        offsets += [(frame, -size[0] * share) for frame, share in going]
    position = [(frame, (center[0] + offset, center[1])) for frame, offset in offsets] or [(first, center)]
    opacity = [(frame, 100 * share) for frame, share in coming] if kind == "fade" and coming else [(first, 100)]
    placed = transform(keyed(position), opacity=keyed(opacity), anchor=still(center))
    layer = composition_layer(composition.name, size, placed, first, first + composition.last_frame, begins=first)
    return windowed(layer, center, size, coming) if kind == "wipe" and coming else layer


def _shares(fps: int, first: float, seconds: float) -> list[tuple[float, float]]:
    """Keys of how far a transition of `seconds` from frame `first` on has come; none when it takes no time."""
    if seconds <= 0:
        return []
    steps = np.arange(math.ceil(seconds * fps) + 1, dtype=np.float64)
    return thinned(first + steps, between(0.0, seconds, "ease_in_out", steps / fps), 0.002)


def _background(paint: Paint, composition: Composition) -> Json:
    """The whole frame in the paint. Gradients reach from edge to edge, or from the centre to the corners."""
    width, height = composition.width, composition.height
    if isinstance(paint, SolidPaint):
        painted = fill(paint.color)
    elif isinstance(paint, LinearPaint):
        x, y = math.cos(math.radians(paint.angle)), math.sin(math.radians(paint.angle))
        half = (abs(x) * width + abs(y) * height) / 2
        painted = gradient_fill("linear", (-x * half, -y * half), (x * half, y * half), paint.colors)
    else:
        painted = gradient_fill("radial", (0, 0), (math.hypot(width, height) / 2, 0), paint.colors)
    placed = transform(position=still((width / 2, height / 2)))
    return shape_layer([group([rectangle(width, height), painted])], placed, 0, composition.last_frame)


def luminance(paint: Paint) -> float:
    """How bright a paint is on the average, 0 to 1."""
    colors = [paint.color] if isinstance(paint, SolidPaint) else paint.colors
    weights = (0.2126, 0.7152, 0.0722)
    return sum(sum(w * c for w, c in zip(weights, color(code), strict=True)) for code in colors) / len(colors)


def _drawn(holder: Scene | Component, composition: Composition) -> list[Json]:
    """The layers of all elements that are seen, the last element on top."""
    layers: list[Json] = []
    for name in reversed(holder.order):
        element = holder.elements[name]
        movement = Movement(element, composition)
        if movement.seen:
            layers += _draw(element, composition, movement)
    return layers


def _draw(element: Element, composition: Composition, movement: Movement) -> list[Json]:
    match element:
        case TextElement():
            return draw_text(element, composition, movement)
        case RectElement() | EllipseElement() | PathElement():
            return draw_shape(element, composition, movement)
        case IconElement():
            return draw_icon(element, composition, movement)
        case ImageElement():
            return draw_image(element, composition, movement)
        case ClipElement():
            return draw_clip(element, composition, movement)
        case ParticlesElement():
            return draw_particles(element, movement)
        case ChartElement():
            return draw_chart(element, composition, movement)
        case ComponentElement():
            return _draw_component(element, composition, movement)
        case _:
            assert_never(element)


def _draw_component(element: ComponentElement, composition: Composition, movement: Movement) -> list[Json]:
    """A component as a composition of its own: each instance has its overrides, its time and its movement."""
    name = f"{composition.name}/{element.id}"
    duration = movement.end - movement.start
    hold = max(movement.last / composition.fps - movement.end, 0.0)
    begins = composition.begins + movement.start
    inner = Composition(composition.output, name, duration, hold, composition.dark, begins)
    component = composition.output.document.component_in(element)
    composition.output.assets[name] = composition_asset(name, _drawn(component, inner))
    frame = composition.width, composition.height
    zoom = min(element.w / frame[0], element.h / frame[1])
    middle = frame[0] / 2, frame[1] / 2
    placed = movement.placed(element.x + element.w / 2, element.y + element.h / 2, zoom, anchor=middle)
    layer = composition_layer(name, frame, placed, movement.first, movement.last, begins=movement.first)
    progress = movement.progress()
    return [layer if progress is None else windowed(layer, middle, frame, movement.keys(progress, 0.002))]
