import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.apps import AppConfig


class UnsureConfig(AppConfig):
    name = "tests.chaos.unsure"
    label = "chaos_unsure"

    def ready(self) -> None:
        from django.db import OperationalError

        log: Any = import_module("chat.log")  # as `Any`: its insides are replaced here
        every, numbers, writing = int(os.environ["UNSURE_COMMITS"]), itertools.count(1), log.writing

        @contextmanager
        def unsure() -> Iterator[None]:
            with writing():
                yield
            if next(numbers) % every == 0:
                raise OperationalError("the connection broke behind the commit")

        log.writing = unsure
