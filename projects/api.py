"""The HTTP API of projects."""

from typing import Any

from django.http import HttpRequest
from pydantic import ConfigDict, Field

from config.common.errors import NotFound, OwnerOnly
from config.common.json_bodies import WORDS, Body
from config.common.router import Router, refuses
from projects import lifecycle
from projects.access import number
from projects.models import MemberRole, Project
from projects.requests import Limit, WithStatus, next_after, project_of, user_of_request
from projects.shapes import ProjectOut, ProjectsOut

router = Router()

# Told here, checked by `lifecycle.checked_name`.
NAME: dict[str, Any] = {"minLength": 1, "maxLength": Project.LONGEST_NAME, **WORDS}


class ProjectIn(Body):
    name: str = Field(json_schema_extra=NAME)


class NewProjectIn(Body):
    """`{}`: a project that its first answer names."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", json_schema_extra=NAME)


@router.get("/projects", summary="Projects, the newest first", response=ProjectsOut)
@refuses(NotFound)
def list_projects(request: HttpRequest, after: str = "", limit: Limit = 50) -> ProjectsOut:
    rows = Project.objects.visible_to(request.user).select_related("owner").order_by("-pk")
    if after:
        rows = rows.filter(pk__lt=number(after))
    found = [project_json(project) for project in rows[: limit + 1]]
    return {"items": found[:limit], "next": next_after(found, limit)}


@router.post("/projects", summary="Make a project", response={201: ProjectOut})
def make_project(request: HttpRequest, payload: NewProjectIn) -> WithStatus[ProjectOut]:
    name = payload.name if "name" in payload.model_fields_set else None
    project = lifecycle.create(user_of_request(request), name)
    project.role = MemberRole.OWNER
    return 201, project_json(project)


@router.get("/projects/{id}", summary="A project", response=ProjectOut)
def get_project(request: HttpRequest, id: str) -> ProjectOut:
    return project_json(project_of(request, id))


@router.patch("/projects/{id}", summary="Rename a project", response=ProjectOut)
def rename_project(request: HttpRequest, id: str, payload: ProjectIn) -> ProjectOut:
    project = project_of(request, id)
    lifecycle.rename(project, payload.name)
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
    }
