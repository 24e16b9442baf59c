"""What is heard in a file, measured by others: Debian's ffmpeg, and a recogniser of speech."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.world.conftest import TOOLS

RATE = 48_000
STEP = RATE // 200  # samples of a window of the envelope: 5 ms
QUIET_DB, QUIET_S = -50, 0.5  # what counts as silence, and from how many seconds on

Samples = npt.NDArray[np.float32]
Stretch = tuple[float, float]  # seconds


@dataclass(frozen=True)
class Measured:
    """`loudness` in LUFS (EBU R 128), `peak` in dBTP; `silent`: where nothing is heard."""

    loudness: float
    peak: float
    silent: list[Stretch]


def measured(path: Path) -> Measured:
    filters = f"ebur128=peak=true,silencedetect=noise={QUIET_DB}dB:d={QUIET_S}"
    told = ffmpeg("-i", path, "-vn", "-af", filters, "-f", "null", "-").stderr.decode()
    summary = told[told.rindex("Summary:") :]
    loudness, peak = (float(re.findall(rf"{name}: +(-?[\d.]+|-inf)", summary)[0]) for name in ("I", "Peak"))
    starts, ends = (re.findall(rf"silence_{name}: (-?[\d.]+)", told) for name in ("start", "end"))
    return Measured(loudness, peak, [(max(0.0, float(a)), float(b)) for a, b in zip(starts, ends, strict=True)])


def samples(path: Path) -> Samples:
    """What is heard, between -1 and 1: (count, 2), 48,000 a second."""
    told = ffmpeg("-i", path, "-map", "0:a", "-ac", "2", "-ar", str(RATE), "-f", "f32le", "-").stdout
    return np.frombuffer(told, np.float32).reshape(-1, 2)


def subtitles(path: Path) -> str:
    """The file's text track as WebVTT."""
    return ffmpeg("-i", path, "-map", "0:s", "-f", "webvtt", "-").stdout.decode()


def seconds_of(path: Path, kind: str) -> float:
    """How long the stream `v` or `a` of a file is, decoded to its end."""
    told = ffmpeg("-i", path, "-map", f"0:{kind}", "-f", "null", "-", "-stats").stderr.decode()
    hours, minutes, seconds = re.findall(r"time=(\d+):(\d+):([\d.]+)", told)[-1]
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def ffmpeg(*arguments: str | Path) -> "subprocess.CompletedProcess[bytes]":
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "info", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, timeout=120)


def begins(heard: Samples, near: float, loud: float = 0.03) -> float:
    """The second at which it gets loud, looked for from a tenth of a second before `near` on."""
    first = round((near - 0.1) * RATE)
    windows = np.abs(heard[first : first + RATE]).max(axis=1)
    envelope = windows[: windows.size // STEP * STEP].reshape(-1, STEP).max(axis=1)
    return near - 0.1 + float(np.argmax(envelope > loud * envelope.max())) * STEP / RATE


@dataclass
class Recogniser:
    process: "subprocess.Popen[str]"

    def hears(self, path: Path) -> list[str]:
        """The words in the file, in small letters."""
        assert self.process.stdin and self.process.stdout
        print(path, file=self.process.stdin, flush=True)
        return words_in(self.process.stdout.readline())

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["Recogniser"]:
        command = [TOOLS / "python", Path(__file__).with_name("recogniser.py")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            yield cls(process)
            process.kill()


def words_in(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def heard_of(lines: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """Of each line how many words were heard, in their order, and how many it has."""
    spoken = [(number, word) for number, line in enumerate(lines) for word in words_in(line)]
    matcher = SequenceMatcher(None, [word for _, word in spoken], heard, autojunk=False)
    found = [spoken[at][0] for block in matcher.get_matching_blocks() for at in range(block.a, block.a + block.size)]
    return [(found.count(number), len(words_in(line))) for number, line in enumerate(lines)]
