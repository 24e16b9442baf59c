"""A test app (`EXTRA_APPS=…,tests.chaos.fault_injection`) whose world can be bent while the process runs.

Files in the folder `CHAOS_CONTROLS` say how: `clock-NODE` holds the seconds by which that node's wall clock is wrong,
`hints` what becomes of the hints between processes.
"""

import os
from pathlib import Path


def control(name: str) -> str:
    """What the file `name` says now; empty without one."""
    try:
        return (Path(os.environ["CHAOS_CONTROLS"]) / name).read_text()
    except FileNotFoundError:
        return ""
