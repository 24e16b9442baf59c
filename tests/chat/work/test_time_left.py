"""What people are told of the time left, of work that goes evenly, unevenly, in leaps, or stands still."""

from collections.abc import Iterable
from random import Random

from chat.work.time_left import KNOWN_AFTER_SECONDS, TimeLeft, calmed

LOOK = 0.4


def told(shares: Iterable[float]) -> list[float | None]:
    """What is told at each look, one each LOOK seconds."""
    left = TimeLeft()
    return [left.at(look * LOOK, share) for look, share in enumerate(shares)]


def figures(shares: Iterable[float]) -> list[float]:
    return [figure for figure in told(shares) if figure is not None]


def test_nothing_is_told_before_it_is_known() -> None:
    shares = [look / 100 for look in range(100)]
    silent = [figure is None for figure in told(shares)].index(False)
    assert silent * LOOK >= KNOWN_AFTER_SECONDS
    assert told([0.0] * 50) == [None] * 50, "nothing is done yet"
    assert told([0.6] * 50) == [None] * 50, "what was there before tells no pace"


def test_even_work_is_told_as_it_is() -> None:
    shares = [look / 100 for look in range(101)]
    for look, figure in enumerate(told(shares)):
        assert figure is None or abs(figure - (100 - look) * LOOK) < 0.01


def test_pieces_that_were_there_before_do_not_make_the_rest_look_short() -> None:
    assert abs(figures([0.8 + look / 500 for look in range(101)])[0] - 90 * LOOK) < 0.01


def test_of_uneven_work_it_never_grows() -> None:
    for seed in range(20):
        random, share, shares = Random(seed), 0.0, [0.0]
        while share < 1:
            share = min(1.0, share + random.uniform(0.001, 0.019))
            shares.append(share)
        found = figures(shares)
        assert all(after <= before for before, after in zip(found, found[1:], strict=False))
        assert found[-1] < 2


def test_a_leap_is_followed_in_steps() -> None:
    """Half of the work turns out to be there already: the figure comes down over some looks, not at once."""
    found = figures([*(look / 200 for look in range(50)), *(0.75 + look / 200 for look in range(51))])
    drops = [before - after for before, after in zip(found, found[1:], strict=False)]
    assert 1 < max(drops) < 0.3 * found[0]
    assert found[-1] == 0


def test_what_turns_out_to_take_much_longer_is_told_anew() -> None:
    slow = [0.5 + look / 10_000 for look in range(500)]
    found = figures([*(look / 20 for look in range(10)), *slow])
    grown = [after / before for before, after in zip(found, found[1:], strict=False) if after > before]
    assert grown and min(grown) > 1.5


def test_the_figure_runs_down_by_itself_and_bends_to_what_is_measured() -> None:
    assert calmed(20, 1, 19) == 19
    assert calmed(20, 1, 9) == 17
    assert calmed(20, 1, 29) == 20, "it stands rather than grows"
    assert calmed(20, 1, 60) == 60
    assert calmed(0.2, 5, 0.1) <= 0.2
