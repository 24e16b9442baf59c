"""The page of a project's settings and usage. The project's page shows the same form in a dialog."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from chat.conversation.model_list import available_models
from chat.conversation.project_settings import TAKES, SettingsIn, change, wrong_fields
from chat.conversation.usage import usage_of_project
from chat.llm.choice import model_name
from config.common.errors import ChatError
from projects.accounts.models import BrandKit
from projects.brand import FONTS, MOST_COLOURS
from projects.models import MemberRole, Pictures, Project, ProjectSettings
from projects.requests import of_project

SAVED = "saved"
NUMBERS = ("temperature", "max_steps", "max_completion_tokens")


@require_http_methods(["GET", "HEAD", "POST"])
@of_project(MemberRole.EDITOR)
def settings_page(request: HttpRequest, project: Project) -> HttpResponse:
    """The form, and what the project used; a POST stores, or shows what does not fit."""
    if request.method != "POST":
        return _page(request, project, _stored(ProjectSettings.objects.of(project.pk)))
    entered = {name: request.POST.get(name, "") for name in TAKES}
    try:
        change(project, _given(request.POST))
    except ValidationError as error:
        return _page(request, project, entered, wrong_fields(error))
    except ChatError as error:
        field = str(error.details.get("field", "model"))
        return _page(request, project, entered, {field: error.message.removeprefix(f"{field}: ")})
    return redirect(reverse("project_settings", args=[project.pk]) + f"?{SAVED}")


def _given(form: QueryDict) -> SettingsIn:
    """Raises pydantic's ValidationError."""
    return SettingsIn.model_validate(
        {
            "model": form.get("model", ""),
            "system_prompt": form.get("system_prompt", "").replace("\r\n", "\n"),  # forms send every line break so
            "temperature": _number(form.get("temperature", "").strip()),
            "max_steps": _number(form.get("max_steps", "").strip()),
            "max_completion_tokens": _number(form.get("max_completion_tokens", "").strip()),
            "pictures": form.get("pictures") or None,
            "brand": {
                "colours": form.get("colours", "").replace(",", " ").split(),
                "heading_font": form.get("heading_font") or None,
                "body_font": form.get("body_font") or None,
            },
        }
    )


def _number(text: str) -> float | str | None:
    """The number that a field spells; any other text as it is, to be refused; None for nothing."""
    try:
        return float(text)
    except ValueError:
        return text or None


def _stored(chosen: ProjectSettings) -> dict[str, Any]:
    """What the form's fields hold."""
    numbers = {name: getattr(chosen, name) for name in NUMBERS}
    return {
        "model": chosen.model,
        "system_prompt": chosen.system_prompt,
        "pictures": chosen.pictures,
        "colours": " ".join(chosen.colours),
        "heading_font": chosen.heading_font,
        "body_font": chosen.body_font,
        **{name: "" if number is None else f"{number:.15g}" for name, number in numbers.items()},
    }


def _page(
    request: HttpRequest, project: Project, values: dict[str, Any], wrong: dict[str, str] | None = None
) -> HttpResponse:
    listed, default = available_models(), model_name()
    context = {
        "project": project,
        "values": values,
        "wrong": wrong or {},
        "may_edit": project.allows(MemberRole.EDITOR),
        "is_saved": SAVED in request.GET,
        "models": sorted({*listed, values["model"]} - {""}) if listed != [default] else [],
        "is_listed": bool(listed),
        "default_model": default,
        "most_steps": settings.MAX_STEPS,
        "most_tokens": settings.MAX_COMPLETION_TOKENS or "",
        "longest_prompt": ProjectSettings.LONGEST_PROMPT,
        "most_colours": MOST_COLOURS,
        "fonts": FONTS.items(),
        "kit": BrandKit.objects.of(project.owner_id),
        "pictures": Pictures.choices,
        "usage": usage_of_project(project),
    }
    return render(request, "settings.html", context, status=422 if wrong else 200)
