from django.apps import AppConfig
from django.conf import settings

from tests.passwords import hash_quickly

KEPT_SECONDS = 3600  # no file of the pages changes while tests run


class QuickConfig(AppConfig):
    name = "tests.projects.quick"

    def ready(self) -> None:
        hash_quickly()
        settings.WHITENOISE_MAX_AGE = KEPT_SECONDS
