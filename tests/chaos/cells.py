"""All cells of the fault matrix. Importing this is what makes them known."""

from tests.chaos import clocks, crowds, hinting, jobs, matrix, retries, rolling, storage
from tests.chaos.registry import CELLS

__all__ = ["CELLS", "clocks", "crowds", "hinting", "jobs", "matrix", "retries", "rolling", "storage"]
