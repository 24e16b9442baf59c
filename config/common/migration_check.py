"""Whether a database was made by a Reeltalk that this one can go on from: asked before migrations are applied."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, register
from django.core.management import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OURS = {"config", "projects", "chat", "videos"}  # `config` had rows once


@register(Tags.database)
def knows_all_applied_migrations(databases: Sequence[str] | None = None, **more: Any) -> list[CheckMessage]:
    """Raises CommandError, one line, for a database with migrations that are not known here.

    Django itself would take no notice of them, and go on with tables that are not as it believes.
    """
    known = MigrationLoader(None).disk_migrations
    for alias in databases or ():
        applied = MigrationRecorder(connections[alias]).applied_migrations()
        unknown = sorted(key for key in applied if key[0] in OURS and key not in known)
        if unknown:
            raise CommandError(
                f"This database was made by another version of Reeltalk ({'.'.join(unknown[0])} is not known here), "
                "and cannot be brought up to this one. Keep it for the version that made it, and start this one with "
                "an empty database: move db.sqlite3 aside, or name another one in DATABASE_URL."
            )
    return []
