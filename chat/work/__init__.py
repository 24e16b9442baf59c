"""Rows are the queue: leases, the executor that claims and runs them, and whose turn it is."""
