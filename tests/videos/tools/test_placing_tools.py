"""`place_clip`: offered where there is a picture or clip, told in few words, and refused with what was meant."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.tools import ToolContext, ToolFailed, find, offered
from projects.accounts.models import Logo
from projects.models import Project
from tests.tokens import tokens
from tests.videos.making import plan
from tests.videos.tools.test_request_size import MOST_IN_A_REQUEST, asked
from videos.models import Author, Upload, Video, with_uploads

pytestmark = pytest.mark.django_db
MORE_WITH_A_CLIP = 175  # tokens
SCENES: list[dict[str, Any]] = [
    {"id": "one", "seconds": 5, "layout": "hero", "heading": "The sea", "picture": "logo"},
    {
        "id": "two",
        "seconds": 4,
        "layout": "countdown",
        "heading": "Soon",
        "figures": [{"value": "3", "label": "", "unit": ""}],
    },
]


@pytest.fixture
def project(settings: Any) -> Project:
    settings.OPENAI_BASE_URL = "http://127.0.0.1:1/v1"  # a model that pays for tokens
    project = Project.objects.create(owner=User.objects.create_user("ann"), name="A video")
    logo = {"name": "Logo.png", "mime": "image/png", "width": 40, "height": 20}
    Upload.objects.create(project=project, key="logo", sha256="2" * 64, size=10, **logo)
    video = Video.objects.of(project)
    video.replace(with_uploads(video.parsed, project.pk), Author.person(project.owner))
    call(project, "plan_scenes", {**plan(), "title": "Sea", "scenes": SCENES})
    return project


@pytest.fixture
def film(project: Project) -> Upload:
    about = {"mime": "video/mp4", "width": 1920, "height": 1080, "seconds": 12.5, "waveform": [50]}
    film = Upload.objects.create(project=project, key="film", name="Beach.mov", sha256="1" * 64, size=10, **about)
    video = Video.objects.of(project)
    video.replace(with_uploads(video.parsed, project.pk), Author.person(project.owner))
    return film


def call(project: Project, name: str, arguments: Any) -> str:
    stream = send_message(project, project.owner, NewMessage.saying("Go on.")).stream
    tool = find(name)
    return str(tool.function(ToolContext(project, stream, uuid4()), tool.parse(arguments)))


def place(project: Project, **arguments: Any) -> str:
    """What the tool answers."""
    return call(project, "place_clip", {"scene_id": "one", "asset": "film", **arguments})


def shown(project: Project, scene: str = "one") -> list[Any]:
    elements = Video.objects.of(project).document["scenes"][scene]["elements"].values()
    return [each for each in elements if each["type"] == "clip"]


def test_it_is_offered_only_where_there_is_something_to_show() -> None:
    project = Project.objects.create(owner=User.objects.create_user("eve"), name="A video")
    words = "Make a video about our bakery."

    def known() -> list[str]:
        return [each["function"]["name"] for each in offered(project, words)]

    assert "place_clip" not in known()
    about = {"mime": "video/mp4", "width": 1920, "height": 1080, "seconds": 12.5, "waveform": []}
    Upload.objects.create(project=project, key="film", name="Beach.mov", sha256="1" * 64, size=10, **about)
    assert "place_clip" in known()


def test_a_first_request_with_a_clip_is_small(settings: Any) -> None:
    settings.OPENAI_BASE_URL = "http://127.0.0.1:1/v1"
    project = Project.objects.create(owner=User.objects.create_user("ben"), name="A video")
    about = {"mime": "video/mp4", "width": 1920, "height": 1080, "seconds": 12.5, "waveform": [50]}
    Upload.objects.create(project=project, key="film", name="Beach.mov", sha256="1" * 64, size=10, **about)
    words = "Make a video about our bakery."
    said = [message["content"] for message in asked(project, words)]
    assert 'film: "Beach.mov", 12.5 s, 1920×1080' in str(said)
    assert tokens(*said, offered(project, words)) <= MOST_IN_A_REQUEST + MORE_WITH_A_CLIP


@pytest.mark.usefixtures("film")
def test_it_takes_the_pictures_place_and_is_told_in_words(project: Project) -> None:
    told = place(project, trim=2.0, volume=0.5)
    (clip,) = shown(project)
    assert f"{clip['id']} shows film from" in told and "to 5 s, without its first 2 s, volume 0.5." in told
    assert "one (px): heading" in told and (clip["trim"], clip["volume"]) == (2.0, 0.5)
    assert Video.objects.of(project).document["scenes"]["one"]["layout"]["slots"]["picture"] == "film"
    assert "muted" in place(project, volume=-1.0) and shown(project)[0]["volume"] == 0.0
    assert "nothing was changed" in place(project, volume=-1.0)
    assert Video.objects.of(project).document["scenes"]["one"]["layout"] is not None


@pytest.mark.usefixtures("film")
def test_where_no_picture_stands_it_is_behind_all_or_in_a_corner(project: Project) -> None:
    place(project, scene_id="two", start=1.0)
    (clip,) = shown(project, "two")
    assert (clip["w"], clip["start"]) == (1280, 1.0)
    place(project, scene_id="two", place="bottom right")
    (clip,) = shown(project, "two")
    assert clip["w"] < 600 and clip["x"] > 600 and clip["start"] == 0.0


def test_a_picture_stands_in_every_scene_where_it_is_told(project: Project) -> None:
    told = place(project, scene_id="*", asset="logo", place="top right")
    scenes = Video.objects.of(project).document["scenes"]
    for scene in scenes.values():
        (logo,) = [each for each in scene["elements"].values() if each["id"] == "logo-1"]
        assert logo["w"] / logo["h"] == pytest.approx(2, rel=0.02) and logo["x"] > 600 and scene["layout"]
    assert "one shows logo. two shows logo." in told


@pytest.mark.usefixtures("film")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"scene_id": "on"}, "Did you mean 'one'?"),
        ({"asset": "flim"}, "Did you mean 'film'?"),
        ({"asset": "logo", "volume": 0.5}, "'logo' is a picture, and only a clip can stand here; the clips are film."),
        ({"place": "top rigth"}, "Did you mean 'top right'?"),
        ({"trim": -2.0}, "trim"),
        ({"start": 5.0}, "the scene 'one' lasts 5 seconds"),
        ({"trim": 12.5}, "the clip 'film' lasts 12.5 seconds"),
        ({"volume": 3.0}, "volume"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_meant(project: Project, arguments: Any, told: str) -> None:
    before = Video.objects.of(project).version
    with pytest.raises(ToolFailed, match=".") as refusal:
        place(project, **arguments)
    assert told in str(refusal.value.message) and "Nothing was changed." in str(refusal.value.message)
    assert Video.objects.of(project).version == before


def test_the_logo_of_a_brand_is_placed_in_its_own_shape_though_nothing_was_uploaded(settings: Any) -> None:
    project = Project.objects.create(owner=User.objects.create_user("kim"), name="A video")
    call(project, "plan_scenes", {**plan(), "title": "Sea", "scenes": SCENES[1:]})
    about = {"name": "Mark.png", "mime": "image/png", "sha256": "7" * 64, "width": 300, "height": 100, "size": 3}
    Logo.objects.create(user=project.owner, data=b"png", **about)
    assert "place_clip" in [each["function"]["name"] for each in offered(project, "Add our logo.")]
    call(project, "place_clip", {"scene_id": "*", "asset": "logo", "place": "every corner"})
    elements = Video.objects.of(project).document["scenes"]["two"]["elements"].values()
    shown = [each for each in elements if each["type"] == "image"]
    assert len(shown) == 4 and all(each["w"] / each["h"] == pytest.approx(3, rel=0.02) for each in shown)
