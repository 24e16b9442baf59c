"""What a model is told of a person's uploads: what each is, by which id, in few words."""

import pytest
from django.contrib.auth.models import User

from projects.models import Project
from videos.demo.conversation import PICTURE
from videos.models import Upload
from videos.tools.video_in_words import describe_uploads


@pytest.mark.django_db
def test_recordings_are_told_as_such_beside_the_pictures() -> None:
    project = Project.objects.create(owner=User.objects.create_user("ann"))
    about = {"project": project, "size": 10}
    song = {"name": "Our song.mp3", "mime": "audio/ogg", "seconds": 183.42, "waveform": [100]}
    Upload.objects.create(key="our-song", sha256="1" * 64, **about, **song)
    told = describe_uploads(project)
    assert told.startswith("The person has uploaded no pictures")
    assert told.endswith('plays one by its id as asset:\nour-song: "Our song.mp3", 183.4 s')
    red = {"name": "red.png", "mime": "image/png", "width": 40, "height": 20}
    Upload.objects.create(key="red", sha256="2" * 64, **about, **red)
    told = describe_uploads(project)
    assert 'red: "red.png", 40×20, image/png\nRecordings that' in told
    assert [found["id"] for found in PICTURE.finditer(told)] == ["red"], "the demo model takes no song for a picture"
