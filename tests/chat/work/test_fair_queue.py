"""Who comes next: users take turns, a project's answers keep their order."""

from hypothesis import given
from hypothesis import strategies as st

from chat.work.fair_queue import Waiting, choose

LIMITS = {"free": 100, "per_project": 1, "per_user": 3}


def waiting(*rows: tuple[int, int, int]) -> list[Waiting]:
    return [Waiting(*row) for row in rows]


def test_answers_of_a_project_run_in_the_order_of_their_messages() -> None:
    assert choose(waiting((1, 1, 1), (2, 1, 1)), [], **LIMITS) == [1]
    assert choose(waiting((2, 1, 1)), waiting((1, 1, 1)), **LIMITS) == []


def test_one_users_hundred_messages_do_not_delay_anothers_first() -> None:
    many = [Waiting(number, number, 1) for number in range(1, 101)]
    first = Waiting(101, 101, 2)
    assert 101 in choose([*many, first], [], **{**LIMITS, "free": 2})


def test_a_user_has_only_so_many_at_once() -> None:
    many = [Waiting(number, number, 1) for number in range(1, 11)]
    assert choose(many, [], **LIMITS) == [1, 2, 3]
    assert choose(many, waiting((50, 50, 1), (51, 51, 1)), **LIMITS) == [1]


def test_a_message_behind_one_that_must_wait_waits_too() -> None:
    blocked = waiting((1, 1, 1), (2, 1, 2))
    running = waiting((10, 5, 1), (11, 6, 1), (12, 7, 1))
    assert choose(blocked, running, **LIMITS) == []


rows = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4)), max_size=30)


@given(rows, rows, st.integers(0, 10), st.integers(1, 3), st.integers(1, 4))
def test_limits_hold_whatever_waits(
    queued: list[tuple[int, int]], held: list[tuple[int, int]], free: int, per_project: int, per_user: int
) -> None:
    running = [Waiting(1000 + number, *row) for number, row in enumerate(held)]
    line = [Waiting(number, *row) for number, row in enumerate(queued)]
    chosen = choose(line, running, free=free, per_project=per_project, per_user=per_user)
    assert len(chosen) == len(set(chosen)) <= free
    for place, limit in (("project", per_project), ("user", per_user)):
        for key in {getattr(line[stream], place) for stream in chosen}:
            before = sum(getattr(row, place) == key for row in running)
            taken = sum(getattr(line[stream], place) == key for stream in chosen)
            assert before + taken <= max(limit, before)
