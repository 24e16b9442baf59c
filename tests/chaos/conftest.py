"""The scaled way needs PostgreSQL and Redis."""

import os

import pytest

from tests.chaos.deployments import missing_services


def need_services() -> None:
    """Skip without PostgreSQL and Redis; fail where REQUIRE_SERVICES says that they must be there."""
    if missing := missing_services():
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(f"REQUIRE_SERVICES=1, and this is missing: {missing}")
        pytest.skip(f"the scaled way needs PostgreSQL and Redis; missing: {missing}")
