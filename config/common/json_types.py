"""What the JSON of all rooms is made of, typed where it is built and described by OpenAPI. Pure."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, TypeAdapter, WithJsonSchema, with_config
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import TypedDict

Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]  # ISO 8601, with its offset
Json = dict[str, Any]
Next = Annotated[str | None, Field(description="Where the next part of the list begins; null when there is none.")]


def one_of(*names: str) -> WithJsonSchema:
    """Texts of which there are these; the rows' own choices, so that nobody has to narrow them."""
    return WithJsonSchema({"type": "string", "enum": list(names)})


class JsonOf:
    """`Annotated[Json, JsonOf(Model)]`: the JSON of a model, described as such, and not built from one."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        described: Any = TypeAdapter(self.model).core_schema
        if described["type"] == "model":  # by its name, as where it is built
            named = {"type": "definition-ref", "schema_ref": described["ref"]}
            described = {"type": "definitions", "schema": named, "definitions": [described]}
        return handler(described)


@with_config(ConfigDict(extra="allow"))
class ErrorOut(TypedDict):
    """`code` is for programs and stays as it is, `message` is for people. More may stand beside them."""

    code: str
    message: str
