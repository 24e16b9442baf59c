"""`manage.py doctor` on a deployment that is sound, and on some that are broken as people break them."""

import asyncio
import io
import ipaddress
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

from tests.servers import Place, free_port
from tests.upstream.background import BackgroundLoop
from tests.upstream.server import ScriptedUpstream


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, that is trusted where it is named, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return public, private


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory, migrated: Place, certificate: tuple[Path, Path]) -> Place:
    """A place with settings as a deployment has them, and its static files."""
    place = migrated.copied(tmp_path_factory.mktemp("production"))
    place.settings |= {
        "DEBUG": "0",
        "SECRET_KEY": "a-long-and-random-text-of-a-deployment-0123456789-abcdefghij",
        "ALLOWED_HOSTS": "127.0.0.1",
        "STATIC_ROOT": str(place.folder / "static"),
        "SSL_CERT_FILE": str(certificate[0]),
    }
    place.manage("collectstatic", "--noinput")
    return place


@contextmanager
def by_https(place: Place, certificate: tuple[Path, Path]) -> Iterator[str]:
    """A web process that speaks TLS itself."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--ssl-certfile", str(certificate[0]), "--ssl-keyfile", str(certificate[1]), "--log-level", "warning"]
    address = f"https://127.0.0.1:{port}"
    with place.process(command) as process:
        trusting = ssl.create_default_context(cafile=str(certificate[0]))
        until = time.monotonic() + 60
        while not is_ready(f"{address}/healthz", trusting):
            assert process.child.poll() is None and time.monotonic() < until, process.log
            time.sleep(0.1)
        yield address


def is_ready(address: str, trusting: ssl.SSLContext) -> bool:
    try:
        return httpx.get(address, verify=trusting).status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def tls_in_front(port: int, certificate: tuple[Path, Path]) -> Iterator[str]:
    """TLS that ends in front of the server at `port`, which is not told of it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)

    async def passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, to_behind = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(passed(reader, to_behind), passed(behind, writer))

    background = BackgroundLoop("tls")
    server = background.run(asyncio.start_server(taken, "127.0.0.1", 0, ssl=context))
    try:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        background.loop.call_soon_threadsafe(server.close)
        background.close()


def doctor(place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    return place.manage("doctor", *arguments, check=False)


def test_a_sound_deployment_is_sound(
    production: Place, certificate: tuple[Path, Path], upstream: ScriptedUpstream
) -> None:
    place = replace(
        production, settings={**production.settings, "OPENAI_BASE_URL": upstream.base_url, "HTTPS_ONLY": "1"}
    )
    with by_https(place, certificate) as address:
        told = doctor(place, "--address", address)
    assert (told.returncode, told.stderr) == (0, "") and "wrong" not in told.stdout, told.stdout
    seen = [line.split(":")[0].split(maxsplit=1) for line in told.stdout.splitlines()[:-1]]
    well = {what for verdict, what in seen if verdict == "ok"}
    assert well >= {"settings", "database", "migrations", "clock", "disk", "static files", "model", "model's tools"}
    assert well >= {"address", "pages", "sign-in", "uploads", "WebSocket", "event stream"}
    with closing(sqlite3.connect(place.folder / "db.sqlite3")) as database:
        left = database.execute("SELECT (SELECT count(*) FROM chat_stream) + (SELECT count(*) FROM projects_project)")
        assert left.fetchone() == (0,), "nothing that it made is left"


def test_a_proxy_that_does_not_tell_of_https_keeps_everybody_from_signing_in(
    production: Place, certificate: tuple[Path, Path]
) -> None:
    with (
        production.server("uvicorn") as server,
        tls_in_front(int(server.url.rsplit(":", 1)[1]), certificate) as address,
    ):
        told = doctor(production, "--address", address)
        plain = doctor(production, "--address", server.url.replace("127.0.0.1", "localhost"))
        strange = doctor(production, "--address", address.replace("127.0.0.1", "localhost"))
    assert told.returncode == 1 and "1 thing is wrong" in told.stderr
    (line,) = wrong_lines(told.stdout)
    assert line.startswith("wrong  sign-in: ") and "BEHIND_PROXY=1" in line
    assert "is no https" in plain.stdout and "Name it in ALLOWED_HOSTS" in plain.stdout and plain.returncode == 1
    assert "certificate" in strange.stdout and strange.returncode == 1


def wrong_lines(told: str) -> list[str]:
    return [line for line in told.splitlines() if line.startswith("wrong")]


@pytest.fixture
def sound(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Settings of a deployment in which nothing is wrong within."""
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["videos.example"]
    settings.SECRET_KEY = "a-long-and-random-text-of-a-deployment-0123456789-abcdefghij"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.STATICFILES_DIRS, settings.STATICFILES_FINDERS = [], []
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path / "data", tmp_path / "static"
    settings.DATA_DIR.mkdir(mode=0o700)
    return settings


def looked(**arguments: Any) -> tuple[str, bool]:
    """What the doctor of this process tells, and whether all is well."""
    output = io.StringIO()
    try:
        call_command("doctor", stdout=output, **arguments)
    except CommandError:
        return output.getvalue(), False
    return output.getvalue(), True


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "redis": (
        {
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "CHANNEL_LAYERS": {
                "default": {
                    "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
                    "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
                }
            },
        },
        "REDIS_URL",
    ),
    "static files": (
        {"STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]},
        "collectstatic",
    ),
    "disk": ({"DATA_DIR": "/dev/null/data"}, "DATA_DIR"),
    "model": ({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, "OPENAI_BASE_URL"),
    "settings": ({"SECRET_KEY": "short"}, "SECRET_KEY"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", [None, *BROKEN])
def test_what_is_broken_within_is_told_with_what_to_do(sound: Any, what: str | None) -> None:
    changes, do = BROKEN[what] if what else ({}, "")
    for name, value in changes.items():
        setattr(sound, name, value)
    told, is_well = looked()
    lines = wrong_lines(told)
    assert is_well == (what is None) == (not lines)
    assert all(line.startswith(f"wrong  {what}: ") and do in line for line in lines)


@pytest.mark.django_db
def test_migrations_that_are_missing_are_told_and_nothing_is_asked_that_needs_them(sound: Any) -> None:
    MigrationRecorder.Migration.objects.filter(app="videos").latest("pk").delete()
    told, is_well = looked(address="http://127.0.0.1:1")
    assert not is_well and "manage.py migrate" in told and "address" not in told


@pytest.mark.django_db
def test_a_look_that_fails_by_itself_is_told_and_the_others_go_on(sound: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: 1 / 0)
    told, is_well = looked()
    assert not is_well and "could not be looked at: ZeroDivisionError" in told and "alerts: " in told
