"""What goes when there is no room, what stays, and what is said about it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from chat import jobs
from chat.jobs import JobStatus
from projects.models import Project
from tests.people import Person
from tests.servers import Server
from videos.files.file_pruning import prune_files
from videos.models import Author, Format, Quality, Render, Share, Video
from videos.models.disk import written

MB = 2**20
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def video(tmp_path: Path, settings: Any) -> Iterator[Video]:
    """A video of three versions, in an own folder with room for ten megabytes."""
    settings.DATA_DIR, settings.PROJECT_DISK_QUOTA_MB, settings.DISK_QUOTA_MB = tmp_path, 10, 1000
    project = Project.objects.create(owner=User.objects.create(username="owner"), name="Full")
    video = Video.objects.of(project)
    for number in (2, 3):
        video.patch([{"op": "replace", "path": "/title", "value": f"v{number}"}], Author.person(project.owner))
    yield video


def finished(video: Video, number: int, quality: Quality = Quality.STANDARD, *, megabytes: int, age: int = 0) -> Render:
    render = Render.objects.ask(video, number, Format.MP4, quality, video.project.owner_id)
    Render.objects.filter(pk=render.pk).update(status=JobStatus.READY, finished_at=timezone.now())
    store(render.final_path, megabytes, age)
    return Render.objects.get(pk=render.pk)


def store(path: Path, megabytes: int, age: int = 5000) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(megabytes * MB)
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_nothing_goes_while_there_is_room(video: Video, tmp_path: Path) -> None:
    kept = [finished(video, 1, megabytes=4).final_path, store(tmp_path / f"pieces/{video.project_id}/a.mp4", 5)]
    assert prune_files() == 0 and all(path.exists() for path in kept)


def test_the_least_useful_goes_first_and_the_newest_version_stays(video: Video, tmp_path: Path) -> None:
    place = str(video.project_id)
    newest = finished(video, 3, megabytes=4)
    picture = store(tmp_path / "assets" / place / "logo.png", 2)
    old, draft = finished(video, 1, megabytes=3, age=99), finished(video, 2, Quality.DRAFT, megabytes=1)
    still, piece = store(tmp_path / "stills" / place / "a.png", 1), store(tmp_path / "pieces" / place / "a.mp4", 2)
    fresh = store(tmp_path / "pieces" / place / "b.mp4", 1, age=0)
    assert prune_files() == 3
    assert not still.exists() and not draft.final_path.exists() and not piece.exists()
    store(tmp_path / "assets" / place / "big.png", 1)
    assert prune_files() == 1
    assert not old.final_path.exists()
    store(tmp_path / "assets" / place / "bigger.png", 20)
    assert prune_files() == 0  # what is left is in use, however little room there is
    assert newest.final_path.exists() and picture.exists() and fresh.exists()


def test_a_shared_version_stays(video: Video) -> None:
    shared, other = finished(video, 1, megabytes=8), finished(video, 2, megabytes=8)
    Share.objects.make(video, video.project.owner, 1, 1)
    prune_files()
    assert shared.final_path.exists() and not other.final_path.exists()


def test_a_removed_file_is_told_by_its_job_which_can_be_retried(video: Video) -> None:
    render = finished(video, 1, megabytes=20)
    prune_files()
    render.refresh_from_db()
    assert render.status == JobStatus.CANCELLED and render.as_json()["error"] == {
        "code": "file_removed",
        "message": "The file was removed to free disk space. Retry makes it again.",
        "retryable": True,
    }
    assert Render.objects.ask(video, 1, Format.MP4, Quality.STANDARD, video.project.owner_id).pk != render.pk
    Render.objects.exclude(pk=render.pk).delete()
    jobs.retry(render)
    assert render.status == JobStatus.QUEUED and not render.error_code


def test_a_render_whose_file_vanished_is_made_anew(video: Video) -> None:
    render = finished(video, 1, megabytes=1)
    render.final_path.unlink()
    again = Render.objects.ask(video, 1, Format.MP4, Quality.STANDARD, video.project.owner_id)
    assert again.pk != render.pk and again.status == JobStatus.QUEUED


def test_leftovers_and_files_of_deleted_projects_go(video: Video, tmp_path: Path) -> None:
    place = str(video.project_id)
    dead = store(tmp_path / "renders" / place / "x.3.part.mp4", 1, age=9000)
    alive = store(tmp_path / "pieces" / place / "x.part", 1, age=10)
    orphan = store(tmp_path / "pieces" / "999999" / "a.mp4", 1)
    prune_files()
    assert not dead.exists() and alive.exists() and not orphan.parent.exists()


def test_pictures_of_a_project_that_is_being_made_stay(video: Video, tmp_path: Path) -> None:
    picture = store(tmp_path / "assets" / "999999" / "a.png", 1)
    prune_files()
    assert picture.exists()
    os.utime(picture.parent, (time.time() - 9000,) * 2)
    prune_files()
    assert not picture.parent.exists()


def test_the_quota_of_all_takes_from_the_project_that_was_not_used_for_longest(
    video: Video, tmp_path: Path, settings: Any
) -> None:
    settings.DISK_QUOTA_MB = 10
    other = Project.objects.create(owner=video.project.owner, name="Other")
    lately = store(tmp_path / f"pieces/{video.project_id}/a.mp4", 6, age=2000)
    long_ago = store(tmp_path / f"pieces/{other.pk}/a.mp4", 6, age=3000)
    assert prune_files() == 1
    assert lately.exists() and not long_ago.exists()


def test_a_file_stands_under_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.png"
    with pytest.raises(RuntimeError), written(path) as working:
        working.write_bytes(b"half")
        raise RuntimeError
    assert list(path.parent.iterdir()) == []


def test_a_job_without_its_file_says_so(filmmaker: Person, film_server: Server) -> None:
    project = filmmaker.project()
    ask = {"format": "lottie", "quality": "standard", "version": 1}
    job = filmmaker.job_ended(filmmaker.post(f"/api/projects/{project}/renders", ask, 202)["id"])
    Path(film_server.place.folder, "data", "renders", project, f"{job['id']}.json").unlink()
    told = filmmaker.get(f"/api/jobs/{job['id']}/file", 410)
    assert told["code"] == "file_removed" and "made anew" in told["message"]
    again = filmmaker.job_ended(filmmaker.post(f"/api/projects/{project}/renders", ask, 202)["id"])
    assert again["id"] != job["id"] and filmmaker.http.get(again["file"]).status_code == 200
    assert filmmaker.get(f"/api/jobs/{job['id']}/file", 410)["message"].endswith("Retry makes it again.")
