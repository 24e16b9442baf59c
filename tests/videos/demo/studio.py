"""A studio for the demo model: the product's own tools on a project, and the loop of a turn. Needs a database."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User

from chat import tools
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.llm.request.chat_messages import STATE
from chat.models import Stream, StreamStatus
from chat.tools import ToolContext, ToolFailed
from projects.models import Project, ProjectSettings
from videos.demo.building import built_scene, read_brief
from videos.demo.conversation import read_conversation
from videos.demo.turns import answer
from videos.demo.utterances import Call, Utterance
from videos.document.document import Document, parse_document
from videos.document.style import in_style
from videos.jobs.build_request import messages_for, read_scene
from videos.models import Author, AuthorKind, SceneBuild, Video

MOST_STEPS = 10


def new_project() -> Project:
    return Project.objects.create(owner=User.objects.create(username=uuid4().hex), name="New video")


@dataclass
class Studio:
    """One project: its video, its conversation, and what was rendered."""

    project: Project = field(default_factory=new_project)
    messages: list[dict[str, Any]] = field(default_factory=list)
    renders: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)  # of the newest turn
    broken: dict[str, str] = field(default_factory=dict)  # tools that refuse, and their sentence
    without: tuple[str, ...] = ()  # tools that there are not
    selected: str = ""
    stream: Stream | None = None

    @property
    def video(self) -> Video:
        return Video.objects.of(self.project)

    @property
    def version(self) -> int:
        return self.video.version

    @property
    def document(self) -> dict[str, Any]:
        return self.video.document

    @property
    def seen(self) -> Document:
        """The document with its style's colours and fonts in place of roles."""
        document = parse_document(self.document)
        return in_style(document, document.style)

    @property
    def seconds(self) -> float:
        return float(round(sum(scene["duration"] for scene in self.document["scenes"].values()), 2))

    @property
    def brand(self) -> dict[str, Any]:
        return dict(ProjectSettings.objects.of(self.project.pk).brand)

    def choose(self, **chosen: Any) -> None:
        """Settings of the project."""
        ProjectSettings.objects.update_or_create(project=self.project, defaults=chosen)

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
        self.begin(prompt)
        self.calls, said = [], []
        for _ in range(MOST_STEPS):
            utterance = answer(read_conversation(self._request(), self._definitions()))
            said.append(utterance.text)
            self._store(utterance)
            if not utterance.calls:
                Stream.objects.filter(pk=self.stream.pk).update(status=StreamStatus.SUCCESS)
                self.build()
                return "\n\n".join(said)
        raise AssertionError(f"the turn has no end: {prompt!r}")

    def begin(self, prompt: str) -> None:
        """A turn, whose calls come by `run`."""
        self.stream = send_message(self.project, self.project.owner, NewMessage.saying(prompt[:1000])).stream

    def _request(self) -> list[dict[str, Any]]:
        """The messages as the product sends them: the state of the work ends the last one."""
        text = json.dumps(self.document, separators=(",", ":"))
        document = f'<document version="{self.version}">\n{text}\n</document>'
        system = {"role": "system", "content": f"You make videos.\n\n<brand>{json.dumps(self.brand)}</brand>"}
        *before, last = self.messages
        return [system, *before, {**last, "content": f"{last['content']}{STATE}{document}\n</state>"}]

    def _definitions(self) -> list[dict[str, Any]]:
        said = next(each["content"] for each in reversed(self.messages) if each["role"] == "user")
        offered = tools.offered(self.project, said)
        return [each for each in offered if each["function"]["name"] not in self.without]

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
            self.messages.append({"role": "tool", "tool_call_id": spoken["id"], "content": self.run(call)})

    def run(self, call: Call) -> str:
        """Call a tool. Returns what the model reads of it."""
        assert self.stream is not None
        try:
            if call.tool in self.broken:
                raise ToolFailed(self.broken[call.tool])
            tool = tools.find(call.tool)
            done = tool.function(ToolContext(self.project, self.stream, uuid4()), tool.parse(call.arguments))
        except ToolFailed as error:
            return f"Error: {error}"
        if call.tool == "render_video":
            self.renders.append(call.arguments)
        return str(done)

    def build(self) -> None:
        """Build the scenes that were asked for, as the product does when an answer is over."""
        for build in SceneBuild.objects.filter(project=self.project).unfinished().order_by("pk"):
            video = self.video
            asked = read_brief(messages_for(build.brief, video.document, []))
            assert asked is not None
            sides = {"width": video.document["width"], "height": video.document["height"]}
            built = read_scene(built_scene(asked), "stop", **sides)
            shown = video.document["scenes"][build.scene]
            scenes = {**video.document["scenes"], build.scene: built.placed(shown, build.base)}
            document = parse_document({**video.document, "scenes": scenes})
            video.replace(document, Author(AuthorKind.BUILD, str(build.pk), build.stream_id))
            build.delete()
