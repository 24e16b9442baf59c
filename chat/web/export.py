"""A conversation as a file."""

import json

from chat.models import Message
from chat.shapes import MessageOut
from chat.templatetags.words import standing, words
from chat.web.serializers import branch, message_json, without_html
from projects.api import project_json
from projects.models import Project


def as_markdown(project: Project) -> str:
    """The branch that is shown, with a line for each tool call."""
    parts = [f"# {project.name}"]
    for message in branch(_messages(project)):
        who = "You" if message["role"] == "user" else "Assistant"
        parts.append(f"## {who}, {message['created_at'][:16].replace('T', ' ')} UTC")
        if message["role"] == "user" or not message["steps"]:
            parts.append(message["content"])
        for step in message["steps"]:
            calls = [call for call in message["tool_calls"] if call["step"] == step["index"]]
            told = (f"*{words(call['name'])}: {words(standing(call, message)).lower()}*" for call in calls)
            parts += [step["content"], *told]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def as_json(project: Project) -> str:
    """All branches: `{project, messages}`, the messages as the API gives them, without HTML and thoughts."""
    told = [without_html(message) for message in _messages(project)]
    spoken = [{name: value for name, value in message.items() if name != "thoughts"} for message in told]
    whole = {"project": project_json(project), "messages": spoken}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _messages(project: Project) -> list[MessageOut]:
    return message_json(list(Message.objects.filter(project=project).order_by("pk")))
