"""Tells when a JSON text that comes in pieces has ended, without reading it again and again. Pure."""

import re

_MARKS = re.compile(r'\\.?|["{}\[\]]', re.DOTALL)


class JsonEnd:
    """Watches one object, array or string. It never says that the text is valid, only that nothing can follow."""

    __slots__ = ("_depth", "_escapes", "_in_string", "has_come")

    def __init__(self) -> None:
        self.has_come = False
        self._depth = 0
        self._in_string = False
        self._escapes = False  # the last character was a backslash: the next one is no mark

    def add(self, piece: str) -> None:
        if self._escapes and piece:
            piece, self._escapes = piece[1:], False
        for found in _MARKS.finditer(piece):
            mark = found[0]
            if mark == '"':
                self._in_string = not self._in_string
            elif self._in_string:
                self._escapes = mark == "\\"
                continue
            elif mark in "{[":
                self._depth += 1
            elif mark in "}]":
                self._depth -= 1
            if self._depth <= 0 and not self._in_string:
                self.has_come = True
