"""What a search shows of the messages that it finds."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from chat.conversation.search import AROUND, Found, found_in
from chat.models import Message, Role
from projects.lifecycle import create

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("somebody")


def found(person: User, content: str, wanted: str, role: str = Role.ASSISTANT, **more: Any) -> Found:
    project = create(person, "A project")
    Message.objects.create(project=project, role=role, content=content, status="success", **more)
    (place,) = found_in(person, wanted)
    return place


def told(place: Found) -> str:
    return f"{place.before}[{place.words}]{place.behind}"


@pytest.mark.parametrize(
    ("content", "wanted", "shown"),
    [
        ("It lies **here**: the *needle*.", "needle", "It lies here: the [needle]."),
        ("It lies **here**: the *needle*.", "HERE", "It lies [here]: the needle."),
        ("# Where\n\n- one\n- `two`", "two", "Where one [two]"),
        ("See [the page](https://example.com/needle).", "needle", "[]See the page."),
        ("a **b", "**", "a [**]b"),
    ],
)
def test_an_answer_is_shown_as_it_is_read(person: User, content: str, wanted: str, shown: str) -> None:
    assert told(found(person, content, wanted)) == shown


def test_what_a_person_wrote_is_shown_as_they_wrote_it_without_the_ids_of_pictures(person: User) -> None:
    content = "Use **this** one\n\n[picture: logo-1]"
    assert told(found(person, content, "this", Role.USER)) == "Use **[this]** one"


def test_of_a_long_answer_the_place_is_shown(person: User) -> None:
    line = "Some **words** that go on.\n"
    place = found(person, line * 500 + "The **needle**, *here*.\n" + line * 500, "needle")
    assert place.words == "needle" and "*" not in told(place)
    assert place.before.startswith("…") and place.behind.endswith("…") and len(place.before) <= AROUND + 1


def test_one_endless_line_is_read_in_part(person: User) -> None:
    place = found(person, "word " * 3000 + "needle" + " word" * 3000, "needle")
    assert place.words == "needle" and len(told(place)) < 2 * AROUND + 20
