"""The brand of somebody's videos: what it is made of, and what may be chosen for it. Pure."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

MOST_COLOURS = 6

FontName = Literal["sans", "display", "serif", "script", "condensed", "poster", "slab", "mono", "rounded", "hand"]
FONTS: dict[FontName, str] = {
    "sans": "Inter, plain",
    "display": "Outfit, for headings",
    "serif": "Playfair Display, with serifs",
    "script": "Pacifico, a brush script",
    "condensed": "Oswald, narrow",
    "poster": "Anton, for posters",
    "slab": "Roboto Slab, sturdy",
    "mono": "JetBrains Mono, as typed",
    "rounded": "Fredoka, round and friendly",
    "hand": "Caveat, written by hand",
}  # the only list of the fonts that words of a video can be set in, with what people choose them by
ONE_OF_THE_FONTS = f"One of {', '.join(FONTS)}, or nothing."
TAKES = {  # what a field takes, in words for people
    "colours": f"At most {MOST_COLOURS} colours like #0b6f67, or nothing.",
    "heading_font": ONE_OF_THE_FONTS,
    "body_font": ONE_OF_THE_FONTS,
}


class Brand(TypedDict):
    """Colours as "#rrggbb", the first one leads; names of fonts, or ""."""

    colours: list[str]
    heading_font: str
    body_font: str


NO_BRAND: Brand = {"colours": [], "heading_font": "", "body_font": ""}


def filled(brand: Brand, other: Brand) -> Brand:
    """The brand, with the other's colours and fonts where it has none."""
    return {
        "colours": brand["colours"] or other["colours"],
        "heading_font": brand["heading_font"] or other["heading_font"],
        "body_font": brand["body_font"] or other["body_font"],
    }


def _lower_once(colours: list[str]) -> list[str]:
    return list(dict.fromkeys(colour.lower() for colour in colours))


Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Colours = Annotated[list[Colour], Field(max_length=MOST_COLOURS), AfterValidator(_lower_once)]


class BrandIn(BaseModel):
    """What is left out stays as it is; null is as if nobody had chosen."""

    model_config = ConfigDict(extra="forbid")

    colours: Colours = Field([], description="As #rrggbb; the first one leads.")
    heading_font: FontName | None = Field(None, description="What headings are set in.")
    body_font: FontName | None = Field(None, description="What all other words are set in.")

    def chosen(self) -> dict[str, Any]:
        """The fields of the brand that were given."""
        given = self.model_dump(exclude_unset=True, include=set(NO_BRAND))
        return {name: value if value is not None else "" for name, value in given.items()}
