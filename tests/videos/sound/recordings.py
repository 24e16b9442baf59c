"""Sounds that tests make, as WAV files."""

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 48_000


def clicks(path: Path, seconds: float, *at: float) -> Path:
    """Silence with a short, loud tone at each of these seconds."""
    samples = np.zeros(round(seconds * RATE))
    for second in at:
        start = round(second * RATE)
        burst = np.sin(2 * np.pi * 1000 * np.arange(960) / RATE) * 0.9
        samples[start : start + len(burst)] += burst[: len(samples) - start]
    return written(path, samples)


def tone(path: Path, seconds: float, hertz: float = 440.0, level: float = 0.5) -> Path:
    return written(path, level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE))


def written(path: Path, samples: npt.NDArray[np.float64], rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path
