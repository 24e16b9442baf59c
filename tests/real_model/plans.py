"""`python -m tests.real_model.plans [--model smollm2|gemma3]`: ten briefs, planned by a small model held to the schema.

The requests are those that a server without tools is sent. Exit 0 when at least eight of ten plans can be carried out
as they came, and the checker finds nothing wrong with what they made.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django
import httpx

from tests.real_model.environment import MODELS, prepare
from tests.real_model.services import llama_server

BRIEFS = Path(__file__).parents[1] / "videos" / "briefs" / "recordings"
HOW_MANY, ENOUGH = 10, 8
MOST_TOKENS = 900  # a plan of five scenes has some 400
PATIENCE_S = 1200


def asked(url: str, model: str, brief: str) -> str:
    """The arguments of the call that the model's answer is read as; "": it made none."""
    from chat.answer.model_context import INSTRUCTIONS
    from chat.llm.reading.accumulate import Accumulator
    from chat.llm.reading.plan_in_words import PlanReader
    from chat.llm.request.capabilities import Capabilities
    from chat.llm.request.model_request import ModelRequest, body_of
    from chat.tools import definitions, plan

    messages: list[Any] = [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": brief}]
    request = ModelRequest(messages, definitions(), model, temperature=0, max_tokens=MOST_TOKENS, plan=plan())
    body = body_of(request, Capabilities(frozenset({"tools", "max_completion_tokens", "stream_options"})))
    answer = httpx.post(f"{url}/v1/chat/completions", json={"model": model, **body.content}, timeout=PATIENCE_S).json()
    choice = answer["choices"][0]
    reader, accumulator = PlanReader(body.plan_tool, is_asked_first=True), Accumulator()
    delta = {"content": choice["message"]["content"]}
    chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": choice["finish_reason"]}]}
    for each in [*reader.feed([chunk]), *reader.close()]:
        accumulator.feed(each)
    speech = accumulator.finish()
    return speech.calls[0].arguments_text if speech.calls and speech.finish_reason == "tool_calls" else ""


def wrong_with(arguments: str) -> list[str]:
    """Why the plan cannot be carried out, or what the checker finds in what it made."""
    from chat.tools import ToolFailed, find
    from videos.design.seen import findings
    from videos.document.complaints import Complaint
    from videos.document.document import new_document, parse_document
    from videos.tools.plan_tools import PlanScenes, planned_scene, transition_of
    from videos.tools.scene_arguments import completed

    try:
        plan = find("plan_scenes").parse(json.loads(arguments))
        assert isinstance(plan, PlanScenes)
        empty = new_document(plan.title, plan.format)
        scenes = {
            scene.id: planned_scene(scene, empty, transition_of(empty.style, number), f"/scenes/{number}")
            for number, scene in enumerate(completed(plan.scenes))
        }
    except (ToolFailed, Complaint, ValueError) as error:
        return [str(error)]
    made = {**empty.to_json(), "scene_order": list(scenes), "scenes": scenes}
    return [str(each) for each in findings(parse_document(made))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.real_model.plans", description=__doc__)
    parser.add_argument("--model", choices=MODELS, default="smollm2")
    model = MODELS[parser.parse_args().model]
    file = prepare(model, litellm=False)
    good = 0
    with (
        tempfile.TemporaryDirectory(prefix="real-model-") as folder,
        llama_server(model, file, Path(folder)) as url,
    ):
        for path in sorted(BRIEFS.glob("*.json"))[:HOW_MANY]:
            began = time.monotonic()
            arguments = asked(url, model.name, json.loads(path.read_text())["brief"])
            wrong = wrong_with(arguments) if arguments else ["no plan"]
            good += not wrong
            told = "; ".join(wrong) or "made, nothing wrong"
            print(f"{path.stem}: {time.monotonic() - began:.0f} s, {told}\n  {arguments[:300]}", flush=True)
    print(f"{model.name}: {good} of {HOW_MANY} plans")
    return int(good < ENOUGH)


if __name__ == "__main__":
    os.environ.setdefault("SECRET_KEY", "only-for-checks")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.exit(main())
