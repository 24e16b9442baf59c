"""What the contract names has a type where it is built: nothing that is told leaves as any dict."""

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest

from chat.conversation import project_settings
from chat.shapes import Frame, StateOut, ToolCallOut
from chat.stream import snapshots, state
from chat.web import bodies, export, hub, jobs_api, messages_api, serializers, settings_api, sse, streams_api, websocket
from config.common import errors
from projects import api, members_api
from projects.brand import NO_BRAND, Brand, filled
from projects.models import ProjectSettings
from videos.models import builds, renders, shares, uploads, video

TELLING = [
    api, builds, jobs_api, messages_api, streams_api, websocket, errors, export, sse, hub, members_api, serializers,
    project_settings, renders, bodies, settings_api, shares, snapshots, state, uploads, video,
]  # fmt: skip
# What no type of ours could say, each with the reason.
ANY_DICT = {
    "StreamState.with_thoughts": "the JSON of a StreamState, whose type is that class",
    "SceneBuild.fresh": "values of a row, which no client is told",
    "SceneBuild.moving": "values of a row, which no client is told",
    "Render.fresh": "values of a row, which no client is told",
    "built_part": "a part of a document, whose type is videos.document.document.Scene",
    "Video._backwards": "documents, whose type is videos.document.document.Document",
}


def functions(module: ModuleType) -> Iterator[Callable[..., Any]]:
    own = [each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__]
    inside = [each for owner in own if inspect.isclass(owner) for each in vars(owner).values()]
    for each in [*own, *inside]:
        found = getattr(each, "fget", None) or getattr(each, "__func__", None) or each
        if inspect.isfunction(found):
            yield found


def holds_any_dict(hint: Any) -> bool:
    """Whether `hint` is, or holds, a dict with any values. The JSON of a model says of which."""
    return hint in (dict[str, Any], dict[str, object]) or any(
        holds_any_dict(each) for each in get_args(hint) if not hasattr(hint, "__metadata__")
    )


@pytest.mark.parametrize("module", TELLING, ids=lambda module: module.__name__)
def test_what_is_told_has_a_type(module: ModuleType) -> None:
    hints = {each.__qualname__: get_type_hints(each, include_extras=True).get("return") for each in functions(module)}
    assert hints, "nothing was looked at"
    assert {name for name, hint in hints.items() if holds_any_dict(hint)} <= ANY_DICT.keys()


def test_no_exception_has_outlived_its_reason() -> None:
    known = {each.__qualname__ for module in TELLING for each in functions(module)}
    assert ANY_DICT.keys() <= known


def test_any_dict_is_found_where_there_is_one() -> None:
    assert all(map(holds_any_dict, (dict[str, Any], list[dict[str, Any]], tuple[int, dict[str, object]] | None)))
    assert not any(map(holds_any_dict, (StateOut, list[ToolCallOut], dict[str, int], Brand, str)))


def test_every_frame_of_a_socket_says_its_type() -> None:
    types = [get_args(get_type_hints(frame)["type"]) for frame in get_args(Frame)]
    assert types == [(name,) for name in ("accepted", "message", "job", "problem", "reconnect", "pong")]


def test_a_brand_is_what_its_type_says() -> None:
    chosen = ProjectSettings(colours=["#0b6f67"], heading_font="serif").chosen_brand
    assert set(chosen) == set(filled(chosen, NO_BRAND)) == set(Brand.__annotations__)
