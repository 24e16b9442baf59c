"""A chart element as one layer."""

from collections.abc import Callable

import numpy as np

from videos.compiler.charts.chart_drawing import Drawing
from videos.compiler.charts.donuts import donut
from videos.compiler.charts.plots import bars, line
from videos.compiler.composition import Composition
from videos.compiler.lottie import Json, shape_layer
from videos.compiler.movement import Movement
from videos.compiler.reveals import wiped
from videos.document.elements import ChartElement

_KINDS: dict[str, Callable[[Drawing], list[Json]]] = {"bar": bars, "line": line, "donut": donut}


def draw_chart(element: ChartElement, composition: Composition, movement: Movement) -> list[Json]:
    """The chart in one layer; its progress is its growth, unless it is asked to be wiped in."""
    progress = movement.progress(grows=True)
    growth = np.ones(len(movement.frames)) if progress is None else progress
    whole = movement.reveal("draw") == "wipe"
    drawing = Drawing(element, composition, movement, np.ones_like(growth) if whole else growth)
    items = _KINDS[element.kind](drawing)
    center = element.x + element.w / 2, element.y + element.h / 2
    layer = shape_layer(items, movement.placed(*center), movement.first, movement.last)
    return [wiped(layer, movement, element.w, element.h, progress if whole else None)]
