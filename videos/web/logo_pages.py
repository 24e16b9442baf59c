"""The logo of a person's brand, on the account page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from config.common.errors import ChatError
from projects.accounts.account_pages import account_page
from videos.web.logo_api import logo_from, remove_logo


@login_required
@require_POST
def change_logo(request: HttpRequest) -> HttpResponse:
    """Store the picture that the form has, or with `remove` have no logo any more."""
    if "remove" in request.POST:
        remove_logo(request)
        messages.success(request, "Your logo is removed. Videos that show it keep it.")
        return redirect("account")
    file = request.FILES.get("file")
    if file is None:
        return account_page(request, status=422, wrong={"logo": "Choose a picture first: PNG, JPEG, WebP or HEIC."})
    try:
        logo_from(request, file)
    except ChatError as error:
        return account_page(request, status=error.status, wrong={"logo": error.message})
    messages.success(request, "Your logo is saved.")
    return redirect("account")
