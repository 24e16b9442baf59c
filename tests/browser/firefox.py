"""A Firefox for the tests, spoken to in WebDriver BiDi: one process, one page, one socket."""

import asyncio
import itertools
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.servers import Process

Json = dict[str, Any]

NAMES = ("firefox", "firefox-esr")
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PATIENCE_SECONDS = 60  # to start takes longest, and the machine may be busy
LOOKS_EACH_SECONDS = 0.05
# What is pressed before is lost, as it would be for a person who saw nothing yet.
PAINTED = "document.readyState === 'complete' && performance.getEntriesByType('paint').length > 0"
KEYS = {"Enter": "\ue007", "Escape": "\ue00c"}


def find_firefox() -> str | None:
    """The path of an executable: $FIREFOX, or one on the PATH; None when there is none."""
    return os.environ.get("FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)


class FirefoxError(Exception):
    """What Firefox answers when it cannot do what it was asked: its own code and sentence."""


@dataclass
class Firefox:
    """The one page of a running Firefox. `complaints` are the errors and CSP violations of all pages so far."""

    socket: ClientConnection
    context: str = ""
    complaints: list[str] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def ask(self, method: str, **parameters: Any) -> Json:
        """The result of one BiDi command. Raises FirefoxError."""
        number = next(self.numbers)
        await self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(await self.socket.recv())).get("id") != number:
            self._heard(answer)
        if answer["type"] == "error":
            raise FirefoxError(f"{method}: {answer['error']}: {answer['message']}")
        return dict(answer["result"])

    def _heard(self, event: Json) -> None:
        if event["method"] == "log.entryAdded" and event["params"]["level"] == "error":
            self.complaints.append(event["params"]["text"])

    async def begin(self) -> None:
        await self.ask("session.new", capabilities={})
        await self.ask("session.subscribe", events=["log.entryAdded"])
        self.context = (await self.ask("browsingContext.getTree"))["contexts"][0]["context"]

    async def go(self, url: str) -> None:
        await self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    async def reload(self) -> None:
        await self.ask("browsingContext.reload", context=self.context, wait="complete")

    async def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page: text, number, truth value or None. Raises FirefoxError."""
        answer = await self.ask(
            "script.evaluate", expression=expression, target={"context": self.context}, awaitPromise=True
        )
        if answer["type"] == "exception":
            raise FirefoxError(f"{expression}: {answer['exceptionDetails']['text']}")
        return answer["result"].get("value")

    async def until(self, expression: str) -> Any:
        """Wait until an expression is true in the page, whichever page that is by then; give its value."""
        found: Any = None
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                if found := await self.evaluate(expression):
                    return found
            except FirefoxError as error:  # the page is just being left
                found = error
            await asyncio.sleep(LOOKS_EACH_SECONDS)
        raise AssertionError(f"{expression} stayed {found!r}; complaints: {self.complaints}")

    async def until_there(self, selector: str, words: str = "") -> None:
        """Wait until an element is shown that has these words in it."""
        of, having = json.dumps(selector), json.dumps(words)
        await self.until(
            f"[...document.querySelectorAll({of})].some("
            f"(each) => each.checkVisibility() && each.textContent.includes({having}))"
        )

    async def click(self, selector: str) -> None:
        """Press the one element that a CSS selector names, once it is there.

        BiDi can look for roles and names too, but in Firefox that takes seconds while a video plays.
        """
        await self.until(f"{PAINTED} && document.querySelector({json.dumps(selector)})?.checkVisibility()")
        (node,) = await self._located(selector)
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        moves = [{"type": "pointerMove", "x": 0, "y": 0, "origin": origin}]
        presses = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        await self._act({"type": "pointer", "id": "mouse", "actions": moves + presses})

    async def _located(self, selector: str) -> list[Json]:
        locator = {"type": "css", "value": selector}
        found = await self.ask("browsingContext.locateNodes", context=self.context, locator=locator)
        return list(found["nodes"])

    async def type(self, words: str) -> None:
        """Type into what has the focus."""
        await self._press(*words)

    async def press(self, key: str) -> None:
        """Press one of KEYS."""
        await self._press(KEYS[key])

    async def _press(self, *keys: str) -> None:
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        await self._act({"type": "key", "id": "keyboard", "actions": actions})

    async def _act(self, source: Json) -> None:
        await self.ask("input.performActions", context=self.context, actions=[source])


@asynccontextmanager
async def running_firefox(path: str, folder: Path) -> AsyncIterator[Firefox]:
    """The Firefox at `path` with an empty profile in `folder`, ended at the end."""
    log_path = folder / "firefox.log"
    command = [path, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    with log_path.open("w") as log:
        child = subprocess.Popen([*command, "about:blank"], stdout=log, stderr=log, start_new_session=True)
    process = Process(child, log_path)
    try:
        async with connect(f"{await _address(process)}/session", max_size=None) as socket:
            firefox = Firefox(socket)
            await firefox.begin()
            yield firefox
    finally:
        await asyncio.to_thread(process.end)


async def _address(process: Process) -> str:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (found := LISTENS.search(process.log)):
            assert process.child.poll() is None, f"Firefox ended at once:\n{process.log}"
            await asyncio.sleep(LOOKS_EACH_SECONDS)
    return found[1]
