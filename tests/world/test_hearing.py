"""Six prompts as people write them, made into videos, and judged by what others measure in these files.

With `-s` the figures are told, too.
"""

import io
import shutil
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pysubs2
import pytest
import webvtt

from tests.people import Person
from tests.servers import DRAWING, ROOT, Place
from tests.world.conftest import SERVICES_REQUIRED
from tests.world.measuring import (
    RATE,
    Measured,
    Recogniser,
    begins,
    heard_of,
    measured,
    samples,
    seconds_of,
    subtitles,
)
from videos.sound.cues import BEFORE_VOICE

VOICE = ROOT / ".make" / "voice"
pytestmark = [
    pytest.mark.timeout(600),  # a busy machine draws slowly
    pytest.mark.skipif(
        shutil.which("ffmpeg") is None and not SERVICES_REQUIRED, reason="ffmpeg is not here: nothing was measured"
    ),
    pytest.mark.skipif(
        not VOICE.exists() and not SERVICES_REQUIRED, reason="no voice is here (`make voice`): nothing was heard"
    ),
]
FILE = {"format": "mp4", "quality": "standard", "height": 240}
LOUDNESS, NEAR = -14.0, 1.0  # LUFS
PEAK = -1.0 + 0.3  # dBTP; the codec and another meter's filter may add a little
ENOUGH, SOME = 0.8, 0.5  # of all words, and of those of a line: the recogniser is a small one
SYNC = 0.08  # seconds
FADED = 2.0  # seconds that music may take to be gone, and silent before the end


@dataclass(frozen=True)
class Prompt:
    words: str
    music: str = ""  # its mood, or "own" for a recording of one's own
    speaks: bool = True
    has_captions: bool = False
    on_beat: bool = False


PROMPTS = {
    "bakery": Prompt(
        "Make a 15 second video about our bakery, with calm music and a voice that reads it, with subtitles. "
        "Fresh bread every morning. Come in and have a coffee.", "calm", has_captions=True,
    ),
    "runners": Prompt(
        "An upright video for our running club: everyone is welcome. We run on Sunday in the park. "
        "Energetic music, a voice over and captions please.", "energetic", has_captions=True,
    ),
    "party": Prompt(
        "Make a 12 second video about a birthday party in the garden with happy music. Bring your friends.",
        "happy", speaks=False,
    ),
    "tea": Prompt(
        "A short video that explains how to make tea: boil the water. Pour it over the leaves. Enjoy your cup. "
        "Let a voice read it, no music.",
    ),
    "harbour": Prompt(
        "A video about the old harbour with nostalgic music, on the beat. The boats come home. The light goes out.",
        "nostalgic", speaks=False, on_beat=True,
    ),
    "grandma": Prompt(
        "A tender video for grandma: thank you for everything. You taught us to dance. With a voice that reads it.",
        "own",
    ),
}  # fmt: skip


@dataclass
class Made:
    """A prompt's video. `voice`: the same file without its music; `told`: what the API says of its sound."""

    prompt: Prompt
    file: Path
    voice: Path
    document: dict[str, Any]
    told: dict[str, Any]
    srt: str
    vtt: str

    @property
    def seconds(self) -> float:
        return sum(self.document["scenes"][name]["duration"] for name in self.document["scene_order"])

    @property
    def lines(self) -> list[Any]:
        return list(pysubs2.SSAFile.from_string(self.srt, "srt"))


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory, migrated: Place) -> Iterator[Person]:
    """Somebody at a server with the demo model and the offline voice."""
    folder = tmp_path_factory.mktemp("hearing")
    place = migrated.copied(folder, {"PIPER_HOME": str(VOICE), **DRAWING})
    with place.server() as server, Person.at(server, "listener") as someone:
        yield someone


@pytest.fixture(scope="module")
def recogniser() -> Iterator[Recogniser]:
    with Recogniser.running() as running:
        yield running


@pytest.fixture(scope="module", params=PROMPTS)
def made(request: pytest.FixtureRequest, person: Person, tmp_path_factory: pytest.TempPathFactory) -> Made:
    prompt, folder = PROMPTS[request.param], tmp_path_factory.mktemp(request.param)
    project = person.project(request.param)
    path = f"/api/projects/{project}"
    assert person.until_ended(person.stream(project, prompt.words))["status"] == "success"
    for job in person.get(f"{path}/jobs?kind=render")["items"]:
        if job["status"] in ("queued", "running"):  # the demo asked for a larger file
            person.post(f"/api/jobs/{job['id']}/cancel", status=202)
    for job in person.get(f"{path}/jobs?kind=speech")["items"]:
        assert person.job_ended(job["id"])["status"] in ("ready", "cancelled")
    if prompt.music == "own":
        files = {"file": ("organ.wav", organ(), "audio/wav")}
        song = person.ask("POST", f"{path}/assets", 201, files=files)["id"]
        patch(person, project, "add", "/audio/tracks/music", {"type": "music", "asset": song, "volume": 0.5})
    file = rendered(person, project, folder / "whole.mp4")
    video, told = person.get(f"{path}/video"), person.get(f"{path}/sound")
    srt, vtt = (person.http.get(f"{path}/captions.{form}").text for form in ("srt", "vtt"))
    voice = file
    if prompt.music and prompt.speaks:
        patch(person, project, "remove", "/audio/tracks/music")
        voice = rendered(person, project, folder / "voice.mp4")
    return Made(prompt, file, voice, video["document"], told, srt, vtt)


