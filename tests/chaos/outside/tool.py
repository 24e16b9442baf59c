"""A tool with an effect outside the database: it asks the tool server, with the call's id as idempotency key."""

import os

import aiohttp
from pydantic import Field

from chat.tools import ToolArguments, ToolContext, ToolFailed, tool


class RecordEffect(ToolArguments):
    """Let an effect happen in the outside world."""

    value: str = Field(description="What the ledger keeps.")
    delay_s: float = Field(description="Seconds between the effect and its answer.")


@tool("record_effect", RecordEffect)
async def record_effect(context: ToolContext, arguments: RecordEffect) -> str:
    """Async, so that its call is stored as `executing` first. Raises ToolFailed only when nothing happened."""
    assert context.progress is not None
    await context.progress(0.5, "asking")
    body = {"value": arguments.value, "delay_s": arguments.delay_s}
    headers = {"Idempotency-Key": str(context.call)}
    url = os.environ["CHAOS_TOOL_SERVER"]
    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(f"{url}/effect", json=body, headers=headers) as answer:
                answer.raise_for_status()
        except aiohttp.ClientConnectorError as error:
            raise ToolFailed("The outside server could not be reached; nothing happened.") from error
    return f"Recorded {arguments.value}."
