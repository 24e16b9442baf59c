"""Parts what a model says into its words and its thoughts, where the server left the thoughts in the text. Pure.

A thought stands between tags at the very beginning; an answer that mentions such a tag later is left as it is. Some
chat templates write the opening tag themselves, so that only the closing one comes: then all before it was a thought.

Which tags: `<think>` DeepSeek, Qwen and most others; `<thinking>` models that are prompted to think so; `<thought>`
Gemini's compatible endpoint; `[THINK]` Magistral; `<seed:think>` Seed-OSS; `◁think▷` Kimi.
"""

import re

from chat.llm.reading.speech import Reasoning, Rethought, Text

OPENING = ("<think>", "<thinking>", "<thought>", "[THINK]", "<seed:think>", "◁think▷")
CLOSING = ("</think>", "</thinking>", "</thought>", "[/THINK]", "</seed:think>", "◁/think▷")
LONGEST_BLANK = 1000  # characters of white space that are held back for a tag that may follow
MOST_MENTIONS = 20  # closing tags of which an answer may speak before they are looked at no more

_OPENING = re.compile("|".join(map(re.escape, OPENING)))
_CLOSING = re.compile("|".join(map(re.escape, CLOSING)))
_LONGEST = max(map(len, CLOSING))
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_SETS_OFF = frozenset("\"'`“‘«([{*_")  # what stands before a tag that a sentence speaks of

Piece = Text | Reasoning | Rethought


class ThoughtFilter:
    """Takes the text of one answer as it comes. `words` is what remains the answer's own, as UTF-8."""

    def __init__(self) -> None:
        self.words = bytearray()  # a list would keep a string for each of thousands of pieces
        self._feed = self._feed_beginning
        self._is_speaking = False  # the same as `_feed_words`, which is where nearly all text goes
        self._held = ""  # may be, or belong to, a tag
        self._thoughts = 0  # blocks that have ended
        self._has_thought = False  # in the present block
        self._mentions = 0  # of closing tags

    def feed(self, text: str) -> list[Piece]:
        """Take the next piece of the text; give what it was, perhaps nothing yet."""
        if self._is_speaking and ">" not in text and "]" not in text and "▷" not in text:
            self.words += text.encode()
            return [Text(text)]
        pieces: list[Piece] = []
        rest: str | None = text
        while rest is not None:
            rest = self._feed(rest, pieces)
        return pieces

    def settle(self) -> list[Piece]:
        """No more text is expected, so what was held back is no tag. Text that comes all the same is read."""
        pieces: list[Piece] = []
        held, self._held = self._held, ""
        self._mentions = MOST_MENTIONS  # what calls stand behind, or ended, is not taken back
        if self._feed == self._feed_beginning:
            self._speak()
            self._say(held.lstrip() if self._thoughts else held, pieces)
        elif self._feed == self._feed_thought:
            self._think(held.rstrip(), pieces)
        return pieces

    def _feed_beginning(self, text: str, pieces: list[Piece]) -> str | None:
        """Before the first word: white space, the beginning of a tag, or neither."""
        self._held += text
        bare = self._held.lstrip()
        if len(self._held) - len(bare) <= LONGEST_BLANK:
            if found := _OPENING.match(bare):
                self._held, self._has_thought = "", False
                self._feed = self._feed_thought
                return bare[found.end() :]
            if any(tag.startswith(bare) for tag in OPENING):
                return None
        held, self._held = self._held, ""
        self._speak()
        return bare if self._thoughts else held

    def _feed_thought(self, text: str, pieces: list[Piece]) -> str | None:
        text = self._held + text
        if found := _CLOSING.search(text):
            self._held = ""
            self._think(text[: found.start()].rstrip(), pieces)
            return self._end_thought(text[found.end() :])
        tag = _tag_begins(text)
        end = len(text[:tag].rstrip())
        if tag - end > LONGEST_BLANK:
            end = tag
        self._held = text[end:]
        self._think(text[:end], pieces)
        return None

    def _feed_words(self, text: str, pieces: list[Piece]) -> str | None:
        if self._mentions < MOST_MENTIONS and (">" in text or "]" in text or "▷" in text):
            before = self.words[-3 * _LONGEST :].decode(errors="ignore")  # the end of what was said: a tag may be cut
            for found in _CLOSING.finditer(before + text, max(0, len(before) - _LONGEST)):
                if found.end() <= len(before):
                    continue  # it was looked at when it came
                behind = (before + text)[found.end() :]
                thought = (self.words.decode() + text)[: -len(found[0] + behind)]
                if not _is_mentioned(thought):
                    self.words.clear()
                    pieces.append(Rethought(self._separated(thought.strip())))
                    return self._end_thought(behind)
                self._mentions += 1
                if self._mentions == MOST_MENTIONS:
                    break
        self._say(text, pieces)
        return None

    def _speak(self) -> None:
        self._feed, self._is_speaking = self._feed_words, True

    def _end_thought(self, rest: str) -> str:
        self._thoughts += 1
        self._feed, self._is_speaking = self._feed_beginning, False
        return rest

    def _say(self, text: str, pieces: list[Piece]) -> None:
        if text:
            self.words += text.encode()
            pieces.append(Text(text))

    def _think(self, text: str, pieces: list[Piece]) -> None:
        if not self._has_thought:
            text = self._separated(text.lstrip())
        if text:
            self._has_thought = True
            pieces.append(Reasoning(text))

    def _separated(self, thought: str) -> str:
        return f"\n\n{thought}" if thought and self._thoughts else thought


def _tag_begins(text: str) -> int:
    """Where a closing tag begins whose rest has not come; the end when there is none."""
    at = max(text.rfind(first, len(text) - _LONGEST if len(text) > _LONGEST else 0) for first in "<[◁")
    return at if at >= 0 and any(tag.startswith(text[at:]) for tag in CLOSING) else len(text)


def _is_mentioned(before: str) -> bool:
    """Whether a closing tag behind this text is spoken of, rather than closing what is before it."""
    line = before[before.rfind("\n") + 1 :]
    in_sentence = bool(line.strip()) and (line[-1].isspace() or line[-1] in _SETS_OFF)
    in_code = len(_FENCE.findall(before)) % 2 == 1 or line.count("`") % 2 == 1
    return in_sentence or in_code or _OPENING.search(before) is not None
