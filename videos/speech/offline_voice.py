"""Voices of piper on this machine. It is a program of its own (GPL), in an environment of its own: never imported."""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from videos.sound.cues import Said
from videos.speech.speech_errors import SpeechError
from videos.speech.spoken_languages import speaks

LONGEST_S = 60.0  # for one line: a slow machine takes a few seconds
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")  # secrets stay here


class OfflineVoiceFailed(SpeechError):
    code = "offline_voice_failed"
    sentence = "The offline voice could not speak this. Install it anew with `make voice`; the log says more."


@dataclass(frozen=True)
class InstalledVoice:
    """A voice's file; `language` is what it speaks ("en"), `called` the language's English name."""

    path: Path
    language: str
    called: str


@lru_cache(maxsize=4)
def installed_voices(home: Path) -> Mapping[str, InstalledVoice]:
    """The voices beside piper in the environment `home`, by name; none where it is not installed."""
    if not (home / "bin" / "python").exists():
        return {}
    found = {}
    for told in sorted(home.glob("lib/python*/site-packages/**/*.onnx.json")):
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):  # others have such files, too
            language = json.loads(told.read_text(encoding="utf-8"))["language"]
            path = told.with_suffix("")
            found[path.stem] = InstalledVoice(path, language["family"], language["name_english"])
    return found


@dataclass(frozen=True)
class OfflineVoice:
    """The engine."""

    home: Path
    voices: Mapping[str, InstalledVoice]

    heard_by = ""
    source = "piper"

    @property
    def usual_voice(self) -> str:
        return next(iter(self.voices))

    def refusal(self, text: str, voice: str) -> str:
        if voice and voice not in self.voices:
            return f"There is no voice {voice!r} here; there are: {', '.join(self.voices)}."
        spoken = self.voices[voice or self.usual_voice]
        if speaks(spoken.language, text):
            return ""
        return (
            f"The voice that is installed speaks {spoken.called} only. Write the words in {spoken.called}, or whoever "
            "runs this site sets SPEECH_BASE_URL to a server that speaks other languages."
        )

    async def speak(self, said: Said, output: Path, key: str) -> None:
        text, voice, speed = said
        command = ["-m", "piper", "--model", str(self.voices[voice or self.usual_voice].path)]
        command += ["--output-file", str(output), "--length-scale", f"{1 / speed:.3f}"]
        process = await asyncio.create_subprocess_exec(
            str(self.home / "bin" / "python"),
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(LONGEST_S):
                _, complaints = await process.communicate(text.encode())
        except TimeoutError as error:
            raise OfflineVoiceFailed(detail=f"nothing after {LONGEST_S:g} seconds") from error
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        if process.returncode:
            raise OfflineVoiceFailed(detail=complaints.decode(errors="replace")[-2000:])
