"""Leases, by their rows: who may take work up, who may write for it, and what becomes of it when nobody does."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chat.models import Stream
from chat.work.leases import (
    LONGEST_LEASES,
    MOST_CRASHES,
    QUEUED,
    RUNNING,
    LeaseLost,
    abandoned,
    claimable,
    count_crash,
    hand_over,
)
from config.common.database import database_now, writing
from tests.chat.streams import answered, end, queued
from videos.models import Format, Quality, Render, Video

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
SOON = timedelta(seconds=2)  # far more than passes between two lines of a test, far less than a lease


def stored(work: Stream) -> Stream:
    return Stream.objects.get(pk=work.pk)


def held_by(owner: str, work: Stream | None = None) -> Stream:
    held = stored(work or queued())
    held.take_up(owner)
    return held


def lease_ends(work: Stream, from_now: timedelta) -> None:
    Stream.objects.filter(pk=work.pk).update(lease_until=database_now() + from_now)


def may_write(work: Stream) -> bool:
    try:
        with writing():
            work.fence()
    except LeaseLost:
        return False
    return True


# Taking up


def test_who_takes_up_holds_the_row_under_the_next_epoch_for_the_length_of_a_lease() -> None:
    work, before = queued(), database_now()
    work.take_up("me")
    row = stored(work)
    assert (row.status, row.owner, row.epoch, row.crashes) == (RUNNING, "me", 1, 0)
    assert row.lease_until is not None and before - SOON < row.lease_until - LEASE < database_now() + SOON
    assert (work.status, work.owner, work.epoch, work.lease_until) == (RUNNING, "me", 1, row.lease_until)


def test_of_two_who_read_the_row_alike_one_takes_it_up() -> None:
    first = queued()
    second = stored(first)
    first.take_up("first")
    with pytest.raises(LeaseLost):
        second.take_up("second")
    assert (stored(first).owner, stored(first).epoch) == ("first", 1)


def test_what_somebody_holds_is_taken_up_by_nobody_while_its_lease_runs() -> None:
    work = held_by("first")
    with pytest.raises(LeaseLost):
        held_by("second", work)
    assert (stored(work).owner, stored(work).epoch) == ("first", 1)


def test_what_its_process_left_behind_is_taken_up_and_the_crash_is_counted() -> None:
    work = held_by("first")
    lease_ends(work, -SOON)
    next_one = held_by("second", work)
    assert (next_one.owner, next_one.epoch, next_one.crashes) == ("second", 2, 1)


def test_what_ended_in_a_crash_again_and_again_is_given_up() -> None:
    work = queued()
    for epoch in range(1, MOST_CRASHES + 2):
        work = held_by(f"process {epoch}", work)
        assert work.is_given_up == (work.crashes >= MOST_CRASHES) == (epoch > MOST_CRASHES)
        lease_ends(work, -SOON)


# Whose lease holds


@pytest.mark.parametrize(
    ("ends_in", "is_abandoned"),
    [
        (-SOON, True),
        (SOON, False),
        (LEASE, False),
        (LONGEST_LEASES * LEASE - SOON, False),  # of a process with longer leases
        (LONGEST_LEASES * LEASE + SOON, True),  # the clock was wrong when it was taken
        (timedelta(days=365), True),
    ],
    ids=str,
)
def test_a_lease_holds_until_it_runs_out_and_not_when_it_ends_later_than_any(
    ends_in: timedelta, is_abandoned: bool
) -> None:
    work = held_by("me")
    lease_ends(work, ends_in)
    assert Stream.objects.filter(abandoned()).exists() == is_abandoned
    assert Stream.objects.filter(claimable()).exists() == is_abandoned


def test_nobody_works_on_what_waits_and_what_ended_is_no_work() -> None:
    work = queued()
    answered()
    assert list(Stream.objects.filter(claimable())) == [work]
    assert not Stream.objects.filter(abandoned()).exists()


# The fence

ENDS_OF_AN_EPOCH: dict[str, Callable[[Stream], Any]] = {
    "handed over": lambda work: hand_over([work]),
    "handed over and taken up again": lambda work: (hand_over([work]), held_by("me", work)),
    "taken up by another": lambda work: (lease_ends(work, -SOON), held_by("another", work)),
    "ended": lambda work: end(work),
    "crashed": count_crash,
    "deleted": lambda work: Stream.objects.filter(pk=work.pk).delete(),
}


@pytest.mark.parametrize("how", ENDS_OF_AN_EPOCH)
def test_the_fence_lets_an_epoch_write_until_it_is_over(how: str) -> None:
    work, other = held_by("me"), held_by("me")
    assert may_write(work) and work.held().exists()
    ENDS_OF_AN_EPOCH[how](work)
    assert not may_write(work) and not work.held().exists()
    assert may_write(other)


def test_a_lease_that_ran_out_still_lets_its_process_write_until_another_took_the_work_up() -> None:
    work = held_by("me")
    lease_ends(work, -SOON)
    assert may_write(work)


MOVES = ["take up", "run out", "hand over", "crash"]


@hypothesis_settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 2)), max_size=12))
def test_whatever_happens_one_at_most_of_all_who_held_the_work_may_write(story: list[tuple[str, int]]) -> None:
    """Processes 0 to 2; each believes that it holds what it once took up."""
    row = queued()
    beliefs: list[Stream] = []
    for move, process in story:
        mine = next((each for each in reversed(beliefs) if each.owner == f"process {process}"), None)
        match move:
            case "take up":
                with suppress(LeaseLost):
                    beliefs.append(held_by(f"process {process}", row))
            case "run out" if stored(row).status == RUNNING:
                lease_ends(row, -SOON)
            case "hand over" if mine:
                hand_over([mine])
            case "crash" if mine:
                count_crash(mine)
        writers = [each.epoch for each in beliefs if may_write(each)]
        assert writers == ([stored(row).epoch] if stored(row).status == RUNNING else [])
    assert [each.epoch for each in beliefs] == list(range(1, len(beliefs) + 1))


# Giving back


def test_handing_over_gives_back_what_is_ours_of_every_kind_and_nothing_else() -> None:
    ours, anothers, over = held_by("me"), held_by("another"), held_by("me")
    end(over)
    taken = held_by("me")
    lease_ends(taken, -SOON)
    held_by("another", taken)
    render = Render.objects.ask(Video.objects.of(ours.project), 1, Format.MP4, Quality.DRAFT, ours.user_id)
    render.take_up("me")
    believed = stored(anothers)
    believed.owner = "me"
    hand_over([ours, believed, over, taken, render])
    assert [(stored(each).status, stored(each).owner) for each in (ours, anothers, over, taken)] == [
        (QUEUED, ""),
        (RUNNING, "another"),
        ("success", ""),
        (RUNNING, "another"),
    ]
    render.refresh_from_db()
    assert (render.status, render.owner, render.lease_until) == (QUEUED, "", None)


def test_a_hand_over_is_no_crash() -> None:
    work = held_by("me")
    hand_over([work])
    assert (held_by("me", work).crashes, stored(work).epoch) == (0, 2)


def test_a_run_that_ended_in_an_error_of_ours_is_counted_as_a_crash_and_given_back() -> None:
    work = held_by("me")
    count_crash(work)
    row = stored(work)
    assert (row.status, row.owner, row.lease_until, row.crashes) == (QUEUED, "", None, 1)
    assert held_by("me", work).crashes == 1, "it is counted once"


def test_whose_work_is_another_s_by_now_counts_no_crash() -> None:
    work = held_by("me")
    lease_ends(work, -SOON)
    held_by("another", work)
    count_crash(work)
    assert (stored(work).status, stored(work).owner, stored(work).crashes) == (RUNNING, "another", 1)
