"""What bars, lines and donuts are drawn with: colours, sizes, words, and how far they have grown."""

from dataclasses import dataclass
from functools import cached_property

from videos.compiler.charts.chart_words import Row, row_of, value_text
from videos.compiler.composition import Composition
from videos.compiler.lottie import Json, fill, group, still, transform
from videos.compiler.movement import Movement
from videos.compiler.reveals import percent, share_between
from videos.compiler.text.fonts import Face
from videos.compiler.text.text_layers import report_missing, text_groups
from videos.compiler.text.typesetting import Block
from videos.compiler.timeline import Array
from videos.document.elements import ChartElement
from videos.document.outlines import Point

PALETTE = ("#4cc9f0", "#f72585", "#ffd166", "#80ed99", "#c77dff", "#ff9f1c", "#4895ef", "#ff5d73")
STAGGER = 0.45  # of the growth: when the last bar begins
LABEL, VALUE = Face("sans", 500), Face("sans", 700)
READABLE = 0.024  # of the frame's shorter side: words of a small chart take more of it to be that large
LABELS_TURNED, VALUES_TURNED = 0.26, 0.16  # of the chart's height: the length of words that are read upwards


@dataclass(frozen=True)
class Drawing:
    """A chart being drawn, in pixels from the centre of its box."""

    element: ChartElement
    composition: Composition
    movement: Movement
    progress: Array

    @property
    def ink(self) -> str:
        return self.element.text_color or ("#f4f6ff" if self.composition.dark else "#1b1f33")

    def faint(self, alpha: str) -> str:
        """The colour of the words, nearly seen through."""
        return f"{self.ink[:7]}{alpha}"

    @property
    def text_size(self) -> float:
        w, h = self.element.w, self.element.h
        readable = READABLE * min(self.composition.width, self.composition.height)
        return min(max(min(h * 0.085, w * 0.05), readable), h * 0.15, w * 0.09)

    @cached_property
    def middles(self) -> list[float]:
        """The x of each value's place."""
        return [self.place * (index + 0.5 - self.count / 2) for index in range(self.count)]

    @property
    def place(self) -> float:
        """The width that each value has for itself."""
        return self.element.w / self.count

    @property
    def count(self) -> int:
        return len(self.element.values)

    @cached_property
    def labels(self) -> Row:
        room = self.place * 0.92, self.text_size * 2.4
        return row_of(self.element.labels, LABEL, self.text_size, room, self.element.h * LABELS_TURNED)

    @cached_property
    def values(self) -> Row:
        told = [value_text(value, self.element.unit) for value in self.element.values if self.element.show_values]
        room = self.place * 0.92, self.text_size * 1.4
        return row_of(told, VALUE, self.text_size, room, self.element.h * VALUES_TURNED, cut=False)

    def color(self, index: int) -> str:
        colors = self.element.colors or PALETTE
        return colors[index % len(colors)]

    def grown(self, index: int) -> Array:
        """The growth of one of the parts, which begin one after another."""
        begin = STAGGER * index / max(self.count - 1, 1)
        return share_between(self.progress, begin, begin + 1 - STAGGER)

    def words(self, block: Block, center: Point, shown: Array, *, turned: bool = False) -> Json:
        """A block of words around `center` that comes up with `shown`."""
        report_missing(block, self.composition)
        way = still(-90 if turned else 0)
        placed = transform(still(center), rotation=way, opacity=percent(self.movement, shown))
        return group(text_groups(block, [fill(self.ink)]), placed)
