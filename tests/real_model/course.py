"""The course of one run: what people do, and what must be right of what was sent and what came."""

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.people import Person
from tests.real_model.environment import Model
from tests.real_model.recorder import Exchange, Recorder
from tests.servers import DRAWING, Place

Json = dict[str, Any]
HELLO = "Say hello to me in one short sentence."
SHAPE = "Make the video upright."
AGAIN = "What did I ask you for? Answer in one sentence."
STORIES = (
    "Tell me a very long story about the sea.",
    "Write down twenty long facts about tea.",
    "Count to five hundred.",
)
WISH = "One big word: tea."
FORCED = "set_format"  # its few closed arguments even this model can bring to an end
UNFINISHED = ("queued", "running")
LOOK_EACH_SECONDS = 0.2
TITLE_SECONDS, LEFT_SECONDS, IDLE_SECONDS = 60.0, 30.0, 60.0
SETTINGS = {
    "DEBUG": "0",
    "ALLOWED_HOSTS": "127.0.0.1",
    # A small machine reads slowly, and llama.cpp says nothing meanwhile.
    "FIRST_TOKEN_TIMEOUT_SECONDS": "1800",
    "IDLE_TIMEOUT_SECONDS": "1800",
    "UPSTREAM_ATTEMPTS": "1",
    "MAX_COMPLETION_TOKENS": "400",
    "LOG_LEVEL": "INFO",
}


class Failed(Exception):
    """What was waited for did not come, or was not right."""


