"""What somebody may do: `project_for` is the one place that lets somebody into a project.

Ids from outside are read by `number` and `uuid_of`.
"""

from typing import Any
from uuid import UUID

from config.common.errors import NotFound, OwnerOnly, ReadOnly
from config.common.prepared import KEY, Prepared
from projects.models import MemberRole, Project

LARGEST_ID = 2**63 - 1


_visible = Prepared(lambda user, key: Project.objects.visible_to_user(user).filter(pk=key), KEY, KEY)


def number(text: str) -> int:
    """The database id that `text` spells. Raises NotFound for everything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID):
        raise NotFound()
    return int(text)


def uuid_of(text: str) -> UUID:
    """The UUID that `text` spells. Raises NotFound for everything else."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound() from error


def project_for(user: Any, key: int, needed: MemberRole) -> Project:
    """The project `key`, in which `user` is at least `needed`.

    Raises NotFound for whom it does not exist; ReadOnly or OwnerOnly for those who may see it, but no more.
    """
    project = _visible.first(user.pk, key) if user.is_authenticated else None
    if project is None:
        raise NotFound()
    if not project.allows(needed):
        raise OwnerOnly() if needed == MemberRole.OWNER else ReadOnly()
    return project
