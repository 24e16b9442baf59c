import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any

from django.apps import AppConfig


class UnsureConfig(AppConfig):
    name = "tests.chaos.uncertain_commits"
    label = "chaos_unsure"

    def ready(self) -> None:
        from django.db import OperationalError

        log: Any = import_module("chat.stream.log")  # as `Any`: its insides are replaced here
        every, numbers = int(os.environ["UNSURE_COMMITS"]), itertools.count(1)

        def unsure(transaction: Callable[[], AbstractContextManager[None]]) -> Callable[[], Any]:
            @contextmanager
            def broken() -> Iterator[None]:
                with transaction():
                    yield
                if next(numbers) % every == 0:
                    raise OperationalError("the connection broke behind the commit")

            return broken

        log.writing, log.at_once = unsure(log.writing), unsure(log.at_once)
