"""What is old goes by itself: events, whose tale stays in the rows, and what other apps register."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from chat.models import CallPicture, Client, Stream, StreamEvent, StreamStatus
from config.common.database import DATABASE_AWAY, in_pool, writing

logger = structlog.get_logger(__name__)

_pruners: list[Callable[[], int]] = []

EVERY_SECONDS = 600.0
STREAMS_A_TRANSACTION = 200  # short, so that nobody waits for it
CLIENTS_KEPT = timedelta(days=1)  # after they were last seen


def prunes(function: Callable[[], int]) -> Callable[[], int]:
    """Register a function that removes what is old and gives how much. Call it from `AppConfig.ready()`."""
    _pruners.append(function)
    return function


def prune() -> int:
    """Delete the events of streams that ended long ago, but for their last `finalized`, and the pictures that the model
    was shown in them; and clients long gone.

    Gives how many streams.
    """
    ended = Stream.objects.exclude(status__in=(StreamStatus.QUEUED, StreamStatus.RUNNING))
    superfluous = StreamEvent.objects.filter(stream=OuterRef("pk"), type="snapshot")
    old = ended.filter(
        Exists(superfluous), finished_at__lt=Now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
    ).order_by("pk")
    total = 0
    while keys := dict(old.values_list("pk", "epoch")[:STREAMS_A_TRANSACTION]):
        with writing():
            for key, epoch in keys.items():
                events = StreamEvent.objects.filter(stream=key)
                events.exclude(epoch=epoch, type="finalized").delete()
            CallPicture.objects.filter(call__stream__in=keys).delete()
        total += len(keys)
    Client.objects.filter(seen_at__lt=Now() - CLIENTS_KEPT).delete()
    return total


async def prune_forever() -> None:
    """Prune again and again, until cancelled."""
    while True:
        try:
            if pruned := await in_pool(prune)():
                logger.info("pruned", streams=pruned)
            for pruner in _pruners:
                await in_pool(pruner)()
        except DATABASE_AWAY as error:
            logger.warning("database away", phase="database", error=str(error))
        await asyncio.sleep(EVERY_SECONDS)
