"""How a model whose server refuses tools is asked for the one call that it can make: as JSON that it writes. Pure."""

import inspect
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from chat.llm.request.strict_schemas import strict_schema

Json = dict[str, Any]
NO_TOOLS = "You have no tools here, so you can only talk. Say so when you are asked to make or change something."
ONLY_NEW = "You cannot change a video that is there, only make a new one: say so."
# What a model answers that is held to a schema; `chat.llm.reading.plan_in_words` reads it.
SAY, PLAN = "say", "plan"


@dataclass(frozen=True)
class Plan:
    """The tool that is called, what of it a model is told, and the schema of the arguments that it writes."""

    tool: str
    told: str
    schema: Json

    @property
    def in_words(self) -> str:
        """Instructions for a server that takes no schema either."""
        return (
            "You have no tools here. When the person wants a new video, answer with one JSON object and nothing else; "
            f"it is carried out, and you are told the result. {self.told}\n"
            f"To everything else answer in words. {ONLY_NEW}"
        )

    @property
    def by_schema(self) -> str:
        """Instructions that go with `response_format`."""
        return (
            f'You have no tools here. Answer with one JSON object: "{PLAN}" is a new video when the person wants one, '
            f'else null; "{SAY}" is what you say to them, in a sentence. The plan is carried out, and you are told the '
            f"result. {ONLY_NEW}\n{self.told}"
        )

    @property
    def response_format(self) -> Json:
        properties = {PLAN: {"anyOf": [self.schema, {"type": "null"}]}, SAY: {"type": "string"}}
        schema = {"type": "object", "properties": properties, "required": [PLAN, SAY], "additionalProperties": False}
        return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}


@cache
def plan_of(tool: str, arguments: type[BaseModel]) -> Plan:
    """`arguments`: what of the tool's a model writes; its docstring is what it is told. Raises UnfitSchema."""
    return Plan(tool, inspect.cleandoc(arguments.__doc__ or ""), strict_schema(arguments))
