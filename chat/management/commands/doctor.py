from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chat.operations.doctor import inside
from chat.operations.doctor.finding import Finding, found_by
from chat.operations.doctor.model_server import look_at_model
from chat.operations.doctor.outside import look_from_outside


class Command(BaseCommand):
    help = "Look at a deployment and say what is wrong and what to do; the exit code is 1 when anything is."
    requires_system_checks = ()  # what they find is told among the rest

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", metavar="URL", help="look through this public address, too")

    def handle(self, *, address: str | None, **options: Any) -> None:
        found = self._told(found_by(inside.looks()))
        is_sound = not any(each.is_wrong for each in found if each.what in ("database", "migrations"))
        found += self._told(found_by([("model", look_at_model)]) if is_sound else [])
        if address and is_sound:
            found += self._told(found_by([("address", lambda: look_from_outside(address))]))
        wrong = sum(each.is_wrong for each in found)
        if wrong:
            raise CommandError(f"{wrong} {'things are' if wrong > 1 else 'thing is'} wrong.")
        self.stdout.write("The deployment is sound.")

    def _told(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, each written as it comes."""
        found = []
        for each in findings:
            self.stdout.write(str(each))
            self.stdout.flush()
            found.append(each)
        return found
