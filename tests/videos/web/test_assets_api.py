"""Uploaded pictures: what comes in, what is kept of it, and how it is shown."""

import io
import zlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import numpy as np
import pillow_heif
import pytest
from PIL import Image, PngImagePlugin

from tests.people import Person
from tests.servers import Server
from tests.upstream.scripts import call, marker, say

pytestmark = pytest.mark.usefixtures("server")
pillow_heif.register_heif_opener()


def picture(format: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **saved: Any) -> bytes:
    output = io.BytesIO()
    Image.new(mode, size, "#ff0000").save(output, format, **saved)
    return output.getvalue()


def upload(person: Person, project: str, data: bytes, name: str = "Logo.png", status: int = 201) -> Any:
    answer = person.http.post(f"/api/projects/{project}/assets", files={"file": (name, data, "image/png")})
    assert answer.status_code == status, answer.text[:300]
    return answer.json()


def still(person: Person, project: str, **query: Any) -> Any:
    answer = person.http.get(f"/api/projects/{project}/video/still", params=query)
    assert answer.status_code == 200, answer.text[:300]
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)


def version(person: Person, project: str) -> int:
    return int(person.get(f"/api/projects/{project}/video")["version"])


@pytest.mark.parametrize(
    ("format", "mode", "mime"),
    [
        ("PNG", "RGBA", "image/png"),
        ("JPEG", "RGB", "image/jpeg"),
        ("WEBP", "RGB", "image/png"),
        ("HEIF", "RGB", "image/jpeg"),
    ],
)
def test_a_picture_comes_back_drawn_anew(maker: Person, format: str, mode: str, mime: str) -> None:
    project = maker.project()
    told = upload(maker, project, picture(format, mode=mode), f"My Löwe.{format}")
    assert (told["id"], told["mime"], told["width"], told["height"]) == ("my-lowe", mime, 40, 20)
    answer = maker.http.get(told["url"])
    assert answer.headers["Content-Type"] == mime and len(answer.content) == told["bytes"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(answer.content)).size == (40, 20)
    assert maker.get(f"/api/projects/{project}/assets")["items"] == [told]


def test_nothing_but_pixels_is_kept(maker: Person) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "where I live")
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "where I live"
    project = maker.project()
    for data in (picture("PNG", pnginfo=notes), picture("JPEG", exif=exif)):
        told = upload(maker, project, data)
        kept = maker.http.get(told["url"]).content
        assert b"where I live" not in kept and b"Exif" not in kept
    assert (told["width"], told["height"]) == (20, 40)


def bomb() -> bytes:
    """A PNG of 60,000 by 60,000 pixels in a few bytes."""
    data = bytearray(picture())
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + data[24:29]
    data[12:33] = head + zlib.crc32(head).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 422, "unknown_file"),
        (b"", 422, "unknown_file"),
        (picture()[:60], 422, "bad_picture"),
        (picture("GIF"), 422, "bad_picture"),
        (picture(size=(5000, 2)), 413, "picture_too_large"),
        (bomb(), 413, "picture_too_large"),
        (picture() + b"\0" * (10 * 2**20), 413, "picture_too_large"),
    ],
    ids=["svg", "empty", "cut", "gif", "long", "bomb", "heavy"],
)
def test_what_is_no_good_picture_is_refused_with_a_sentence(maker: Person, data: bytes, status: int, code: str) -> None:
    project = maker.project()
    told = upload(maker, project, data, status=status)
    assert told["code"] == code and told["message"].endswith(".")
    assert maker.get(f"/api/projects/{project}/assets")["items"] == [] and version(maker, project) == 1


def test_a_body_without_a_file_is_refused(maker: Person) -> None:
    told = maker.post(f"/api/projects/{maker.project()}/assets", {"file": "x"}, 422)
    assert told["code"] == "invalid"


def test_an_upload_is_one_version_and_the_same_again_is_none(maker: Person) -> None:
    project = maker.project()
    first = upload(maker, project, picture())
    assert version(maker, project) == 2
    assert upload(maker, project, picture(), "other.png", 200) == first
    assert upload(maker, project, picture(size=(41, 20)))["id"] == "logo-2"
    assert version(maker, project) == 3
    document = maker.get(f"/api/projects/{project}/video")["document"]
    assert list(document["assets"]) == ["logo", "logo-2"]


