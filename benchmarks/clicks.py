"""From a click in the studio to what it shows: `python -m benchmarks.clicks [--rounds 10]`.

A real server with its demo model. Each round gives a scene another layout, and then the whole video another style, as
the studio does: change, ask for the still of the new version, wait at an open tab for its draft. Told are the median
and the best milliseconds from the click to the stored version, the still and the draft, and how busy the machine was.
"""

import argparse
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.people import Person, Tab
from tests.servers import DRAWING, Place

TEMPLATE = "event"
STILL_WIDTH = 960  # pixels: what the studio shows over its player
Times = dict[str, list[float]]


def changed(person: Person, project: str, tab: Tab, path: str, body: dict[str, Any], times: Times) -> None:
    """Make one change and add how long it took until each of its consequences was there."""
    began = time.perf_counter()

    def now(what: str) -> None:
        times.setdefault(what, []).append((time.perf_counter() - began) * 1000)

    version = person.ask("PATCH", f"/api/projects/{project}/video/{path}", 200, json=body)["version"]
    now("stored")
    query = {"version": str(version), "t": "1", "width": str(STILL_WIDTH)}
    answer = person.http.get(f"/api/projects/{project}/video/still", params=query)
    assert answer.status_code == 200, answer.text
    now("still")
    tab.until(is_draft(version))
    now("draft")


def is_draft(version: int) -> Callable[[dict[str, Any]], bool]:
    def told(frame: dict[str, Any]) -> bool:
        job = frame.get("job", {})
        return bool(job) and (job["kind"], job["status"], job["version"]) == ("render", "ready", version)

    return told


def measure(person: Person, rounds: int) -> dict[str, Times]:
    project = person.post("/api/projects", {"name": "Clicks", "template": TEMPLATE}, 201)["id"]
    document = person.get(f"/api/projects/{project}/video")["document"]
    scene = document["scene_order"][0]
    shown = document["scenes"][scene]["layout"]["name"], document["style"]["name"]  # asking for it changes nothing
    layouts = person.get(f"/api/projects/{project}/video/scenes/{scene}/layouts")["items"]
    names = itertools.cycle(each["name"] for each in layouts if each["fits"] and each["name"] not in shown)
    styles = itertools.cycle(each["name"] for each in person.get("/api/styles")["items"] if each["name"] not in shown)
    found: dict[str, Times] = {"layout": {}, "style": {}}
    (first,) = person.get(f"/api/projects/{project}/jobs?kind=render")["items"]
    person.job_ended(first["id"])
    with person.tab(project) as tab:
        for _ in range(rounds):
            changed(person, project, tab, f"scenes/{scene}", {"layout": next(names)}, found["layout"])
            changed(person, project, tab, "style", {"style": next(styles)}, found["style"])
    return found


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), {"LOG_LEVEL": "WARNING", **DRAWING})
        place.manage("migrate", "--verbosity", "0")
        with place.server() as server, Person.at(server, "measured") as person:
            found = measure(person, rounds)
    print(f"load {os.getloadavg()[0]:.1f}, {rounds} rounds, ms: median (best)")
    for kind, times in found.items():
        told = [f"{what} {statistics.median(each):.0f} ({min(each):.0f})" for what, each in times.items()]
        print(f"  {kind:7} " + ", ".join(told))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    main(parser.parse_args().rounds)
