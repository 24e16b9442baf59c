"""`python -m tests.real_model [--model smollm2|gemma3] [--way alone|litellm …] [--patience SECONDS] [--keep]`

Exit 0 when each way ended with three answers, no refused request, and each request's tokens; 1 with what was not right.
"""

import argparse
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.real_model.course import run
from tests.real_model.environment import MODELS, prepare
from tests.real_model.services import litellm_proxy, llama_server
from tests.real_model.table import table

WAYS = ("alone", "litellm")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.real_model", description=__doc__)
    parser.add_argument("--model", choices=MODELS, default="smollm2")
    parser.add_argument(
        "--way", choices=WAYS, nargs="+", default=WAYS, help="to the model server: alone, behind LiteLLM"
    )
    parser.add_argument("--patience", type=float, default=1200, help="seconds for an answer or a build")
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs and exchanges.json")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # no process is left behind
    model = MODELS[given.model]
    file = prepare(model, litellm="litellm" in given.way)
    folder = Path(tempfile.mkdtemp(prefix="real-model-"))
    failed = False
    try:
        with llama_server(model, file, folder) as llama:
            for way in given.way:
                print(f"\n{model.name}, {model.context:,} tokens, {way}", flush=True)
                with ExitStack() as stack:
                    behind = stack.enter_context(litellm_proxy(model, llama, folder)) if way == "litellm" else llama
                    problems, exchanges = run(model, behind, llama, folder / way, given.patience)
                print(f"\n{table(exchanges)}\n")
                print(
                    "Everything is right." if not problems else "\n".join(f"- {each}" for each in problems), flush=True
                )
                failed = failed or bool(problems)
    finally:
        if given.keep or failed:
            print(f"\nLogs and all that was sent and came: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
