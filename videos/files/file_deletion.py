"""The files of a project go with it.

By Django's signal, which comes however the project goes: by its owner, by the admin, or with the account of its owner.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from projects.models import Project
from videos.models import disk


@receiver(post_delete, sender=Project)
def remove_files(instance: Project, **_: Any) -> None:
    project = instance.pk
    transaction.on_commit(lambda: disk.remove_files(project))
