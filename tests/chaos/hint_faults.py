"""Hints from process to process that do not come, come twice, or come in another order."""

from tests.chaos.registry import ONE_OF_EACH, SCALED, cell, run, talk
from tests.chaos.runs import Run, World
from tests.chaos.scenarios import Fault

MESSAGES = talk("own", "text", "long", "outside")
SECONDS = 4.0  # the whole run


@cell(ways=SCALED, suite=())
def hints_dropped(world: World) -> Run:
    return run(world, 26, MESSAGES, ONE_OF_EACH, Fault("hints", 0, SECONDS, 0, "dropped"))


@cell(ways=SCALED, suite=())
def hints_doubled(world: World) -> Run:
    return run(world, 27, MESSAGES, ONE_OF_EACH, Fault("hints", 0, SECONDS, 0, "doubled"))


@cell(ways=SCALED)
def hints_reordered(world: World) -> Run:
    return run(world, 28, MESSAGES, ONE_OF_EACH, Fault("hints", 0, SECONDS, 0, "reordered"))
