"""The team chart of a project, and the tools by which an answer looks people up and adds them under a manager."""

import re

from django.db.models import Exists, OuterRef, QuerySet
from pydantic import Field

from chat.context import may_have, reads
from chat.shapes import PersonOut
from chat.tools import ToolArguments, ToolContext, ToolFailed, tool
from config.common.validation import did_you_mean
from projects.models import Person, Project


def chart(project: int) -> list[PersonOut]:
    """Everybody, in the order in which they came: `{name, title, manager, reports}`, the last two by name."""
    people = list(Person.objects.filter(project=project).select_related("manager"))
    reports: dict[str, list[str]] = {}
    for person in people:
        if person.manager is not None:
            reports.setdefault(person.manager.name, []).append(person.name)
    return [
        {
            "name": person.name,
            "title": person.title,
            "manager": person.manager.name if person.manager else None,
            "reports": reports.get(person.name, []),
        }
        for person in people
    ]


def in_words(person: PersonOut) -> str:
    """Somebody of the chart in words."""
    facts = [person["title"], f"reports to {person['manager']}" if person["manager"] else "at the top"]
    if person["reports"]:
        facts.append(f"manager of {', '.join(person['reports'])}")
    return f"{person['name']}: {'; '.join(filter(None, facts))}"


# Who speaks of a team may want its chart, also an empty one: in the languages that most people write.
SPOKEN_OF = re.compile(
    r"\bteam|\borg.{0,12}chart|manager|\bboss|report(s|ing|ed)? to|\bcolleague|\bemployee|\bhire\b"
    r"|mitarbeit|vorgesetzt|kolleg|equipo|\bjef[ea]\b|emplead|équipe|collègue|supérieur|equipe|gerente|squadra|チーム|上司|团队",
    re.IGNORECASE,
)


def is_wanted(project: Project, said: str) -> bool:
    """Whether the chart is used in this project, or spoken of."""
    return bool(SPOKEN_OF.search(said)) or (
        may_have(project, "has_people") and Person.objects.filter(project=project).exists()
    )


@reads
def with_people(projects: "QuerySet[Project]") -> "QuerySet[Project]":
    return projects.annotate(has_people=Exists(Person.objects.filter(project=OuterRef("pk"))))


class FindPeople(ToolArguments):
    """Look people up in the project's team chart: name, title, manager, and who reports to them."""

    query: str | None = Field(description="Part of a name or title; null for everybody.")


@tool("find_people", FindPeople, is_wanted=is_wanted)
def find_people(context: ToolContext, arguments: FindPeople) -> str:
    everybody = chart(context.project.pk)
    wanted = (arguments.query or "").strip().casefold()
    found = [each for each in everybody if wanted in f"{each['name']} {each['title']}".casefold()]
    if wanted and not found:
        meant = did_you_mean(arguments.query or "", [each["name"] for each in everybody])
        raise ToolFailed(
            f"/query: nobody in the team chart is called {arguments.query!r}.{meant} It holds {len(everybody)} people.",
            "unknown_person",
        )
    return "\n".join(map(in_words, found)) or "The team chart is empty."


class AddPerson(ToolArguments):
    """Add somebody to the project's team chart, under a manager who stands in it already."""

    name: str = Field(description="Their name, which nobody else in the chart has.")
    title: str | None = Field(description="What they do.")
    manager: str | None = Field(description="The name of whom they report to; null for somebody at the top.")


@tool("add_person", AddPerson, is_wanted=is_wanted)
def add_person(context: ToolContext, arguments: AddPerson) -> str:
    name, title = _line("/name", arguments.name), _line("/title", arguments.title or "")
    if not name:
        raise ToolFailed("/name: is empty. Nobody was added.", "invalid_arguments")
    context.project.hold()  # names are compared before they are stored
    people = Person.objects.filter(project=context.project)
    if _named(context, name) is not None:
        raise ToolFailed(f"/name: {name!r} is in the team chart already. Nobody was added.", "person_exists")
    if people.count() >= Person.MOST:
        raise ToolFailed(f"The team chart is full: it holds {Person.MOST} people. Nobody was added.", "too_many_people")
    manager = _somebody(context, "/manager", arguments.manager) if arguments.manager else None
    people.create(project=context.project, name=name, title=title, manager=manager)
    return f"{name} is in the team chart, {f'under {manager.name}' if manager else 'at the top'}."


class RemovePerson(ToolArguments):
    """Remove somebody from the project's team chart. Who reported to them reports to their manager then."""

    name: str = Field(description="Their name.")


@tool("remove_person", RemovePerson, is_wanted=is_wanted)
def remove_person(context: ToolContext, arguments: RemovePerson) -> str:
    context.project.hold()
    person = _somebody(context, "/name", arguments.name)
    moved = person.reports.update(manager=person.manager)
    person.delete()
    whose = person.manager.name if person.manager else "nobody"
    return f"{person.name} is no longer in the team chart." + (
        f" {moved} who reported to them {'reports' if moved == 1 else 'report'} to {whose} now." if moved else ""
    )


def _line(path: str, text: str) -> str:
    line = " ".join(text.replace("\x00", "").split())
    if len(line) > Person.LONGEST:
        raise ToolFailed(f"{path}: at most {Person.LONGEST} characters; got {len(line)}.", "invalid_arguments")
    return line


def _named(context: ToolContext, name: str) -> Person | None:
    people = Person.objects.filter(project=context.project).select_related("manager")
    return next((each for each in people if each.name.casefold() == name.casefold()), None)


def _somebody(context: ToolContext, path: str, name: str) -> Person:
    """Who has the name. Raises ToolFailed with the nearest one."""
    found = _named(context, _line(path, name))
    if found is None:
        names = Person.objects.filter(project=context.project).values_list("name", flat=True)
        meant = did_you_mean(name, names)
        raise ToolFailed(
            f"{path}: nobody in the team chart is called {name[:200]!r}.{meant} Nothing was changed.", "unknown_person"
        )
    return found
