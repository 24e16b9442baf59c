"""What the model is told about the work, beside what was said: functions that apps register."""

from collections.abc import Callable

from projects.models import Project

Describe = Callable[[Project], str]
_describers: dict[bool, list[Describe]] = {True: [], False: []}


def describes(function: Describe, *, is_lasting: bool = False) -> Describe:
    """Register a function whose text about a project, if any, ends what the model reads.

    `is_lasting`: it hardly ever changes, and stands with the instructions. What people wrote in it must be
    `chat.llm.json_text.escaped`, or could close a tag of ours.
    """
    _describers[is_lasting].append(function)
    return function


def told(project: Project, *, is_lasting: bool) -> list[str]:
    """The texts that are not empty, in the order in which their functions were registered."""
    return [text for text in (tell(project) for tell in _describers[is_lasting]) if text]
