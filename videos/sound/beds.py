"""The music that is installed: pieces by mood, with their tempo. Source: the package immich-memories-music (MIT)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import get_args

import immich_memories_music

from videos.document.audio import Mood, Music

PACKAGE = "immich-memories-music"
NOTED = re.compile(r"^ +(?P<file>\S+\.opus) +(?P<tempo>\d+) bpm +(?P<key>\S+ \S+)", re.MULTILINE)
BEATS = 4  # in a bar of any of them


@dataclass(frozen=True)
class Bed:
    """A piece of music. `tempo`: beats a minute; `name` as its file is called."""

    name: str
    mood: str
    tempo: int
    key: str
    path: Path

    @property
    def bar(self) -> float:
        """Seconds of a bar."""
        return BEATS * 60 / self.tempo


@lru_cache(maxsize=1)
def beds() -> dict[str, list[Bed]]:
    """All pieces, by mood; none of a mood that the package does not have."""
    licence = next(file for file in distribution(PACKAGE).files or [] if file.name == "LICENSE-MUSIC")
    noted = {found["file"]: found for found in NOTED.finditer(licence.read_text(encoding="utf-8"))}
    tracks = immich_memories_music.tracks_dir()
    return {
        mood: [
            Bed(path.stem, mood, int(noted[path.name]["tempo"]), noted[path.name]["key"], path)
            for path in sorted((tracks / mood).glob("*.opus"))
            if path.name in noted
        ]
        for mood in get_args(Mood)
    }


def bed_of(music: Music) -> Bed | None:
    """The piece that the music is of; None where it is somebody's own recording."""
    found = beds()[music.mood] if music.mood else []
    return found[music.piece % len(found)] if found else None
