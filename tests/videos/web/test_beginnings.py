"""How projects begin: with a prompt and its pictures, as a template, as a duplicate; and being put away."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from projects import lifecycle
from projects.models import Project
from tests.people import Person
from tests.projects.conftest import OpenBrowser, open_browser, people, person, tokens
from tests.upstream.scripts import marker, say
from tests.videos.web.test_assets_api import picture, upload
from videos.gallery.video_templates import all_templates
from videos.models import Video

__all__ = ["open_browser", "people", "person", "tokens"]  # fixtures

pytestmark = pytest.mark.usefixtures("server")
LOOK = {"template": "recipe", "style": "ocean", "format": "9:16"}


def begun(who: Person, status: int = 201, **body: Any) -> Any:
    return who.post("/api/projects", body, status)


def video(who: Person, project: str) -> Any:
    return who.get(f"/api/projects/{project}/video")


# Over the API


def test_templates_and_styles_are_told_with_what_they_look_like(maker: Person) -> None:
    told = maker.get("/api/templates")
    assert {each["id"] for each in told["items"]} == set(all_templates()) and told["next"] is None
    assert {"ocean", "sale"} <= {each["name"] for each in maker.get("/api/styles")["items"]}
    recipe = next(each for each in told["items"] if each["id"] == "recipe")
    assert [scene["layout"] for scene in recipe["scenes"]] == ["title", "list", "steps"]
    own = maker.http.get(recipe["still"])
    assert own.status_code == 200 and Image.open(io.BytesIO(own.content)).format == "WEBP"
    other = maker.http.get(f"{recipe['still']}?style=ocean")
    assert other.status_code == 200 and other.content != own.content
    again = maker.http.get(recipe["still"], headers={"If-None-Match": own.headers["etag"]})
    assert again.status_code == 304
    moving = maker.http.get(recipe["preview"])
    assert moving.headers["content-type"] == "video/mp4" and moving.content[4:8] == b"ftyp"
    assert len(own.content) < 40_000 and len(moving.content) < 400_000


@pytest.mark.parametrize("path", ["/api/templates/nothing/still", "/api/templates/nothing/preview"])
def test_a_template_that_is_not_there_has_no_picture(maker: Person, path: str) -> None:
    assert maker.get(path, 404)["code"] == "not_found"
    assert maker.get("/api/templates/recipe/still?style=oceann", 422)["code"] == "unknown_style"


def test_a_project_begins_as_a_template_whose_words_can_be_replaced(maker: Person) -> None:
    project = begun(maker, template="recipe")
    assert project["name"] == "Recipe" and project["role"] == "owner"
    told = video(maker, project["id"])
    assert told["version"] == 1 and told["document"]["style"]["name"] == "meadow"
    (version,) = maker.get(f"/api/projects/{project['id']}/video/versions")["items"]
    assert "Recipe" in version["summary"]
    words = {"op": "replace", "path": "/scenes/dish/layout/slots/heading", "value": "Red autumn soup"}
    changed = maker.ask("PATCH", f"/api/projects/{project['id']}/video", 200, json={"operations": [words]})
    scene = changed["document"]["scenes"]["dish"]
    assert scene["layout"] and "Red autumn soup" in str(scene["elements"])


def test_a_template_is_taken_in_another_style_shape_and_name(maker: Person) -> None:
    project = begun(maker, **LOOK, name="Soup")
    document = video(maker, project["id"])["document"]
    assert project["name"] == "Soup" and document["style"]["name"] == "ocean"
    assert (document["width"], document["height"]) == (720, 1280)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"template": "receipe"}, "unknown_template"),
        ({"template": "recipe", "style": "oceann"}, "unknown_style"),
        ({"template": "recipe", "format": "3:2"}, "invalid"),
        ({"template": "recipe", "name": " "}, "invalid"),
        ({"style": "ocean"}, "invalid"),
        ({"format": "1:1"}, "invalid"),
    ],
)
def test_what_does_not_fit_begins_nothing(maker: Person, body: Any, code: str) -> None:
    before = maker.get("/api/projects")["items"]
    told = begun(maker, 422, **body)
    assert told["code"] == code and told["message"].endswith(".")
    assert maker.get("/api/projects")["items"] == before


def test_the_brand_of_the_person_is_that_of_the_template(person: Callable[[str], Person]) -> None:
    fay = person("fay")
    fay.ask("PATCH", "/api/brand", 200, json={"colours": ["#0b6f67", "#f5b942"], "heading_font": "slab"})
    logo = fay.http.put("/api/brand/logo", files={"file": ("l.png", picture(size=(80, 40)), "image/png")})
    assert logo.status_code in (200, 201), logo.text
    document = video(fay, begun(fay, template="sale")["id"])["document"]
    assert document["style"]["heading_font"] == "slab" and document["style"]["background"] != "#a91710"
    assert document["scenes"]["end"]["layout"]["slots"]["picture"] == "logo" and "logo" in document["assets"]
    chosen = video(fay, begun(fay, template="sale", style="ocean")["id"])["document"]
    assert (chosen["style"]["background"], chosen["style"]["heading_font"]) == ("#053346", "slab")


def test_a_duplicate_has_video_settings_and_pictures_and_nothing_that_was_said(maker: Person) -> None:
    source = begun(maker, template="sale", name="Sale of June")["id"]
    key = upload(maker, source, picture(), "Roses.png")["id"]
    settings = {"model": "m", "temperature": 0, "system_prompt": "Be brief."}
    maker.ask("PATCH", f"/api/projects/{source}/settings", 200, json=settings)
    maker.answered(source, marker(say("Hello.")))
    copy = maker.post(f"/api/projects/{source}/duplicate", {}, 201)
    assert copy["name"] == "Sale of June (copy)"
    told = video(maker, copy["id"])
    assert told["version"] == 1 and told["document"] == video(maker, source)["document"]
    chosen = maker.get(f"/api/projects/{copy['id']}/settings")
    assert {name: chosen[name] for name in settings} == settings
    assert maker.get(f"/api/projects/{copy['id']}/messages")["items"] == []
    maker.ask("DELETE", f"/api/projects/{source}", 204)
    assert maker.http.get(f"/api/projects/{copy['id']}/assets/{key}").status_code == 200


def test_whoever_sees_a_project_may_duplicate_it_and_nobody_else(maker: Person, visitor: Person) -> None:
    source = begun(maker, template="team")["id"]
    visitor.post(f"/api/projects/{source}/duplicate", {}, 404)
    maker.post(f"/api/projects/{source}/members", {"username": "visitor", "role": "viewer"}, 201)
    copy = visitor.post(f"/api/projects/{source}/duplicate", {}, 201)
    assert (copy["owner"], copy["role"]) == ("visitor", "owner")


def test_a_project_is_put_away_by_its_owner_and_taken_out_again(maker: Person, visitor: Person) -> None:
    project = maker.project("Old")
    before = maker.get(f"/api/projects/{project}")
    maker.post(f"/api/projects/{project}/members", {"username": "visitor", "role": "editor"}, 201)
    path = f"/api/projects/{project}"
    assert visitor.ask("PATCH", path, 403, json={"archived": True})["code"] == "owner_only"
    put_away = maker.ask("PATCH", path, 200, json={"archived": True})
    assert put_away["archived_at"] and put_away["updated_at"] == before["updated_at"]
    again = maker.ask("PATCH", path, 200, json={"archived": True})
    assert again["archived_at"] == put_away["archived_at"]
    ids = lambda query: {each["id"] for each in maker.get(f"/api/projects{query}")["items"]}  # noqa: E731
    assert project in ids("?archived=true") and project not in ids("?archived=false") and project in ids("")
    assert maker.ask("PATCH", path, 200, json={"archived": False})["archived_at"] is None
    assert project in ids("?archived=false")


# By the forms of the page, in the tests' own process


def sent(answer: Any) -> Project:
    """The project to which the form led."""
    found = re.fullmatch(r"/projects/(\d+)/(#newest)?", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return Project.objects.get(pk=found[1])


@pytest.mark.django_db
def test_a_prompt_makes_a_project_and_is_its_first_message(admin_client: Client) -> None:
    answer = admin_client.post("/", {"content": "A sale\r\nof roses", "style": "rose", "format": "9:16"})
    assert answer.headers["Location"].endswith("#newest")
    said, answered = sent(answer).messages.order_by("pk")
    assert said.content == "A sale\nof roses\n\nStyle: rose. Format: 9:16."
    assert answered.status == "pending"


@pytest.mark.django_db
def test_what_was_typed_goes_with_the_template_that_is_taken(admin_client: Client) -> None:
    project = sent(admin_client.post("/", {**LOOK, "content": "Say that it is vegan"}))
    assert project.messages.earliest("pk").content == "Say that it is vegan"
    document = Video.objects.get(project=project).parsed
    assert (document.style.name, document.height) == ("ocean", 1280)
    assert project.renders.get().automatic, "its draft is made at once"
    alone = sent(admin_client.post("/", {"template": "recipe", "content": "", "style": "", "format": ""}))
    assert not alone.messages.exists() and Video.objects.get(project=alone).parsed.style.name == "meadow"


@pytest.mark.django_db
def test_before_anything_is_said_the_studio_speaks_of_the_video_that_stands(admin_client: Client) -> None:
    template = sent(admin_client.post("/", {"template": "recipe", "content": ""}))
    empty = lifecycle.create(template.owner)
    for project, asked in ((template, "Change anything by saying it"), (empty, "What shall we make?")):
        assert asked in admin_client.get(f"/projects/{project.pk}/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"content": " "}, "Write what the video should show"),
        ({"content": "y" * 32_001}, "32,000"),
        ({"content": "Roses", "style": "roze"}, "no style"),
        ({"content": "Roses", "format": "3:2"}, "no shape"),
        ({"content": "Roses", "template": "receipe"}, "no template"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost_or_begun(admin_client: Client, fields: Any, words: str) -> None:
    answer = admin_client.post("/", fields)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and 'role="alert"' in page
    assert f">{fields['content']}</textarea>" in page
    assert not Project.objects.exists()


@pytest.mark.django_db
def test_too_many_waiting_messages_are_told_before_a_project_is_made(admin_client: Client, settings: Any) -> None:
    settings.MAX_QUEUED_PER_USER = 0
    settings.MAX_RUNNING_PER_USER = 0
    answer = admin_client.post("/", {"content": "Roses"})
    assert answer.status_code == 429 and ">Roses</textarea>" in answer.content.decode()
    assert not Project.objects.exists()


@pytest.mark.django_db
def test_another_persons_project_is_not_taken_up(admin_client: Client) -> None:
    other = lifecycle.create(User.objects.create(username="ann"))
    assert admin_client.post("/", {"content": "Roses", "project": str(other.pk)}).status_code == 404
    assert not other.messages.exists()


def test_pictures_go_with_the_prompt_and_those_that_cannot_are_told(
    open_browser: OpenBrowser,
) -> None:
    browser = open_browser("ann")
    browser.get("/")
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    good = [("pictures", (f"p{n}.png", picture(size=(40 + n, 20)), "image/png")) for n in range(5)]
    bad = ("pictures", ("note.png", b"no picture", "image/png"))
    text = marker(say("Seen."))
    answer = browser.post("/", data={**token, "content": text}, files=[good[0], bad])
    assert answer.status_code == 422 and "note.png: This is no picture" in answer.text
    assert 'alt="p0.png"' in answer.text and f">{text}</textarea>" in unescape(answer.text)
    kept = re.search(r'name="project" value="(\d+)"', answer.text)
    assert kept
    more = browser.post("/", data={**token, "content": text, "project": kept[1]}, files=good[1:])
    assert more.status_code == 422 and "p4.png: At most 4 pictures" in more.text
    done = browser.post("/", data={**token, "content": text, "project": kept[1]})
    assert done.status_code == 200 and done.url.path == f"/projects/{kept[1]}/"
    said = browser.get(f"/api/projects/{kept[1]}/messages").json()["items"][0]["content"]
    assert said == f"{text.strip()}\n\n" + "\n".join(f"[picture: p{n}]" for n in range(4))


def test_a_template_taken_after_a_bad_picture_keeps_the_good_ones(
    open_browser: OpenBrowser,
) -> None:
    browser = open_browser("ben")
    browser.get("/")
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    sent = [("pictures", ("a.png", picture(), "image/png")), ("pictures", ("b.png", b"no", "image/png"))]
    answer = browser.post("/", data={**token, "content": "x"}, files=sent)
    kept = re.search(r'name="project" value="(\d+)"', answer.text)
    assert kept
    browser.post("/", data={**token, "content": "", "template": "recipe", "project": kept[1]})
    document = browser.get(f"/api/projects/{kept[1]}/video").json()["document"]
    assert list(document["scenes"]) == ["dish", "needs", "steps"] and "a" in document["assets"]


@pytest.mark.django_db
def test_the_forms_of_a_card_rename_duplicate_and_put_away(admin_client: Client, admin_user: User) -> None:
    project = lifecycle.create(admin_user, "First")
    path = f"/projects/{project.pk}"
    assert admin_client.post(f"{path}/rename/", {"name": "Second", "back": "home"}).headers["Location"] == "/"
    page = admin_client.post(f"{path}/duplicate/", follow=True).content.decode()
    assert "Second (copy)" in page and Project.objects.count() == 2
    page = admin_client.post(f"{path}/archive/", follow=True).content.decode()
    assert "Archive (1)" in page and Project.objects.get(pk=project.pk).archived_at
    page = admin_client.post(f"{path}/archive/", {"out": "1"}, follow=True).content.decode()
    assert "Archive (" not in page and Project.objects.get(pk=project.pk).archived_at is None


@pytest.mark.django_db
def test_the_forms_keep_to_roles(client: Client, admin_user: User) -> None:
    project = lifecycle.create(admin_user, "First")
    viewer = User.objects.create(username="ann")
    client.force_login(viewer)
    path = f"/projects/{project.pk}"
    assert client.post(f"{path}/duplicate/").status_code == 404
    project.members.create(user=viewer, role="viewer")
    assert client.post(f"{path}/archive/").status_code == 403
    assert client.post(f"{path}/duplicate/").status_code == 302
    page = client.get("/").content.decode()
    assert "Delete First" not in page.replace("First (copy)", "") and "Shared by admin" in page


@pytest.mark.django_db
def test_videos_stand_in_the_order_that_is_asked_for(admin_client: Client, admin_user: User) -> None:
    for name in ("bee", "Ant", "cat"):
        lifecycle.create(admin_user, name)
    Project.objects.filter(name="bee").update(updated_at=timezone.now() + timedelta(minutes=1))
    names = lambda query: re.findall(r'card-name">(\w+)<', admin_client.get(f"/{query}").content.decode())  # noqa: E731
    assert names("")[0] == names("?sort=changed")[0] == names("?sort=odd")[0] == "bee"
    assert names("?sort=name") == ["Ant", "bee", "cat"]
    assert names("?sort=created") == ["cat", "Ant", "bee"]


@pytest.mark.django_db
def test_the_page_asks_no_more_of_the_database_with_more_projects(admin_client: Client, admin_user: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get("/").status_code == 200
        return len(captured)

    def make(count: int) -> None:
        for number in range(count):
            project = lifecycle.create(admin_user, f"Video {number}")
            Video.objects.of(project)
            if number % 2:
                lifecycle.archive(project)

    make(2)
    queries()  # the first one begins the session
    few = queries()
    make(70)
    assert queries() == few
    page = admin_client.get("/").content.decode()
    assert page.count('class="card"') == 48, "a page of each"
    assert "1 of 2" in page and len(re.findall('class="card"', admin_client.get("/?page=2").content.decode())) == 36
