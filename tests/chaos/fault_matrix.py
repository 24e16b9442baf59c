"""All cells of the fault matrix. Importing this is what makes them known."""

from tests.chaos import clocks, hint_faults, jobs, matrix, overload, retries, rolling, storage
from tests.chaos.registry import CELLS

__all__ = ["CELLS", "clocks", "overload", "hint_faults", "jobs", "matrix", "retries", "rolling", "storage"]
