"""Inputs from public reports, where they lie; tests that need them skip with a line where they do not."""

from pathlib import Path

import pytest

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason=f"no cases: {CASES} is not there")


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()
