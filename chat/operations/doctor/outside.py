"""The deployment as people meet it: through its public address, with a user, a project and an answer made for it."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models.functions import Now

from chat.answer.stream_runner import open_epoch
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.models import Stream
from chat.operations.doctor.finding import Finding, ok, wrong
from config.common.database import writing
from projects import lifecycle
from projects.accounts.models import ApiToken

PATIENCE_SECONDS = 10.0
AT_ONCE_SECONDS = 3.0  # for the first event of an answer that runs
HELD_SECONDS = 60.0  # so long nobody else takes the answer up
BIG_BYTES = 3 * 2**19  # more than proxies let through by themselves


@dataclass(frozen=True)
class Visitor:
    """Somebody who exists for as long as the doctor looks, with an answer that seems to run."""

    token: str
    project: int
    stream: int


@contextmanager
def visiting() -> Iterator[Visitor]:
    user = get_user_model().objects.create_user(f"doctor-{uuid4().hex[:12]}")  # without a password that works
    try:
        project = lifecycle.create(user, "Looked at by the doctor")
        with writing():  # whoever sees the answer sees that it is held
            stream = send_message(project, user, NewMessage.saying("Is this heard?")).stream
            stream.take_up("doctor")
            open_epoch(stream)
            Stream.objects.filter(pk=stream.pk).update(lease_until=Now() + timedelta(seconds=HELD_SECONDS))
        yield Visitor(ApiToken.issue(user, "doctor"), project.pk, stream.pk)
    finally:
        for project in user.projects.all():
            lifecycle.delete(project)
        user.delete()


def look_from_outside(address: str) -> list[Finding]:
    """What somebody finds at `address`, such as https://videos.example.com."""
    with visiting() as visitor:
        return asyncio.run(_look(address.rstrip("/"), visitor))


async def _look(address: str, visitor: Visitor) -> list[Finding]:
    found: list[Finding] = []
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    jar = aiohttp.CookieJar(unsafe=True)  # an address may be a number
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=jar) as client:
        try:
            async for each in _answers(client, address):
                found.append(each)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return [*found, wrong("address", f"{address} is not reached: {_words(error)}.", _way_in(error))]
        if any(each.is_wrong for each in found):
            return found
        for what, look in (
            ("sign-in", _sign_in(client, address)),
            ("uploads", _uploads(client, address, visitor)),
            ("WebSocket", _socket(client, address, visitor)),
            ("event stream", _events(client, address, visitor)),
        ):
            try:
                found.append(await look)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                found.append(wrong(what, f"It breaks off: {_words(error)}.", "Look at the log of the proxy in front."))
    return found


async def _answers(client: aiohttp.ClientSession, address: str) -> AsyncIterator[Finding]:
    where = urlsplit(address)
    if where.scheme != "https" and not settings.DEBUG:
        said = f"{address} is no https: nobody can sign in, for cookies go by https alone."
        yield wrong("address", said, "Put TLS in front.")
    async with client.get(f"{address}/readyz", allow_redirects=False) as answer:
        text = await answer.text()
        if answer.status == 400:
            yield wrong("address", f"{where.hostname} is refused as a host.", "Name it in ALLOWED_HOSTS.")
            return
        if answer.status != 200 or '"status"' not in text:
            yield wrong("address", f"/readyz gives {answer.status}: {text[:200]!r}.", "Look at what stands in front.")
            return
    yield ok("address", f"{address} answers, and is ready.")
    async with client.get(f"{address}/login/") as page:
        sheet = re.search(r'href="([^"]+\.css)"', await page.text())
    if sheet is None:
        yield wrong("pages", f"/login/ gives {page.status} and no page of ours.", "Look at what stands in front.")
        return
    async with client.get(f"{address}{sheet[1]}") as style:
        if style.status == 200 and "text/css" in style.headers.get("Content-Type", ""):
            yield ok("pages", "They come with their style sheets.")
        else:
            do = "Run `manage.py collectstatic --noinput`, and let the proxy pass /static/ on or serve STATIC_ROOT."
            yield wrong("pages", f"They are bare: {sheet[1]} gives {style.status}.", do)


