"""The templates there are. Each is one file in `templates/`, in the folder of its group, and becomes a whole video."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from pydantic import BaseModel, ConfigDict, ValidationError

from config.common.errors import Invalid
from videos.design.laying_out import laid_scene
from videos.design.styles import STYLES
from videos.design.taking_over import transition_of
from videos.document.document import Asset, Document, Format, new_document, parse_document
from videos.document.nearest import did_you_mean
from videos.document.slots import Layout, Slots
from videos.document.style import Style

FOLDER = Path(__file__).parent / "templates"
GROUPS = {
    "selling": "Sell and announce",
    "inviting": "Invite and thank",
    "telling": "Explain and report",
}  # in the order in which people see them
SIGNED = ("logo", "end_card")  # layouts that a person's logo suits


class UnknownTemplate(Invalid):
    code = "unknown_template"


class UnknownStyle(Invalid):
    code = "unknown_style"


class TemplateScene(BaseModel):
    """One scene: `seconds` of a layout with its slots."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    seconds: float
    layout: str
    slots: Slots

    @classmethod
    def of_file(cls, written: dict[str, Any]) -> "TemplateScene":
        """As it stands in a file, where the slots stand beside the rest."""
        own = {name: written[name] for name in ("id", "seconds", "layout")}
        return cls(**own, slots=Slots(**{name: value for name, value in written.items() if name not in own}))


class Template(BaseModel):
    """A whole video to begin with. `id` is the name of its file, `group` that of the folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    group: str
    title: str
    about: str
    style: str
    scenes: tuple[TemplateScene, ...]

    @property
    def shown(self) -> str:
        """The id of the scene that stands for the template: the one that says most."""
        return max(self.scenes, key=lambda scene: len(scene.slots.texts)).id

    @property
    def seconds(self) -> float:
        return sum(scene.seconds for scene in self.scenes)

    def document(
        self, style: Style | None = None, format: Format = "16:9", logo: dict[str, Asset] | None = None
    ) -> Document:
        """The video, in the template's own style where none is given.

        `logo`: an asset by its id, which is shown where a name or an end has room for one. Raises Complaint.
        """
        style = style or STYLES[self.style]
        empty = new_document(self.title, format).model_copy(update={"style": style})
        scenes = {}
        for number, scene in enumerate(self.scenes):
            base = {"duration": scene.seconds, "transition": transition_of(style, number)}
            frame = empty.width, empty.height
            scenes[scene.id] = laid_scene(base, self._layout(scene, logo or {}), style, frame, f"/scenes/{scene.id}")
        assets = {key: asset.model_dump(mode="json") for key, asset in (logo or {}).items()}
        return parse_document({**empty.to_json(), "scene_order": list(scenes), "scenes": scenes, "assets": assets})

    def _layout(self, scene: TemplateScene, logo: dict[str, Asset]) -> Layout:
        """The seed follows from the ids, so that a template always looks the same."""
        slots = scene.slots.model_copy(update={"picture": next(iter(logo))} if logo and scene.layout in SIGNED else {})
        return Layout(name=scene.layout, slots=slots, seed=crc32(f"{self.id} {scene.id}".encode()) % 10_000)


@cache
def all_templates() -> dict[str, Template]:
    """Every template by its id, group by group and then by title. Raises ValueError for a file that is none."""
    found = [_read(path) for group in GROUPS for path in (FOLDER / group).glob("*.toml")]
    order = list(GROUPS)
    found.sort(key=lambda each: (order.index(each.group), each.title))
    return {each.id: each for each in found}


def _read(path: Path) -> Template:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        scenes = tuple(TemplateScene.of_file(scene) for scene in written.pop("scenes"))
        return Template(id=path.stem, group=path.parent.name, scenes=scenes, **written)
    except (ValidationError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name} is no template: {error}") from error


def template_named(name: str) -> Template:
    """Raises UnknownTemplate with the nearest."""
    templates = all_templates()
    if name not in templates:
        there = f"There are: {', '.join(templates)}."
        raise UnknownTemplate(f"There is no template {name[:64]!r}.{did_you_mean(name, templates)} {there}")
    return templates[name]


def style_chosen(name: str) -> Style:
    """Raises UnknownStyle with the nearest."""
    if name not in STYLES:
        there = f"There are: {', '.join(STYLES)}."
        raise UnknownStyle(f"There is no style {name[:64]!r}.{did_you_mean(name, STYLES)} {there}")
    return STYLES[name]
