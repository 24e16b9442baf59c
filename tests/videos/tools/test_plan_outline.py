"""What a model without tools may plan by the schema becomes a video in which nothing is wrong."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chat.tools import plan
from tests.strictness import faults_of_request
from tests.videos.demo.studio import Studio
from videos.demo.utterances import Call
from videos.design.catalogue import all_layouts
from videos.design.seen import findings
from videos.document.document import parse_document
from videos.tools.plan_outline import LAYOUTS

Json = dict[str, Any]
SOME = [
    "Bread",
    "fresh",
    "every",
    "morning",
    "7 pm",
    "Donnerstag",
    "Gemeindehaus",
    "96 €",
    "نص",
    "عربي",
    "パン屋",
    "ขนม",
]
WORDS = st.lists(st.sampled_from(SOME), min_size=1, max_size=5).map(" ".join)
NUMBERS = st.sampled_from(["96", "4.8", "1,200 €", "0", "−3 %", "999,999,999"])


def held() -> Json:
    made = plan()
    assert made is not None
    return made.response_format


def filled(schema: Json) -> st.SearchStrategy[Any]:
    """What the schema allows, with a few words in each text."""
    if "anyOf" in schema:
        return st.one_of([filled(each) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "object":
            figure = [*schema["properties"]] == ["value", "label"]
            own: Json = {"value": NUMBERS} if figure else {}
            return st.fixed_dictionaries(
                {key: own[key] if key in own else filled(each) for key, each in schema["properties"].items()}
            )
        case "array":
            limits = {"min_size": schema.get("minItems", 0), "max_size": schema.get("maxItems", 5)}
            return st.lists(filled(schema["items"]), **limits)
        case kind:
            assert kind == "string"
            return WORDS


def plans() -> st.SearchStrategy[Json]:
    made = plan()
    assert made is not None
    return filled(made.schema)


def test_the_layouts_show_the_slots_that_are_asked_for() -> None:
    for name, slots in LAYOUTS.items():
        kind = all_layouts()[name]
        assert {*kind.needs} <= {*slots} <= {*kind.needs, *kind.takes}


def test_the_schema_is_strict() -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "response_format": held()}
    assert not list(faults_of_request(body))


def test_what_is_told_has_an_example_that_fits() -> None:
    made = plan()
    assert made is not None
    Draft202012Validator(made.schema).validate(json.loads(made.told.split("Example: ")[1]))


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(made=plans())
def test_whatever_fits_the_schema_is_made_and_nothing_is_wrong_with_it(made: Json) -> None:
    studio = Studio()
    studio.begin("A video")
    told = studio.run(Call("plan_scenes", made))
    assert told.startswith("Made "), told
    assert [str(each) for each in findings(parse_document(studio.document))] == []
