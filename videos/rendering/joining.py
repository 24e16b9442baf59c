"""Encoded pieces into one file, without encoding anything again."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av

from videos.rendering.tasks import Join


def join(task: Join) -> list[str]:
    """Write the pieces one after another, with times as if they had been encoded at once; gives their warnings.

    Every piece begins with a picture that needs no other, so each can stand anywhere.
    """
    warnings: list[str] = []
    packets: list[tuple[int, Any]] = []  # when it is shown, in frames of the whole video, and the packet
    base = 0
    options = {"movflags": "+faststart"} if task.format == "mp4" else {}
    with av.open(task.output, "w", format=task.format, options=options) as output:
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
        _mux(output, stream, packets, task.fps)
    return list(dict.fromkeys(warnings))


def _packets(piece: Any, fps: int) -> Iterator[tuple[int, Any]]:
    for packet in piece.demux(video=0):
        if packet.size:
            yield round(packet.pts * packet.time_base * fps), packet


def _mux(output: Any, stream: Any, packets: list[tuple[int, Any]], fps: int) -> None:
    """Decoding times are counted anew: one a frame, early enough for every picture to be decoded when it is shown."""
    early = max(order - shown for order, (shown, _) in enumerate(packets))
    for order, (shown, packet) in enumerate(packets):
        packet.time_base = Fraction(1, fps)
        packet.pts, packet.dts, packet.duration = shown, order - early, 1
        packet.stream = stream
        output.mux(packet)
