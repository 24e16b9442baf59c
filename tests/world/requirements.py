"""Says what the extra `world` of pyproject.toml asks for, as pip reads it: the tools, without the project itself."""

import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
print(*project["optional-dependencies"]["world"], sep="\n")
