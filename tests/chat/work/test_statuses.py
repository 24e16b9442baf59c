"""A status moves by its table and by nothing else: read from the code, and tried for every pair of statuses."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.jobs import Job
from chat.models import Message, Step, Stream, ToolCall
from chat.work.leases import RUNNING, LeasedWork
from chat.work.statuses import IllegalMove, LostRace, StatusRow, move
from projects.models import Project
from videos.jobs.brief import brief_from
from videos.models import Format, OrderedPicture, Quality, Render, SceneBuild, Speech, Video

ROOT = Path(settings.BASE_DIR)
ROOMS = ("chat", "config", "projects", "videos")
MECHANISM = "statuses.py"
WRITERS = {"update", "aupdate", "update_or_create", "aupdate_or_create", "bulk_update", "abulk_update", "told"}
SAVERS = {"save", "asave"}


# The code assigns no status


def assignments(code: str) -> list[int]:
    """The lines of `code` that give a stored row another status than by a move; a row may begin with one."""
    tree = ast.parse(code)
    return sorted({node.lineno for node in ast.walk(tree) if _assigns(node, tree)})  # type: ignore[attr-defined]


def _assigns(node: ast.AST, tree: ast.Module) -> bool:
    match node:
        case ast.Attribute(attr="status", ctx=ast.Store()):
            return not any(node in ast.walk(each) for each in ast.walk(tree) if _is_no_row(each))
        case ast.Call(func=ast.Name("setattr"), args=[_, ast.Constant("status"), *_]):
            return True
        case ast.Call(func=ast.Attribute(attr=name)) if name in WRITERS:
            return any(_writes_status(given, tree) for given in [*node.keywords, *node.args])
        case ast.Call(func=ast.Attribute(value=row, attr=name), args=[], keywords=keywords) if name in SAVERS:
            fields = [each.value for each in keywords if each.arg == "update_fields"]
            return any(_names_status(each) for each in fields) if fields else _may_have_status(row, tree)
        case ast.Constant(str(text)):
            before, _, rest = text.upper().partition(" SET ")
            return "UPDATE" in before and "STATUS" in rest.partition(" WHERE ")[0]
    return False


def _writes_status(given: ast.keyword | ast.expr, tree: ast.Module) -> bool:
    match given:
        case ast.keyword(arg="status"):
            return True
        case ast.keyword(arg=None, value=ast.Name(name)):  # **name: all that the module may have put into it
            return any(_names_status(node) for node in _assigned(name, tree))
        case ast.keyword(value=value):
            return _names_status(value)
    return isinstance(given, ast.expr) and _names_status(given)


def _is_no_row(node: ast.AST) -> bool:
    """Whether it is the class of an error, whose status is HTTP's."""
    match node:
        case ast.ClassDef(bases=[ast.Name(base)]):
            return base.endswith("Error")
    return False


def _may_have_status(row: ast.expr, tree: ast.Module) -> bool:
    """Whether the row, which is saved whole, may be of a model with a status: all but those known to be of another."""
    made = _assigned(row.id, tree) if isinstance(row, ast.Name) else []
    kinds = {each.id for node in made for each in ast.walk(node) if isinstance(each, ast.Name)}
    others = {each.__name__ for each in apps.get_models() if each not in models()}
    return not kinds & others or bool(kinds & {each.__name__ for each in models()})


