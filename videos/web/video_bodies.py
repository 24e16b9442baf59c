"""Bodies that the API of the video takes."""

from typing import Annotated, Any, Literal

from pydantic import Field

from config.common.json_bodies import AS_IN_JSON, Body

VersionNumber = Annotated[int, Field(ge=1, le=2**31 - 1), AS_IN_JSON]


class PatchOperationIn(Body):
    op: Literal["add", "remove", "replace", "move", "copy", "test"]
    path: str = Field(max_length=1000, description="JSON Pointer into the document.")
    from_: str | None = Field(None, alias="from", max_length=1000)
    value: Any = None


class PatchIn(Body):
    operations: list[PatchOperationIn] = Field(
        max_length=500, description="RFC 6902; all apply, or none.", json_schema_extra={"minItems": 1}
    )
    explanation: str = Field("", max_length=500)

    def as_operations(self) -> list[dict[str, Any]]:
        given = [each.model_dump(by_alias=True, exclude_unset=True) for each in self.operations]
        return [{key: value for key, value in each.items() if key != "from" or value is not None} for each in given]


class UndoIn(Body):
    message: str | None = Field(None, description="Undo all that this message's turn changed.")
    version: VersionNumber | None = Field(None, description="Undo the change of this version.")


class RegenerateIn(Body):
    prompt: str = Field("", max_length=2000, description="What is to be different.")
