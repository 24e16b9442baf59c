"""The API of how projects begin: empty, as a template has it, or as another project.

Its operations join those of projects: one router answers all methods of an address.
"""

from typing import Annotated

from django.http import HttpRequest
from pydantic import ConfigDict, Field

from config.common.errors import Invalid
from config.common.json_bodies import Body
from config.common.json_types import one_of
from config.common.router import refuses
from projects import lifecycle
from projects.api import NAME, project_json, router
from projects.models import MemberRole
from projects.requests import WithStatus, project_of, user_of_request
from projects.shapes import ProjectOut
from videos.design.styles import STYLES
from videos.document.document import Format
from videos.gallery.video_templates import UnknownStyle, UnknownTemplate, all_templates, style_chosen, template_named
from videos.models import ScenesNotBuilt, begun_by_template, duplicated
from videos.web.video_errors import DiskFull


class NewProjectIn(Body):
    """`{}`: an empty project that its first answer names."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", json_schema_extra=NAME)
    template: Annotated[str, one_of(*all_templates())] | None = Field(None, description="It begins as this one.")
    style: Annotated[str, one_of(*STYLES)] | None = Field(None, description="Of the template, in place of its own.")
    format: Format | None = Field(None, description="Of the template; 16:9 when absent.")


@router.post("/projects", summary="Make a project", response={201: ProjectOut})
@refuses(UnknownTemplate, UnknownStyle)
def make_project(request: HttpRequest, payload: NewProjectIn) -> WithStatus[ProjectOut]:
    name = payload.name if "name" in payload.model_fields_set else None
    owner = user_of_request(request)
    if payload.template is not None:
        template = template_named(payload.template)
        style = None if payload.style is None else style_chosen(payload.style)
        project = begun_by_template(owner, template, name=name, style=style, format=payload.format or "16:9")
    elif payload.style is not None or payload.format is not None:
        raise Invalid("A style and a format are those of a template: name one, or tell the assistant.")
    else:
        project = lifecycle.create(owner, name)
    project.role = MemberRole.OWNER
    return 201, project_json(project)


@router.post(
    "/projects/{id}/duplicate",
    summary="The same video as another project of one's own",
    description="With its settings and pictures, without its conversation, versions, members and links.",
    response={201: ProjectOut},
)
@refuses(ScenesNotBuilt, DiskFull)
def duplicate_project(request: HttpRequest, id: str) -> WithStatus[ProjectOut]:
    source = project_of(request, id, MemberRole.VIEWER)
    try:
        project = duplicated(source, user_of_request(request))
    except OSError as error:
        raise DiskFull.because(error) from error
    project.role = MemberRole.OWNER
    return 201, project_json(project)
