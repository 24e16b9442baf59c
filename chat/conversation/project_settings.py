"""What the people of a project choose for its answers: read, checked and stored. The rows are in projects/models.py."""

from typing import Annotated, Any, Literal, Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from chat.conversation.model_list import available_models
from chat.llm.choice import model_name
from chat.shapes import SettingsOut
from config.common.database import writing
from config.common.errors import Invalid
from config.common.json_bodies import AS_IN_JSON
from config.common.validation import faults
from projects.accounts.models import BrandKit
from projects.brand import NO_BRAND, ONE_OF_THE_FONTS, BrandIn, FontName
from projects.brand import TAKES as BRAND_TAKES
from projects.models import Pictures, Project, ProjectSettings
from projects.shapes import brand_json

Json = dict[str, Any]
P = ProjectSettings

MOST_TOKENS = 10_000_000  # of one answer, where the operator sets no limit

# What a field takes, in words for people.
TAKES = {
    "model": "The name of a model: at most 200 characters, without line breaks.",
    "system_prompt": f"At most {P.LONGEST_PROMPT:,} characters.",
    "temperature": "A number from 0 to 2, or nothing.",
    "max_steps": "A whole number from 1 to {most}, or nothing.",
    "max_completion_tokens": "A whole number from 100 to {most}, or nothing.",
    "pictures": f"One of {', '.join(Pictures.values)}, or nothing.",
    **BRAND_TAKES,
    "font": ONE_OF_THE_FONTS,
}


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=P.LONGEST_PROMPT)]


Temperature = Annotated[float, Field(ge=0, le=2, allow_inf_nan=False), AS_IN_JSON]
Steps = Annotated[int, Field(ge=1), AS_IN_JSON]
Tokens = Annotated[int, Field(ge=100), AS_IN_JSON]


class ProjectBrandIn(BrandIn):
    font: FontName | None = Field(None, description="The font of headings and of all other words.")

    @model_validator(mode="after")
    def _is_for_all_words(self) -> Self:
        for name in {"heading_font", "body_font"} - self.model_fields_set if "font" in self.model_fields_set else ():
            setattr(self, name, self.font)
        return self


class SettingsIn(BaseModel):
    """What is left out stays as it is; null is as the operator has it, and of the brand as its owner."""

    model_config = ConfigDict(extra="forbid")

    model: Line | None = Field(None, description="One that `GET /models` lists, where it lists any.")
    system_prompt: Words | None = Field(None, description="Stands behind our own instructions.")
    temperature: Temperature | None = Field(None, description="Null: not sent.")
    max_steps: Steps | None = Field(None, description="Model calls in one answer, within the operator's limit.")
    max_completion_tokens: Tokens | None = Field(
        None, description="Tokens of one model call, thoughts included, within the operator's limit."
    )
    pictures: Literal["yes", "no"] | None = Field(
        None, description="Whether the model is shown pictures of the video; null: until its server refuses them."
    )
    brand: ProjectBrandIn | None = Field(None, description="Colours and fonts that the model and the tools use.")


class UnknownModel(Invalid):
    code = "unknown_model"
    sentence = "The model server does not list this model. Choose one that it lists."


def change(project: Project, given: SettingsIn) -> ProjectSettings:
    """Store what `given` names. Raises Invalid, and stores nothing, where it does not fit."""
    now = ProjectSettings.objects.of(project.pk)
    for field in ("max_steps", "max_completion_tokens"):
        if (number := getattr(given, field)) is not None and number > _most(field):
            raise Invalid(f"{field}: {takes(field)}", field=field)
    if given.model and given.model != now.model and (known := available_models()) and given.model not in known:
        sentence = f"The model server does not list {given.model!r}. Choose one that it lists."
        raise UnknownModel(sentence, field="model")
    fields: Json = given.model_dump(exclude_unset=True, exclude={"brand"})
    if "brand" in given.model_fields_set:
        fields |= given.brand.chosen() if given.brand else NO_BRAND
    fields |= {name: fields[name] or "" for name in ("model", "system_prompt", "pictures") if name in fields}
    if not fields:
        return now
    with writing():
        return ProjectSettings.objects.update_or_create(project=project, defaults=fields)[0]


def wrong_fields(error: ValidationError) -> dict[str, str]:
    """For each field that does not fit, what it takes."""
    places = [[str(part) for part in reversed(fault.place) if part in TAKES] for fault in faults(error)]
    return {name: takes(name) for name, *_ in filter(None, places)}


def takes(field: str) -> str:
    return TAKES[field].format(most=f"{_most(field):,}")


def _most(field: str) -> int:
    """The operator's limit of a number."""
    limits = {"max_steps": settings.MAX_STEPS, "max_completion_tokens": settings.MAX_COMPLETION_TOKENS}
    return limits.get(field) or MOST_TOKENS


def settings_json(project: Project) -> SettingsOut:
    """What was chosen, null where nothing was, and what then counts."""
    chosen = ProjectSettings.objects.of(project.pk)
    brand = brand_json(chosen.chosen_brand)
    return {
        "model": chosen.model or None,
        "system_prompt": chosen.system_prompt,
        "temperature": chosen.temperature,
        "max_steps": chosen.max_steps,
        "max_completion_tokens": chosen.max_completion_tokens,
        "pictures": chosen.pictures or None,
        "brand": {**brand, "font": brand["body_font"] if brand["body_font"] == brand["heading_font"] else None},
        "defaults": {
            "model": model_name(),
            "max_steps": settings.MAX_STEPS,
            "max_completion_tokens": settings.MAX_COMPLETION_TOKENS or None,
            "brand": brand_json(BrandKit.objects.of(project.owner_id).chosen_brand),
        },
    }
