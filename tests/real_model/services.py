"""The model server and LiteLLM as processes that end with their block."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.real_model.environment import FOLDER, Model, python
from tests.servers import free_port

HERE = Path(__file__).parent
READY_SECONDS = 300
LITELLM_SETTINGS = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "DISABLE_ADMIN_UI": "True", "NO_DOCS": "True"}


class NotReady(Exception):
    """A service ended, or did not begin in time; its log."""


@contextmanager
def llama_server(model: Model, file: Path, folder: Path) -> Iterator[str]:
    """A llama.cpp server with `model`; its URL."""
    port = free_port()
    template = HERE / "template.jinja"
    command = [
        str(python()),
        str(HERE / "llama.py"),
        str(file),
        model.name,
        str(port),
        str(model.context),
        str(template),
    ]
    with _service(command, f"http://127.0.0.1:{port}", "/health", folder / "llama.log") as url:
        yield url


@contextmanager
def litellm_proxy(model: Model, behind: str, folder: Path) -> Iterator[str]:
    """LiteLLM before the server at `behind`, configured as for any that speaks as OpenAI does; its URL."""
    port = free_port()
    parameters = {"model": f"openai/{model.name}", "api_base": f"{behind}/v1", "api_key": "none"}
    config = {
        "model_list": [{"model_name": model.name, "litellm_params": parameters}],
        "litellm_settings": {"num_retries": 0, "request_timeout": 3600, "telemetry": False},
    }
    path = folder / "litellm.json"  # YAML holds JSON
    path.write_text(json.dumps(config))
    command = [str(FOLDER / "bin" / "litellm"), "--config", str(path), "--host", "127.0.0.1", "--port", str(port)]
    with _service(command, f"http://127.0.0.1:{port}", "/health/liveliness", folder / "litellm.log") as url:
        yield url


@contextmanager
def _service(command: list[str], url: str, path: str, log: Path) -> Iterator[str]:
    # Nothing of this machine's own settings, keys or home is theirs to see.
    environment = {"PATH": os.environ["PATH"], "HOME": str(log.parent), "PYTHONUNBUFFERED": "1", **LITELLM_SETTINGS}
    with log.open("w") as out:
        child = subprocess.Popen(command, cwd=log.parent, env=environment, stdout=out, stderr=out)
    try:
        _until_ready(child, url + path, log)
        yield url
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _until_ready(child: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise NotReady(f"{url} does not answer:\n{log.read_text(errors='replace')[-3000:]}")
