"""What the people of a project choose for its answers: read, checked and stored. The rows are in projects/models.py."""

from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from chat.conversation.model_list import available_models
from chat.llm.choice import model_name
from chat.shapes import SettingsOut
from config.common.database import writing
from config.common.errors import Invalid
from config.common.json_bodies import AS_IN_JSON
from config.common.validation import faults
from projects.models import Font, Project, ProjectSettings

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
    "colours": f"At most {P.MOST_COLOURS} colours like #0b6f67, or nothing.",
    "font": f"One of {', '.join(Font.values)}, or nothing.",
}


def _lower_once(colours: list[str]) -> list[str]:
    return list(dict.fromkeys(colour.lower() for colour in colours))


Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=P.LONGEST_PROMPT)]


Temperature = Annotated[float, Field(ge=0, le=2, allow_inf_nan=False), AS_IN_JSON]
Steps = Annotated[int, Field(ge=1), AS_IN_JSON]
Tokens = Annotated[int, Field(ge=100), AS_IN_JSON]


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BrandIn(Given):
    colours: Annotated[list[Colour], Field(max_length=P.MOST_COLOURS), AfterValidator(_lower_once)] = Field(
        [], description="As #rrggbb; the first one leads."
    )
    font: Literal["sans", "display", "serif", "script"] | None = Field(None, description="What words are set in.")


class SettingsIn(Given):
    """What is left out stays as it is; null is as the operator has it."""

    model: Line | None = Field(None, description="One that `GET /models` lists, where it lists any.")
    system_prompt: Words | None = Field(None, description="Stands behind our own instructions.")
    temperature: Temperature | None = Field(None, description="Null: not sent.")
    max_steps: Steps | None = Field(None, description="Model calls in one answer, within the operator's limit.")
    max_completion_tokens: Tokens | None = Field(
        None, description="Tokens of one model call, thoughts included, within the operator's limit."
    )
    brand: BrandIn | None = Field(None, description="Colours and font that the model and the tools use.")


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
        fields |= given.brand.model_dump(exclude_unset=True) if given.brand else {"colours": [], "font": ""}
    fields |= {name: fields[name] or "" for name in ("model", "system_prompt", "font") if name in fields}
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
    return {
        "model": chosen.model or None,
        "system_prompt": chosen.system_prompt,
        "temperature": chosen.temperature,
        "max_steps": chosen.max_steps,
        "max_completion_tokens": chosen.max_completion_tokens,
        "brand": {"colours": chosen.colours, "font": chosen.font or None},
        "defaults": {
            "model": model_name(),
            "max_steps": settings.MAX_STEPS,
            "max_completion_tokens": settings.MAX_COMPLETION_TOKENS or None,
        },
    }
