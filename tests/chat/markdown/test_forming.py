"""Where texts are formed: here, or in a child that is started when it is needed, can be killed, and loses nothing."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from chat.markdown import forming, plain_block, render_markdown
from chat.markdown.forming import MAX_CHARACTERS_HERE, Child, Known, Lane, form
from tests.chat.markdown.measured import ROOT

LONG = "Some *words*.\n\n" * (MAX_CHARACTERS_HERE // 10)


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forming, "_known", Known(forming.REMEMBERED_CHARACTERS))
    monkeypatch.setattr(connection, "close", lambda: None)  # these tests have no database


@pytest.fixture
def lane() -> Iterator[Lane]:
    lane = Lane()
    yield lane
    lane.close()


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[Child]:
    """All that were started."""
    started: list[Child] = []

    class Told(Child):
        def __init__(self) -> None:
            super().__init__()
            started.append(self)

    monkeypatch.setattr(forming, "Child", Told)
    return started


def limit_cpu(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(forming, "CPU_SECONDS", seconds)
    monkeypatch.setattr(forming, "CPU_SECONDS_PER_CHARACTER", 0)


def test_short_texts_start_no_child_and_long_ones_give_the_same_there(lane: Lane, children: list[Child]) -> None:
    short = "Some *words*."
    assert form([short, short], lane) == {short: [render_markdown(short)]}
    assert children == []
    assert "".join(form([LONG], lane)[LONG]) == render_markdown(LONG)
    assert len(children) == 1


def test_the_texts_of_a_request_count_together(lane: Lane, children: list[Child]) -> None:
    texts = [f"{number} {'x' * (MAX_CHARACTERS_HERE // 10)}" for number in range(12)]
    assert form(texts, lane).keys() == set(texts)
    assert len(children) == 1


def test_what_was_formed_is_not_formed_again(lane: Lane, children: list[Child]) -> None:
    assert form([LONG], lane) == form([LONG], Lane())
    assert len(children) == 1


def test_a_text_that_takes_too_long_stays_as_it_was_written(
    lane: Lane, children: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "<b> & *c*\n" * 2000
    limit_cpu(monkeypatch, 0.001)
    assert form([text], lane) == {text: [plain_block(text)]}
    assert plain_block(text).count("&lt;b&gt; &amp; *c*\n") == 2000
    limit_cpu(monkeypatch, 60)
    form([text], lane)  # known: it is not tried at each look
    assert len(children) == 2  # with colours, and without
    assert "".join(form([LONG], lane)[LONG]) == render_markdown(LONG)


def test_code_whose_colours_take_too_long_has_none(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "*Code*:\n\n" + ("```python\n" + "a = (b.c, d)\n" * 1500 + "```\n") * 5
    limit_cpu(monkeypatch, 0.1)  # a quarter of what its colours take, and four times what all else does
    words, *code = form([text], lane)[text]
    assert words == "<p><em>Code</em>:</p>\n"
    assert [block.count("a = (b.c, d)\n") for block in code] == [1500] * 5


def test_only_code_that_can_be_coloured_starts_a_child(lane: Lane, children: list[Child]) -> None:
    for language in ("", "fish", "nothing", "brainfuck"):
        form([f"```{language}\na = 1\n```"], lane)
    assert children == []
    (blocks,) = form(["```python\na = 1\n```"], lane).values()
    assert '<span class="mi">1</span>' in blocks[0]
    assert len(children) == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGALRM])
def test_a_child_that_ended_meanwhile_is_followed_by_another(
    lane: Lane, children: list[Child], number: signal.Signals
) -> None:
    form([LONG], lane)
    children[0]._process.send_signal(number)
    children[0]._process.wait()
    assert form([LONG + "more"], lane)
    assert len(children) == 2


def test_a_text_that_nobody_could_try_is_left_out_and_tried_again_later(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere")
        assert form([LONG], lane) == {}
    assert form([LONG], lane).keys() == {LONG}


def test_one_person_has_one_turn_at_a_time_and_nobody_waits_for_long(
    lane: Lane, children: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    form([LONG], lane)
    monkeypatch.setattr(forming, "SECONDS_TO_WAIT", 0.01)
    monkeypatch.setattr(forming, "SECONDS_WITHOUT_A_SIGN", 60)
    children[0]._process.send_signal(signal.SIGSTOP)
    with lane._turn("another"):
        first = threading.Thread(target=form, args=(["1" + LONG], lane, "person"))
        assert form(["2" + LONG], lane, "person") == {}  # there is no turn
    monkeypatch.setattr(forming, "SECONDS_TO_WAIT", 60)
    first.start()
    while not lane._free.locked():
        pass
    assert form(["3" + LONG], lane, "person") == {}  # one of theirs is there, so this one does not even wait
    children[0]._process.send_signal(signal.SIGCONT)
    first.join()
    assert form(["3" + LONG], lane, "person")


def test_a_request_goes_on_with_what_is_left_at_its_next_look(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forming, "SECONDS_FOR_ALL", 0)
    texts = [f"{number}{LONG}" for number in range(3)]
    known = [len(form(texts, lane)) for _ in texts]
    assert known == [1, 2, 3]


def test_memory_is_bounded_in_characters() -> None:
    known = Known(1000)
    for number in range(100):
        known.put(f"{number:50}", ["x" * 50])
    assert sum(known.get(f"{number:50}") is not None for number in range(100)) == 10
    known.put("y" * 2000, [])
    assert known.get("y" * 2000) is None


PARENT = """
import sys
from chat.markdown.code_colours import Purse
from chat.markdown.forming import Child
child = Child()
child.form("a", Purse(0))
print(child._process.pid, flush=True)
sys.stdin.read()
"""


def test_a_child_ends_with_its_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.kill()
        parent.stdout.read()  # ends when the last process that holds it does, the child among them
