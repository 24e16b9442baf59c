"""Hints from process to process that do not come, come twice, or come in another order."""

from tests.chaos.registry import ONE_OF_EACH, SCALED, cell, run, talk
from tests.chaos.runs import Run, Testbed
from tests.chaos.scenarios import Fault

MESSAGES = talk("own", "text", "long", "outside")
SECONDS = 4.0  # the whole run


@cell(ways=SCALED, suite=())
def hints_dropped(testbed: Testbed) -> Run:
    return run(testbed, 26, MESSAGES, ONE_OF_EACH, Fault("hints", 0, SECONDS, 0, "dropped"))


@cell(ways=SCALED, suite=())
def hints_doubled(testbed: Testbed) -> Run:
    return run(testbed, 27, MESSAGES, ONE_OF_EACH, Fault("hints", 0, SECONDS, 0, "doubled"))


@cell(ways=SCALED)
def hints_reordered(testbed: Testbed) -> Run:
    return run(testbed, 28, MESSAGES, ONE_OF_EACH, Fault("hints", 0, SECONDS, 0, "reordered"))
