from typing import Any

from django.core.management.base import BaseCommand

from projects.accounts.local_user import example_project, local_user


class Command(BaseCommand):
    help = "Make the local user and an example project, if they are not there."

    def handle(self, **options: Any) -> None:
        example_project(local_user())
