"""Servers by their names: for people, and as keys."""

from urllib.parse import urlsplit

DEFAULT_BASE_URL = "https://api.openai.com/v1"  # the package's own


def server_name(base_url: str | None) -> str:
    """The address of a server without anything secret in it, for people and as a key."""
    parts = urlsplit(base_url or DEFAULT_BASE_URL)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}".rstrip("/")
