"""For operators: admin, alerts, statistics, presence, metrics, pruning."""
