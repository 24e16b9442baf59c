"""The HTTP API of a project's settings, of its usage, and of the models to choose from."""

from django.http import HttpRequest

from chat.conversation.model_list import available_models
from chat.conversation.project_settings import SettingsIn, UnknownModel, change, settings_json
from chat.conversation.usage import usage_of_project
from chat.llm.choice import model_name
from chat.shapes import ModelsOut, SettingsOut, UsageOut
from config.common.router import Router, refuses
from projects.requests import project_of

router = Router()


@router.get(
    "/models", summary="The models to choose from; none when the model server does not list them", response=ModelsOut
)
def list_models(request: HttpRequest) -> ModelsOut:
    return {"items": [{"id": name} for name in available_models()], "next": None, "default": model_name()}


@router.get("/projects/{id}/settings", summary="What was chosen for the answers of a project", response=SettingsOut)
def get_settings(request: HttpRequest, id: str) -> SettingsOut:
    return settings_json(project_of(request, id))


@router.patch(
    "/projects/{id}/settings",
    summary="Choose for the answers of a project, from the next step on",
    response=SettingsOut,
)
@refuses(UnknownModel)
def change_settings(request: HttpRequest, id: str, payload: SettingsIn) -> SettingsOut:
    project = project_of(request, id)
    change(project, payload)
    return settings_json(project)


@router.get("/projects/{id}/usage", summary="Tokens, seconds and cost of a project, by model", response=UsageOut)
def get_usage(request: HttpRequest, id: str) -> UsageOut:
    return usage_of_project(project_of(request, id))
