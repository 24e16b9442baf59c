"""A person's account: password, brand, where they are signed in, API tokens. All works without JavaScript."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from config.common.database import writing
from projects.accounts.brand_kits import kit_json
from projects.accounts.devices import device_of
from projects.accounts.models import ApiToken, Session
from projects.accounts.sign_in import ChangePasswordForm
from projects.brand import FONTS, MOST_COLOURS
from projects.requests import user_of_request

LONGEST_NAME = 100
MOST_TOKENS = 50


class ChangePassword(PasswordChangeView):
    """Ends all other sessions: each holds a hash that only fits the password it was opened with."""

    form_class = ChangePasswordForm
    template_name = "password.html"
    success_url = reverse_lazy("account")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account")  # the local user: there is no old one to give
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        _sessions(self.request).exclude(pk=self.request.session.session_key).delete()
        messages.success(self.request, "Your password is changed. You are signed out everywhere else.")
        return response


@login_required
@ensure_csrf_cookie
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return account_page(request)


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out the browser that `session` names, or all but this one. Their sockets close within about a second."""
    wanted, this = request.POST.get("session"), request.session.session_key
    rows = _sessions(request)
    ended = rows.exclude(pk=this)
    if wanted is not None:
        ended = rows.filter(pk__in=[row.pk for row in rows if _id_of(row) == wanted])
    with writing():
        count, _ = ended.delete()
    messages.success(request, "Signed out there." if count else "There was nothing to sign out any more.")
    return redirect("account")


@login_required
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """The page that shows a new token, for the only time. Sent again it makes no second one: the name is taken."""
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    person, made, problem = user_of_request(request), "", ""
    if not name:
        return account_page(request, status=422, problem="Give the token a name that says what it is for.")
    with writing():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)  # what is sent twice at once passes here in turn
        own = ApiToken.objects.filter(user=person)
        if own.filter(name=name).exists():
            problem = f"You have a token “{name}” already. Choose another name."
        elif own.count() >= MOST_TOKENS:
            problem = f"You have {MOST_TOKENS} tokens. Revoke one that is not used."
        else:
            made = ApiToken.issue(person, name)
    if problem:
        return account_page(request, status=409, problem=problem)
    return account_page(request, status=201, made=made, name=name)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token: str) -> HttpResponse:
    with writing():
        count, _ = ApiToken.objects.filter(user=user_of_request(request), pk=int(token)).delete()
    messages.success(request, "The token is revoked." if count else "This token was revoked already.")
    return redirect("account")


def account_page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page; `more` is what one of its forms has to say."""
    person = user_of_request(request)
    this = request.session.session_key
    sessions = [
        {
            "id": _id_of(row),
            "device": device_of(row.user_agent),
            "address": row.address,
            "seen_at": row.seen_at,
            "is_this": row.pk == this,
        }
        for row in _sessions(request).order_by("-seen_at")
    ]
    sessions.sort(key=lambda session: not session["is_this"])
    brand = kit_json(person)
    shown = {
        "sessions": sessions,
        "tokens": ApiToken.objects.filter(user=person).order_by("-created_at", "-pk"),
        "entered": {**brand, "colours": " ".join(brand["colours"])},
        "logo": brand["logo"],
        "fonts": FONTS.items(),
        "most_colours": MOST_COLOURS,
        **more,
    }
    response = render(request, "account.html", shown, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sessions(request: HttpRequest) -> Any:
    return Session.objects.filter(user=user_of_request(request), expire_date__gt=timezone.now())


def _id_of(row: Session) -> str:
    """A name for the page: the key itself would let its reader in."""
    return salted_hmac("projects.accounts.account_pages", row.session_key).hexdigest()[:24]
