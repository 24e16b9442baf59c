"""Files over HTTP: any range of them, and tags by which a copy is known."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from config.common.file_response import byte_range, file_response
from tests.people import Person
from tests.servers import Server
from tests.videos.web.test_assets_api import picture, upload

# The end of a response looks at connections that other tests of this process left open.
pytestmark = pytest.mark.django_db
TEXT = bytes(range(100))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "a.mp4"
    path.write_bytes(TEXT)
    return path


def asked(path: Path, method: str = "GET", **headers: str) -> tuple[int, bytes, Any]:
    """Status, bytes and answer to a request with `headers`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = file_response(RequestFactory().generic(method, "/", headers=named), path, "a.mp4")
    if not isinstance(answer, StreamingHttpResponse):
        return answer.status_code, answer.content, answer

    async def read() -> bytes:
        return b"".join([chunk async for chunk in answer])  # type: ignore[union-attr]

    try:
        return answer.status_code, asyncio.run(read()), answer
    finally:
        answer.close()


@pytest.mark.parametrize(
    ("header", "status", "part"),
    [
        ("", 200, TEXT),
        ("bytes=0-0", 206, TEXT[:1]),
        ("bytes=5-9", 206, TEXT[5:10]),
        ("bytes=90-", 206, TEXT[90:]),
        ("bytes=90-1000", 206, TEXT[90:]),
        ("bytes=-7", 206, TEXT[-7:]),
        ("bytes=-1000", 206, TEXT),
        ("Bytes = 5-9 ,", 206, TEXT[5:10]),
        ("bytes=100-", 416, None),
        ("bytes=100-200", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=99999999999999999999999-", 416, None),
        ("bytes=9-5", 200, TEXT),
        ("bytes=0-1,5-6", 200, TEXT),
        ("bytes=", 200, TEXT),
        ("bytes=-", 200, TEXT),
        ("bytes=a-b", 200, TEXT),
        ("bytes=٣-", 200, TEXT),
        ("lines=1-2", 200, TEXT),
        ("0-5", 200, TEXT),
    ],
)
def test_a_range_is_given_refused_or_left_out_of_account(file: Path, header: str, status: int, part: bytes) -> None:
    got, content, answer = asked(file, Range=header)
    assert got == status and answer["Accept-Ranges"] == "bytes" and answer["ETag"]
    if status == 416:
        assert answer["Content-Range"] == "bytes */100"
    else:
        assert content == part and int(answer["Content-Length"]) == len(part)
        assert ("Content-Range" in answer) == (status == 206)


@given(st.integers(0, 300), st.integers(0, 400), st.integers(0, 400), st.sampled_from(["{0}-{1}", "{0}-", "-{1}"]))
def test_a_range_names_the_bytes_that_a_slice_would(size: int, first: int, last: int, form: str) -> None:
    whole = range(size)
    span = byte_range(f"bytes={form.format(first, last)}", size)
    if form.startswith("-"):
        assert span == (whole[-last:] if last else range(size, size)) or not (span or size)
    elif form == "{0}-{1}" and last < first:
        assert span is None
    else:
        wanted = whole[first : last + 1] if form == "{0}-{1}" else whole[first:]
        assert list(span or ()) == list(wanted)


@given(st.text(max_size=30), st.integers(0, 50))
def test_any_header_of_a_range_is_understood_or_ignored(text: str, size: int) -> None:
    for header in (text, f"bytes={text}"):
        span = byte_range(header, size)
        assert span is None or not span or (0 <= span.start < span.stop <= size)


def test_a_copy_is_known_by_its_tag(file: Path, tmp_path: Path) -> None:
    tag = asked(file)[2]["ETag"]
    assert tag.startswith('"') and tag == asked(file)[2]["ETag"]
    for match in (tag, "*", f"W/{tag}", f'"other", {tag}'):
        assert asked(file, If_None_Match=match)[:2] == (304, b"")
        assert asked(file, If_None_Match=match, Range="bytes=0-4")[0] == 304
    assert asked(file, If_None_Match='"other"')[:2] == (200, TEXT)
    assert asked(file, If_Match=tag)[0] == 200 and asked(file, If_Match='"other"')[0] == 412
    other = tmp_path / "b.mp4"
    other.write_bytes(TEXT[::-1])
    assert asked(other)[2]["ETag"] != tag
    other.replace(file)  # as a render that is made anew
    try:
        assert asked(file, If_None_Match=tag)[:2] == (200, TEXT[::-1])
    finally:
        file.write_bytes(TEXT)


def test_a_range_is_of_the_bytes_that_the_client_has_begun_to_read_or_none(file: Path) -> None:
    tag = asked(file)[2]["ETag"]
    assert asked(file, Range="bytes=5-9", If_Range=tag)[:2] == (206, TEXT[5:10])
    for other in ('"other"', f"W/{tag}", "Sun, 29 Nov 2026 10:00:00 GMT", ""):
        assert asked(file, Range="bytes=5-9", If_Range=other)[:2] == (200, TEXT)
        assert asked(file, Range="bytes=500-", If_Range=other)[:2] == (200, TEXT)


def test_only_a_get_has_ranges(file: Path) -> None:
    status, _, answer = asked(file, method="HEAD", Range="bytes=5-9")
    assert (status, answer["Content-Length"]) == (200, "100")


def test_a_file_that_is_moved_away_while_it_is_sent_comes_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(TEXT)
    answer = file_response(RequestFactory().get("/"), path, "a.mp4")
    (tmp_path / "b").write_bytes(b"other")
    (tmp_path / "b").replace(path)

    async def read() -> bytes:
        return b"".join([chunk async for chunk in answer])

    assert asyncio.run(read()) == TEXT
    answer.close()


def test_every_file_of_the_product_is_served_so(filmmaker: Person, film_server: Server) -> None:
    project = filmmaker.project()
    job = filmmaker.post(f"/api/projects/{project}/renders", {"format": "lottie", "quality": "draft"}, 202)["id"]
    share = filmmaker.post(f"/api/projects/{project}/shares", {"version": 1}, 201)["url"]
    inside = f"{film_server.url}/api/projects/{project}"
    asset = upload(filmmaker, project, picture())["url"]
    filmmaker.job_ended(job)
    for render in filmmaker.get(f"/api/projects/{project}/jobs?kind=render")["items"]:
        filmmaker.job_ended(render["id"])
    files = [f"{film_server.url}/api/jobs/{job}/file", f"{film_server.url}{asset}", f"{inside}/video/still?width=64"]
    files += [f"{inside}/video/still?width=64&version=1", f"{share}poster.png", f"{share}video.mp4"]
    for url in files:
        whole = filmmaker.http.get(url)
        assert whole.status_code == 200 and len(whole.content) > 10, url
        tag = {"If-None-Match": whole.headers["ETag"]}
        again = filmmaker.http.get(url, headers=tag)
        assert (again.status_code, again.content) == (304, b"") and again.headers["ETag"] == whole.headers["ETag"]
        assert again.headers["Cache-Control"] == whole.headers["Cache-Control"]
        part = filmmaker.http.get(url, headers={"Range": "bytes=-4", "If-Range": whole.headers["ETag"]})
        assert (part.status_code, part.content) == (206, whole.content[-4:])
        rest = filmmaker.http.get(url, headers={"Range": "bytes=4-", "If-Range": '"another"'})
        assert (rest.status_code, rest.content) == (200, whole.content)
        assert filmmaker.http.get(url, headers={"Range": "bytes=99999999-"}).status_code == 416
    assert httpx.get(files[0], headers={"If-None-Match": "*"}).status_code == 401  # who may not look is told nothing
