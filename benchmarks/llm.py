"""What reading a model's answer costs: µs of CPU a chunk, from bytes to parts (decode and accumulate).

    python benchmarks/llm.py [--rounds 7] [--chunks 20000]

Three kinds of answers, each as one event a read (a server that streams slowly) and as 16 KiB reads (one that
does not wait). The least of the rounds counts: the others had company.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.chunks import ChunkDecoder

Delta = dict[str, object]

READ_BYTES = 16 * 1024
TEXT: Delta = {"content": " and then"}
REASONING: Delta = {"reasoning_content": " hmm, so"}
ARGUMENTS: Delta = {"tool_calls": [{"index": 0, "function": {"arguments": '{"x": 1'}}]}
BEGIN: Delta = {"tool_calls": [{"index": 0, "id": "call_1", "function": {"name": "paint", "arguments": ""}}]}


def event(delta: Delta) -> bytes:
    chunk = {
        "id": "chatcmpl-BQ9dY3Q8zJX5",
        "object": "chat.completion.chunk",
        "created": 1750000000,
        "model": "gpt-4.1-2025-04-14",
        "service_tier": "default",
        "system_fingerprint": "fp_b8bc95a0ac",
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}],
        "usage": None,
    }
    return b"data: " + json.dumps(chunk, separators=(",", ":")).encode() + b"\n\n"


def seconds(reads: list[bytes]) -> float:
    decoder, accumulator = ChunkDecoder(), Accumulator()
    begun = time.process_time()
    for read in reads:
        for chunk in decoder.feed(read):
            accumulator.feed(chunk)
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU a chunk of decode and accumulate.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--chunks", type=int, default=20_000)
    options = parser.parse_args()
    for name, delta in {"text": TEXT, "reasoning": REASONING, "arguments": ARGUMENTS}.items():
        events = [event(BEGIN), *[event(delta)] * options.chunks]
        body = b"".join(events)
        big_reads = [body[start : start + READ_BYTES] for start in range(0, len(body), READ_BYTES)]
        for shape, reads in {"one event a read": events, "16 KiB reads": big_reads}.items():
            best = min(seconds(reads) for _ in range(options.rounds))
            print(f"{name:<10} {shape:<17} {best / options.chunks * 1e6:5.2f} µs a chunk")


if __name__ == "__main__":
    main()
