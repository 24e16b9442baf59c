"""llama.cpp's server on 127.0.0.1: `python llama.py MODEL_FILE NAME PORT CONTEXT TEMPLATE_FILE`, until it is ended.

Runs in the environment of the model, and knows nothing of this repository. One thread less than there are cores: its
threads wait for one another by spinning, which on a core that others use makes it twenty times slower.
"""

import os
import sys
import threading
from pathlib import Path

import xllamacpp

MOST_TOKENS = 1024  # of an answer whose request names no limit


def main(file: str, name: str, port: str, context: str, template: str) -> None:
    given = xllamacpp.CommonParams()
    given.model.path = file
    given.model_alias = {name}
    given.port = int(port)
    given.n_ctx = int(context)
    given.n_parallel = 1
    given.n_predict = MOST_TOKENS
    given.use_jinja = True
    given.chat_template = Path(template).read_text()
    threads = max(1, len(os.sched_getaffinity(0)) - 1)
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = threads
    server = xllamacpp.Server(given)
    print(server.listening_address, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
