"""What is seen and heard in a video from outside: its frames at an even rate, and its sound in step with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.stream import Disposition

from videos.clips.clip_frames import FrameDrawer
from videos.clips.clip_limits import (
    LONGEST_CLIP_SIDE,
    MOST_CLIP_PIXELS,
    MOST_CLIP_SECONDS,
    ClipTooLarge,
    UnknownCodec,
)
from videos.sound.media_loops import RATE, Samples, decoded_frames, silence
from videos.sound.reencoding import arrays, clock, opened

SEEN = ("h264", "hevc", "vp8", "vp9", "libdav1d", "mpeg4", "h263")
HEARD = ("amrnb", "amrwb", "ac3", "eac3")  # beside what recordings may have
STILLS = ("mjpeg", "png", "gif", "bmp", "webp", "tiff")  # covers, and pictures of chapters
NO_FILM = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
RATES = (30, 25, 24)  # frames a second
SLACK = Fraction(1, 100)  # of a rate: cameras do not keep theirs
HALF = Fraction(1, 2)
DRIFT = RATE // 20  # samples by which a sound may be early or late before silence is put in, or some of it left out
THREADS = 2


@dataclass(frozen=True)
class Source:
    """A file that was opened, with pictures that move. Times are seconds from when the first of it is seen or heard."""

    path: str
    container: Any
    film: Any

    @property
    def told_seconds(self) -> float:
        """How long the file says that it is; 0 where it does not say."""
        whole = Fraction(self.container.duration or 0, av.time_base)
        return float(self.film.duration * self.film.time_base if self.film.duration else whole)

    @property
    def rate(self) -> int:
        """At how many frames a second it is stored."""
        return rate_near(self.film.average_rate or Fraction(0))

    def check(self) -> None:
        """What is wrong with it by its head. Raises ClipTooLarge or UnknownCodec."""
        if _codec(self.film) not in SEEN:
            raise UnknownCodec()
        width, height = self.film.codec_context.width, self.film.codec_context.height
        if max(width, height) > LONGEST_CLIP_SIDE or width * height > MOST_CLIP_PIXELS:
            message = f"This video has {width}×{height} pixels, and at most those of 4K are taken. Save it smaller."
            raise ClipTooLarge(message)
        if int(self.told_seconds) > MOST_CLIP_SECONDS:
            raise ClipTooLarge(_too_long(f"; this one lasts {clock(self.told_seconds)}"))

    def frames(self) -> Iterator[Any]:
        """For each moment n/rate the frame that stands then, drawn anew, however unevenly they come.

        Raises ClipTooLarge; libav's errors pass, where pixels are of a kind that nobody can draw.
        """
        drawer = FrameDrawer(self.film.sample_aspect_ratio or Fraction(1))
        count = 0
        for frame, until in self._standing():
            drawn = None
            while (count + HALF) / self.rate <= until:
                if count == MOST_CLIP_SECONDS * self.rate:
                    raise ClipTooLarge(_too_long())
                drawn = drawn or drawer.drawn(frame)
                drawn.pts, drawn.time_base = count, Fraction(1, self.rate)
                yield drawn
                count += 1

    def _standing(self) -> Iterator[tuple[Any, Fraction]]:
        """Each frame with the time until which it stands: the first from 0 on, the last as long as it says itself."""
        self.film.thread_type, self.film.codec_context.thread_count = "AUTO", THREADS
        zero, before, end = self._zero, None, Fraction(0)
        for frame in decoded_frames(self.container, self.film):
            begin = end if frame.pts is None else frame.pts * frame.time_base - zero
            if before is not None:
                yield before, begin
            before, end = frame, begin + (frame.duration or 0) * frame.time_base
        if before is not None:
            yield before, max(end, Fraction(1, self.rate))

    def heard(self) -> Samples:
        """All that is heard, each sample at its time; nothing where there is no sound. Raises BadRecording."""
        whole, end = silence((MOST_CLIP_SECONDS + 1) * RATE), 0
        with _opened(self.path) as container:  # anew: pictures and sound are read one after the other
            stream = _sound(container)
            for block, time in arrays(decoded_frames(container, stream)) if stream else ():
                start = end if time is None else round((time - self._zero) * RATE)
                start = end if abs(start - end) < DRIFT else start
                block, start = block[:, max(0, -start) :], max(0, start)
                count = max(0, min(block.shape[1], whole.shape[1] - start))
                whole[:, start : start + count] = block[:, :count]
                end = max(end, start + count) if count else end
        return whole[:, :end]

    @property
    def _zero(self) -> Fraction:
        """The time in the file from which ours count."""
        streams = [self.film, *filter(None, [_sound(self.container)])]
        return min(
            (each.start_time * each.time_base for each in streams if each.start_time is not None), default=Fraction(0)
        )


@contextmanager
def film_in(path: str) -> Iterator[Source | None]:
    """The file; None where nothing moves in it, but covers and the like. Raises NotRecorded."""
    with _opened(path) as container:
        films = [each for each in container.streams.video if _is_film(each)]
        first = next((each for each in films if each.disposition & Disposition.default), next(iter(films), None))
        yield Source(path, container, first) if first else None


def _opened(path: str) -> Any:
    return opened(path, SEEN + HEARD, max_pixels=str(MOST_CLIP_PIXELS))


def _is_film(stream: Any) -> bool:
    return not stream.disposition & NO_FILM and _codec(stream) not in STILLS


def _sound(container: Any) -> Any:
    """The sound that players choose; a phone has a second one beside it, which only phones can decode."""
    known = [each for each in container.streams.audio if _codec(each)]
    best = container.streams.best("audio")
    return best if best in known else next(iter(known), None)


def _codec(stream: Any) -> str:
    return stream.codec_context.name if stream.codec_context else ""


def rate_near(rate: Fraction) -> int:
    """At how many frames a second a video of so many is stored: 30, 25 or 24.

    At one of which its own is a multiple or a part, else at the next that is not below it, else at 30.
    """
    for ours in RATES if rate > 0 else ():
        ratio = max(rate / ours, ours / rate)
        if abs(ratio - round(ratio)) <= SLACK * round(ratio):
            return ours
    return next((ours for ours in reversed(RATES) if 0 < rate <= ours), RATES[0])


def _too_long(about: str = "") -> str:
    return f"A video has at most {MOST_CLIP_SECONDS // 60} minutes{about}. Cut it shorter first."
