"""Whether what a model said counts as an answer. Pure."""

from chat.llm.model_errors import BrokeOff, NoFinishReason, Refused, from_error_objects
from chat.llm.reading.speech import Speech


def raise_for_ending(speech: Speech) -> None:
    """Return when `speech` may be stored as a step; raise the ModelError that says why not.

    An error always wins, also over a finish reason that came before it: the server took its own ending back.
    What was cut by its length limit, or is empty, is an answer.
    """
    if speech.errors:
        raise from_error_objects(speech.errors)
    if speech.ending is None:
        raise NoFinishReason
    if speech.finish_reason == "error":
        raise BrokeOff
    if speech.refusal or speech.finish_reason == "content_filter":
        raise Refused(speech.refusal)
