"""The services that a process stands on, asked whether they answer."""

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection


def ask_database() -> None:
    """Raises DatabaseError when it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_redis() -> None:
    """Raises whatever the channel layer does when its server does not answer."""
    async_to_sync(get_channel_layer().group_send)("reeltalk.ready", {"type": "ping"})
