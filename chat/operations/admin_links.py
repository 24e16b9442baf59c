"""Links from one page of the admin to another."""

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def link(row: models.Model | None, text: str = "") -> str:
    """A link to the admin page of `row`, or its name alone where it has no page."""
    if row is None:
        return "–"
    text = text or str(row)
    try:
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return text
    return format_html('<a href="{}">{}</a>', address, text)


def listing(model: type[models.Model], text: str, **lookups: Any) -> SafeString:
    """A link to the list of `model`, filtered."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(lookups), text)
