"""docs/layouts.md: every layout and style there is, read from the catalogues, with pictures drawn by the compiler."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import BytesIO
from zlib import crc32

from PIL import Image

from videos.design.canvas import Canvas
from videos.design.catalogue import LayoutKind, all_layouts
from videos.design.laying_out import laid_scene
from videos.design.page import Page
from videos.design.styles import STYLE_USES, STYLES
from videos.document.document import SIZES, Document, Format, new_document, parse_document
from videos.document.slots import Detail, Figure, Layout, Slots
from videos.document.style import Style
from videos.management.elements_reference import about, drawn, table

HEIGHT = 216  # pixels of one picture
WIDEST = 1200  # pixels of a sheet
GAP = 8
GROUND = "#e9eaee"
LARGEST = 40_000  # bytes of a sheet
QUALITIES = range(84, 20, -8)
SHOWN: tuple[Format, ...] = ("16:9", "9:16")
SECONDS, MOMENT = 5.0, 3.4
STYLES_ON_A_SHEET = 12
INTRODUCTION = """# Layouts and styles

Made by `python manage.py layouts_page` from the catalogues; a test compares. A scene has a layout with slots, which
say what is to be seen; where it stands follows from the words, the frame and the style, whenever one of them changes.
`seed` chooses among the arrangements of a layout; one that does not suit gives way to the next. What a layout does not
show it refuses. Every layout takes an `effect`. [video.md](video.md) tells what else a scene may hold.
"""


def page() -> str:
    """The page as Markdown."""
    parts = [INTRODUCTION, "## Slots\n", about(Slots)]
    for title, part in (("", Slots), ("Figure", Figure), ("Detail", Detail)):
        parts += [f"### {title}\n", about(part)] if title else []
        parts.append(table(part, without=()))
    for title, kinds in _groups().items():
        parts += [f"## {title}\n", *map(_told, kinds)]
    parts += ["## Styles\n", *(f"![styles](layouts/{name}.webp)\n" for name in _sheets_of_styles()), _styles()]
    return "\n".join(parts)


def _groups() -> dict[str, list[LayoutKind]]:
    """The layouts by what the folder in which they stand says it holds."""
    found = defaultdict(list)
    for kind in all_layouts().values():
        folder = kind.arrangements[0].__module__.rpartition(".")[0]
        title = (sys.modules[folder].__doc__ or "").partition(":")[0].partition(".")[0]
        found[title].append(kind)
    return dict(sorted(found.items()))


def _told(kind: LayoutKind) -> str:
    needed = ", ".join(f"`{name}`" for name in kind.needs) or "none"
    taken = ", ".join(f"`{name}`" for name in kind.takes) or "none"
    counts = [f"`{name}`: {least} to {most}" for name, (least, most) in kind.counts.items()]
    lines = [f"- needs {needed}", f"- takes {taken}", *([f"- {', '.join(counts)}"] if counts else [])]
    return f"### {kind.name}\n\n{kind.about}\n\n![{kind.name}](layouts/{kind.name}.webp)\n\n" + "\n".join(lines) + "\n"


def _styles() -> str:
    lines = ["| style | for | headings, other words | backdrop | how things come |", "|---|---|---|---|---|"]
    for name, style in STYLES.items():
        cells = (
            f"`{name}`",
            STYLE_USES[name],
            f"{style.heading_font}, {style.body_font}",
            style.backdrop,
            style.motion,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def names() -> list[str]:
    """Of all sheets."""
    return [*all_layouts(), *_sheets_of_styles()]


def sheets() -> Iterator[tuple[str, bytes]]:
    """Each sheet of pictures as WebP, by its name."""
    for name, kind in all_layouts().items():
        yield name, sheet(kind)
    for name, styles in _sheets_of_styles().items():
        yield name, _webp(_laid(_still(_titled(style), "16:9") for style in styles))


def _sheets_of_styles() -> dict[str, list[Style]]:
    styles = list(STYLES.values())
    starts = range(0, len(styles), STYLES_ON_A_SHEET)
    return {f"styles-{n}": styles[at : at + STYLES_ON_A_SHEET] for n, at in enumerate(starts, 1)}


def sheet(kind: LayoutKind) -> bytes:
    """The example of a layout in every arrangement that suits it, wide and upright, each in another style."""
    styles, pictures = list(STYLES.values()), []
    first = crc32(kind.name.encode())
    for format in SHOWN:
        for seed, arrangement in enumerate(kind.arrangements):
            style = styles[(first + 5 * seed) % len(styles)]
            if arrangement(Page(kind.example, style, Canvas(*SIZES[format]), SECONDS, seed)) is not None:
                layout = Layout(name=kind.name, slots=kind.example, seed=seed)
                pictures.append(_still(_video(layout, style, format), format))
    return _webp(_laid(pictures))


def _titled(style: Style) -> Document:
    """A title that says what the style is called and what it is for."""
    slots = Slots(heading=style.name, body=STYLE_USES[style.name])
    return _video(Layout(name="title", slots=slots, seed=0), style, "16:9")


def _video(layout: Layout, style: Style, format: Format) -> Document:
    document = new_document(layout.name, format).to_json()
    document["style"] = style.model_dump(mode="json")
    shown = {layout.slots.picture, *layout.slots.pictures} - {""}
    document["assets"] = dict.fromkeys(shown, {"mime": "image/png", "sha256": "0" * 64})
    scene = {**document["scenes"]["intro"], "duration": SECONDS}
    document["scenes"]["intro"] = laid_scene(scene, layout, style, SIZES[format])
    return parse_document(document)


def _still(document: Document, format: Format) -> Image.Image:
    width, height = SIZES[format]
    size = round(HEIGHT * width / height), HEIGHT
    large = drawn(document, (2 * size[0], 2 * size[1]), MOMENT)
    return Image.fromarray(large).resize(size, Image.Resampling.LANCZOS)


def _laid(pictures: Iterable[Image.Image]) -> Image.Image:
    """The pictures side by side, in rows, on one that is as large as they need."""
    places, x, y = [], GAP, GAP
    for picture in pictures:
        if x + picture.width > WIDEST:
            x, y = GAP, y + HEIGHT + GAP
        places.append((picture, x, y))
        x += picture.width + GAP
    width = max(x + picture.width for picture, x, _ in places) + GAP
    whole = Image.new("RGB", (width, y + HEIGHT + GAP), GROUND)
    for picture, x, y in places:
        whole.paste(picture, (x, y))
    return whole


def _webp(picture: Image.Image) -> bytes:
    """As good as LARGEST bytes allow."""
    data = b""
    for quality in QUALITIES:
        file = BytesIO()
        picture.save(file, "WEBP", quality=quality, method=6)
        data = file.getvalue()
        if len(data) <= LARGEST:
            break
    return data
