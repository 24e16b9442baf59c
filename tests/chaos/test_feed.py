"""Regressions that runs found, in small."""

import asyncio

from chat.stream.events import Delta, EventId, Record
from chat.stream.feed import Channel


def delta(seq: int) -> Record:
    return Record.of(1, EventId(1, seq), Delta(step=0, content="x"))


async def test_a_reader_further_back_is_woken_when_another_has_read_the_log_to_its_end() -> None:
    channel = Channel(1)
    channel.put([delta(1), delta(2)])
    waiting = asyncio.create_task(channel.news())
    await asyncio.sleep(0)
    channel.reach(EventId(1, 4), ended=True)  # nothing will ever be put again
    await asyncio.wait_for(waiting, 1)
    assert channel.after(EventId(1, 2)) is None, "what it misses stands in the log"
