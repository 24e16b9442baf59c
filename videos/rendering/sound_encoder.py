"""What is heard, into a file: AAC as MP4 has it, Opus as WebM has it."""

from fractions import Fraction
from typing import Any

import av

from videos.rendering.tasks import Mix
from videos.sound.media_loops import RATE, encoded, frames_of
from videos.sound.mixing import mix

CODECS = {"mp4": "aac", "webm": "libopus"}
BITS = 160_000  # a second
PACKET = 960  # samples: what Opus takes at once; AAC is given its own number


def write_sound(task: Mix) -> None:
    """Mix the cues and encode them."""
    samples = mix(task.cues, task.length)
    with av.open(task.output, "w", format=task.format) as output:
        stream: Any = output.add_stream(CODECS[task.format], rate=RATE, layout="stereo")
        stream.bit_rate = BITS
        stream.time_base = Fraction(1, RATE)
        stream.codec_context.open()
        size = stream.codec_context.frame_size or PACKET
        for packet in encoded(stream, frames_of(samples, size)):
            output.mux(packet)
