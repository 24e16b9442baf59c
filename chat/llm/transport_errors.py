"""What connections to servers of models and speech end with, whichever library says it. Pure."""

from collections.abc import Iterator

import aiohttp
import httpx2
import openai

TRANSPORT_ERRORS = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.InvalidURL,
    httpx2.StreamError,
    aiohttp.ClientError,
    OSError,  # TimeoutError among them
)
NEVER_CONNECTED = (
    aiohttp.ClientConnectorError,  # refused, unknown name, no route, bad certificate
    aiohttp.ConnectionTimeoutError,
    httpx2.ConnectError,
    ConnectionRefusedError,
)
NEVER_ASKED = (*NEVER_CONNECTED, httpx2.InvalidURL)


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it came from, and so on to the innermost."""
    while error is not None:
        yield error
        error = error.__cause__


def told_in_full(error: BaseException) -> str:
    """The error with all that it came from, for operators."""
    return " from ".join(f"{type(each).__name__}: {each}" for each in causes_of(error))
