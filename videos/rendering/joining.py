"""Encoded pieces into one file, without encoding anything again."""

import heapq
import json
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from typing import Any

import av

from videos.rendering.tasks import Join
from videos.sound.cues import Line

THOUSAND = 1000  # a subtitle's times are thousandths of a second
# What the encoder of subtitles makes the track's head of: how players write where nobody has chosen.
HEADER = b"""[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""

Timed = tuple[Fraction, int, Any]  # when a packet is decoded, in seconds; its number, so that none are compared; itself


def join(task: Join) -> list[str]:
    """Write the pieces one after another, with times as if they had been encoded at once; gives their warnings.

    Every piece begins with a picture that needs no other, so each can stand anywhere.
    """
    warnings: list[str] = []
    packets: list[tuple[int, Any]] = []  # when it is shown, in frames of the whole video, and the packet
    base = 0
    options = {"movflags": "+faststart"} if task.format == "mp4" else {}
    with ExitStack() as stack:
        output = stack.enter_context(av.open(task.output, "w", format=task.format, options=options))
        stream: Any = None
        for path in task.pieces:
            with av.open(path) as piece:
                source = piece.streams.video[0]
                if stream is None:
                    stream = output.add_stream_from_template(source, opaque=True)
                    head = source.codec_context.extradata
                    stream.time_base = Fraction(1, task.fps)
                if source.codec_context.extradata != head:
                    raise ValueError(f"{path} was encoded with other settings than the piece before it")
                found = list(_packets(piece, task.fps))
                packets += [(base + shown, packet) for shown, packet in found]
                base += len(found)
                warnings += json.loads(piece.metadata.get("comment") or "[]")
        timed = [_pictures(stream, packets, task.fps)]
        if task.sound:
            timed.append(_sound(output, stack.enter_context(av.open(task.sound))))
        if task.lines and task.format == "mp4":
            timed.append(_words(output, task.lines))
        for _, _, packet in heapq.merge(*timed):
            output.mux(packet)
    return list(dict.fromkeys(warnings))


def _packets(piece: Any, fps: int) -> Iterator[tuple[int, Any]]:
    for packet in piece.demux(video=0):
        if packet.size:
            yield round(packet.pts * packet.time_base * fps), packet


def _pictures(stream: Any, packets: list[tuple[int, Any]], fps: int) -> Iterator[Timed]:
    """Decoding times are counted anew: one a frame, early enough for every picture to be decoded when it is shown."""
    early = max(order - shown for order, (shown, _) in enumerate(packets))
    for order, (shown, packet) in enumerate(packets):
        packet.time_base = Fraction(1, fps)
        packet.pts, packet.dts, packet.duration = shown, order - early, 1
        packet.stream = stream
        yield Fraction(order - early, fps), 2 * order, packet


def _sound(output: Any, recording: Any) -> Iterator[Timed]:
    """The packets of the recording, as a further stream, at the times that they have."""
    source = recording.streams.audio[0]
    stream = output.add_stream_from_template(source, opaque=True)
    return _timed(stream, [packet for packet in recording.demux(source) if packet.size])


def _words(output: Any, lines: list[Line]) -> Iterator[Timed]:
    """What is said as text, which players show to who asks for it. Source: ETSI TS 126 245, section 5.17."""
    stream: Any = output.add_stream("mov_text")
    stream.time_base = Fraction(1, THOUSAND)
    stream.codec_context.time_base = Fraction(1, THOUSAND)
    stream.codec_context.subtitle_header = HEADER
    stream.codec_context.open()
    packets = []
    for line in lines:
        text = line.text.encode()
        packet = av.Packet(struct.pack(">H", len(text)) + text)
        packet.pts = packet.dts = round(line.start * THOUSAND)
        packet.duration = round((line.end - line.start) * THOUSAND)
        packet.time_base = Fraction(1, THOUSAND)
        packets.append(packet)
    return _timed(stream, packets)


def _timed(stream: Any, packets: list[Any]) -> Iterator[Timed]:
    for order, packet in enumerate(packets):
        packet.stream = stream
        yield packet.dts * packet.time_base, 2 * order + 1, packet