def test_the_model_shows_an_upload_and_a_restore_does_not_lose_it(maker: Person) -> None:
    project = maker.project()
    upload(maker, project, picture())
    element = '{"type": "image", "asset": "logo", "fit": "cover", "x": 0, "y": 0, "w": 1280, "h": 720}'

    def patch(operations: list[dict[str, Any]]) -> Any:
        full = [{"from": None, "value_json": None, **operation} for operation in operations]
        arguments = {"operations": full, "explanation": "The logo"}
        message = marker(call("apply_json_patch", arguments), say("Done."), key=str(uuid4()))
        return maker.answered(project, message)["tool_calls"][0]

    place = "/scenes/intro/elements/logo"
    shown = [
        {"op": "add", "path": place, "value_json": element},
        {"op": "add", "path": "/scenes/intro/order/-", "value_json": '"logo"'},
    ]
    unknown = [{**shown[0], "value_json": element.replace('"logo"', '"lego"')}, shown[1]]
    refused = patch(unknown)
    assert refused["status"] == "error" and "there are logo" in refused["error"]["message"]
    maker.post(f"/api/projects/{project}/video/versions/1/restore", status=201)  # before the upload
    assert patch(shown)["status"] == "complete"
    assert list(still(maker, project, t=1)[100, 100]) == [255, 0, 0]
    told = maker.ask("DELETE", f"/api/projects/{project}/assets/logo", 409)
    assert told["code"] == "asset_in_use"
    patch([{"op": "remove", "path": place}, {"op": "replace", "path": "/scenes/intro/order", "value_json": "[]"}])
    maker.ask("DELETE", f"/api/projects/{project}/assets/logo", 204)
    assert maker.get(f"/api/projects/{project}/video")["document"]["assets"] == {}
    assert maker.http.get(f"/api/projects/{project}/assets/logo").status_code == 404


def test_nobody_else_sees_or_changes_a_projects_pictures(maker: Person, visitor: Person, server: Server) -> None:
    project = maker.project()
    url = upload(maker, project, picture())["url"]
    assert visitor.http.get(url).status_code == 404
    assert visitor.http.get(f"/api/projects/{project}/assets").status_code == 404
    assert visitor.http.delete(f"/api/projects/{project}/assets/logo").status_code == 404
    upload(visitor, project, picture(), status=404)
    assert httpx.get(server.url + url).status_code == 401


def test_a_deleted_projects_files_go(maker: Person, server: Server) -> None:
    project = maker.project()
    upload(maker, project, picture())
    still(maker, project)
    data = Path(server.place.folder, "data")
    assert list(data.glob(f"*/{project}/**/*.png"))
    maker.ask("DELETE", f"/api/projects/{project}", 204)
    assert not list(data.glob(f"*/{project}/**/*.png"))


def test_a_still_is_known_by_what_it_shows(maker: Person, visitor: Person) -> None:
    project = maker.project(str(uuid4()))
    url = f"/api/projects/{project}/video/still"
    answer = maker.http.get(url, params={"scene": "intro", "width": 320})
    assert Image.open(io.BytesIO(answer.content)).size == (320, 180)
    etag = answer.headers["ETag"]
    assert answer.headers["Content-Type"] == "image/png" and answer.headers["Cache-Control"] == "private, no-cache"
    again = maker.http.get(url, params={"t": 3, "width": 320}, headers={"If-None-Match": etag})
    assert again.status_code == 304 and not again.content  # 60 % of five seconds
    fixed = maker.http.get(url, params={"version": 1, "width": 320})
    assert "immutable" in fixed.headers["Cache-Control"] and fixed.headers["X-Content-Type-Options"] == "nosniff"
    assert maker.get(url, 404, params={"scene": "outro"})["message"].startswith("There is no scene")
    assert maker.get(url, 404, params={"version": 9})["code"] == "not_found"
    for wrong in ({"t": "nan"}, {"t": -1}, {"width": 5}, {"width": 99999}, {"version": 0}):
        assert maker.get(url, 422, params=wrong)["code"] == "invalid"
    assert visitor.http.get(url).status_code == 404