@dataclass
class Course:
    """One product, one model server, one way to it. `problems` are what was not right."""

    person: Person
    project: str
    recorder: Recorder
    llama: str  # the URL of the model server itself
    patience_s: float
    is_direct: bool
    problems: list[str] = field(default_factory=list)
    answers: int = 0

    def play(self) -> None:
        # The same run gives the same answers.
        self.person.ask("PATCH", f"/api/projects/{self.project}/settings", 200, json={"temperature": 0})
        for act in (self.hello, self.shape, self.again, self.build, self.stop):
            try:
                act()
            except (Failed, httpx.HTTPError, AssertionError) as error:
                self.problem(f"{act.__name__}: {error}")
        self.judge()

    def problem(self, told: str) -> None:
        self.problems.append(told)
        print(f"  NOT RIGHT: {told[:600]}", flush=True)

    # what people do

    def hello(self) -> None:
        """A first message; when it is answered the model is asked for the project's name."""
        self.answered(HELLO)
        asked = self.recorder.wait_for(
            lambda seen: any(each.kind == "title" and each.is_over for each in seen), TITLE_SECONDS
        )
        if not asked:
            raise Failed("no title was asked for")
        print(f"  title: {self.person.get(f'/api/projects/{self.project}')['name']!r}", flush=True)

    def shape(self) -> None:
        """A tool call: its arguments are constrained by the tool's schema, whatever the model would rather say."""
        self.recorder.force(FORCED, SHAPE)
        state = self.answered(SHAPE)
        calls = [call for call in state["tool_calls"] if call["name"] == FORCED]
        if not calls:
            raise Failed(f"no call of {FORCED} came to the product")
        for call in calls:
            told = str(call["result"] or (call["error"] or {}).get("message", ""))[:300]
            print(f"  {call['name']}: {call['status']}, {len(call['arguments_text'])} characters: {told}", flush=True)
            if call["status"] != "complete":
                raise Failed(f"the call is {call['status']}: {call['error']}; …{call['arguments_text'][-200:]!r}")

    def again(self) -> None:
        """The history with the call and its result goes back."""
        self.answered(AGAIN)

    def build(self) -> None:
        """A scene is built anew, as its button on the page does it."""
        order = self.person.get(f"/api/projects/{self.project}/video")["document"]["scene_order"]
        path = f"/api/projects/{self.project}/scenes/{order[0]}/regenerate"
        self.job_ended(self.person.post(path, {"prompt": WISH}, 202)["id"])

    def stop(self) -> None:
        """Stopped in the middle of its text, an answer leaves the model server, which then does nothing more."""
        for story in STORIES:
            state = self.stopped(story)
            if state["status"] == "stopped":
                break
            print(f"  {story!r} was over before it could be stopped ({state['status']})", flush=True)
        else:
            raise Failed("every answer was over before it could be stopped")
        said = self.recorder.exchanges[-1]
        if not self.recorder.wait_for(lambda seen: seen[-1].is_over, LEFT_SECONDS) or not said.is_left:
            raise Failed("the connection to the model server is still open")
        idle_s = self.seconds_to_idle()
        after = "did not end its work" if idle_s is None else f"was idle after {idle_s:.1f} s"
        print(f"  stopped after {len(state['content'])} characters; the model server {after}", flush=True)
        if idle_s is None and self.is_direct:
            raise Failed("the model server goes on with an answer that nobody reads")

    # what must be right

    def judge(self) -> None:
        seen = self.recorder.exchanges
        for number, each in enumerate(seen, 1):
            if each.status != 200:
                self.problem(f"request {number} ({each.kind}) was refused with {each.status}: {each.refusal[:300]}")
            elif not each.is_left and not (each.is_done and each.finish and each.usage.get("prompt_tokens")):
                self.problem(f"request {number} ({each.kind}) ended without its end, its reason or its tokens")
        if self.answers < 3:
            self.problem(f"{self.answers} of 3 answers")
        for kind in ("step", "title", "build"):
            if not any(each.kind == kind and each.status == 200 for each in seen):
                self.problem(f"no {kind} was answered")

    # how it is waited for

    def answered(self, words: str) -> Json:
        """The snapshot of the answer to `words`; counts it when it succeeded and says something."""
        began = time.monotonic()
        stream = self.person.stream(self.project, words)
        state: Json = self.until(lambda: self.over(stream), f"an answer to {words!r}")
        told = state["content"] if state["status"] == "success" else state["error"]
        print(f"  {words!r}: {state['status']} after {time.monotonic() - began:.0f} s: {str(told)[:300]!r}", flush=True)
        if state["status"] != "success":
            raise Failed(f"{words!r} ended as {state['status']}: {state['error']}")
        self.answers += bool(state["content"].strip())
        return state

    def stopped(self, words: str) -> Json:
        """The snapshot of an answer that was stopped as soon as it said something."""
        before = len(self.recorder.exchanges)
        stream = self.person.stream(self.project, words)
        self.until(
            lambda: any(each.content for each in self.recorder.exchanges[before:]) or self.over(stream), "a first word"
        )
        self.person.http.post(f"/api/streams/{stream}/stop").raise_for_status()
        state: Json = self.until(lambda: self.over(stream), f"an end of {words!r}")
        return state

    def over(self, stream: str) -> Json | None:
        state: Json = self.person.snapshot(stream)
        return None if state["status"] in UNFINISHED else state

    def job_ended(self, job: str) -> None:
        def ended() -> Json | None:
            found: Json = self.person.get(f"/api/jobs/{job}")
            return None if found["status"] in UNFINISHED else found

        found = self.until(ended, "the end of a scene's build")
        print(f"  build of {found.get('scene')!r}: {found['status']} {found.get('error') or ''}", flush=True)

    def seconds_to_idle(self) -> float | None:
        """How long llama.cpp goes on; None when it does so for IDLE_SECONDS."""
        began = time.monotonic()
        with suppress(Failed):
            self.until(self.is_idle, "rest", IDLE_SECONDS)
            return time.monotonic() - began
        return None

    def is_idle(self) -> bool:
        return not any(slot["is_processing"] for slot in httpx.get(f"{self.llama}/slots", timeout=30).json())

    def until(self, look: Callable[[], Any], what: str, patience_s: float = 0) -> Any:
        patience_s = patience_s or self.patience_s
        deadline = time.monotonic() + patience_s
        while not (found := look()):
            if time.monotonic() > deadline:
                raise Failed(f"{what} did not come in {patience_s:g} s")
            time.sleep(LOOK_EACH_SECONDS)
        return found


def run(model: Model, behind: str, llama: str, folder: Path, patience_s: float) -> tuple[list[str], list[Exchange]]:
    """Play the course with the model server at `behind`; give what was not right, and all exchanges."""
    folder.mkdir()
    with Recorder(behind) as recorder:
        settings = {**SETTINGS, **DRAWING, "OPENAI_BASE_URL": recorder.base_url, "OPENAI_MODEL": model.name}
        place = Place(folder, settings)
        place.migrate("somebody")
        with place.server("uvicorn") as server, Person.at(server, "somebody") as person:
            project = unnamed(person, folder)
            course = Course(person, project, recorder, llama, patience_s, is_direct=behind == llama)
            course.play()
        exchanges = list(recorder.exchanges)
    (folder / "exchanges.json").write_text(json.dumps([each.to_json() for each in exchanges], indent=1))
    return course.problems, exchanges


def unnamed(person: Person, folder: Path) -> str:
    """A project as the page makes it when no name is filled in."""
    project = person.project()
    rows = sqlite3.connect(folder / "db.sqlite3", timeout=30)
    with rows:
        rows.execute("UPDATE projects_project SET is_named = 0 WHERE id = ?", [project])
    rows.close()
    return project
