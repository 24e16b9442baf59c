"""Where a formula ends: `$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]`. Pure, and linear over all beginnings in a text."""

CLOSERS = {"$$": "$$", "\\(": "\\)", "\\[": "\\]"}


class Formulas:
    """Those of one text. What has no end is known after one look at the whole."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._last = {closer: text.rfind(closer) for closer in CLOSERS.values()}

    def end_of(self, start: int, most: int) -> int | None:
        """The place behind the formula that begins at `start` and ends before `most`; None where none does."""
        closer = CLOSERS.get(self.text[start : start + 2])
        if closer is not None and self._last[closer] >= start + 3:
            found = self.text.find(closer, start + 3, most)  # there is something in a formula
            return found + 2 if found >= 0 else None
        return self._of_one_line(start, most) if self.text[start] == "$" else None

    def _of_one_line(self, start: int, most: int) -> int | None:
        """A dollar sign before a space or a digit behind the closing one is money."""
        closing = self.text.find("$", start + 1, most)
        inside = self.text[start + 1 : closing] if closing > 0 else ""
        if not inside or "\n" in inside or inside[0].isspace() or inside[-1].isspace():
            return None
        behind = self.text[closing + 1 : most][:1]
        return None if behind.isdecimal() else closing + 1
