"""Where passwords are checked: signing in, on our page and on the admin's, and changing one."""

from datetime import timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from projects.accounts.client_address import address_of
from projects.accounts.local_user import (
    may_be_local_user,
    sign_in_as_local_user,
    stay_signed_out,
    stay_signed_out_no_more,
)
from projects.accounts.throttling import TooOften, begin_sign_in, succeeded


class SignInForm(AuthenticationForm):
    """Django's, which looks at a password only after looking at how many were wrong."""

    wait: timedelta | None = None

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        if self.request is None or not (username and self.cleaned_data.get("password")):
            return super().clean()
        try:
            attempt = begin_sign_in(username, address_of(self.request))
        except TooOften as refused:
            self.wait = refused.wait
            raise ValidationError(_sentence(refused.wait), code="too_often") from refused
        cleaned = super().clean()
        succeeded(attempt)
        return cleaned


class AdminSignInForm(SignInForm, AdminAuthenticationForm):
    pass


class ChangePasswordForm(PasswordChangeForm):
    """Django's; a wrong old password counts as one at signing in, so that a stolen session does not find it out."""

    def __init__(self, *args: Any, request: HttpRequest, **more: Any) -> None:
        super().__init__(*args, **more)
        self.request = request

    def clean_old_password(self) -> str:
        try:
            attempt = begin_sign_in(self.user.get_username(), address_of(self.request))
        except TooOften as refused:
            raise ValidationError(_sentence(refused.wait), code="too_often") from refused
        old: str = super().clean_old_password()
        succeeded(attempt)
        return old


class SignIn(LoginView):
    """By name and password; the local user, who has none, by a button (`local` in the form)."""

    form_class = SignInForm
    template_name = "login.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if "local" not in request.POST or not may_be_local_user(request):
            return super().post(request, *args, **more)
        sign_in_as_local_user(request)
        return self._welcomed(redirect(self.get_success_url()))

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(may_be_local_user=may_be_local_user(self.request), **more)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return self._welcomed(super().form_valid(form))

    def _welcomed(self, response: HttpResponse) -> HttpResponse:
        stay_signed_out_no_more(response)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        if isinstance(form, SignInForm) and form.wait:
            response.status_code = 429
            response.headers["Retry-After"] = str(ceil(form.wait.total_seconds()))
        return response


class SignOut(LogoutView):
    """Signing out holds also where opening a page signs in."""

    def post(self, request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        response = super().post(request, *args, **more)
        if settings.DEBUG:
            stay_signed_out(response)
        return response


def _sentence(wait: timedelta) -> str:
    minutes = ceil(wait.total_seconds() / 60)
    shown = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"Too many wrong passwords. Wait {shown}, then try again."
