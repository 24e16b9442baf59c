"""The document of a video: scenes, components and assets keyed by id, with order lists, and all its limits.

`parse_document` is the only way in from outside; what it returns may be compiled and rendered.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, ValidationError

from videos.document.audio import MAX_TRACKS, Audio
from videos.document.audio_checks import check_audio
from videos.document.complaints import Gathering, InvalidDocument, check_asset, check_known, complaints
from videos.document.elements import (
    ELEMENT_TYPES,
    MAX_ELEMENTS,
    MAX_PARTICLES,
    MAX_SECONDS,
    BaseElement,
    ChartElement,
    ClipElement,
    ComponentElement,
    Element,
    EllipseElement,
    IconElement,
    Id,
    ImageElement,
    Key,
    LinearPaint,
    Motion,
    Override,
    Paint,
    Part,
    ParticlesElement,
    PathElement,
    Pictured,
    RadialPaint,
    RectElement,
    SolidPaint,
    TextElement,
    Track,
    Words,
    completed,
)
from videos.document.slots import Layout
from videos.document.style import Style

__all__ = [
    "Audio",
    "BaseElement",
    "ChartElement",
    "ClipAsset",
    "ClipElement",
    "Component",
    "ComponentElement",
    "Document",
    "Element",
    "EllipseElement",
    "IconElement",
    "ImageElement",
    "InvalidDocument",
    "Key",
    "Layout",
    "LinearPaint",
    "Motion",
    "Override",
    "Paint",
    "ParticlesElement",
    "PathElement",
    "Pictured",
    "RadialPaint",
    "RectElement",
    "Scene",
    "SolidPaint",
    "Style",
    "TextElement",
    "Track",
    "Transition",
    "new_document",
    "parse_document",
]

MAX_SCENES = 20
MAX_LONG_SIDE, MAX_SHORT_SIDE = 1920, 1080  # pixels; either way up
MAX_COMPONENTS = 100
MAX_COMPONENT_DEPTH = 4
# What a whole video may draw, with its components inlined: it bounds the memory and the time of a render.
MAX_DRAWN = {"elements": 3000, "particles": 30 * MAX_PARTICLES, "characters": 200_000, "clips": 20}
MAX_CLIPS = 6  # in a scene, its components included: each is decoded while it is seen

AssetKind = Literal["picture", "recording", "clip"]
SHOWN_BY = {"image": "image", "video": "clip"}  # the element that shows an asset, by the first part of its mime
Format = Literal["16:9", "9:16", "1:1", "4:5"]
SIZES: dict[str, tuple[int, int]] = {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (1080, 1080), "4:5": (864, 1080)}


class Transition(Part):
    """How a scene takes over from the one before, in its own first seconds; the first comes out of black."""

    kind: Literal["none", "fade", "slide", "wipe"] = "none"
    duration: Annotated[float, Field(ge=0, le=10)] = 0.5


class Scene(Part):
    """Some seconds of the video; later elements of `order` lie above earlier ones. `layout` null: made by hand.

    `fits_voice`: it lasts as long as what is said in it, as soon as that is spoken.
    """

    duration: Annotated[float, Field(ge=0.1, le=MAX_SECONDS)] = 5.0
    fits_voice: bool = False
    background: Paint = LinearPaint(angle=90, colors=["#0f1226", "#1f2a5c"])
    transition: Transition = Transition()
    layout: Layout | None = None
    order: list[Id] = []
    elements: dict[Id, Element] = {}


class Component(Part):
    """Elements that several scenes may show."""

    order: list[Id] = []
    elements: dict[Id, Element] = {}


class Asset(Part):
    """A picture, a recording or a clip, stored elsewhere under the hash of its bytes."""

    mime: str
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    @property
    def kind(self) -> AssetKind:
        return kind_of(self.mime)


class PlainAsset(Asset):
    """A picture or a recording: its file says all else."""

    mime: Literal["image/png", "image/jpeg", "audio/ogg"]  # what uploads are stored as


class ClipAsset(Asset):
    """A video from outside. What is drawn of it is known without its file; `sound`: whether anything is heard in it."""

    mime: Literal["video/mp4"]
    width: Annotated[int, Field(ge=2, le=MAX_LONG_SIDE)]
    height: Annotated[int, Field(ge=2, le=MAX_LONG_SIDE)]
    seconds: Annotated[float, Field(gt=0, le=MAX_SECONDS)]
    sound: bool


def _branch_of_asset(given: Any) -> str:
    mime = given.get("mime") if isinstance(given, dict) else getattr(given, "mime", None)
    return "type=clip" if mime == "video/mp4" else "type=plain"


AnyAsset = Annotated[
    Annotated[PlainAsset, Tag("type=plain")] | Annotated[ClipAsset, Tag("type=clip")],
    Discriminator(_branch_of_asset),
]


def kind_of(mime: str) -> AssetKind:
    """What people call an upload of this type."""
    return _KINDS[mime.partition("/")[0]]


_KINDS: dict[str, AssetKind] = {"image": "picture", "audio": "recording", "video": "clip"}


Side = Annotated[int, Field(ge=16, le=MAX_LONG_SIDE, multiple_of=2)]  # video frames have even sides


class Document(Part):
    """A whole video. `to_json()` gives it with every property present, so that any of them can be patched."""

    version: Literal[1] = 1
    width: Side
    height: Side
    fps: Annotated[int, Field(ge=1, le=60)] = 30
    title: Annotated[Words, StringConstraints(min_length=1, max_length=200)]
    style: Style = Style()
    scene_order: list[Id]
    scenes: dict[Id, Scene]
    components: dict[Id, Component] = {}
    assets: dict[Id, AnyAsset] = {}
    audio: Audio = Audio()

    @property
    def duration(self) -> float:
        """Seconds of the whole video: the sum of its scenes; transitions add none."""
        return sum(self.scenes[scene].duration for scene in self.scene_order)

    def clip_in(self, element: ClipElement) -> ClipAsset:
        """What it plays."""
        asset = self.assets[element.asset]
        assert isinstance(asset, ClipAsset)  # it was checked
        return asset

    def component_in(self, element: ComponentElement) -> Component:
        """The component as this instance of it shows it."""
        component = self.components[element.component]
        elements = dict(component.elements)
        for name, override in element.overrides.items():
            elements[name] = elements[name].model_copy(update=override.model_dump(exclude_none=True))
        return component.model_copy(update={"elements": elements})

    def to_json(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers; `parse_document` of it is equal to this document."""
        return self.model_dump(mode="json")


