"""The HTTP API of a project's members."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chat.access import number
from chat.api import project_of
from chat.members import OWNER, add_member, change_role, members_of, remove_member
from chat.schemas import Body
from projects.models import Member

router = Router()

MemberRoleName = Literal["viewer", "editor"]


class MemberIn(Body):
    username: str = Field(min_length=1, max_length=150)
    role: MemberRoleName = "viewer"


class RoleIn(Body):
    role: MemberRoleName


class MemberOut(Schema):
    id: str
    username: str
    role: MemberRoleName
    created_at: str


class MembersOut(Schema):
    items: list[MemberOut]
    next: None = None


class ProblemOut(Schema):
    code: str
    message: str


PROBLEMS: dict[int, type[ProblemOut]] = {403: ProblemOut, 404: ProblemOut, 422: ProblemOut}


@router.get(
    "/projects/{id}/members",
    summary="With whom a project is shared; its owner stands in the project",
    response={200: MembersOut, 404: ProblemOut},
)
def list_members(request: HttpRequest, id: str) -> Any:
    return {"items": [member_json(each) for each in members_of(project_of(request, id))], "next": None}


@router.post(
    "/projects/{id}/members",
    summary="Share a project; for its owner",
    description="A viewer sees everything live, an editor changes what is in it.",
    response={201: MemberOut, 409: ProblemOut, **PROBLEMS},
)
def add(request: HttpRequest, id: str, payload: MemberIn) -> Any:
    return 201, member_json(add_member(project_of(request, id, OWNER), payload.username, payload.role))


@router.patch(
    "/projects/{id}/members/{member}",
    summary="Change a member's role; for the owner",
    response={200: MemberOut, **PROBLEMS},
)
def change(request: HttpRequest, id: str, member: str, payload: RoleIn) -> Any:
    return member_json(change_role(project_of(request, id, OWNER), number(member), payload.role))


@router.delete(
    "/projects/{id}/members/{member}",
    summary="Remove a member; for the owner, and for members themselves",
    response={204: None, 403: ProblemOut, 404: ProblemOut},
)
def remove(request: HttpRequest, id: str, member: str) -> Any:
    remove_member(request.user, number(id), number(member))
    return 204, None


def member_json(member: Member) -> dict[str, Any]:
    return {
        "id": str(member.pk),
        "username": member.user.get_username(),
        "role": member.role,
        "created_at": member.created_at.isoformat(),
    }
