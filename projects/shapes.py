"""The JSON of projects and their members, as chat/shapes.py."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from config.common.json_types import Moment, Next, one_of
from projects.brand import FONTS, Brand

MemberRoleName = Annotated[str, one_of("viewer", "editor")]
ProjectRoleName = Annotated[str, one_of("viewer", "editor", "owner")]
FontName = Annotated[str, one_of(*FONTS)]


class ProjectOut(TypedDict):
    id: str
    name: str
    owner: str
    role: Annotated[ProjectRoleName, Field(description="Of whoever asks.")]
    is_named: Annotated[bool, Field(description="Somebody chose the name; else the first answer gives one.")]
    created_at: Moment
    updated_at: Moment
    archived_at: Annotated[Moment | None, Field(description="Since when it is put away.")]


class ProjectsOut(TypedDict):
    items: list[ProjectOut]
    next: Next


class MemberOut(TypedDict):
    id: str
    username: str
    role: MemberRoleName
    created_at: Moment


class MembersOut(TypedDict):
    items: list[MemberOut]
    next: Next


class BrandOut(TypedDict):
    """Colours and fonts; null where none was chosen."""

    colours: Annotated[list[str], Field(description="As #rrggbb; the first one leads.")]
    heading_font: Annotated[FontName | None, Field(description="Of headings.")]
    body_font: Annotated[FontName | None, Field(description="Of all other words.")]


def brand_json(brand: Brand) -> BrandOut:
    return {
        "colours": brand["colours"],
        "heading_font": brand["heading_font"] or None,
        "body_font": brand["body_font"] or None,
    }


class LogoOut(TypedDict):
    name: str
    mime: str
    width: int
    height: int
    bytes: int
    url: str
    colours: Annotated[list[str], Field(description="That it is made of, offered: they are not the brand's by that.")]
    created_at: Moment


class BrandKitOut(BrandOut):
    """What counts for all of a person's projects, where these choose nothing else."""

    logo: LogoOut | None
