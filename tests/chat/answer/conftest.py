"""A bench for answers that are made in the tests' own process."""

import pytest
from django.contrib.auth.models import User

from chat import tools as registry
from projects.models import Project
from tests.chat.answer.bench import Bench, Tools


@pytest.fixture
def bench() -> Bench:
    return Bench(Project.objects.create(owner=User.objects.create(username="ann"), name="A video"))


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Tools:
    """The tools of these tests, in place beside the product's."""
    monkeypatch.setattr(registry, "_tools", dict(registry._tools))
    made = Tools()
    made.register()
    return made
