"""Share links: who has one sees the video and nothing else, as long as it holds."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.people import Person
from tests.servers import Server


@pytest.fixture(scope="module")
def visitor(film_server: Server) -> Iterator[Person]:
    with Person.at(film_server, "visitor") as person:
        yield person


@pytest.fixture
def project(filmmaker: Person) -> str:
    made = filmmaker.project("A <b>sunny</b> day")
    filmmaker.get(f"/api/projects/{made}/video")
    return made


def made_video(person: Person, project: str, **more: Any) -> Any:
    job = person.post(f"/api/projects/{project}/renders", {"format": "mp4", "quality": "draft", **more}, 202)
    return person.job_ended(job["id"])


def share(person: Person, project: str, **fields: Any) -> Any:
    return person.post(f"/api/projects/{project}/shares", fields, 201)


def test_anybody_with_the_link_sees_the_video(filmmaker: Person, project: str, film_server: Server) -> None:
    made_video(filmmaker, project, version=1)
    told = share(filmmaker, project)
    assert told["is_alive"] and told["version"] == 1 and len(told["url"].rsplit("/", 2)[1]) >= 32
    with httpx.Client() as anybody:
        page = anybody.get(told["url"])
        assert page.status_code == 200 and not page.cookies
        assert "A &lt;b&gt;sunny&lt;/b&gt; day" in page.text and "<b>sunny" not in page.text
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow" and page.headers["Referrer-Policy"] == "no-referrer"
        assert "script-src" not in page.text and "<script" not in page.text and "/projects/" not in page.text
        (image,) = re.findall(r'og:image" content="([^"]+)"', page.text)
        (video,) = re.findall(r'og:video" content="([^"]+)"', page.text)
        assert anybody.get(image).headers["Content-Type"] == "image/png"
        part = anybody.get(video, headers={"Range": "bytes=4-7"})
        assert (part.status_code, part.content) == (206, b"ftyp")
        assert anybody.get(f"{film_server.url}/api/projects/{project}/video").status_code == 401
    (listed,) = filmmaker.get(f"/api/projects/{project}/shares")["items"]
    assert listed == {**told, "views": 1}


def test_sharing_has_the_video_made(filmmaker: Person, project: str) -> None:
    share(filmmaker, project)
    jobs = filmmaker.get(f"/api/projects/{project}/jobs?kind=render")["items"]
    (job,) = [job for job in jobs if job["quality"] == "standard"]
    assert (job["format"], job["version"], job["height"]) == ("mp4", 1, 720)


def test_who_may_change_the_video_reads_that_a_link_shows_an_older_one(
    filmmaker: Person, visitor: Person, project: str, film_server: Server
) -> None:
    made_video(filmmaker, project, version=1)
    told = share(filmmaker, project)

    def said(reader: httpx.Client) -> bool:
        return "Made before your last change" in reader.get(told["url"]).text

    title = [{"op": "replace", "path": "/title", "value": "Another day"}]
    with httpx.Client(base_url=film_server.url) as local, httpx.Client() as anybody:
        local.get("/")  # signed in by opening a page
        filmmaker.post(f"/api/projects/{project}/members", {"username": "local", "role": "editor"}, 201)
        assert not said(local)
        filmmaker.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": title})
        assert said(local) and not said(anybody)
        member = filmmaker.get(f"/api/projects/{project}/members")["items"]
        assert {each["username"] for each in member} >= {"local"}


def test_a_file_tells_whether_the_video_was_changed_since(filmmaker: Person, project: str) -> None:
    job = made_video(filmmaker, project, version=1)
    assert job["outdated"] is False
    title = [{"op": "replace", "path": "/title", "value": "Another day"}]
    filmmaker.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": title})
    assert filmmaker.get(f"/api/jobs/{job['id']}")["outdated"] is True
    assert made_video(filmmaker, project)["outdated"] is False


def test_a_link_ends_when_it_is_revoked(filmmaker: Person, visitor: Person, project: str) -> None:
    told = share(filmmaker, project, expires_in_days=1)
    one = f"/api/projects/{project}/shares/{told['id']}"
    assert visitor.http.delete(one).status_code == 404
    assert visitor.http.get(f"/api/projects/{project}/shares").status_code == 404
    filmmaker.ask("DELETE", one, 204)
    for address in ("", "video.mp4", "poster.png"):
        answer = httpx.get(told["url"] + address)
        assert answer.status_code == 410 and "There is no video under this link" in answer.text
    (listed,) = filmmaker.get(f"/api/projects/{project}/shares")["items"]
    assert not listed["is_alive"] and listed["revoked_at"]


def test_an_unknown_link_is_a_friendly_page(film_server: Server) -> None:
    answer = httpx.get(f"{film_server.url}/s/nobody-made-this/")
    assert answer.status_code == 404 and "Ask whoever sent it" in answer.text


def test_what_a_link_cannot_be_is_refused(filmmaker: Person, project: str) -> None:
    for fields in ({"expires_in_days": 0}, {"expires_in_days": 366}, {"version": 0}):
        assert filmmaker.post(f"/api/projects/{project}/shares", fields, 422)["code"] == "invalid"
    assert filmmaker.post(f"/api/projects/{project}/shares", {"version": 7}, 404)["code"] == "not_found"


def test_a_height_is_part_of_what_a_render_is(filmmaker: Person, project: str) -> None:
    first = made_video(filmmaker, project, version=1, height=240)
    assert first["height"] == 240 and first["status"] == "ready"
    ask = {"format": "mp4", "quality": "draft", "version": 1}
    path = f"/api/projects/{project}/renders"
    assert filmmaker.post(path, {**ask, "height": 240}, 202)["id"] == first["id"]
    default = filmmaker.post(path, ask, 202)
    assert default["id"] != first["id"] and default["id"] == filmmaker.post(path, {**ask, "height": 360}, 202)["id"]
    assert filmmaker.post(path, {**ask, "height": 361}, 422)["code"] == "invalid"
    poster = filmmaker.job_ended(filmmaker.post(path, {**ask, "format": "png"}, 202)["id"])
    file = filmmaker.http.get(poster["file"])
    assert file.headers["Content-Type"] == "image/png" and file.content[:4] == b"\x89PNG"
