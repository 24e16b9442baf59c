"""Where somebody asks from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address; behind a trusted proxy the one that the proxy added. Empty when it is not known."""
    said = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or said
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)  # else all of IPv4 would be one network


def network_of(address: str) -> str:
    """Whose address it is: of IPv6 a household has 2**64, which count as one."""
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if ":" in address else address
