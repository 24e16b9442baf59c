"""The same version as a file of another shape, laid out anew for it."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.people import Person
from tests.videos.web.test_scenes import worded
from tests.videos.web.test_versions import video

POSTER = {"format": "png", "quality": "standard", "height": 240}


def rendered(person: Person, project: str, status: int = 202, **wanted: Any) -> Any:
    return person.post(f"/api/projects/{project}/renders", {**POSTER, **wanted}, status)


@pytest.fixture
def nova(filmmaker: Person) -> str:
    project = filmmaker.project()
    worded(filmmaker, project, layout="title", slots={"heading": "Nova is here"})
    return project


def test_each_shape_is_a_file_of_its_own_and_the_video_stays_as_it_is(filmmaker: Person, nova: str) -> None:
    before = video(filmmaker, nova)
    sizes = {"16:9": (426, 240), "9:16": (240, 426), "1:1": (240, 240), "4:5": (240, 300)}
    jobs = {shape: rendered(filmmaker, nova, shape=shape) for shape in sizes}
    assert jobs["16:9"]["shape"] is None, "that is its own"
    assert jobs["16:9"]["id"] == rendered(filmmaker, nova)["id"]
    assert jobs["9:16"]["id"] == rendered(filmmaker, nova, shape="9:16")["id"]
    for shape, size in sizes.items():
        done = filmmaker.job_ended(jobs[shape]["id"])
        assert (done["status"], done["shape"]) == ("ready", None if shape == "16:9" else shape)
        answer = filmmaker.http.get(done["file"])
        assert Image.open(io.BytesIO(answer.content)).size == size
        assert (shape.replace(":", "x") in answer.headers["Content-Disposition"]) == (shape != "16:9")
    assert video(filmmaker, nova) == before


def test_what_does_not_fit_into_a_shape_is_told_before_it_is_begun(filmmaker: Person, nova: str) -> None:
    worded(filmmaker, nova, layout="list", slots={"items": ["word " * 20] * 6})
    rendered(filmmaker, nova)
    refused = rendered(filmmaker, nova, 422, shape="1:1")
    assert refused["code"] == "unfit_shape"
    assert refused["message"].startswith("In 1:1: 6 items do not fit")
    assert rendered(filmmaker, nova, 422, shape="3:2")["code"] == "invalid"
