"""Which models a project can choose from: what the server lists, remembered for some minutes."""

import structlog
from django.conf import settings
from django.core.cache import cache

from chat.llm.choice import DEMO, is_offline
from chat.llm.model_errors import ModelError

logger = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 3.0  # somebody waits for the page
REMEMBERED_SECONDS = 300
FAILURE_REMEMBERED_SECONDS = 30
_KEY = "reeltalk.models"


def available_models() -> list[str]:
    """The names of the models there are, sorted; none when the server does not list them. May wait for the server."""
    if is_offline():
        return [DEMO]
    names: list[str] | None = cache.get(_KEY)
    if names is None:
        names = _asked()
        cache.set(_KEY, names, REMEMBERED_SECONDS if names else FAILURE_REMEMBERED_SECONDS)
    return names


def _asked() -> list[str]:
    from chat.llm.client import list_models  # loading it takes a second

    try:
        return list_models(settings.OPENAI_BASE_URL or None, settings.OPENAI_API_KEY, timeout_s=TIMEOUT_SECONDS)
    except ModelError as error:
        logger.warning("models not listed", phase="request", code=error.code, detail=error.detail)
        return []
