import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from tests.servers import ROOT

OURS = tuple(f"{ROOT}/{room}/" for room in ("config", "chat", "projects", "videos"))
PLUMBING = ("config/common/database.py", "config/common/prepared.py")


def origin() -> list[str]:
    """Where in our code we are, the innermost place first."""
    frames = traceback.StackSummary.extract(traceback.walk_stack(sys._getframe(2)), lookup_lines=False)
    places = [(each.filename.removeprefix(f"{ROOT}/"), each) for each in frames if each.filename.startswith(OURS)]
    return [f"{path}:{each.lineno} {each.name}" for path, each in places if path not in PLUMBING]


class StatementsConfig(AppConfig):
    name = "tests.chat.statements"
    label = "statements"

    def ready(self) -> None:
        from chat.web import revocation
        from chat.work import executor

        # What it looks at by itself again and again is none of a message's.
        executor.POLL_SECONDS = revocation.EVERY_SECONDS = 60.0
        self.file = open(os.environ["STATEMENTS"], "a", buffering=1)  # noqa: SIM115  # open as long as the process runs
        connection_created.connect(self.watch)

    def watch(self, connection: Any, **_: Any) -> None:
        if self.tell not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.tell)

    def tell(self, execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        told = {"thread": threading.current_thread().name, "sql": sql}
        told |= {"parameters": repr(parameters), "origin": origin()}  # type: ignore[dict-item]
        try:
            return execute(sql, parameters, many, context)
        finally:
            self.file.write(json.dumps(told) + "\n")
