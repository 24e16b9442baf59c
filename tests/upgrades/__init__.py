"""Filled databases of releases, as data, and how they are recorded (`python -m tests.upgrades.record`)."""
