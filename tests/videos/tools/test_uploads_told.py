"""What a model is told of a person's uploads: what each is, by which id, in few words."""

import pytest
from django.contrib.auth.models import User

from projects.models import Project
from videos.demo.conversation import PICTURE
from videos.models import Upload
from videos.tools.video_in_words import describe_uploads


@pytest.mark.django_db
def test_recordings_and_clips_are_told_as_such_beside_the_pictures() -> None:
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
    for key, name, waveform in (("cat", 'The "cat".mov', [1, 100]), ("dog", "dog.mp4", [])):
        film = {"mime": "video/mp4", "width": 1280, "height": 720, "seconds": 12.03, "waveform": waveform}
        Upload.objects.create(key=key, name=name, sha256=key[0] * 64, **about, **film)
    told = describe_uploads(project)
    assert told.endswith(
        'for place_clip or slots:\ncat: "The \\"cat\\".mov", 12.0 s, 1280×720\ndog: "dog.mp4", 12.0 s, 1280×720, silent'
    )
    assert [found["id"] for found in PICTURE.finditer(told)] == ["red"], "the demo model takes only pictures so"