def format_of(width: int, height: int) -> str:
    """The format whose shape is nearest to a frame."""
    return min(SIZES, key=lambda name: abs(SIZES[name][0] / SIZES[name][1] - width / height))


def new_document(title: str, format: Format = "16:9", fps: int = 30) -> Document:
    """A video of one empty scene, `intro`. Raises InvalidDocument for a title or fps that cannot be."""
    width, height = SIZES[format]
    sides = {"width": width, "height": height, "fps": fps}
    return parse_document({**sides, "title": title, "scene_order": ["intro"], "scenes": {"intro": {}}})


def parse_document(data: Any) -> Document:
    """Check plain JSON values and fill in defaults. Raises InvalidDocument with all that is wrong."""
    _check_counts(data)
    whole = _with_whole_elements(data)
    try:
        document = Document.model_validate(whole)
    except ValidationError as error:
        raise complaints(error) from None
    _check_document(document)
    return document


def _check_counts(data: Any) -> None:
    """The limits on numbers of things, before anything walks through them."""
    if not isinstance(data, dict):
        raise InvalidDocument("not_a_document", "", "A document must be a JSON object.")
    scenes = len(_dict(data, "scenes"))
    if scenes > MAX_SCENES:
        message = f"A video has at most {MAX_SCENES} scenes; this one has {scenes}."
        raise InvalidDocument("too_many_scenes", "/scenes", message)
    groups = (("", "components", MAX_COMPONENTS), ("", "assets", MAX_COMPONENTS), ("/audio", "tracks", MAX_TRACKS))
    for place, group, limit in groups:
        if (count := len(_dict(_dict(data, "audio") if place else data, group))) > limit:
            message = f"A video has at most {limit} {group}; this one has {count}."
            raise InvalidDocument(f"too_many_{group}", f"{place}/{group}", message)
    for path, holder in _raw_holders(data):
        if (count := len(_dict(holder, "elements"))) > MAX_ELEMENTS:
            message = f"{path}: has at most {MAX_ELEMENTS} elements; this one has {count}."
            raise InvalidDocument("too_many_elements", f"{path}/elements", message)


def _dict(data: Any, name: str) -> dict[str, Any]:
    """The object under `name`, or an empty one when it is something else: the models check types, later."""
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def _raw_holders(data: dict[str, Any]) -> list[tuple[str, Any]]:
    groups = ("scenes", "components")
    return [(f"/{group}/{name}", holder) for group in groups for name, holder in _dict(data, group).items()]


