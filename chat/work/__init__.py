"""Rows are the queue: leases, statuses, the executor that claims and runs, fairness, the job runner."""
