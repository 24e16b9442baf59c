"""What model servers turned out not to be able to do, remembered in the database for all processes."""

import time
from datetime import timedelta

from django.utils import timezone

from chat.llm.request.capabilities import Capabilities
from chat.models import ModelServer
from config.common.database import in_pool, writing

LOOK_AGAIN_SECONDS = 60.0  # what another process learned, or an operator deleted, counts from then on
CONTEXT_COUNTS_FOR = timedelta(hours=1)  # whoever was told to serve a larger context does so, and says nothing


def is_refused(server: str, model: str, option: str) -> bool:
    """Whether the server of this name is known to refuse `option` for the model."""
    row = ModelServer.objects.filter(server=server[: ModelServer.LONGEST_SERVER], model=model).first()
    return row is not None and option in row.refused


class ServersInTheDatabase:
    """The `Knowledge` of one server, looked up once a minute and model."""

    def __init__(self, server: str) -> None:
        self._server = server[: ModelServer.LONGEST_SERVER]
        self._known: dict[str, tuple[float, Capabilities]] = {}

    async def of(self, model: str) -> Capabilities:
        looked, known = self._known.get(model, (0.0, Capabilities()))
        if not looked or time.monotonic() - looked > LOOK_AGAIN_SECONDS:
            known = await in_pool(self._read)(model)
            self._known[model] = time.monotonic(), known
        return known

    async def refuses(self, model: str, option: str) -> None:
        await in_pool(self._store)(model, option=option)
        self._known.pop(model, None)

    async def serves(self, model: str, context_tokens: int) -> None:
        await in_pool(self._store)(model, context_tokens=context_tokens)
        self._known.pop(model, None)

    async def answers(self, model: str, tokens: int) -> None:
        await in_pool(self._store)(model, answer_tokens=tokens)
        self._known.pop(model, None)

    def _read(self, model: str) -> Capabilities:
        row = ModelServer.objects.filter(server=self._server, model=model).first()
        if row is None:
            return Capabilities()
        learned = row.context_learned_at
        counts = learned is not None and timezone.now() - learned < CONTEXT_COUNTS_FOR
        return Capabilities(frozenset(row.refused), row.context_tokens if counts else None, row.answer_tokens)

    def _store(
        self,
        model: str,
        *,
        option: str | None = None,
        context_tokens: int | None = None,
        answer_tokens: int | None = None,
    ) -> None:
        with writing():
            ModelServer.objects.get_or_create(server=self._server, model=model)
            row = ModelServer.objects.select_for_update().get(server=self._server, model=model)
            if option is not None:
                row.refused = sorted({*row.refused, option})
            if context_tokens is not None:
                row.context_tokens, row.context_learned_at = context_tokens, timezone.now()
            if answer_tokens is not None:
                row.answer_tokens = answer_tokens
            row.save()
