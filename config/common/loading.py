"""Large libraries, loaded where they are needed first: most processes, and every start, do without."""

import asyncio
import gc
from importlib import import_module

_loaded: set[str] = set()


async def loaded(module: str) -> None:
    """Load `module`, which takes most of a second, and let the loop go on meanwhile. What imports it next has it."""
    if module not in _loaded:
        await asyncio.to_thread(import_module, module)
        _loaded.add(module)
        gc.freeze()  # it stays, as in chat/runtime.py
