"""A studio for the demo model: its tools on a document in memory, and the loop of a turn, without a database."""

import json
from dataclasses import dataclass, field
from typing import Any

from jsonpatch import apply_patch as apply_raw_patch

from chat.llm.request.model_request import STATE
from videos.demo.building import built_scene, read_brief
from videos.demo.reading.conversation import read_conversation
from videos.demo.turns import answer
from videos.demo.utterances import Call, Utterance
from videos.document.document import InvalidDocument, new_document, parse_document
from videos.document.patches import InvalidPatch, apply_patch
from videos.document.placeholders import NO_BRAND, about, brief_from, colours_for, placeholder, scene_brief
from videos.document.scene_changes import with_scene
from videos.jobs.build_request import messages_for, read_scene

NAMES = ("plan_scenes", "apply_json_patch", "render_video", "add_scene", "regenerate_scene", "undo")
MOST_STEPS = 10


class Refused(Exception):
    """A tool's sentence about what does not go."""


@dataclass
class Studio:
    """One project: its versions, its conversation, and what was rendered."""

    versions: list[dict[str, Any]] = field(default_factory=lambda: [new_document("New video").to_json()])
    messages: list[dict[str, Any]] = field(default_factory=list)
    renders: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)  # tools that refuse, and their sentence
    tools: tuple[str, ...] = NAMES
    briefs: dict[str, dict[str, Any]] = field(default_factory=dict)  # of the scenes that are to be built
    answers: dict[str, str] = field(default_factory=dict)  # what the model said when it was to build a scene
    selected: str = ""
    brand: dict[str, Any] = field(default_factory=lambda: dict(NO_BRAND))  # as the settings have it
    turns: list[int] = field(default_factory=list)  # the number of versions when each turn that still stands began

    @property
    def document(self) -> dict[str, Any]:
        return self.versions[-1]

    @property
    def seconds(self) -> float:
        return float(round(sum(scene["duration"] for scene in self.document["scenes"].values()), 2))

    def texts(self) -> list[str]:
        """All words that are seen, in order."""
        return [element["text"] for element in self.elements() if element["type"] == "text"]

    def elements(self) -> list[dict[str, Any]]:
        """All that is seen, in order."""
        return [
            element
            for scene in self.document["scene_order"]
            for name in self.document["scenes"][scene]["order"]
            for element in self._shown(self.document["scenes"][scene]["elements"][name])
        ]

    def _shown(self, element: dict[str, Any]) -> list[dict[str, Any]]:
        if element["type"] != "component":
            return [element]
        component = self.document["components"][element["component"]]
        return [component["elements"][name] for name in component["order"]]

    def ask(self, prompt: str) -> str:
        """Play a whole turn. Returns all that the model said in it."""
        about = f"\n\n(The person has selected the scene {self.selected} on the page.)" if self.selected else ""
        self.messages.append({"role": "user", "content": prompt + about})
        self.calls, said, before = [], [], len(self.versions)
        for _ in range(MOST_STEPS):
            utterance = answer(read_conversation(self._request(), self._definitions()))
            said.append(utterance.text)
            self._store(utterance)
            if not utterance.calls:
                self._build()
                if len(self.versions) > before and "undo" not in {call.tool for call in self.calls}:
                    self.turns.append(before)
                return "\n\n".join(said)
        raise AssertionError(f"the turn has no end: {prompt!r}")

    def _request(self) -> list[dict[str, Any]]:
        """The messages as the product sends them: the state of the work ends the last one."""
        text = json.dumps(self.document, separators=(",", ":"))
        document = f'<document version="{len(self.versions)}">\n{text}\n</document>'
        system = {"role": "system", "content": f"You make videos.\n\n<brand>{json.dumps(self.brand)}</brand>"}
        *before, last = self.messages
        return [system, *before, {**last, "content": f"{last['content']}{STATE}{document}\n</state>"}]

    def _definitions(self) -> list[dict[str, Any]]:
        return [{"type": "function", "function": {"name": name}} for name in self.tools]

    def _store(self, utterance: Utterance) -> None:
        first = len(self.calls)
        calls = [
            {
                "id": f"call-{len(self.messages)}-{first + i}",
                "type": "function",
                "function": {"name": call.tool, "arguments": json.dumps(call.arguments)},
            }
            for i, call in enumerate(utterance.calls)
        ]
        said = {"role": "assistant", "content": utterance.text}
        self.messages.append({**said, "tool_calls": calls} if calls else said)
        for spoken, call in zip(calls, utterance.calls, strict=True):
            self.calls.append(call)
            self.messages.append({"role": "tool", "tool_call_id": spoken["id"], "content": self._run(call)})

    def _run(self, call: Call) -> str:
        try:
            if call.tool in self.broken:
                raise Refused(self.broken[call.tool])
            return str(getattr(self, f"_{call.tool}")(call.arguments))
        except (Refused, InvalidDocument, InvalidPatch) as error:
            return f"Error: {error}"

    def _keep(self, document: dict[str, Any]) -> str:
        self.versions.append(parse_document(document).to_json())
        return f"Version {len(self.versions)}."

    def _plan_scenes(self, arguments: dict[str, Any]) -> str:
        scenes = arguments["scenes"]
        if not 1 <= len(scenes) <= 20:
            raise Refused(f"A video has 1 to 20 scenes; this plan has {len(scenes)}.")
        total = sum(scene["duration_s"] for scene in scenes)
        if total > 120:
            raise Refused(f"A video lasts at most 120 seconds; this plan has {total:g}.")
        empty = new_document(arguments["title"], arguments["format"], arguments["fps"]).to_json()
        planned = {scene["id"]: {"duration": scene["duration_s"]} for scene in scenes}
        told = self._keep({**empty, "scene_order": [scene["id"] for scene in scenes], "scenes": planned})
        self.briefs = {scene["id"]: self._brief(scene, arguments["intent"]) for scene in scenes}
        return told

    def _add_scene(self, arguments: dict[str, Any]) -> str:
        document, scene = parse_document(self.document), arguments["id"]
        shown = placeholder(document, arguments["duration_s"], arguments["on_screen_text"])
        told = self._keep(with_scene(self.document, scene, shown))
        self.briefs[scene] = self._brief(arguments)
        return told

    def _regenerate_scene(self, arguments: dict[str, Any]) -> str:
        scene = arguments["scene_id"]
        self.briefs[scene] = brief_from(self.document, scene, arguments["prompt"], self.brand)
        return "It is built anew."

    def _undo(self, arguments: dict[str, Any]) -> str:
        if not self.turns:
            raise Refused("There is no change that could be undone.")
        return self._keep(self.versions[self.turns.pop() - 1])

    def _brief(self, scene: dict[str, Any], intent: str = "") -> dict[str, Any]:
        told = about(self.document, intent)
        colours = colours_for(self.document, brand=self.brand)
        return scene_brief(scene, video=told, plan=[scene], colours=colours, brand=self.brand)

    def _build(self) -> None:
        """Build the scenes that were planned, as the product does when an answer is over."""
        for scene, brief in self.briefs.items():
            request = messages_for(brief, self.document, [])
            asked = read_brief(request)
            assert asked is not None
            sides = {"width": self.document["width"], "height": self.document["height"]}
            self.answers[scene] = built_scene(asked)
            built = read_scene(self.answers[scene], "stop", **sides)
            shown = self.document["scenes"][scene]
            self._keep({**self.document, "scenes": {**self.document["scenes"], scene: built.placed(shown, shown)}})
        self.briefs = {}

    def _apply_json_patch(self, arguments: dict[str, Any]) -> str:
        operations = []
        for told in arguments["operations"]:
            operation = {"op": told["op"], "path": told["path"]}
            if told["value_json"] is not None:
                operation["value"] = json.loads(told["value_json"])
            operations.append(operation)
        patched = apply_patch(parse_document(self.document), operations).document
        assert patched.to_json() == parse_document(apply_raw_patch(self.document, operations)).to_json()
        self.versions.append(patched.to_json())
        return f"Applied {len(operations)} operations. The video is at version {len(self.versions)}."

    def _render_video(self, arguments: dict[str, Any]) -> str:
        self.renders.append(arguments)
        return f"Rendering version {len(self.versions)}."
