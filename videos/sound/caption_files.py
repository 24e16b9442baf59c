"""Captions as the files that players and editors read. Pure.

By hand: pysubs2 and webvtt write what is said as it is, where VTT takes `<` and `&` for markup and `-->` for a time.
"""

from collections.abc import Sequence
from html import escape

from videos.sound.cues import Line

ARROW = "-->"


def as_srt(lines: Sequence[Line]) -> str:
    """SubRip: has no rules but its times."""
    cues = (
        f"{number}\n{_time(line.start, ',')} {ARROW} {_time(line.end, ',')}\n{_row(line.text)}\n"
        for number, line in enumerate(lines, start=1)
    )
    return "\n".join(cues)


def as_vtt(lines: Sequence[Line]) -> str:
    """Source: https://www.w3.org/TR/webvtt1/#file-structure"""
    cues = (
        f"\n{_time(line.start, '.')} {ARROW} {_time(line.end, '.')}\n{escape(_row(line.text), quote=False)}\n"
        for line in lines
    )
    return "WEBVTT\n" + "".join(cues)


def _row(text: str) -> str:
    """On one line, as players break it where they need to; an arrow in it would be read as a time."""
    return " ".join(text.split()).replace(ARROW, "→")


def _time(seconds: float, point: str) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