def _assigned(name: str, tree: ast.Module) -> list[ast.AST]:
    """What the module assigns to `name`, or to a key of it."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        inner = (each.value if isinstance(each, ast.Subscript) else each for each in targets)
        if any(isinstance(each, ast.Name) and each.id == name for each in inner):
            found.append(node)
    return found


def _names_status(node: ast.AST) -> bool:
    """Whether `status` is the name of a field somewhere in it: a key, a text in a list, a name of an argument."""
    return any(
        (isinstance(each, ast.Constant) and each.value == "status")
        or (isinstance(each, ast.keyword) and each.arg == "status")
        for each in ast.walk(node)
    )


def product_code() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def test_nothing_but_a_move_assigns_a_status() -> None:
    found = {path.relative_to(ROOT): assignments(path.read_text()) for path in product_code()}
    mechanism = [path for path in found if path.name == MECHANISM]
    assert len(found) > 200 and len(mechanism) == 1 and len(found[mechanism[0]]) == 1
    assert {str(path): lines for path, lines in found.items() if lines and path not in mechanism} == {}


@pytest.mark.parametrize(
    "code",
    [
        "stream.status = 'success'",
        "self.row.status: str = 'success'",
        "row.status, row.owner = QUEUED, ''",
        "for row.status in statuses: pass",
        "class Render(Job):\n    def end(self): self.status = READY",
        "setattr(row, 'status', new)",
        "rows.update(status=new)",
        "await rows.filter(pk=1).aupdate(owner='', status=new)",
        "rows.update(**{'status': new})",
        "fields = {'owner': '', 'status': new}\nrows.update(**fields)",
        "fields = dict(status=new)\nrows.update(**fields)",
        "fields: dict = {}\nfields['status'] = new\nrows.update(**fields)",
        "job.told(status=new)",
        "Row.objects.bulk_update(rows, ['owner', 'status'])",
        "Row.objects.update_or_create(pk=1, defaults={'status': new})",
        "row.save()",
        "row = Stream.objects.get(pk=1)\nrow.save()",
        "Stream.objects.get(pk=1).save()",
        "row.save(update_fields=['status'])",
        "cursor.execute('UPDATE chat_stream SET owner = %s, status = %s WHERE id = 1')",
    ],
)
def test_whoever_assigns_one_is_found(code: str) -> None:
    assert assignments(code)


@pytest.mark.parametrize(
    "code",
    [
        "Message.objects.create(status=PENDING)",
        "rows.filter(status=QUEUED).update(owner='')",
        "row.move_to(READY, version=1)",
        "move(rows, QUEUED, old=RUNNING)",
        "row.save(update_fields=['name'])",
        "row = Project(name='A project')\nrow.save()",
        "state = state.model_copy(update={'status': 'queued'})",
        "picture.save(output, 'PNG')",
        "answer(b'', status=204)",
        "class Refused(ChatError):\n    def __init__(self, status): self.status = status",
        "cursor.execute('UPDATE chat_stream SET owner = %s WHERE status = %s')",
    ],
)
def test_a_beginning_a_look_and_a_move_are_none(code: str) -> None:
    assert not assignments(code)


# Every row moves by its table


def models() -> list[type[StatusRow]]:
    """All that have a status."""
    return [each for each in apps.get_models() if any(field.name == "status" for field in each._meta.fields)]


def statuses(model: type[StatusRow]) -> list[str]:
    return [value for value, _ in model._meta.get_field("status").choices or ()]


PAIRS = [(model, *pair) for model in models() for pair in product(statuses(model), repeat=2)]
LEGAL = [(model, old, new) for model, old, new in PAIRS if new in model.MOVES.get(old, ())]
ILLEGAL = [each for each in PAIRS if each not in LEGAL]


def named(given: Any) -> str:
    return given.__name__ if isinstance(given, type) else str(given)


def test_what_has_a_status_has_a_table_of_it() -> None:
    assert {Message, Stream, ToolCall, Render, SceneBuild, Speech, OrderedPicture} <= set(models())
    for model in models():
        known = set(statuses(model))
        assert issubclass(model, StatusRow) and known
        assert model.MOVES.keys() <= known and set().union(*model.MOVES.values()) <= known


def row_of(model: type[StatusRow], status: str) -> StatusRow:
    """A stored row with this status, however it came by it."""
    user = User.objects.create(username=f"person-{uuid4()}")
    project = Project.objects.create(owner=user, name="A project")
    sent = send_message(project, user, NewMessage.saying("hello"))
    video = Video.objects.of(project)
    row: StatusRow
    if model is Stream:
        row = sent.stream
    elif model is Message:
        row = sent.assistant_message
    elif model is ToolCall:
        step = Step.objects.create(stream=sent.stream, index=0)
        row = ToolCall.objects.create(stream=sent.stream, step=step, index=0, name="get_video")
    elif model is SceneBuild:
        row = SceneBuild.objects.ask(video, "intro", brief_from(video.document, "intro"))
    elif model is Speech:
        row = Speech.objects.create(project=project, version=video.versions.get())
    elif model is OrderedPicture:
        row = OrderedPicture.objects.create(project=project, words="A cat", shape="square")
    else:
        assert model is Render, f"{model} has a status, and no row to try it with here"
        row = Render.objects.ask(video, 1, Format.MP4, Quality.DRAFT, user.pk)
    lease = {"lease_until": timezone.now()} if isinstance(row, LeasedWork) else {}
    model._base_manager.filter(pk=row.pk).update(status=status, **lease)
    row.refresh_from_db()
    return row


def stored(row: StatusRow) -> StatusRow:
    found: StatusRow = type(row)._base_manager.get(pk=row.pk)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "old", "new"), ILLEGAL, ids=named)
def test_what_the_table_does_not_hold_is_refused(model: type[StatusRow], old: str, new: str) -> None:
    row = row_of(model, old)
    rows = model._base_manager.filter(pk=row.pk)
    with pytest.raises(IllegalMove):
        row.move_to(new)
    with pytest.raises(IllegalMove):
        move(rows, new, old=old)
    if any(new in after for after in model.MOVES.values()):
        assert move(rows, new) == 0
    assert stored(row).status == old


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "old", "new"), LEGAL, ids=named)
def test_what_the_table_holds_is_done_once(model: type[StatusRow], old: str, new: str) -> None:
    row, other = row_of(model, old), row_of(model, old)
    late = stored(row)
    kept = {"lease_until": timezone.now()} if new == RUNNING and isinstance(row, LeasedWork) else {}
    row.move_to(new, **kept)
    assert (row.status, stored(row).status) == (new, new)
    if new != old:
        with pytest.raises(LostRace) as lost:
            late.move_to(new, **kept)
        assert lost.type is model.LOST
    assert move(model._base_manager.filter(pk=other.pk), new, old=old, **kept) == 1
    for each in (stored(row), stored(other)):
        assert each.status == new
        if isinstance(each, LeasedWork):
            assert (each.lease_until is None) == (new != RUNNING)
        if isinstance(each, Job):
            assert (each.finished_at is None) == (new in ("queued", "running"))


@pytest.mark.django_db
def test_of_a_set_only_those_move_that_may() -> None:
    rows = [row_of(Message, status) for status in statuses(Message)]
    before = {row.pk: row.status for row in rows}
    assert move(Message.objects.filter(pk__in=before), "building") == 2
    may = {status for status, after in Message.MOVES.items() if "building" in after}
    assert {row.pk for row in rows if stored(row).status == "building"} == {
        pk for pk, status in before.items() if status in may or status == "building"
    }
