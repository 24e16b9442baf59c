"""What is counted where it happens. Read by `chat/operations/metrics.py`."""

from prometheus_client import CollectorRegistry, Counter, Histogram

registry = CollectorRegistry()
EVENTS = Counter("reeltalk_events_stored_total", "Events committed to the log by this process.", registry=registry)
FLUSH_SECONDS = Histogram(
    "reeltalk_log_flush_seconds",
    "Length of the log's transactions.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5),
    registry=registry,
)
FIRST_TOKEN_SECONDS = Histogram(
    "reeltalk_first_token_seconds",
    "From the model call to its first piece.",
    buckets=(0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60),
    registry=registry,
)
STREAMS_ENDED = Counter("reeltalk_streams_ended_total", "Streams ended by this process.", ["status"], registry=registry)
TOOL_SECONDS = Histogram("reeltalk_tool_seconds", "Execution of tool calls.", ["tool", "status"], registry=registry)
MODEL_ERRORS = Counter("reeltalk_model_errors_total", "Failed model calls.", ["code"], registry=registry)
