"""What all requests by OpenAI's package have in common, whatever is asked for: client, key, and what failures tell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx2
import openai

from chat.llm.model_errors import ModelError, retry_after_s, sentence_of
from chat.llm.transport_errors import TRANSPORT_ERRORS

CONNECT_TIMEOUT_S = 30.0  # hundreds of streams that begin at once keep the loop busy for the package's 5 seconds
NO_KEY = "none"  # the package insists on one; without ours no request carries it

E = TypeVar("E", bound=ModelError)


def client_for(base_url: str | None, api_key: str, timeout: httpx2.Timeout, **options: Any) -> openai.AsyncOpenAI:
    """A client that retries nothing by itself; `options` are those of its connections. `api_key` may be empty."""
    return openai.AsyncOpenAI(
        base_url=base_url or None,
        api_key=api_key or NO_KEY,
        timeout=timeout,
        max_retries=0,
        http_client=openai.DefaultAioHttpClient(timeout=timeout, **options),
    )


def key_headers(api_key: str) -> dict[str, str | openai.Omit]:
    """The headers by which a request without a key carries none."""
    return {} if api_key else {"Authorization": openai.Omit()}


def from_answer(kind: type[E], error: openai.APIStatusError) -> E:
    """An error of that kind for an answer with an HTTP status, in the server's own sentence where it has one."""
    said = sentence_of(error.body) or sentence_of(error.response.text)
    message = f"{kind.sentence} It says: {said}" if said else ""
    detail = f"HTTP {error.status_code}: {error.response.text}"
    return kind(message, detail=detail, retry_after_s=retry_after_s(error.response.headers))


@contextmanager
def told_without(api_key: str, from_transport: Callable[[Exception], ModelError]) -> Iterator[None]:
    """Raises what fails within as ModelError, in which the key is hidden; `from_transport` tells of connections."""
    try:
        yield
    except ModelError as error:
        error.hide(api_key)
        raise
    except TRANSPORT_ERRORS as error:
        told = from_transport(error)
        told.hide(api_key)
        raise told from error
