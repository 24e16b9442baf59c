"""Words without the signs of Markdown."""

import pytest

from chat.markdown.plain import plain_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is **bold**, *thin* and `code`.", "It is bold, thin and code."),
        ("# A title\n\nand a\nparagraph", "A title and a paragraph"),
        ("1. one\n2. two\n\n- [x](https://example.com/y)\n- **three**", "one two x three"),
        ("| a | b |\n|---|---|\n| 1 | *2* |", "a b 1 2"),
        ("```python\nx = a ** b\n```", "x = a ** b"),
        ("2 * 3 * 4 and a_b_c stay", "2 * 3 * 4 and a_b_c stay"),
        ("~~gone~~ > $x^2$ <b>", "gone > $x^2$ <b>"),
        ("> quoted\n> twice", "quoted twice"),
        ("\\*not bold\\*", "*not bold*"),
        ("", ""),
    ],
)
def test_the_words_are_left(text: str, words: str) -> None:
    assert plain_text(text) == words