@pytest.fixture(scope="module")
def meter(made: Made) -> Measured:
    return measured(made.file)


def patch(person: Person, project: str, op: str, path: str, value: Any = None) -> None:
    operations = [{"op": op, "path": path, **({"value": value} if value else {})}]
    person.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": operations})


def rendered(person: Person, project: str, path: Path) -> Path:
    job = person.job_ended(person.post(f"/api/projects/{project}/renders", FILE, 202)["id"])
    assert job["status"] == "ready" and not [each for each in job["warnings"] if "voice" in each], job
    path.write_bytes(person.http.get(job["file"]).content)
    return path


def organ() -> bytes:
    """Four seconds of a chord, as somebody would record it: too short, too quiet, on one channel."""
    times = np.arange(4 * 44_100) / 44_100
    chord = sum(np.sin(2 * np.pi * pitch * times) for pitch in (196, 247, 294)) / 12
    output = io.BytesIO()
    with wave.open(output, "wb") as file:
        file.setparams((1, 2, 44_100, 0, "NONE", ""))
        file.writeframes((chord * 32767).astype("<i2").tobytes())
    return output.getvalue()


def test_what_was_asked_for_is_heard(made: Made) -> None:
    tracks = made.document["audio"]["tracks"]
    music = [track["mood"] or "own" for track in tracks.values() if track["type"] == "music"]
    assert music == ([made.prompt.music] if made.prompt.music else [])
    spoken = [scene["scene"] for scene in made.told["scenes"] if scene["is_spoken"]]
    assert len(made.lines) >= len(spoken) and bool(spoken) == made.prompt.speaks
    assert made.document["audio"]["captions"] == made.prompt.has_captions


def test_it_is_as_loud_as_videos_are_and_no_peak_is_cut(made: Made, meter: Measured) -> None:
    print(f"{meter.loudness} LUFS, {meter.peak} dBTP")
    assert meter.loudness == pytest.approx(LOUDNESS, abs=NEAR)
    assert meter.peak <= PEAK and np.abs(samples(made.file)).max() < 1


def test_it_is_silent_only_where_nothing_is_to_be_heard(made: Made, meter: Measured) -> None:
    """Under music nowhere, but where it has faded away; else between what is said."""
    if made.prompt.music:
        assert [each for each in meter.silent if each[0] < made.seconds - FADED] == []
        return
    for start, end in meter.silent:
        assert not [line for line in made.lines if line.start / 1000 < end - SYNC and start + SYNC < line.end / 1000]
    ends = [0.0, *(line.end / 1000 for line in made.lines)]
    starts = [*(line.start / 1000 for line in made.lines), made.seconds]
    pauses = [(end, start) for end, start in zip(ends, starts, strict=True) if start - end > 0.8]
    assert len(meter.silent) == len(pauses)


def test_every_line_can_be_understood(made: Made, recogniser: Recogniser) -> None:
    heard = recogniser.hears(made.file) if made.prompt.speaks else []
    understood = heard_of([line.text for line in made.lines], heard)
    print(*(f"{found} of {of} words" for found, of in understood), sep=", ")
    assert sum(found for found, _ in understood) >= ENOUGH * sum(of for _, of in understood), heard
    for line, (found, of) in zip(made.lines, understood, strict=True):
        assert found >= SOME * of, f"{line.text}: {' '.join(heard)}"


def test_captions_and_scenes_are_where_the_voice_is(made: Made) -> None:
    heard = samples(made.voice)
    late = [begins(heard, line.start / 1000) - line.start / 1000 for line in made.lines]
    print(f"captions are up to {max(map(abs, late), default=0):.3f} s off")
    assert max(map(abs, late), default=0) < SYNC, late
    second = 0.0
    for name in made.document["scene_order"]:
        said = [each["start"] for scene in made.told["scenes"] if scene["scene"] == name for each in scene["lines"]]
        assert said[:1] == pytest.approx([second + BEFORE_VOICE][: len(said)], abs=1 / made.document["fps"])
        second += made.document["scenes"][name]["duration"]
    assert len(heard) / RATE == pytest.approx(made.seconds, abs=0.05)
    assert seconds_of(made.file, "v") == pytest.approx(made.seconds, abs=1 / made.document["fps"])


def test_the_files_of_captions_agree_with_the_track_in_the_video(made: Made) -> None:
    if not made.prompt.speaks:
        assert made.lines == [] and len(webvtt.from_string(made.vtt)) == 0
        return
    shown = [(each.text, each.start, each.end) for each in webvtt.from_string(made.vtt)]
    assert [(each.text, each.start, each.end) for each in webvtt.from_string(subtitles(made.file))] == shown
    times = [(line.start, line.end) for line in made.lines]
    assert [(each.text) for each in made.lines] == [text for text, *_ in shown]
    assert all(end <= start for (_, end), (start, _) in pairwise(times))


def test_scenes_change_on_the_beat_where_that_is_wished(made: Made) -> None:
    if made.prompt.on_beat:
        (music,) = made.document["audio"]["tracks"].values()
        pieces = next(each["pieces"] for each in made.told["music"] if each["mood"] == music["mood"])
        bar = 4 * 60 / pieces[music["piece"]]["tempo"]
        ends = accumulate(made.document["scenes"][name]["duration"] for name in made.document["scene_order"])
        assert all(end / bar == pytest.approx(round(2 * end / bar) / 2, abs=0.01) for end in ends)
