"""The same 10 seconds of 720p by Remotion and by us, in turns; and how long an edit takes until its draft is there.

`python -m benchmarks.remotion --folder DIR [--install] [--rounds N]`: see README.md beside this file.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.remotion.scene import ten_scenes
from videos.rendering.pool import close_pools
from videos.rendering.render_job import RenderJob
from videos.rendering.render_parent import render

HERE = Path(__file__).resolve().parent
VERSION = "4.0.529"
PACKAGES = [f"remotion@{VERSION}", f"@remotion/renderer@{VERSION}", f"@remotion/bundler@{VERSION}"]
SAMPLE_SECONDS = 0.1


@dataclass(frozen=True)
class Run:
    """One whole job: its own time and that of the whole process in seconds, and the most memory of all processes."""

    frames: int
    seconds: float
    job_seconds: float
    peak_mb: float

    @property
    def rate(self) -> float:
        return self.frames / self.seconds


def measured(command: list[str], folder: Path) -> Run:
    """Run it, watching its processes."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    took = time.monotonic() - began
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    told = json.loads(output.strip().splitlines()[-1])
    return Run(told["frames"], told["seconds"], took, peak[0])


def _watch(process: "subprocess.Popen[str]", peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(map(_memory_mb, _family(process.pid))))
        time.sleep(SAMPLE_SECONDS)


def _family(root: int) -> set[int]:
    """The process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _memory_mb(pid: int) -> float:
    """Proportional share, so that what processes share is counted once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


async def edit_seconds(rounds: int) -> list[float]:
    """Seconds from a changed scene of ten until the new draft is whole. The children are warm, as they are in use."""
    with tempfile.TemporaryDirectory() as folder:

        async def draft(changed: str) -> float:
            began = time.monotonic()
            job = RenderJob(ten_scenes(changed), f"{folder}/draft.mp4", quality="draft", cache=f"{folder}/pieces")
            await render(job, lambda progress: None)
            return time.monotonic() - began

        await draft("")
        taken = [await draft(f" {number}") for number in range(rounds)]
        await close_pools()
    return taken


def install(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "package.json").exists():
        (folder / "package.json").write_text('{"private": true, "type": "module"}')
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", *PACKAGES, "react@19", "react-dom@19"], cwd=folder, check=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.remotion")
    parser.add_argument(
        "--folder", type=Path, required=True, help="where Remotion is installed, outside of the project"
    )
    parser.add_argument("--install", action="store_true", help="install it there first, with npm")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    options = parser.parse_args()
    if options.install:
        install(options.folder)
    for name in ("video.jsx", "render.mjs"):
        shutil.copy(HERE / name, options.folder)
    cores = str(os.cpu_count() or 1)
    runs: dict[str, list[Run]] = {"Remotion": [], "Reeltalk": []}
    with tempfile.TemporaryDirectory() as folder:
        theirs = ["node", "render.mjs", options.chromium, cores, f"{folder}/theirs.mp4"]
        ours = [sys.executable, "-m", "benchmarks.remotion.ours", f"{folder}/ours.mp4"]
        for number in range(options.rounds):
            runs["Remotion"].append(measured(theirs, options.folder))
            runs["Reeltalk"].append(measured(ours, HERE.parents[1]))
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    print("| | frames a second | whole job, s | peak memory, MB |\n|---|---|---|---|")
    kinds = {"rate": "{:.0f}", "job_seconds": "{:.1f}", "peak_mb": "{:.0f}"}
    for name, found in runs.items():
        print(f"| {name} | " + " | ".join(form.format(_middle(found, kind)) for kind, form in kinds.items()) + " |")
    ratios = [_middle(runs["Reeltalk"], kind) / _middle(runs["Remotion"], kind) for kind in kinds]
    print("| ratio | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")
    edits = sorted(asyncio.run(edit_seconds(5)))
    print(f"edit of one scene in ten to its new draft: {edits[2]:.2f} s ({edits[0]:.2f} to {edits[-1]:.2f})")


def _middle(found: list[Run], what: str) -> Any:
    return statistics.median(getattr(run, what) for run in found)


if __name__ == "__main__":
    main()
