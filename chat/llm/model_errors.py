"""What can go wrong with a model server: a code, a sentence for a person, whether another try may help. Pure.

`detail` keeps what the server said, for log and admin; `message` never shows anything that looks like a key.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

from config.common.storable import MAX_DEPTH, storable_text

MAX_MESSAGE_CHARACTERS = 500
MAX_DETAIL_CHARACTERS = 4000
MAX_REFUSAL_CHARACTERS = 100_000  # some servers say our whole request back
HIDDEN = "[hidden]"

_SECRETS = re.compile(
    r"""
      (?i:bearer\s+)[^\s"',;]+
    | (?i:api[-_\ ]?key(?:\s+provided)?)["']?\s*[:=]\s*["']?[^\s"',;]+
    | \b(?:sk|pk|rk|gsk|csk|xai|pplx|nvapi|hf|r8|tgp|fw)[-_][\w*.\-]{8,}
    | \bAIza[\w\-]{20,}
    | \beyJ[\w\-]{10,}(?:\.[\w\-]*)*
    | (?<![\w\-])[\w\-]*+\*{3,}[\w\-*]*
    | \b[A-Za-z0-9]{32,}+\b
    | (?<=//)[^\s/@]+@
    """,
    re.VERBOSE,
)


class ModelError(Exception):
    """The model gave no answer. Subclasses say why; `sentence` is told where the server gave none."""

    code = "model_error"
    retryable = False  # another try may help
    only_by_hand = False  # but a person must ask for it
    sentence = "The model gave no answer."

    def __init__(self, message: str = "", *, detail: str = "", retry_after_s: float | None = None) -> None:
        self.message = _for_a_person(message) or self.sentence
        self.detail = storable_text(detail or message)[:MAX_DETAIL_CHARACTERS]
        self.retry_after_s = retry_after_s  # what the server asked for; None: it did not say
        self.refusal = ""  # all that the server said of our request, but for what it said back of it
        super().__init__(self.message)

    @property
    def is_tried_again(self) -> bool:
        """Whether we try again by ourselves."""
        return self.retryable and not self.only_by_hand

    def hide(self, secret: str) -> None:
        """Take `secret` out of all that is told, shown and logged."""
        if len(secret) > 5:  # a placeholder such as "none" is no secret, and a part of ordinary words
            self.message = self.message.replace(secret, HIDDEN)
            self.detail = self.detail.replace(secret, HIDDEN)
            self.args = (self.message,)


class RejectedRequest(ModelError):
    code = "model_rejected_request"
    sentence = "The model server rejected the request. The server's log or the admin page says more."


class ModelNotFound(ModelError):
    code = "model_not_found"
    sentence = (
        "The model server does not know this model. Choose another in the project's settings, or check OPENAI_MODEL."
    )


class ContextTooSmall(ModelError):
    """What would be sent is longer than what the model reads; found before it is sent."""

    code = "context_too_small"
    sentence = "This is more than the model can read at once."

    @classmethod
    def by(cls, *, needed: int, room: int) -> Self:
        """The error with both figures, in tokens."""
        return cls(
            f"This needs about {needed:,} tokens, but the model reads at most {room:,} at once. Ask for less in one "
            "message or begin a new project; whoever runs this site can serve the model with a larger context or raise "
            "CONTEXT_TOKENS."
        )


class NoModelServer(ModelError):
    code = "model_rejected_request"
    sentence = "No model answers at this address. Check OPENAI_BASE_URL; it usually ends in /v1."


class RefusedCredentials(ModelError):
    code = "model_refused_credentials"
    sentence = "The model server did not accept our credentials. Whoever runs this site: check OPENAI_API_KEY."


class ModelBusy(ModelError):
    code, retryable = "model_busy", True
    sentence = "The model server takes no more requests for now. Try again in a moment."


class ModelUnavailable(ModelError):
    code, retryable = "model_unavailable", True
    sentence = "The model server has trouble of its own. Try again in a moment."


class ModelUnreachable(ModelError):
    code, retryable = "model_unreachable", True
    sentence = "The model server could not be reached. Check that it runs and that OPENAI_BASE_URL is right."


class ConnectionLost(ModelError):
    code, retryable = "model_connection_lost", True
    sentence = "The connection to the model server broke in the middle of the answer. Try again."


class ModelSilent(ModelError):
    code, retryable = "model_timeout", True
    sentence = "The model server went silent, so the answer was given up. Try again in a moment."


class ModelTooSlow(ModelError):
    """Not tried again by ourselves: the same prompt would take as long once more."""

    code, retryable, only_by_hand = "model_too_slow", True, True
    sentence = "The model did not begin to answer in time. Try again, with a shorter conversation or a faster model."

    @classmethod
    def after(cls, limit_s: float, tokens: int) -> Self:
        """`tokens`: about how many were sent."""
        return cls(
            f"The model did not begin to answer within {limit_s:g} seconds. It was sent about {tokens} tokens, which "
            "a slow server takes long to read. Raise FIRST_TOKEN_TIMEOUT_SECONDS, or use a faster model."
        )


class BrokeOff(ModelError):
    code, retryable = "model_broke_off", True
    sentence = "The model server broke its answer off with an error. Try again."


class NoFinishReason(ModelError):
    code, retryable = "no_finish_reason", True
    sentence = "The model's answer ended too early. Try again."


class AnswerTooLong(ModelError):
    code = "model_answer_too_long"
    sentence = "The model's answer did not come to an end. Try again with a smaller question."


class Refused(ModelError):
    code = "refused"
    sentence = "The model refused to answer this. Ask for it differently."


def from_status(status: int, headers: Mapping[str, str], body: object) -> ModelError:
    """Give the error of an answer with this HTTP status. `body` is its decoded JSON, or its text.

    `headers` are found by lower-case names.
    """
    sentence, detail = sentence_of(body), f"HTTP {status}: {_as_text(body)}"
    if status in (401, 403):
        return RefusedCredentials(detail=detail)
    if status == 404:
        return _refusal(ModelNotFound(sentence, detail=detail), body)
    wait_s = retry_after_s(headers)
    if status == 429:
        told = f"The model server takes no more requests for now: {sentence}" if sentence else ""
        return ModelBusy(told, detail=detail, retry_after_s=wait_s)
    if status in (408, 409) or status >= 500:  # some servers refuse pictures so
        return _refusal(ModelUnavailable(detail=detail, retry_after_s=wait_s), body)
    return _refusal(RejectedRequest(sentence, detail=detail), body)


def _refusal(error: ModelError, body: object) -> ModelError:
    error.refusal = _as_text(_without_echo(body))[:MAX_REFUSAL_CHARACTERS]
    return error


def _without_echo(body: object, depth: int = 0) -> object:
    """Without the `input` with which validators say our own request back to us."""
    if depth == MAX_DEPTH:
        return None
    if isinstance(body, Mapping):
        return {key: _without_echo(value, depth + 1) for key, value in body.items() if key not in ("input", "body")}
    return [_without_echo(each, depth + 1) for each in body] if isinstance(body, list) else body


def from_error_objects(errors: Sequence[Mapping[str, Any]]) -> ModelError:
    """Give the error that a server told inside its answer; but for bad credentials another try may help."""
    first, detail = errors[0], _as_text(list(errors))
    if {str(first.get(key)) for key in ("code", "status", "status_code")} & {"401", "403", "invalid_api_key"}:
        return RefusedCredentials(detail=detail)
    sentence = sentence_of(first)
    message = f"The model server broke its answer off: {sentence}" if sentence else ""
    return _refusal(BrokeOff(message, detail=detail), list(errors))


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How many seconds the server wants to be left alone; None when it does not say, or not clearly."""
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "")
    seconds = _number(value)
    return seconds if seconds is not None else _seconds_until(value)


def sentence_of(body: object) -> str:
    """Find what a server says to people in the body of an error; "" when there is nothing fit to show."""
    if isinstance(body, str):
        return "" if "<" in body else body.strip()  # a proxy's error page
    if isinstance(body, list):
        return sentence_of(body[0]) if body else ""
    if isinstance(body, Mapping):
        keys = ("message", "error", "detail", "msg", "error_description")
        return next(filter(None, (sentence_of(body.get(key)) for key in keys)), "")
    return ""


def without_secrets(text: str) -> str:
    """Hide all that looks like a key or a password."""
    return _SECRETS.sub(HIDDEN, text)


def _for_a_person(text: str) -> str:
    return without_secrets(storable_text(text))[:MAX_MESSAGE_CHARACTERS].strip()


def _as_text(body: object) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _seconds_until(http_date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(http_date)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
