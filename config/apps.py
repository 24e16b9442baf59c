"""The last of the apps: when it is ready, all is loaded."""

import gc

from django.apps import AppConfig


class Loaded(AppConfig):
    name = "config"

    def ready(self) -> None:
        gc.freeze()  # what is loaded stays
        gc.enable()  # settings.py turned it off
