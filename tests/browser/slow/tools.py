"""Tools with effects outside, which take their time: to be seen while they run, and to be cut off."""

import asyncio
import os
from pathlib import Path

from pydantic import Field

from chat.tools import ToolArguments, ToolContext, tool

LOOK_EVERY_SECONDS = 0.05


class Wanted(ToolArguments):
    """Look something up elsewhere."""

    words: str = Field(description="What to look for.")


async def look_up(context: ToolContext, arguments: Wanted) -> str:
    assert context.progress is not None
    await context.progress(0.4, f"Looking through what there is for “{arguments.words}”")
    while not Path(os.environ["SLOW_UNTIL"]).exists():
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    return f"Found three for “{arguments.words}”."


for name in ("find_music", "find_pictures"):
    tool(name, Wanted)(look_up)
