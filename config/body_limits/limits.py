"""The limits of bodies: one table of paths, for every server. No I/O."""

import json
import re
from time import monotonic

from config.common.errors import ChatError, TooLarge, Unauthorized
from videos.clips.clip_limits import MOST_CLIP_BYTES
from videos.rendering.picture_limits import MOST_BYTES, MOST_PICTURES

KIB, MIB = 2**10, 2**20
FROM_ANYBODY = 64 * KIB  # bytes; whoever sends more must be signed in, and only then is more read
JSON = 2 * MIB
LARGEST = [  # the first whose pattern is the whole path
    (re.compile(r"/ws/.*"), 0),  # a handshake has no body
    (re.compile(r"/api/projects/[^/]+/assets/?"), MOST_CLIP_BYTES + 64 * KIB),  # and the form around it
    (re.compile(r"/(?:api|account)/brand/logo/?"), MOST_BYTES + 64 * KIB),
    (re.compile(r"/"), MOST_PICTURES * MOST_BYTES + MIB),  # a prompt with its pictures
    (re.compile(r"/api/.*"), JSON),
    (re.compile(r".*", re.DOTALL), MIB),
]

HEADER_SECONDS = 60.0  # from the opening of a connection, or the last answer on it, to the end of the header
IDLE_SECONDS = 30.0  # between two pieces of a body
BODY_SECONDS, SLOWEST_BYTES_PER_SECOND = 60.0, KIB  # as Apache's RequestReadTimeout: so long, and longer for more
LINGER_SECONDS = 5.0  # who was refused may go on sending so long: cut off at once, they would not read why


class TooSlow(ChatError):
    code, status = "too_slow", 408
    sentence = "The body did not come in time. Send it again over a better connection."


class IncomingBody:
    """What is announced and has come of one body. `length` is None for one that tells its size at its end."""

    def __init__(self, path: str, length: int | None) -> None:
        self.path, self.largest = path, largest(path)
        self.size = length or 0  # announced, or come if that is more
        self._received = 0
        self._begun = monotonic()

    def add(self, count: int) -> None:
        """`count` more bytes have come."""
        self._received += count
        self.size = max(self.size, self._received)

    @property
    def is_for_members(self) -> bool:
        """Only somebody who is signed in may send so much."""
        return self.size > FROM_ANYBODY

    def check(self) -> None:
        """Raises TooLarge."""
        if self.size > self.largest:
            taken = f"at most {_shown(self.largest)}" if self.largest else "nothing"
            raise TooLarge(f"The body is too large: this address takes {taken}.")

    def refused_to_strangers(self) -> ChatError:
        """What somebody is told who is not signed in and sends what only members may."""
        sentence = f"Without signing in a body has at most {_shown(FROM_ANYBODY)}. Sign in, or send a valid token."
        return Unauthorized(sentence) if is_api(self.path) else TooLarge(sentence)

    def seconds_left(self) -> float:
        """How long to wait for the next piece."""
        whole = BODY_SECONDS + self._received / SLOWEST_BYTES_PER_SECOND
        return max(0.0, min(IDLE_SECONDS, self._begun + whole - monotonic()))


def largest(path: str) -> int:
    """The bytes that a body for `path` (unquoted, without its query) may have."""
    return next(most for pattern, most in LARGEST if pattern.fullmatch(path))


def refusal(path: str, error: ChatError) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body of the answer with which a connection ends: JSON under /api/, elsewhere a sentence."""
    text = json.dumps(error.as_json()) if is_api(path) else f"{error.message}\n"
    kind = "application/json" if is_api(path) else "text/plain; charset=utf-8"
    headers = {"Content-Type": kind, "Content-Length": str(len(text.encode())), "Connection": "close"}
    return error.status, [(name.encode(), value.encode()) for name, value in headers.items()], text.encode()


def is_api(path: str) -> bool:
    return path.startswith("/api/")


def _shown(count: int) -> str:
    return f"{count / MIB:.4g} MiB" if count >= MIB else f"{count // KIB} KiB"
