"""Words that somebody speaks, cut where a speaker takes a breath: each line is spoken, and read, by itself. Pure."""

from uniseg.sentencebreak import sentences

from videos.compiler.text.segments import breakable, collapsed

LONGEST = 84  # characters: two rows of a caption
SHORTEST = 12  # characters that a line of its own is worth: "Dr." is none
PAUSES = ",;:–—、，；：،"
EARLY = 0.6  # of an even share of the sentence: from there on a pause ends the line


def lines_of(text: str) -> list[str]:
    """The text in lines of at most 84 characters, where its words are that short; no word of it is left out."""
    lines: list[str] = []
    for row in text.splitlines():
        first = len(lines)
        for sentence in map(collapsed, sentences(row)):
            if len(lines) > first and len(lines[-1]) < SHORTEST:
                sentence = f"{lines.pop()} {sentence}".strip()
            lines += _cut(sentence) if sentence else []
    return lines


def _cut(sentence: str) -> list[str]:
    """The sentence, or parts of it that are about as long, at its pauses if it has any there."""
    if len(sentence) <= LONGEST:
        return [sentence]
    share = len(sentence) / -(-len(sentence) // LONGEST)
    lines = [""]
    for space, word in breakable(sentence):
        line = lines[-1]
        is_full = len(line) + len(space) + len(word) > LONGEST
        rests = len(line) >= EARLY * share and line[-1] in PAUSES
        if line and (is_full or rests):
            lines.append(word)
        else:
            lines[-1] = f"{line}{space}{word}"
    return [line for line in lines if line]
