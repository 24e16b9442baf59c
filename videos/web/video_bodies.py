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


class SceneWordsIn(Body):
    """What is left out stays as it is."""

    layout: str | None = Field(None, max_length=64, description="Another one; words that it has no place for go.")
    slots: dict[str, Any] = Field({}, description='Slots that change: `{"heading": "…"}`; "" or [] empties one.')
    explanation: str = Field("", max_length=500)


class DraftIn(Body):
    words: str = Field(max_length=8000, description="As somebody writes them: sentences, lists, dates, prices.")
    after: str | None = Field(None, max_length=64, description='Behind this scene; "": at the front; null: at the end.')


class LookIn(Body):
    style: str = Field(max_length=40, description="A style of the catalogue; the brand's fonts stay.")
