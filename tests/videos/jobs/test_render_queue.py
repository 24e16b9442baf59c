"""Whose render it is, which version it becomes, and what may end it: rules of rows, whoever draws."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat import jobs
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import Sent, send_message
from chat.jobs import JobStatus
from chat.models import Stream, StreamStatus
from chat.tools import ToolContext, ToolFailed
from chat.work import job_runner
from chat.work.executor import claim
from chat.work.leases import LeaseLost, hand_over
from config.common.database import writing
from config.common.errors import TooBusy
from projects.models import Project
from videos.jobs.brief import brief_from
from videos.jobs.render_runner import RenderKind
from videos.models import Author, Format, Quality, Render, SceneBuild, Version, Video
from videos.models.renders import RenderTooLong
from videos.tools.render_tools import RenderVideo, render_video

pytestmark = pytest.mark.django_db(transaction=True)
MP4_DRAFT = Format.MP4, Quality.DRAFT


@pytest.fixture
def limits(settings: Any) -> Any:
    """The settings, by a name that hypothesis has not."""
    return settings


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, limits: Any) -> None:
    limits.DATA_DIR = tmp_path


@pytest.fixture
def person() -> User:
    return User.objects.create(username=f"person-{uuid4()}")


@pytest.fixture
def video(person: User) -> Video:
    return new_video(person)


def new_video(owner: User) -> Video:
    return Video.objects.of(Project.objects.create(owner=owner, name="A project"))


def change(video: Video, user: User | None = None) -> None:
    """A new version."""
    with writing():
        locked = Video.objects.locked(video.project)
        operation = {"op": "replace", "path": "/title", "value": f"Title {locked.version}"}
        locked.patch([operation], Author.person(user or video.project.owner))


def ask(video: Video, number: int | None = None, *wanted: Any, user: User | None = None, **more: Any) -> Render:
    with writing():
        locked = Video.objects.locked(video.project)
        return Render.objects.ask(locked, number, *(wanted or MP4_DRAFT), (user or video.project.owner).pk, **more)


def fresh(render: Render) -> Render:
    return Render.objects.select_related("version").get(pk=render.pk)


def the_draft(video: Video) -> Render:
    """The newest one that nobody asked for."""
    found = Render.objects.filter(project=video.project_id, automatic=True).order_by("version__number").last()
    assert found is not None
    return found


def taken_up(render: Render | None = None) -> list[Render]:
    """What a worker takes up now; `render` is among it."""
    held = claim(RenderKind(), "worker", 32, None)
    assert render is None or render.pk in {each.pk for each in held}
    return held


def building(video: Video) -> SceneBuild:
    return SceneBuild.objects.ask(Video.objects.get(pk=video.pk), "intro", brief_from(video.document, "intro"))


def answer(video: Video, user: User | None = None) -> Sent:
    return send_message(video.project, user or video.project.owner, NewMessage.saying("hello"))


def end(stream: Stream, status: str = StreamStatus.SUCCESS) -> None:
    Stream.objects.filter(pk=stream.pk).update(status=status)


# What is seen follows what is stored


def test_whatever_stores_a_version_has_its_draft_made_for_who_changed_it(video: Video) -> None:
    author = Author.person(User.objects.create(username="editor"))
    ways: list[Callable[[Video], Version]] = [
        lambda held: held.patch([{"op": "replace", "path": "/title", "value": "A title"}], author),
        lambda held: held.replace(held.parsed, author),
        lambda held: held.undo(author, 2),
        lambda held: held.restore(2, author),
    ]
    for way in ways:
        with writing():
            version = way(Video.objects.locked(video.project))
        draft = the_draft(video)
        assert (draft.version, draft.user_id, draft.status) == (version, author.user, JobStatus.QUEUED)
    assert Render.objects.filter(status=JobStatus.QUEUED).count() == 1


# What nobody asked for makes room


def test_a_draft_makes_room_for_the_next_and_what_was_asked_for_stays(video: Video) -> None:
    change(video)
    first = the_draft(video)
    asked = ask(video, 1)
    high = ask(video, 2, Format.MP4, Quality.HIGH)
    change(video)
    assert [fresh(each).status for each in (first, asked, high)] == ["cancelled", "queued", "queued"]
    assert the_draft(video).version.number == 3


@pytest.mark.parametrize("is_running", [False, True])
def test_a_draft_that_somebody_asks_for_is_theirs_and_no_newer_one_ends_it(video: Video, is_running: bool) -> None:
    change(video)
    draft = the_draft(video)
    if is_running:
        taken_up(draft)
    other = User.objects.create(username="other")
    asked = ask(video, user=other)
    assert (asked.pk, asked.user_id, asked.automatic) == (draft.pk, other.pk, False)
    change(video)
    left = fresh(asked)
    assert left.status == (JobStatus.RUNNING if is_running else JobStatus.QUEUED) and not left.stop_requested
    assert ask(video, 2).pk == asked.pk


def test_who_asks_for_a_draft_that_is_being_cancelled_gets_another_job(video: Video) -> None:
    change(video)
    draft = the_draft(video)
    (held,) = taken_up(draft)
    change(video)
    assert fresh(draft).stop_requested
    asked = ask(video, 2)
    assert asked.pk != draft.pk and fresh(draft).status == JobStatus.CANCELLED
    for status in (JobStatus.CANCELLED, JobStatus.FAILED, JobStatus.READY):  # whatever its worker comes to
        with pytest.raises(LeaseLost):
            job_runner.end(held, status)
    assert fresh(asked).status == JobStatus.QUEUED


def test_who_asks_as_a_cancelled_draft_becomes_ready_all_the_same_gets_it(
    video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = ask(video, 1)
    taken_up(render)
    jobs.cancel(fresh(render))
    move_to = Render.move_to

    def late(self: Render, new: str, **fields: Any) -> None:
        """Its worker is quicker by a moment."""
        self.final_path.parent.mkdir(parents=True, exist_ok=True)
        self.final_path.touch()
        Render.objects.filter(pk=self.pk, status=JobStatus.RUNNING).update(status=JobStatus.READY)
        move_to(self, new, **fields)

    monkeypatch.setattr(Render, "move_to", late)
    assert ask(video, 1).pk == render.pk and fresh(render).status == JobStatus.READY


def test_what_a_person_cancels_is_made_anew_for_the_next_who_asks(video: Video) -> None:
    render = ask(video, 1)
    taken_up(render)
    jobs.cancel(fresh(render))
    assert ask(video, 1).pk != render.pk and fresh(render).status == JobStatus.CANCELLED


# Which version it becomes


def test_without_a_version_it_waits_for_the_builds_and_takes_what_is_newest_then(video: Video) -> None:
    build = building(video)
    asked = ask(video)
    pinned = ask(video, 1)
    assert asked.pk != pinned.pk == ask(video, 1).pk and ask(video).pk == asked.pk
    assert asked.pk not in {each.pk for each in taken_up(pinned)}
    change(video)
    assert [fresh(each).version.number for each in (asked, pinned)] == [2, 1]
    SceneBuild.objects.filter(pk=build.pk).update(status=JobStatus.FAILED)
    assert ask(video).pk == asked.pk
    taken_up(asked)
    change(video)
    assert fresh(asked).version.number == 2 and ask(video, 2).pk == asked.pk
    assert ask(video).version.number == 3


def test_it_waits_for_the_answers_that_were_asked_for_before_it_and_for_no_later_one(video: Video) -> None:
    before = answer(video).stream
    asked = ask(video)
    later = answer(video).stream
    assert asked.pk not in {each.pk for each in taken_up()}
    change(video)  # what the answer did
    end(before)
    taken_up(asked)
    assert fresh(asked).version.number == 2
    end(later)


def test_what_an_answer_asks_for_waits_for_no_answer_behind_it(video: Video) -> None:
    own, _ = answer(video).stream, answer(video).stream
    asked = ask(video, None, Format.MP4, Quality.HIGH, stream=own.pk)
    assert not asked.follows
    build = building(video)
    follows = ask(video, None, Format.WEBM, Quality.HIGH, stream=own.pk)
    assert follows.follows
    SceneBuild.objects.filter(pk=build.pk).update(status=JobStatus.READY)
    assert {asked.pk, follows.pk} <= {each.pk for each in taken_up()}


def test_a_render_that_never_began_takes_what_is_newest_when_it_is_asked_for_again(video: Video) -> None:
    build = building(video)
    asked = ask(video)
    jobs.cancel(asked)
    change(video)
    SceneBuild.objects.filter(pk=build.pk).update(status=JobStatus.READY)
    jobs.retry(fresh(asked), video.project.owner)
    assert fresh(asked).version.number == 2


# Turns and limits


def test_users_take_turns_and_their_places_say_so(video: Video, person: User, limits: Any) -> None:
    other = User.objects.create(username="other")
    limits.MAX_RUNNING_RENDERS_PER_USER = 2
    mine = [
        ask(video, 1, Format.MP4, quality, height=height) for quality in ("standard", "high") for height in (480, 720)
    ]
    draft = ask(video, 1)
    theirs = ask(new_video(other), 1, Format.MP4, Quality.HIGH)
    assert jobs.shown([draft, theirs, *mine]) == [
        {**item, "position": place} for place, item in enumerate(jobs.shown([draft, theirs, *mine]), start=1)
    ]
    assert {each.pk for each in taken_up()} == {draft.pk, mine[0].pk, theirs.pk}
    assert taken_up() == []
    assert [item["position"] for item in jobs.shown(list(map(fresh, mine)))] == [None, 1, 2, 3]


def test_a_draft_counts_for_whoever_changed_the_video(video: Video) -> None:
    editor = User.objects.create(username="editor")
    change(video, editor)
    assert the_draft(video).user_id == editor.pk


def test_beyond_the_limit_nothing_more_is_queued_and_drafts_of_ours_do_not_count(video: Video, limits: Any) -> None:
    limits.MAX_RUNNING_RENDERS_PER_USER, limits.MAX_QUEUED_RENDERS_PER_USER = 1, 2
    for other in [video, *(new_video(video.project.owner) for _ in range(4))]:
        change(other)
    asked = [ask(video, 1, Format.MP4, Quality.HIGH, height=height) for height in (240, 360, 480)]  # one may run
    with pytest.raises(TooBusy) as caught:
        ask(video, 1, Format.MP4, Quality.HIGH, height=540)
    assert caught.value.retry_after_s and caught.value.details == {"queue_length": 2}
    with pytest.raises(TooBusy):
        ask(video, 2)  # to make a draft of ours theirs is to ask for one
    assert ask(video, 1, Format.MP4, Quality.HIGH, height=240).pk == asked[0].pk
    assert ask(new_video(User.objects.create(username="other")), 1)
    change(video)
    assert the_draft(video).status == JobStatus.QUEUED
    jobs.cancel(asked[2])
    assert ask(video, 1, Format.MP4, Quality.HIGH, height=540)
    with pytest.raises(TooBusy):
        jobs.retry(fresh(asked[2]), video.project.owner)
    jobs.retry(fresh(asked[2]))  # an operator may
    assert fresh(asked[2]).status == JobStatus.QUEUED


def test_who_retries_a_cancelled_draft_wants_it(video: Video) -> None:
    change(video)
    draft = the_draft(video)
    jobs.cancel(draft)
    jobs.retry(fresh(draft), video.project.owner)
    change(video)
    assert fresh(draft).status == JobStatus.QUEUED


def tool(video: Video, format: str = "mp4") -> tuple[ToolContext, str]:
    """The model asks, in a turn of its own."""
    stream = answer(video).stream
    context = ToolContext(project=video.project, stream=stream, call=uuid4())
    with writing():
        return context, str(render_video(context, RenderVideo(format=format, quality="high")))  # type: ignore[arg-type]


def heavy(video: Video, words: int = 900) -> None:
    """Two minutes of long texts with shadows."""
    shown = {"type": "text", "text": "x" * words, "size": 60, "shadow": 1}
    elements = {f"t{number}": {**shown, "id": f"t{number}"} for number in range(20)}
    scene = {"duration": 120, "order": list(elements), "elements": elements}
    operations = [{"op": "replace", "path": "/scenes/intro", "value": scene}]
    operations += [{"op": "replace", "path": "/fps", "value": 60}]
    with writing():
        Video.objects.locked(video.project).patch(operations, Author.person(video.project.owner))


def test_what_would_take_too_long_is_refused_with_what_to_change(video: Video) -> None:
    heavy(video)
    with pytest.raises(RenderTooLong) as caught:
        ask(video, None, Format.MP4, Quality.HIGH)
    assert (caught.value.status, caught.value.code) == (422, "takes_too_long")
    assert "'t0' of scene 'intro'" in caught.value.message and "shadows" in caught.value.message
    with pytest.raises(ToolFailed, match="at most 30 minutes are allowed here"):
        tool(video)
    assert ask(video, 1, Format.MP4, Quality.HIGH).status == JobStatus.QUEUED


def test_a_draft_that_would_take_too_long_is_not_begun_and_says_so(video: Video, limits: Any) -> None:
    limits.MAX_RENDER_CPU_SECONDS = 60
    heavy(video)
    (held,) = taken_up(the_draft(video))
    asyncio.run(RenderKind().run(held, asyncio.Event()))
    draft = the_draft(video)
    assert (draft.status, draft.error_code) == (JobStatus.FAILED, "takes_too_long")
    assert not draft.final_path.parent.exists()


def test_what_takes_long_is_told_before(video: Video, limits: Any) -> None:
    limits.MAX_RENDER_CPU_SECONDS = 100_000
    heavy(video)
    context, said = tool(video)
    assert "Drawing it takes about" in said and "minutes" in said
    assert fresh(Render.objects.get(pk=context.jobs[0])).as_json()["eta_s"] > 60
    assert "takes about" not in tool(new_video(video.project.owner))[1]


def test_a_full_queue_is_told_to_the_model(video: Video, limits: Any) -> None:
    limits.MAX_RUNNING_RENDERS_PER_USER = limits.MAX_QUEUED_RENDERS_PER_USER = 1
    ask(video, 1)
    ask(video, 1, Format.MP4, Quality.HIGH)
    with pytest.raises(ToolFailed, match="are waiting to be made") as caught:
        tool(video, "gif")
    assert caught.value.code == "too_busy"


# In any order

STEPS = st.sampled_from(["change", "ask", "pin", "build", "built", "begin", "end", "die", "stop"])


@given(st.lists(st.tuples(STEPS, st.integers(0, 3)), min_size=4, max_size=25))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_asked_for_comes_whatever_happens_meanwhile(steps: list[tuple[str, int]]) -> None:
    users = [User.objects.create(username=f"user-{uuid4()}") for _ in range(2)]
    video = new_video(users[0])
    kind, begun, stopped = RenderKind(), list[Render](), set[Any]()
    asked: dict[Any, int | None] = {}  # job → the version that was wanted; None: the newest
    builds: list[SceneBuild] = []
    rows = Render.objects.filter(project=video.project_id)

    def claim_all() -> None:
        before = Video.objects.get(pk=video.pk).version
        for held in claim(kind, "worker", 32, video.project_id, [each.pk for each in begun]):
            begun.append(held)
            if asked.get(held.pk, 0) is None and held.epoch == 1:
                assert fresh(held).version.number == before
                assert not SceneBuild.objects.filter(project=video.project_id).unfinished().exists()

    for step, which in steps:
        user, running = users[which % 2], begun[which % len(begun)] if begun else None
        match step:
            case "change":
                change(video, user)
            case "ask" | "pin":
                number = None if step == "ask" else 1 + which % Video.objects.get(pk=video.pk).version
                job = ask(video, number, user=user)
                assert ask(video, number, user=users[0]).pk == job.pk
                if number is None and builds:
                    assert job.status == JobStatus.QUEUED
                if number is not None:
                    assert job.version.number == number
                asked.setdefault(job.pk, number or (None if job.follows else job.version.number))
                stopped.discard(job.pk)
            case "build" if not builds:
                builds.append(building(video))
            case "built" if builds:
                status = JobStatus.READY if which % 2 else JobStatus.FAILED
                SceneBuild.objects.filter(pk=builds.pop().pk).update(status=status)
            case "begin":
                claim_all()
            case "stop" if asked:
                job = fresh(rows.get(pk=list(asked)[which % len(asked)]))
                if jobs.cancel(job):
                    stopped.add(job.pk)
            case "end" if running:
                begun.remove(running)
                over = JobStatus.CANCELLED if fresh(running).stop_requested else JobStatus.READY
                with suppress(LeaseLost):
                    running.final_path.parent.mkdir(parents=True, exist_ok=True)
                    running.final_path.touch()
                    job_runner.end(running, over)
            case "die" if running:
                begun.remove(running)
                hand_over([running])
        for user in users:
            assert rows.filter(user=user, status=JobStatus.RUNNING).count() <= 2
        assert not rows.filter(pk__in=asked.keys() - stopped, status=JobStatus.CANCELLED).exists()
        assert not rows.filter(pk__in=asked.keys() - stopped, stop_requested=True).exists()
        assert all(rows.get(pk=pk).version.number == number for pk, number in asked.items() if number)
        # One that was to stop when its worker died is ended by the next.
        queued = rows.filter(status=JobStatus.QUEUED, automatic=True, stop_requested=False)
        assert queued.count() <= 1


def test_many_renders_are_told_with_few_queries(video: Video, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        change(video)
    asked = [ask(video, number, Format.MP4, Quality.HIGH) for number in (1, 2, 3)]
    Render.objects.filter(pk__in=[each.pk for each in asked]).update(status=JobStatus.FAILED)
    for some in (asked[:1], asked):
        rows = list(Render.objects.filter(pk__in=[each.pk for each in some]).order_by("version__number"))
        with django_assert_num_queries(2):
            told: list[Any] = jobs.shown(rows)
        assert [(each["version"], each["outdated"]) for each in told] == [(n, True) for n in range(1, len(some) + 1)]
