"""A slice of the fault matrix, in both ways; all of it with CHAOS_MATRIX=all (`make chaos-matrix`)."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.chaos.chains import Chain
from tests.chaos.conftest import need_services
from tests.chaos.fault_matrix import CELLS
from tests.chaos.registry import WAYS
from tests.chaos.reports import report
from tests.chaos.testbed import Places, missing_postgres

PLAYS = sorted(
    (
        (name, way)
        for name, cell in CELLS.items()
        for way in (cell.ways if os.environ.get("CHAOS_MATRIX") == "all" else cell.suite)
    ),
    # Cells that can share a deployment one after another.
    key=lambda play: (WAYS.index(play[1]), sorted(CELLS[play[0]].settings.items()), CELLS[play[0]].own_postgres),
)
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def places(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Places]:
    async with Places(tmp_path_factory.mktemp("chaos")) as made:
        yield made


@pytest.mark.parametrize(("name", "way"), PLAYS)
async def test_every_promise_is_kept_over(name: str, way: str, places: Places) -> None:
    if way == "scaled":
        need_services()
    if CELLS[name].own_postgres and (missing := missing_postgres()):
        pytest.skip(missing)
    place = await places.of(CELLS[name], way)
    run = CELLS[name].make(place)
    outcome = await run.play()
    assert not outcome.violations, report(outcome)
    await place.deployment.heal()
    if isinstance(run, Chain):
        assert run.alive == [], "these points were never reached"
