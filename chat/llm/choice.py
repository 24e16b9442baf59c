"""Which model answers: the server that the settings name, else the offline demo model."""

from collections.abc import Callable

from django.conf import settings

from chat.llm.chat_model import ChatModel
from chat.llm.knowledge import Knowledge
from chat.llm.server_names import server_name

DEMO = "demo"  # the name of the only model there is offline

_offline: Callable[[], ChatModel] | None = None
_knowledge: Callable[[str], Knowledge] | None = None


def register_offline_model(make: Callable[[], ChatModel]) -> None:
    """Let `make` give the model that answers while neither key nor base URL is set."""
    global _offline
    _offline = make


def register_knowledge(make: Callable[[str], Knowledge]) -> None:
    """Let `make` give what is known of the server of a name, and remember what is learned of it."""
    global _knowledge
    _knowledge = make


def is_offline() -> bool:
    return not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL) and _offline is not None


def model_name(chosen: str = "") -> str:
    """The name of the model that is asked: the chosen one, else the operator's."""
    return DEMO if is_offline() else chosen or str(settings.OPENAI_MODEL)


def chat_model() -> ChatModel:
    if is_offline():
        assert _offline is not None
        return _offline()
    from chat.llm.client import OpenAIModel  # loading it takes a second

    return OpenAIModel(
        base_url=settings.OPENAI_BASE_URL or None,
        api_key=settings.OPENAI_API_KEY,
        model=settings.OPENAI_MODEL,
        idle_timeout_s=settings.IDLE_TIMEOUT_SECONDS,
        knowledge=_knowledge(server_name(settings.OPENAI_BASE_URL)) if _knowledge else None,
    )
