from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.accounts.models import ApiToken


class Command(BaseCommand):
    help = "Make an API token for a user (who is made if need be) and print it, for the only time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="what the token is for")
        parser.add_argument("--revoke", metavar="NAME", help="end the tokens of this name instead")

    def handle(self, *, username: str, name: str, revoke: str | None, **options: Any) -> None:
        users = get_user_model().objects
        if revoke is not None:
            ended, _ = ApiToken.objects.filter(user__username=username, name=revoke).delete()
            if not ended:
                raise CommandError(f"{username} has no token named {revoke!r}.")
            self.stdout.write(f"Revoked {ended} token(s) named {revoke!r} of {username}.")
            return
        user, created = users.get_or_create(username=username)
        if created:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        self.stdout.write(ApiToken.issue(user, name))
