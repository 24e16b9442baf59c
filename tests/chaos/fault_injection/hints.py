"""Hints from process to process that get lost, come twice, or come late and in another order."""

import asyncio
import random
from typing import Any

from channels.layers import get_channel_layer

from tests.chaos.fault_injection import control

LATE_SECONDS = 0.4


def bend() -> None:
    layer: Any = get_channel_layer()
    send = layer.group_send
    late: set[asyncio.Task[None]] = set()

    async def later(group: str, message: dict[str, Any]) -> None:
        await asyncio.sleep(random.uniform(0, LATE_SECONDS))
        await send(group, message)

    async def bent(group: str, message: dict[str, Any]) -> None:
        how = control("hints")
        if how not in ("dropped", "reordered"):
            await send(group, message)
        if how in ("doubled", "reordered"):
            task = asyncio.create_task(later(group, message))
            late.add(task)
            task.add_done_callback(late.discard)

    layer.group_send = bent
