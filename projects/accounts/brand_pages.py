"""The brand on the account page. It works without JavaScript; its logo's form is in videos/web/logo_pages.py."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from config.common.validation import faults
from projects.accounts.account_pages import account_page
from projects.accounts.brand_kits import change_kit
from projects.brand import TAKES, BrandIn
from projects.requests import user_of_request


@login_required
@require_POST
def change_brand(request: HttpRequest) -> HttpResponse:
    """Store what the form has, or show what does not fit."""
    try:
        change_kit(user_of_request(request), _given(request.POST))
    except ValidationError as error:
        fields = {str(fault.place[0]): TAKES[str(fault.place[0])] for fault in faults(error)}
        return account_page(request, status=422, entered=request.POST.dict(), wrong=fields)
    messages.success(request, "Your brand is saved. It counts for all your projects, from the next step on.")
    return redirect("account")


def _given(form: QueryDict) -> BrandIn:
    """Fields that the form does not have stay as they are. Raises pydantic's ValidationError."""
    given: dict[str, object] = {name: form[name] or None for name in ("heading_font", "body_font") if name in form}
    if "colours" in form:
        given["colours"] = form.get("colours", "").replace(",", " ").split()
    return BrandIn.model_validate(given)
