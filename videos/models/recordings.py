"""The files of what is heard in a project's video."""

import contextlib
import os
import time
from pathlib import Path

from projects.models import Project
from videos.design.captions.caption_layer import captioned
from videos.document.document import Document
from videos.models.disk import folder, stand_also_at
from videos.models.uploads import Upload
from videos.rendering.pieces import assets_in_use
from videos.sound.cues import Library, Recording, Said, lines_spoken, wanted
from videos.speech.engines import Engine, engine, key_of

HEAD = 26  # bytes of a FLAC in which it says how many samples it has. Source: RFC 9639, section 8.2
RATE = 48_000  # samples a second of what is stored


def library_of(project: int, document: Document) -> Library:
    """The uploads of which this document lets something be heard, and its words that were spoken."""
    used = [asset for name in assets_in_use(document) if (asset := document.assets[name]).kind != "picture"]
    heard = Upload.objects.filter(project_id=project, sha256__in={each.sha256 for each in used}) if used else ()
    uploads = {each.sha256: Recording(str(each.path), each.seconds or 0.0) for each in heard}
    return Library(uploads=uploads, spoken=_spoken(project, document))


def with_captions(project: int, document: Document) -> Document:
    """The document as it is drawn: with what is read of what is said, where that is wished."""
    if not document.audio.captions:
        return document
    return captioned(document, lines_spoken(document, library_of(project, document)))


def unspoken(project: int, document: Document, speaker: Engine) -> dict[str, list[Said]]:
    """The lines that `speaker` has not spoken yet, by scene, in the order of the video."""
    voices = document.audio.voices
    missing = {
        scene: [said for said in wanted(voices[scene]) if not line_path(project, speaker, said).is_file()]
        for scene in document.scene_order
        if scene in voices
    }
    return {scene: lines for scene, lines in missing.items() if lines}


def line_path(project: int, speaker: Engine, said: Said) -> Path:
    """Where a line stands, once it is spoken."""
    key = key_of(speaker, said)
    return folder("speech", project) / key[:2] / f"{key}.flac"


def copy_speech(source: int, target: Project) -> None:
    """Let all that was spoken for a project stand in another one's folder, too. Raises OSError."""
    own = folder("speech", source)
    for path in own.glob("*/*.flac"):
        stand_also_at(path, folder("speech", target.pk) / path.relative_to(own))


def _spoken(project: int, document: Document) -> dict[Said, Recording]:
    speaker = engine() if document.audio.voices else None
    if speaker is None:
        return {}
    lines = {said for voice in document.audio.voices.values() for said in wanted(voice)}
    found = {said: _recording(line_path(project, speaker, said)) for said in lines}
    return {said: recording for said, recording in found.items() if recording}


def _recording(path: Path) -> Recording | None:
    """The stored line at `path`, which counts as used now; None where there is none."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        samples = int.from_bytes(file.read(HEAD)[-8:], "big") & (1 << 36) - 1
        os.utime(path, (time.time(), time.time()))
        return Recording(str(path), samples / RATE)
    return None
