"""The HTTP API of a project's members."""

from typing import Literal

from django.http import HttpRequest
from pydantic import Field

from config.common.errors import OwnerOnly
from config.common.json_bodies import WORDS, Body
from config.common.router import Router, refuses
from projects import members
from projects.access import number
from projects.members import OWNER, AlreadyMember, NoSuchPerson, TooManyMembers
from projects.models import Member
from projects.requests import WithStatus, project_of
from projects.shapes import MemberOut, MembersOut

router = Router()

MemberRoleName = Literal["viewer", "editor"]


class MemberIn(Body):
    username: str = Field(min_length=1, max_length=150, json_schema_extra=WORDS)
    role: MemberRoleName = "viewer"


class RoleIn(Body):
    role: MemberRoleName


@router.get(
    "/projects/{id}/members",
    summary="With whom a project is shared; its owner stands in the project",
    response=MembersOut,
)
def list_members(request: HttpRequest, id: str) -> MembersOut:
    return {"items": [member_json(each) for each in members.members_of(project_of(request, id))], "next": None}


@router.post(
    "/projects/{id}/members",
    summary="Share a project; for its owner",
    description="A viewer sees everything live, an editor changes what is in it.",
    response={201: MemberOut},
)
@refuses(OwnerOnly, NoSuchPerson, AlreadyMember, TooManyMembers)
def add_member(request: HttpRequest, id: str, payload: MemberIn) -> WithStatus[MemberOut]:
    return 201, member_json(members.add_member(project_of(request, id, OWNER), payload.username, payload.role))


@router.patch(
    "/projects/{id}/members/{member}",
    summary="Change a member's role; for the owner",
    response=MemberOut,
)
@refuses(OwnerOnly)
def change_member(request: HttpRequest, id: str, member: str, payload: RoleIn) -> MemberOut:
    return member_json(members.change_role(project_of(request, id, OWNER), number(member), payload.role))


@router.delete(
    "/projects/{id}/members/{member}",
    summary="Remove a member; for the owner, and for members themselves",
    response={204: None},
)
@refuses(OwnerOnly)
def remove_member(request: HttpRequest, id: str, member: str) -> WithStatus[None]:
    members.remove_member(request.user, number(id), number(member))
    return 204, None


def member_json(member: Member) -> MemberOut:
    return {
        "id": str(member.pk),
        "username": member.user.get_username(),
        "role": member.role,
        "created_at": member.created_at.isoformat(),
    }
