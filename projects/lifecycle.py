"""The life of a project: made, named, renamed, touched, archived, deleted.

Nothing else writes its name, `updated_at` or `archived_at`.
"""

from django.contrib.auth.models import User
from django.db.models.functions import Now

from config.common.database import writing
from config.common.errors import Invalid, NotFound
from projects.models import Project

UNTITLED = "New video"


class BadName(Invalid):
    sentence = f"A project needs a name of 1 to {Project.LONGEST_NAME} characters."


def checked_name(name: str) -> str:
    """The name as it is stored. Raises BadName."""
    if not name.strip() or len(name) > Project.LONGEST_NAME:
        raise BadName()
    return name.strip()


def create(owner: User, name: str | None = None) -> Project:
    """Make a project; without a name it has a passing one, until its first answer gives it one. Raises BadName."""
    named = {"name": UNTITLED, "is_named": False} if name is None else {"name": checked_name(name), "is_named": True}
    with writing():
        return Project.objects.create(owner=owner, **named)


def rename(project: Project, name: str) -> None:
    """Give the project the name that somebody chose. Raises BadName, or NotFound when it was deleted meanwhile."""
    name = checked_name(name)
    with writing():
        renamed = Project.objects.filter(pk=project.pk)
        if not renamed.update(name=name, is_named=True, updated_at=Now()):
            raise NotFound()
        project.refresh_from_db(fields=["name", "is_named", "updated_at"])


def name_by_itself(project: int, name: str) -> None:
    """Give a project the name that its first answer has for it, unless somebody chose one. Raises BadName."""
    name = checked_name(name)
    with writing():
        Project.objects.filter(pk=project, is_named=False).update(name=name, is_named=True, updated_at=Now())


def touch(project: Project) -> None:
    """Something happens in the project, which is the newest now. Within the transaction of what happens."""
    Project.objects.filter(pk=project.pk).update(updated_at=Now())


def archive(project: Project, is_archived: bool = True) -> None:
    """Put the project away, or take it out again, for all who see it; it works as before, and is no newer by that.

    Raises NotFound when it was deleted meanwhile.
    """
    with writing():
        rows = Project.objects.filter(pk=project.pk)
        rows.archived(not is_archived).update(archived_at=Now() if is_archived else None)
        found = rows.first()
    if found is None:
        raise NotFound()
    project.archived_at = found.archived_at


def delete(project: Project) -> None:
    """Delete the project with all that is in it.

    Projects are deleted by the admin too, and with their owners, so that whoever has something to do when one goes
    hears it from Django's `pre_delete` and `post_delete`.
    """
    with writing():
        project.delete()
