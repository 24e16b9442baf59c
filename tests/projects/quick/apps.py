from django.apps import AppConfig

from tests.passwords import hash_quickly


class QuickConfig(AppConfig):
    name = "tests.projects.quick"

    def ready(self) -> None:
        hash_quickly()