def _with_whole_elements(data: dict[str, Any]) -> dict[str, Any]:
    """A copy in which each element has its key as `id`, a whole box, and the outline that it means.

    An image of a clip is a clip, a clip of a picture an image: what it is follows from its asset.
    """
    width, height = (v if isinstance(v, int) else 0 for v in (data.get("width"), data.get("height")))
    shown_by = _shown_by(data)

    def complete(holder: Any) -> Any:
        if not isinstance(holder, dict) or not isinstance(holder.get("elements"), dict):
            return holder
        elements = {key: shown_by(element) for key, element in holder["elements"].items()}
        return {
            **holder,
            "elements": {key: completed(element, width, height, id=key) for key, element in elements.items()},
        }

    groups = [group for group in ("scenes", "components") if _dict(data, group)]
    return {
        **data,
        **{group: {key: complete(holder) for key, holder in data[group].items()} for group in groups},
    }


def _shown_by(data: dict[str, Any]) -> Callable[[Any], Any]:
    """What makes of a raw element one of the type that shows its asset; any other stays as it is."""
    mimes = {key: str(asset.get("mime")) for key, asset in _dict(data, "assets").items() if isinstance(asset, dict)}
    types = {key: SHOWN_BY.get(mime.partition("/")[0], "") for key, mime in mimes.items()}

    def shown(element: Any) -> Any:
        if not isinstance(element, dict) or element.get("type") not in SHOWN_BY.values():
            return element
        wanted = types.get(str(element.get("asset")))
        if not wanted or wanted == element["type"]:
            return element
        foreign = ELEMENT_TYPES[element["type"]].model_fields.keys() - ELEMENT_TYPES[wanted].model_fields.keys()
        return {**{name: value for name, value in element.items() if name not in foreign}, "type": wanted}

    return shown


def _check_document(document: Document) -> None:
    long_side, short_side = max(document.width, document.height), min(document.width, document.height)
    if long_side > MAX_LONG_SIDE or short_side > MAX_SHORT_SIDE:
        limit, size = f"{MAX_LONG_SIDE}×{MAX_SHORT_SIDE}", f"{document.width}×{document.height}"
        message = f"A video is at most {limit}, or upright {MAX_SHORT_SIDE}×{MAX_LONG_SIDE}; this one is {size}."
        raise InvalidDocument("frame_too_large", "/width", message)
    if not document.scenes:
        raise InvalidDocument("no_scenes", "/scenes", "A video has at least one scene; this one has none.")
    _check_order("/scene_order", document.scene_order, document.scenes)
    if document.duration > MAX_SECONDS:
        message = f"A video lasts at most {MAX_SECONDS:g} seconds; this one lasts {document.duration:g}."
        raise InvalidDocument("too_long", "/scenes", message)
    gathering = Gathering()
    for path, holder in _holders(document):
        with gathering:
            _check_order(f"{path}/order", holder.order, holder.elements)
        for key, element in holder.elements.items():
            with gathering:
                _check_references(document, f"{path}/elements/{key}", element, gathering)
    with gathering:
        check_audio(document.audio, _kinds(document))
    gathering.tell()
    _check_components(document)


def _holders(document: Document) -> list[tuple[str, Scene | Component]]:
    holders: list[tuple[str, Scene | Component]] = []
    holders += [(f"/scenes/{key}", scene) for key, scene in document.scenes.items()]
    holders += [(f"/components/{key}", component) for key, component in document.components.items()]
    return holders


def _check_order(path: str, order: list[str], keyed: Mapping[str, object]) -> None:
    if len(set(order)) < len(order):
        twice = next(name for name in order if order.count(name) > 1)
        raise InvalidDocument("order_twice", path, f"{path}: names {twice!r} more than once.")
    if missing := sorted(keyed.keys() - set(order)):
        message = f"{path}: must name each id once; it misses {missing[0]!r}."
        raise InvalidDocument("order_misses", path, message)
    if unknown := sorted(set(order) - keyed.keys()):
        raise InvalidDocument("order_unknown", path, f"{path}: names {unknown[0]!r}, which does not exist.")


def _check_references(document: Document, here: str, element: Element, gathering: Gathering) -> None:
    if isinstance(element, Pictured):
        _check_shown(document, here, element, element.asset)
    elif isinstance(element, ComponentElement):
        check_known(f"{here}/component", "component", element.component, document.components)
        component = document.components[element.component]
        for name, override in element.overrides.items():
            changed, noun = f"{here}/overrides/{name}", f"element of {element.component!r}"
            with gathering:
                check_known(changed, noun, name, component.elements)
                _check_override(changed, component.elements[name], override)
                if override.asset is not None:
                    _check_shown(document, changed, component.elements[name], override.asset)


