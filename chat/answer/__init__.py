"""The making of an answer: the loop, tool calls, the request, its end, and controls (stop, retry, resolve)."""
