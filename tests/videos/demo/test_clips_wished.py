"""Wishes about a video of one's own: it plays in the scene that is named, and it can be mute."""

import pytest

from tests.videos.demo.standing import bakery
from tests.videos.demo.studio import Studio
from videos.demo.languages import say
from videos.models import Author, Upload, Video, with_uploads

pytestmark = pytest.mark.django_db
SECOND = [
    ("en", "use my video in the second scene"), ("en", "put the clip into scene 2"),
    ("de", "zeig mein Video in der zweiten Szene"), ("de", "füge den Clip in Szene 2 ein"),
    ("es", "pon mi vídeo en la escena 2"), ("fr", "mets ma vidéo dans la scène 2"),
    ("pt", "coloca meu vídeo na cena 2"), ("ja", "シーン2にクリップを入れて"),
]  # fmt: skip
FIRST = [
    ("en", "put the clip at the beginning"), ("de", "setze den Clip an den Anfang"), ("es", "pon el clip al principio"),
    ("fr", "mets le clip au début"), ("pt", "coloca o clipe no início"), ("ja", "クリップを最初に入れて"),
]  # fmt: skip
MUTE = [
    ("en", "mute my clip"), ("de", "schalte den Clip stumm"), ("es", "silencia el clip"),
    ("fr", "coupe le son du clip"),    ("pt", "o clipe sem som"), ("ja", "クリップをミュートして"),
]  # fmt: skip


@pytest.fixture
def studio() -> Studio:
    made = bakery()
    about = {"mime": "video/mp4", "width": 1280, "height": 720, "seconds": 8.0, "waveform": [50], "size": 10}
    Upload.objects.create(project=made.project, key="film", name="Beach.mov", sha256="f" * 64, **about)
    video = Video.objects.of(made.project)
    video.replace(with_uploads(video.parsed, made.project.pk), Author.person(made.project.owner))
    return made


def clips(studio: Studio) -> dict[str, list[float]]:
    """The volumes of the clips by the scenes that show them."""
    return {
        name: volumes
        for name, scene in studio.document["scenes"].items()
        if (volumes := [each["volume"] for each in scene["elements"].values() if each["type"] == "clip"])
    }


@pytest.mark.parametrize(("code", "wish"), SECOND)
def test_a_clip_plays_in_the_scene_that_is_named(studio: Studio, code: str, wish: str) -> None:
    said = studio.ask(wish)
    assert clips(studio) == {"offer": [1.0]} and say(code, "clip_placed") in said, said


@pytest.mark.parametrize(("code", "wish"), FIRST)
def test_at_the_beginning_is_the_first_scene(studio: Studio, code: str, wish: str) -> None:
    said = studio.ask(wish)
    assert clips(studio) == {"intro": [1.0]} and say(code, "clip_placed") in said, said


@pytest.mark.parametrize(("code", "wish"), MUTE)
def test_it_is_muted_and_taken_out_again(studio: Studio, code: str, wish: str) -> None:
    studio.ask("put the clip into scene 2")
    said = studio.ask(wish)
    assert clips(studio) == {"offer": [0.0]} and say(code, "clip_muted") in said, said
    studio.ask("remove the clip")
    assert clips(studio) == {}


def test_one_that_comes_with_the_message_goes_where_it_is_said(studio: Studio) -> None:
    studio.ask("Use this in scene 3\n[clip: film]")
    assert clips(studio) == {"hours": [1.0]}
    studio.ask("the clip in the top right corner of scene 1")
    assert set(clips(studio)) == {"intro", "hours"}


def test_what_is_not_there_is_told() -> None:
    made = bakery()
    assert say("en", "no_picture") in made.ask("put the clip into scene 2")
    assert say("en", "no_picture_shown") in made.ask("mute my clip")
