"""A person's account: their password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy


class ChangePassword(PasswordChangeView):
    """Ends all other sessions: each holds a hash that only fits the password it was opened with."""

    template_name = "password.html"
    success_url = reverse_lazy("home")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("home")  # the local user: there is no old one to give
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: "PasswordChangeForm[Any]") -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, "Your password is changed. You are signed out everywhere else.")
        return response
