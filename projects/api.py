"""The HTTP API of projects."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from config.common.errors import NotFound, OwnerOnly
from config.common.json_bodies import WORDS, Body
from config.common.router import Router, refuses
from projects import lifecycle
from projects.access import number
from projects.models import MemberRole, Project
from projects.requests import Limit, WithStatus, next_after, project_of
from projects.shapes import ProjectOut, ProjectsOut

router = Router()

# Told here, checked by `lifecycle.checked_name`.
NAME: dict[str, Any] = {"minLength": 1, "maxLength": Project.LONGEST_NAME, **WORDS}


Archived = Annotated[bool | None, Query(None, description="Only those that are put away, or only the others.")]


class ProjectIn(Body):
    """What is left out stays as it is."""

    name: str = Field("", json_schema_extra=NAME)
    archived: bool = Field(False, strict=True, description="Put away, or taken out again; for its owner.")


@router.get("/projects", summary="Projects, the newest first", response=ProjectsOut)
@refuses(NotFound)
def list_projects(request: HttpRequest, after: str = "", limit: Limit = 50, archived: Archived = None) -> ProjectsOut:
    rows = Project.objects.visible_to(request.user).select_related("owner").order_by("-pk")
    if archived is not None:
        rows = rows.archived(archived)
    if after:
        rows = rows.filter(pk__lt=number(after))
    found = [project_json(project) for project in rows[: limit + 1]]
    return {"items": found[:limit], "next": next_after(found, limit)}


@router.get("/projects/{id}", summary="A project", response=ProjectOut)
def get_project(request: HttpRequest, id: str) -> ProjectOut:
    return project_json(project_of(request, id))


@router.patch("/projects/{id}", summary="Rename a project, or put it away", response=ProjectOut)
@refuses(OwnerOnly)
def change_project(request: HttpRequest, id: str, payload: ProjectIn) -> ProjectOut:
    given = payload.model_fields_set
    project = project_of(request, id, MemberRole.OWNER if "archived" in given else None)
    if "name" in given:
        lifecycle.rename(project, payload.name)
    if "archived" in given:
        lifecycle.archive(project, payload.archived)
    return project_json(project)


@router.delete("/projects/{id}", summary="Delete a project with all that is in it", response={204: None})
@refuses(OwnerOnly)
def delete_project(request: HttpRequest, id: str) -> WithStatus[None]:
    lifecycle.delete(project_of(request, id, MemberRole.OWNER))
    return 204, None


def project_json(project: Project) -> ProjectOut:
    """`role` is that of the person whom the project was looked up for."""
    return {
        "id": str(project.pk),
        "name": project.name,
        "owner": project.owner.get_username(),
        "role": project.role,
        "is_named": project.is_named,
        "created_at": project.created_at.isoformat(),
        "updated_at": project.updated_at.isoformat(),
        "archived_at": project.archived_at.isoformat() if project.archived_at else None,
    }
