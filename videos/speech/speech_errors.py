"""What can go wrong when words are to be spoken: a code, a sentence for a person, whether another try may help."""

from chat.llm.model_errors import ModelError


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
