"""A whole testbed for runs: deployment, model server, the world outside and the proxies between them."""

import itertools
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Self

from tests.chaos.deployments import Deployment, embedded, own_redis, scaled
from tests.chaos.postgres import missing_postgres, own_postgres
from tests.chaos.proxy import Proxy
from tests.chaos.registry import Cell
from tests.chaos.runs import Testbed, linked
from tests.upstream import EffectServer, ScriptedUpstream


@asynccontextmanager
async def testbed(
    way: str, folder: Path, settings: dict[str, str] | None = None, with_postgres: bool = False
) -> AsyncIterator[Testbed]:
    """`way`: embedded or scaled. `settings` stand over those of all chaos deployments.

    `with_postgres`: on a PostgreSQL server that nobody else uses.
    """
    async with AsyncExitStack() as stack:
        upstream = stack.enter_context(ScriptedUpstream())
        effects = stack.enter_context(EffectServer())
        link = await stack.enter_async_context(Proxy(upstream.base_url))
        whole = {
            "OPENAI_BASE_URL": link.url, "CHAOS_TOOL_SERVER": effects.url, "UPSTREAM_ATTEMPTS": "6", **(settings or {}),
        }  # fmt: skip
        redis = postgres = None
        deployment: Deployment
        if way == "embedded":
            deployment = stack.enter_context(embedded(folder, whole))
        else:
            if shutil.which("redis-server"):
                redis = stack.enter_context(own_redis(folder))
            if with_postgres:
                postgres = stack.enter_context(own_postgres())
            deployment = stack.enter_context(
                scaled(folder, whole, redis.url if redis else "", postgres.url if postgres else "")
            )
        await deployment.start()
        made = Testbed(deployment, effects, link, redis, upstream, postgres)
        yield await stack.enter_async_context(linked(made))


class Places:
    """One testbed after another, each kept for as long as the next cell can be played in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = AsyncExitStack()
        self._numbers = itertools.count(1)
        self._what: object = None

    async def of(self, cell: Cell, way: str) -> Testbed:
        what = (way, cell.settings, cell.own_postgres)
        if what != self._what:
            await self._stack.aclose()
            self._what = None
            folder = self._folder / f"{way}{next(self._numbers)}"
            folder.mkdir()
            entered = self._stack.enter_async_context(testbed(way, folder, cell.settings, cell.own_postgres))
            self._world, self._what = await entered, what
        return self._world

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


__all__ = ["Places", "missing_postgres", "testbed"]
