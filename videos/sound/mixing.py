"""Cues into one track: stereo, 48 kHz, as loud as videos on the web are. Runs in the render child only."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, cast

import av
import av.filter
import numpy as np

from videos.sound.heard import Bus, Cue
from videos.sound.media_loops import RATE, Samples, frames_of, pulled, resampled, silence

BLOCK = 4800
LOUDNESS = -14.0  # LUFS of the whole, as the large video sites play it
PEAK = -1.6  # dBTP that the mix stays under: the codec may add half a decibel, and the limit is -1
NEAR = 0.1  # LU
FAINTEST = -70.0  # LUFS: what the meter says of silence
MOST_GAIN = 40.0  # dB: what is fainter than that was meant to be silent
SEAM = 0.05  # seconds over which a piece that begins again blends into itself
BUSES: tuple[Bus, ...] = ("music", "sound", "voice")
DUCKING = "threshold=0.02:ratio=6:attack=60:release=500:knee=4:detection=rms"


def mix(cues: Sequence[Cue], seconds: float) -> Samples:
    """All that is heard in a video of so many seconds. What is silent stays silent."""
    count = round(seconds * RATE)
    buses = {bus: silence(count) for bus in BUSES}
    ducking = silence(count)
    for cue in cues:
        bus = ducking if cue.ducks else buses[cue.bus]
        _add(bus, _heard(cue), round(cue.start * RATE))
    if ducking.any():
        buses["music"] += _ducked(ducking, buses["voice"]) if buses["voice"].any() else ducking
    return as_loud_as_usual(sum(buses.values(), silence(count)))


def _add(bus: Samples, heard: Samples, start: int) -> None:
    count = min(heard.shape[1], bus.shape[1] - start)
    if count > 0:
        bus[:, start : start + count] += heard[:, :count]


def _heard(cue: Cue) -> Samples:
    """What the cue adds: its file, as often as it needs, faded."""
    count = round(cue.seconds * RATE)
    recording = decoded(cue.path)[:, round(cue.skip * RATE) :]
    if cue.bar and recording.shape[1] < count:
        recording = _repeated(recording, round(cue.bar * RATE), count)
    heard = recording[:, :count] * np.float32(cue.volume)
    fade_in, fade_out = (min(round(each * RATE), heard.shape[1]) for each in (cue.fade_in, cue.fade_out))
    heard[:, :fade_in] *= np.linspace(0, 1, fade_in, endpoint=False, dtype=np.float32)
    heard[:, heard.shape[1] - fade_out :] *= np.linspace(1, 0, fade_out, dtype=np.float32)
    return heard


def _repeated(recording: Samples, bar: int, count: int) -> Samples:
    """The recording again and again, each time after a whole number of bars, so that the beat goes on."""
    period = max(1, (recording.shape[1] - round(SEAM * RATE)) // bar) * bar
    seam = min(recording.shape[1] - period, round(SEAM * RATE)) if recording.shape[1] > period else 0
    once = recording[:, : period + seam].copy()
    whole = silence(count + once.shape[1])
    for number, start in enumerate(range(0, count, period)):
        part = once.copy()
        part[:, period:] *= np.linspace(1, 0, seam, dtype=np.float32)
        if number:
            part[:, :seam] *= np.linspace(0, 1, seam, dtype=np.float32)
        whole[:, start : start + part.shape[1]] += part
    return whole[:, :count]


def decoded(path: str) -> Samples:
    """A whole file as samples."""
    with av.open(path) as container:
        parts = [cast(Samples, each.to_ndarray()) for each in resampled(container.decode(audio=0))]
    return np.concatenate(parts, axis=1) if parts else silence(0)


def _ducked(music: Samples, voice: Samples) -> Samples:
    """The music, which steps back where the voice speaks."""
    graph: Any = av.filter.Graph()
    sources, ducking, sink = [_source(graph), _source(graph)], graph.add("sidechaincompress", DUCKING), _sink(graph)
    for place, source in enumerate(sources):
        source.link_to(ducking, 0, place)
    ducking.link_to(sink[0])
    graph.configure()
    blocks = zip(frames_of(music, BLOCK), frames_of(voice, BLOCK), strict=True)
    return _collected(_through(sources, blocks, sink[-1]), music.shape[1])


def as_loud_as_usual(heard: Samples) -> Samples:
    """The same at -14 LUFS, and never over its peak; silence stays what it is."""
    loudness = loudness_of(heard)
    if not math.isfinite(loudness) or LOUDNESS - loudness > MOST_GAIN:
        return heard
    gain, best = LOUDNESS - loudness, heard
    for _ in range(4):  # what the limiter takes away is given back
        best = _limited(heard * np.float32(10 ** (gain / 20)))
        missing = LOUDNESS - loudness_of(best)
        if abs(missing) < NEAR:
            break
        gain += missing
    return best


def loudness_of(heard: Samples) -> float:
    """Integrated loudness in LUFS, by EBU R 128; -inf of what is silent or shorter than it measures."""
    graph: Any = av.filter.Graph()
    source, meter, sink = _source(graph), graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    graph.link_nodes(source, meter, sink)
    graph.configure()
    found = -math.inf
    for measured in _through([source], ((frame,) for frame in frames_of(heard, BLOCK)), sink):
        found = float(measured.metadata.get("lavfi.r128.I", found))
    return -math.inf if found <= FAINTEST else found


def _limited(heard: Samples) -> Samples:
    """No peak over the limit, those between the samples included: they are looked for at four times the rate."""
    graph: Any = av.filter.Graph()
    limit = 10 ** (PEAK / 20)
    nodes = [
        _source(graph),
        graph.add("aresample", str(4 * RATE)),
        graph.add("alimiter", f"limit={limit:.5f}:attack=5:release=80:level=false:latency=true"),
        graph.add("aresample", str(RATE)),
        *_sink(graph),
    ]
    graph.link_nodes(*nodes[:-1])
    graph.configure()
    return _collected(_through(nodes[:1], ((frame,) for frame in frames_of(heard, BLOCK)), nodes[-1]), heard.shape[1])


def _source(graph: Any) -> Any:
    return graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo", time_base=Fraction(1, RATE))


def _sink(graph: Any) -> tuple[Any, Any]:
    """Where samples come out as we have them, whatever the filter before it makes of them: a pair of linked nodes."""
    form = graph.add("aformat", f"sample_fmts=fltp:sample_rates={RATE}:channel_layouts=stereo")
    sink = graph.add("abuffersink")
    form.link_to(sink)
    return form, sink


def _through(sources: Sequence[Any], blocks: Iterator[tuple[Any, ...]], sink: Any) -> Iterator[Any]:
    """What comes out of a graph whose sources are given these frames, side by side: it does not wait for any."""
    for frames in blocks:
        for source, frame in zip(sources, frames, strict=True):
            source.push(frame)
        yield from pulled(sink)
    for source in sources:
        source.push(None)
    yield from pulled(sink)


def _collected(frames: Iterator[Any], count: int) -> Samples:
    """What comes out of a graph, exactly as long as what went in."""
    whole, at = silence(count), 0
    for frame in frames:
        part = frame.to_ndarray()[:, : count - at]
        whole[:, at : at + part.shape[1]] = part
        at += part.shape[1]
    return whole
