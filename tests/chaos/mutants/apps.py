import os

from django.apps import AppConfig


class MutantsConfig(AppConfig):
    name = "tests.chaos.mutants"
    label = "chaos_mutants"

    def ready(self) -> None:
        from tests.chaos.mutants.guards import MUTANTS

        MUTANTS[os.environ["MUTANT"]]()
