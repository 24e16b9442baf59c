import asyncio
import shutil
import sys
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.common.errors import ChatError
from projects.lifecycle import checked_name, create
from projects.models import Project
from videos.management.exchange import Exchange, TurnFailed


class Command(BaseCommand):
    help = "Send a message, print the answer as it streams, and give the path of the finished video."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("message")
        parser.add_argument("--project", default="Command line", metavar="NAME")
        parser.add_argument("--user", default=settings.LOCAL_USERNAME, metavar="NAME")
        parser.add_argument("--output", metavar="FILE", help="also copy the finished MP4 here")

    def handle(self, *, message: str, project: str, user: str, output: str | None, **options: Any) -> None:
        if not user.strip() or len(user) > 150:
            raise CommandError("--user takes a name of 1 to 150 characters.", returncode=2)
        if output and not Path(output).absolute().parent.is_dir():
            raise CommandError(f"The folder of {output} does not exist.", returncode=2)
        try:
            path = asyncio.run(self.exchange(_project(user, project), message))
        except ChatError as error:
            raise CommandError(error.message, returncode=2) from error
        except TurnFailed as error:
            raise CommandError(str(error)) from error
        if path is not None:
            self.stdout.write(str(shutil.copyfile(path, output) if output else path))

    async def exchange(self, project: Project, message: str) -> Path | None:
        stdout: TextIO = self.stdout  # type: ignore[assignment]
        return await Exchange(project, stdout, is_terminal=sys.stdout.isatty()).run(message)


def _project(username: str, name: str) -> Project:
    """The user's own project of this name; both are made if need be. Raises BadName."""
    name = checked_name(name)
    user, created = get_user_model().objects.get_or_create(username=username)
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    known = Project.objects.filter(owner=user, name=name).select_related("owner").first()
    return known or create(user, name)
