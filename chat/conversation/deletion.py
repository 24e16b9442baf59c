"""Whoever follows a project or works on it is told when it is deleted."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from chat.models import Stream
from config.common.hints import announce
from projects.models import Project


@receiver(pre_delete, sender=Project)
def tell_of_deletion(instance: Project, **_: Any) -> None:
    """By Django's signal, which comes however it goes, also with its owner; and before, while its streams are known."""
    project = instance.pk
    streams = list(Stream.objects.filter(project=project).values_list("pk", flat=True))
    transaction.on_commit(lambda: announce(streams=streams, requeued=streams, projects=[project], work=True))
