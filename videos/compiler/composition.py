"""What the elements of one composition share while they are compiled, and what the compiler collects."""

from collections.abc import Callable
from dataclasses import dataclass, field

from videos.compiler.lottie import Json
from videos.document.document import Asset, Document

AssetReader = Callable[[Asset], bytes | None]


@dataclass(frozen=True)
class Clip:
    """A clip in the compiled video: the Lottie asset `name`, whose pixels are others in each frame.

    It is `width` by `height` pixels of the document large; `cut` to that shape, or stretched. From the second
    `begins` of the video up to `ends` it is seen, and begins there at its own second `trim`.
    """

    name: str
    asset: str
    sha256: str
    width: float
    height: float
    cut: bool
    begins: float
    ends: float
    trim: float


@dataclass
class Output:
    """What the compiler has made so far: Lottie assets, clips, and sentences about what could not be drawn.

    `document` has colours and fonts where it named roles of its style (`in_style`).
    """

    document: Document
    read_asset: AssetReader
    assets: dict[str, Json] = field(default_factory=dict)
    clips: list[Clip] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)


@dataclass(frozen=True)
class Composition:
    """A composition in the making: `duration` seconds, and `hold` more in which its last picture stays.

    `begins`: the second of the video at which it does.
    """

    output: Output
    name: str
    duration: float
    hold: float
    dark: bool  # whether its background is, so that charts write in a readable colour
    begins: float = 0.0

    @property
    def width(self) -> int:
        return self.output.document.width

    @property
    def height(self) -> int:
        return self.output.document.height

    @property
    def fps(self) -> int:
        return self.output.document.fps

    @property
    def last_frame(self) -> float:
        return (self.duration + self.hold) * self.fps
