"""For the admin's first page."""

from django import template

from chat.operations import alerts

register = template.Library()


@register.simple_tag
def active_alerts() -> dict[str, alerts.Alert]:
    return alerts.active()
