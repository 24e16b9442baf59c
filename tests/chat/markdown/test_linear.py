"""No text costs more than its length lets expect, whoever wrote it. Measured in a child's seconds of CPU."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.markdown import render_markdown
from chat.markdown.code_colours import MAX_COLOURED_CHARACTERS, MEASURED, Purse
from tests.chat.markdown.attacks import ATTACKS, Attack, again
from tests.chat.markdown.codes import LONG, SHORT, some_codes
from tests.chat.markdown.measured import WORK, Measuring

SMALL, LARGE = 2_000, 8_000  # characters
MOST_TIMES = 8  # as long may LARGE take as SMALL: linear is 4, quadratic 16
NOISE_SECONDS = 0.005
SECONDS_PER_KIB = 0.060  # a slow machine needs a quarter of it for the worst
SECONDS_OF_A_LEXER = 0.25  # for LONG code: many times what the worst takes

PIECES = [
    "*", "_", "**", "~~", "`", "``", "[", "]", "(", ")", "![", "](", "<", ">", "&", "\\", "\\(", "\\)", "\\[", "$",
    "$$", "|", "|-|\n", "\n", "\n\n", " ", "    ", "\t", "a", "- ", "1. ", "> ", "#", "=", "---\n", "```\n", "~~~\n",
    "[a]", "[a]: b", '"', "'", "<http://a>", "é", "\\\n", ":", "!",
]  # fmt: skip


@pytest.fixture(scope="module")
def measuring() -> Iterator[Measuring]:
    with Measuring() as child:
        yield child


def assert_linear(measuring: Measuring, attack: Attack, what: str = "markdown") -> None:
    """The best of some looks: whatever else a machine does makes a text dearer, never cheaper."""
    small = large = float("inf")
    for _ in range(4):
        small = min(small, measuring.seconds(attack(SMALL), what))
        large = min(large, measuring.seconds(attack(LARGE), what))
        if large < MOST_TIMES * small + NOISE_SECONDS and large < SECONDS_PER_KIB * LARGE / 1024:
            return
    raise AssertionError(f"{small:.3f} s for {SMALL}, {large:.3f} s for {LARGE} characters of {attack(60)!r}")


@pytest.mark.parametrize("name", ATTACKS)
def test_known_attacks_take_time_in_proportion(measuring: Measuring, name: str) -> None:
    assert_linear(measuring, ATTACKS[name])


some = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.one_of(st.just(""), some), piece=some, behind=st.one_of(st.just(""), some))
def test_pieces_that_are_repeated_take_time_in_proportion(
    measuring: Measuring, before: str, piece: str, behind: str
) -> None:
    assert_linear(measuring, lambda size: before + piece * (size // len(piece)) + behind)


@pytest.mark.parametrize("what", [each for each in WORK if each != "markdown"])
def test_expressions_elsewhere_take_time_in_proportion(measuring: Measuring, what: str) -> None:
    for piece in (
        "a",
        "-",
        "_",
        " ",
        "\n",
        "*",
        "**",
        "é",
        "```\n",
        "//",
        "bearer ",
        "api key ",
        "sk-",
        "{",
        "A",
        "</",
    ):
        for before, behind in (("", ""), ("```", ""), ("```json\n", "{"), ("{a", "b")):
            assert_linear(measuring, again(piece, before, behind), what)


@pytest.mark.parametrize("name", ATTACKS)
def test_no_text_becomes_a_flood_of_html(name: str) -> None:
    text = ATTACKS[name](SMALL)
    assert len(render_markdown(text)) < 150_000 + 25 * len(text)


@pytest.mark.parametrize("language", sorted(MEASURED))
def test_no_lexer_takes_exponential_time(measuring: Measuring, language: str) -> None:
    """A part of what `python -m benchmarks.lexers` tries."""
    for code in [*some_codes(SHORT, 97), *some_codes(LONG, 997)]:
        assert measuring.seconds(code, language) < SECONDS_OF_A_LEXER, f"{code[:100]!r} of {len(code)}"


@pytest.mark.parametrize("language", ["java", "c", "js", "bash", "yaml", "md"])
def test_colours_cost_no_more_than_they_may(measuring: Measuring, language: str) -> None:
    for code in some_codes(MAX_COLOURED_CHARACTERS, 2_999):
        text = f"```{language}\n{code}\n```\n"
        assert measuring.seconds(text) < 0.1 + 4 * Purse.of(text).seconds, f"{code[:100]!r}"
