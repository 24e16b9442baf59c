"""The JSON of projects and their members, as chat/shapes.py."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from config.common.json_types import Moment, Next, one_of

MemberRoleName = Annotated[str, one_of("viewer", "editor")]
ProjectRoleName = Annotated[str, one_of("viewer", "editor", "owner")]


class ProjectOut(TypedDict):
    id: str
    name: str
    owner: str
    role: Annotated[ProjectRoleName, Field(description="Of whoever asks.")]
    is_named: Annotated[bool, Field(description="Somebody chose the name; else the first answer gives one.")]
    created_at: Moment
    updated_at: Moment


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
