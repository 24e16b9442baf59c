"""Settings from the environment and `.env`, each checked once, at the start.

A wrong value ends the process with one line that names the setting, what was given and what it takes.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import environ

T = TypeVar("T")


class Environment:
    """Typed reading of settings. Every reader takes the setting's name and its default."""

    def __init__(self, dotenv: Path) -> None:
        self._env = environ.Env()
        if dotenv.is_file():
            environ.Env.read_env(str(dotenv))

    def text(self, name: str, default: str = "") -> str:
        return str(self._env.str(name, default=default)).strip()

    def flag(self, name: str, default: bool) -> bool:
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }
        given = self.text(name, "1" if default else "0").lower()
        if given not in words:
            refuse(name, given, "true or false")
        return words[given]

    def whole(self, name: str, default: int, minimum: int = 1) -> int:
        return self._number(name, default, minimum, int, f"a whole number, at least {minimum}")

    def seconds(self, name: str, default: float, minimum: float = 0.1) -> float:
        return self._number(name, default, minimum, float, f"a number of seconds, at least {minimum}")

    def words(self, name: str, default: list[str]) -> list[str]:
        given = self.text(name)
        return [word.strip() for word in given.split(",") if word.strip()] if given else default

    def origins(self, name: str) -> list[str]:
        given = self.words(name, [])
        for origin in given:
            if not re.fullmatch(r"https?://[^/\s]+", origin):
                refuse(name, origin, "origins such as https://example.com, separated by commas")
        return given

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        given = self.text(name)
        if given and not given.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            refuse(name, given, "a URL that begins with " + " or ".join(f"{scheme}://" for scheme in schemes))
        return given

    def database(self, name: str, default: str) -> dict[str, Any]:
        given = self.url(name, ("sqlite", "postgres", "postgresql")) or default
        return dict(self._env.db_url_config(given))

    def _number(self, name: str, default: T, minimum: T, convert: Callable[[str], T], takes: str) -> T:
        given = self.text(name)
        if not given:
            return default
        try:
            number = convert(given)
        except ValueError:
            refuse(name, given, takes)
        if not number >= minimum:  # type: ignore[operator]  # also refuses NaN
            refuse(name, given, takes)
        return number


def refuse(name: str, given: str, takes: str) -> NoReturn:
    """End the process with one clear line."""
    shown = f"is {given!r}" if given else "is missing"
    sys.exit(
        f"Reeltalk cannot start: the setting {name} {shown}; it takes {takes}. Set it in the environment or in .env."
    )