async def _sign_in(client: aiohttp.ClientSession, address: str) -> Finding:
    """A sign-in with a wrong password is refused as such, and not as one from elsewhere."""
    async with client.get(f"{address}/login/") as page:
        hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', await page.text())
    form = {"csrfmiddlewaretoken": hidden[1] if hidden else "", "username": "doctor", "password": uuid4().hex}
    headers = {"Origin": address, "Referer": f"{address}/login/"}
    async with client.post(f"{address}/login/", data=form, headers=headers, allow_redirects=False) as answer:
        if answer.status == 200:
            return ok("sign-in", "Its form is taken.")
    do = (
        "Set BEHIND_PROXY=1, and let the proxy set X-Forwarded-Proto and pass Host on; else name "
        f"{address} in CSRF_TRUSTED_ORIGINS."
    )
    return wrong("sign-in", f"Its form is refused with {answer.status}, as if it came from elsewhere.", do)


async def _uploads(client: aiohttp.ClientSession, address: str, visitor: Visitor) -> Finding:
    form = aiohttp.FormData()
    form.add_field("file", b"no picture " * (BIG_BYTES // 11), filename="doctor.png", content_type="image/png")
    url = f"{address}/api/projects/{visitor.project}/assets"
    async with client.post(url, data=form, headers=_as(visitor)) as answer:
        is_ours = "json" in answer.headers.get("Content-Type", "")
    if is_ours and answer.status != 413:
        return ok("uploads", f"{BIG_BYTES / 2**20:g} MiB come through.")
    said = f"{BIG_BYTES / 2**20:g} MiB are refused with {answer.status} before they reach us."
    return wrong("uploads", said, "Let the proxy take 201 MiB (nginx: `client_max_body_size 201m`).")


async def _socket(client: aiohttp.ClientSession, address: str, visitor: Visitor) -> Finding:
    url = f"{address.replace('http', 'ws', 1)}/ws/projects/{visitor.project}/"
    do = "Let the proxy pass WebSocket upgrades on (nginx: `proxy_http_version 1.1`, `Upgrade` and `Connection`)."
    try:
        async with client.ws_connect(url, headers=_as(visitor)) as socket:
            await socket.send_json({"type": "ping"})
            async with asyncio.timeout(PATIENCE_SECONDS):
                while (await socket.receive_json())["type"] != "pong":
                    pass
    except (aiohttp.WSServerHandshakeError, TypeError, TimeoutError) as error:
        return wrong("WebSocket", f"It does not open: {_words(error)}. Pages go on by slower ways.", do)
    return ok("WebSocket", "It opens, and answers.")


async def _events(client: aiohttp.ClientSession, address: str, visitor: Visitor) -> Finding:
    url = f"{address}/api/streams/{visitor.stream}/events"
    headers = {**_as(visitor), "Accept": "text/event-stream"}
    do = "Let the proxy not buffer /api/streams/ (nginx: `proxy_buffering off`)."
    try:
        async with asyncio.timeout(AT_ONCE_SECONDS), client.get(url, headers=headers) as answer:
            first = b""
            while answer.status == 200 and b"snapshot" not in first and not answer.content.at_eof():
                first += await answer.content.readany()
    except TimeoutError:
        return wrong("event stream", f"Nothing comes of an answer that runs within {AT_ONCE_SECONDS:g} s.", do)
    if answer.status == 200 and b"snapshot" in first:
        return ok("event stream", "It comes as it is told.")
    return wrong("event stream", f"It gives {answer.status}: {first[:100]!r}.", do)


def _as(visitor: Visitor) -> dict[str, str]:
    return {"Authorization": f"Bearer {visitor.token}"}


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _way_in(error: BaseException) -> str:
    if isinstance(error, ssl.SSLError | aiohttp.ClientSSLError):
        return "Let its certificate be one that this machine trusts."
    return "Start the server, and look whether name and port lead to it."
