"""What of a conversation fits into the context of a model. Pure."""

from chat.llm.model_errors import ContextTooSmall
from chat.llm.request.chat_messages import ChatMessage, pictures_of, with_pictures
from chat.llm.request.tokens import estimated_tokens

LONGEST_OLD_RESULT = 600  # characters of a tool's result, where whole ones do not fit


def fitting(messages: list[ChatMessage], room: int, schemas: int, *, may_forget: bool) -> tuple[list[ChatMessage], int]:
    """The messages that fit into `room` tokens beside `schemas` of them, and the tokens of it all.

    The oldest turns go first, if it `may_forget`, then the middle of long results, then the oldest pictures.
    Raises ContextTooSmall when not even that is enough.
    """
    fits = room - schemas
    sizes = [message_tokens(message) for message in messages]
    first = _first_that_fits(messages, sizes, fits) if may_forget else 1
    kept, tokens = [*messages[:1], *messages[first:]], sum(sizes[:1]) + sum(sizes[first:])
    for place, message in enumerate(kept):
        if tokens <= fits:
            break
        if message["role"] == "tool" and place < len(kept) - 1:
            short = {**message, "content": shortened(message["content"], LONGEST_OLD_RESULT)}
            tokens += estimated_tokens(short) - estimated_tokens(message)
            kept[place] = short
    if tokens > fits and (shown := sum(len(pictures_of(message)) for message in kept)):
        return fitting(with_pictures(messages, shown - 1), room, schemas, may_forget=may_forget)
    if tokens > fits:
        raise ContextTooSmall.by(needed=tokens + schemas, room=room)
    return kept, tokens + schemas


def message_tokens(message: ChatMessage) -> int:
    """Our estimate of a message as it is sent; of its pictures by their size, for their bytes say nothing."""
    pictures = pictures_of(message)
    if not pictures:
        return estimated_tokens(message)
    words = {name: value for name, value in message.items() if name != "pictures"}
    return estimated_tokens(words) + sum(picture.tokens for picture in pictures)


def _first_that_fits(messages: list[ChatMessage], sizes: list[int], fits: int) -> int:
    """The place of the user message with which the oldest turn begins that may stay; the last turn always does."""
    beginnings = [
        place
        for place, message in enumerate(messages)
        if place and message["role"] == "user" and not pictures_of(message)
    ]
    left = fits - sizes[0]
    end, first = len(messages), beginnings[-1] if beginnings else 1
    for begin in reversed(beginnings):
        left -= sum(sizes[begin:end])
        if left < 0:
            break
        first, end = begin, begin
    return first


def shortened(text: str, longest: int) -> str:
    """`text` without its middle when it has more than `longest` characters."""
    if len(text) <= longest:
        return text
    return f"{text[: longest * 2 // 3]}\n[… {len(text) - longest} characters left out …]\n{text[-longest // 3 :]}"