def _check_shown(document: Document, path: str, element: Element, asset: str) -> None:
    """Raises InvalidDocument for what is no picture where one is shown, or no clip, or a shorter one than is cut."""
    kind: AssetKind = "clip" if isinstance(element, ClipElement) else "picture"
    check_asset(f"{path}/asset", asset, kind, _kinds(document))
    shown = document.assets[asset]
    if isinstance(element, ClipElement) and isinstance(shown, ClipAsset) and element.trim >= shown.seconds:
        cut = f"{element.trim:g} of them leave nothing to see"
        message = f"{path}/trim: the clip {asset!r} lasts {shown.seconds:g} seconds; {cut}."
        raise InvalidDocument("trim_too_long", f"{path}/trim", message)


def _check_override(path: str, element: Element, override: Override) -> None:
    for name in override.model_dump(exclude_none=True):
        if name not in type(element).model_fields:
            message = f"{path}: a {element.type} has no {name}."
            raise InvalidDocument("unknown_property", f"{path}/{name}", message)


def _kinds(document: Document) -> dict[str, AssetKind]:
    return {key: each.kind for key, each in document.assets.items()}


Measure = tuple[int, ...]  # depth of components; what is drawn, in the order of MAX_DRAWN


def _check_components(document: Document) -> None:
    """No cycle, depth at most 4, and a bound on what the video draws once its components are inlined."""
    sizes: dict[str, Measure] = {}
    for name in document.components:
        _measure_component(document, name, (), sizes)
    drawn = [_measure(document, scene, (), sizes) for scene in document.scenes.values()]
    for name, (*_, clips) in zip(document.scenes, drawn, strict=True):
        if clips > MAX_CLIPS:
            message = f"/scenes/{name}: shows at most {MAX_CLIPS} clips; this one shows {clips}."
            raise InvalidDocument("too_many_clips", f"/scenes/{name}/elements", message)
    for place, (noun, limit) in enumerate(MAX_DRAWN.items(), start=1):
        if (count := sum(measure[place] for measure in drawn)) > limit:
            message = f"A video draws at most {limit} {noun}, its components included; this one draws {count}."
            raise InvalidDocument("too_much_drawn", "/scenes", message)


def _measure(
    document: Document, holder: Scene | Component, inside: tuple[str, ...], sizes: dict[str, Measure]
) -> Measure:
    depth, counts = 0, [0] * len(MAX_DRAWN)
    for element in holder.elements.values():
        own: Measure = (0, 1, *_own_size(element))
        if isinstance(element, ComponentElement):
            inner = _measure_component(document, element.component, inside, sizes)
            changed = sum(len(override.text or "") for override in element.overrides.values())
            own = inner[0], 1 + inner[1], inner[2], inner[3] + changed, inner[4]
        depth = max(depth, own[0])
        counts = [sum(each) for each in zip(counts, own[1:], strict=True)]
    return depth, *counts


def _own_size(element: Element) -> tuple[int, int, int]:
    """The particles, characters and clips of one element."""
    match element:
        case ParticlesElement():
            return element.count, 0, 0
        case TextElement():
            return 0, len(element.text), 0
        case PathElement():
            return 0, len(element.d), 0
        case IconElement():
            return 0, len(element.shape.d), 0
        case ChartElement():
            return 0, sum(map(len, element.labels)), 0
        case ClipElement():
            return 0, 0, 1
        case _:
            return 0, 0, 0


def _measure_component(document: Document, name: str, inside: tuple[str, ...], sizes: dict[str, Measure]) -> Measure:
    path = f"/components/{name}"
    if name in inside:
        circle = " → ".join((*inside[inside.index(name) :], name))
        message = f"{path}: a component cannot contain itself ({circle})."
        raise InvalidDocument("component_cycle", path, message)
    if name not in sizes:
        measure = _measure(document, document.components[name], (*inside, name), sizes)
        if measure[0] + 1 > MAX_COMPONENT_DEPTH:
            message = f"{path}: components go at most {MAX_COMPONENT_DEPTH} deep; this one goes deeper."
            raise InvalidDocument("component_depth", path, message)
        sizes[name] = (measure[0] + 1, *measure[1:])
    return sizes[name]
