"""A hypothesis state machine over lease, log, feed and cursors: `python -m tests.machine` (docs/reliability.md)."""
