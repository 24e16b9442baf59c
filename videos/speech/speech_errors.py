"""What can go wrong when words are to be spoken: a code, a sentence for a person, whether another try may help."""

import httpx2
import openai

from chat.llm.model_errors import ModelError, retry_after_s, sentence_of
from chat.llm.transport_errors import NEVER_CONNECTED, causes_of, told_in_full

NEVER_ASKED = (*NEVER_CONNECTED, httpx2.InvalidURL)


class SpeechError(ModelError):
    code = "speech_failed"
    sentence = "The words could not be spoken."


class SpeechRejected(SpeechError):
    code = "speech_rejected"
    sentence = "The speech server rejected the words."


class SpeechNotFound(SpeechError):
    code = "speech_not_found"
    sentence = "The speech server does not know this model or address. Check SPEECH_MODEL and SPEECH_BASE_URL."


class SpeechRefusedCredentials(SpeechError):
    code = "speech_refused_credentials"
    sentence = "The speech server did not accept our credentials. Whoever runs this site: check SPEECH_API_KEY."


class SpeechBusy(SpeechError):
    code, retryable = "speech_busy", True
    sentence = "The speech server takes no more requests for now. Try again in a moment."


class SpeechUnavailable(SpeechError):
    code, retryable = "speech_unavailable", True
    sentence = "The speech server has trouble of its own. Try again in a moment."


class SpeechUnreachable(SpeechError):
    code, retryable = "speech_unreachable", True
    sentence = "The speech server could not be reached. Check that it runs and that SPEECH_BASE_URL is right."


class SpeechBrokeOff(SpeechError):
    code, retryable = "speech_broke_off", True
    sentence = "The speech server broke off in the middle of the words. Try again."


class NothingSpoken(SpeechError):
    code, retryable = "nothing_spoken", True
    sentence = "What came back from the speech server is no speech. Check SPEECH_MODEL, or try again."


class CannotSpeak(SpeechError):
    """No voice that is there speaks this; found before anybody is asked."""

    code = "cannot_speak"
    sentence = "No voice that is installed can speak this."


def from_status(error: openai.APIStatusError) -> SpeechError:
    """The error of an answer with an HTTP status, in the server's own sentence where it has one."""
    status, said = error.status_code, sentence_of(error.body) or sentence_of(error.response.text)
    match status:
        case 401 | 403:
            kind: type[SpeechError] = SpeechRefusedCredentials
        case 404:
            kind = SpeechNotFound
        case 429:
            kind = SpeechBusy
        case _ if status in (408, 409) or status >= 500:
            kind = SpeechUnavailable
        case _:
            kind = SpeechRejected
    message = f"{kind.sentence} It says: {said}" if said else ""
    waits = retry_after_s(error.response.headers)
    return kind(message, detail=f"HTTP {status}: {error.response.text}", retry_after_s=waits)


def from_transport(error: Exception) -> SpeechError:
    """The error for what came of a connection."""
    kind = SpeechUnreachable if any(isinstance(each, NEVER_ASKED) for each in causes_of(error)) else SpeechBrokeOff
    return kind(detail=told_in_full(error))
