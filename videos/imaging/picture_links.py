"""Pictures that an image server names by an address instead of sending them.

What it names is not to be trusted: only its own host is asked as it is named, others over https and where the world
can reach them too; nobody is followed elsewhere, or is told who we are.
"""

import asyncio
import re
import socket
from ipaddress import IPv6Network, ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from chat.llm.transport_errors import told_in_full
from videos.imaging.image_errors import LinkBroken, LinkGone, LinkRefused, PictureTooBig
from videos.rendering.picture_limits import MOST_BYTES

LONGEST_S = 60.0
NAME = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z][a-z0-9-]*\.?", re.IGNORECASE)  # no number in one of its many spellings
# Addresses that stand for another one, which may be a private one.
TRANSLATED = [
    IPv6Network(each) for each in ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]


async def fetched(link: str, base_url: str) -> bytes:
    """What stands at `link`, which the server at `base_url` named. Raises ImageError."""
    address, is_own = checked(link, base_url)
    connector = aiohttp.TCPConnector(resolver=None if is_own else OnlyPublic())
    try:
        async with (
            asyncio.timeout(LONGEST_S),
            aiohttp.ClientSession(connector=connector) as session,
            session.get(address, allow_redirects=False) as response,
        ):
            return await _read(response)
    except PrivateAddress as error:
        raise LinkRefused(detail=str(error)) from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        if isinstance(error.__cause__, PrivateAddress):
            raise LinkRefused(detail=told_in_full(error)) from error
        raise LinkBroken(detail=told_in_full(error)) from error


def checked(link: str, base_url: str) -> tuple[URL, bool]:
    """`link` as it is asked, and whether that is at the server itself. Raises LinkRefused for what is not fetched."""
    try:
        address, own = URL(link, encoded=True), URL(base_url)  # a signature in it must stay as it is
        if (address.scheme, address.host, address.port) == (own.scheme, own.host, own.port):
            return address, True
    except ValueError as error:
        raise LinkRefused(detail=f"{link[:500]}: {error}") from error
    host = address.host or ""
    if address.scheme != "https" or not (NAME.fullmatch(host) or is_public(host)):
        raise LinkRefused(detail=link[:500])
    return address, False


def is_public(address: str) -> bool:
    """Whether the world reaches this IP address; False for what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    is_translated = found.version == 6 and any(found in each for each in TRANSLATED)
    return found.is_global and not found.is_multicast and not is_translated


class PrivateAddress(OSError):
    """A name leads to where the world does not."""


class OnlyPublic(AbstractResolver):
    """Finds the addresses of a name, and connects to none of them if one is private."""

    def __init__(self) -> None:
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if private := [each["host"] for each in found if not is_public(each["host"])]:
            raise PrivateAddress(f"{host} is {', '.join(private)}")
        return found

    async def close(self) -> None:
        await self._resolver.close()


async def _read(response: aiohttp.ClientResponse) -> bytes:
    told = f"HTTP {response.status} at {response.url}"
    if response.status in (403, 404, 410):
        raise LinkGone(detail=told)
    if 300 <= response.status < 400:
        raise LinkRefused(detail=f"{told}, to {response.headers.get('Location', '')[:500]}")
    if response.status != 200:
        raise LinkBroken(detail=told)
    data = bytearray()
    async for block in response.content.iter_any():
        data += block
        if len(data) > MOST_BYTES:
            raise PictureTooBig(detail=f"more than {MOST_BYTES} bytes at {response.url}")
    return bytes(data)
