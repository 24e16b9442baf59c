"""With whom a project is shared. Each change is seen at once by requests, and by open sockets within about a second."""

from typing import Any

from django.contrib.auth import get_user_model

from config.common.database import writing
from config.common.errors import Conflict, Invalid, NotFound
from projects.access import project_for
from projects.models import Member, MemberRole, Project

OWNER, VIEWER = MemberRole.OWNER, MemberRole.VIEWER


class NoSuchPerson(NotFound):
    code = "no_such_person"
    sentence = "Nobody here has this username. Look at how it is written."


class AlreadyMember(Conflict):
    code = "already_member"


class TooManyMembers(Conflict):
    code = "too_many_members"
    sentence = f"A project is shared with at most {Member.MOST} people. Remove somebody first."


def members_of(project: Project) -> list[Member]:
    return list(project.members.select_related("user"))


def add_member(project: Project, username: str, role: str) -> Member:
    """Share the project. Raises Invalid, NoSuchPerson, AlreadyMember or TooManyMembers."""
    users = get_user_model()._default_manager
    username = username.strip()
    if not username:
        raise Invalid("Whom do you want to share with? Give a username.")
    person = users.filter(username=username, is_active=True).first()
    if person is None:
        raise NoSuchPerson(f"Nobody here has the username “{username[:80]}”. Look at how it is written.")
    if person.pk == project.owner_id:
        raise AlreadyMember("This is the owner, who may do everything already.")
    with writing():
        project.hold()  # counts stay true until the row is there
        if project.members.filter(user=person).exists():
            raise AlreadyMember(f"The project is shared with {username} already. Change the role instead.")
        if project.members.count() >= Member.MOST:
            raise TooManyMembers()
        return Member.objects.create(project=project, user=person, role=checked_role(role))


def change_role(project: Project, member: int, role: str) -> Member:
    """Raises NotFound or Invalid."""
    found = _member(project, member)
    found.role = checked_role(role)
    with writing():
        project.members.filter(pk=found.pk).update(role=found.role)
    return found


def remove_member(user: Any, key: int, member: int) -> None:
    """The owner removes anybody, a member themself. Raises NotFound or OwnerOnly; the sockets close with 4404."""
    project = project_for(user, key, VIEWER)
    found = _member(project, member)
    if found.user_id != user.pk:
        project_for(user, key, OWNER)
    with writing():
        found.delete()


def checked_role(role: str) -> str:
    """Raises Invalid for what no member may have."""
    if role not in (MemberRole.VIEWER, MemberRole.EDITOR):
        raise Invalid("The role is viewer or editor.")
    return role


def _member(project: Project, member: int) -> Member:
    found = project.members.select_related("user").filter(pk=member).first()
    if found is None:
        raise NotFound("This person is no member of the project.")
    return found
