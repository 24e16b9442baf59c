"""Where somebody asks from."""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

# Headers by which proxies say for whom they ask.
FORWARDING = re.compile(
    r"HTTP_(FORWARDED|VIA|X_FORWARDED.*|X_REAL_IP|X_ORIGINAL_.*|X_ENVOY_.*|(X_|X_CLUSTER_|TRUE_|FASTLY_)?CLIENT_IP"
    r"|CF_CONNECTING_IP)"
)


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


def is_from_here(request: HttpRequest) -> bool:
    """Whether the machine asks itself: from loopback, under a name for that, and for nobody else."""
    if any(map(FORWARDING.fullmatch, request.META)):
        return False
    host, _ = split_domain_port(request.get_host())
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and (host == "localhost" or is_loopback(host.strip("[]")))


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
