"""Pictures made by a server: each once, whatever breaks on the way; safe as an upload, and where it was wanted."""

import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from tests.chaos.conftest import need_services
from tests.chaos.deployments import own_database, postgres_url
from tests.painting import USAGE, Painter
from tests.people import Person
from tests.servers import Place
from tests.upstream import ScriptedUpstream, calls, marker, say
from tests.upstream.scripts import Hold
from tests.videos.making import plan
from tests.videos.tools.test_tools import steps

Json = dict[str, Any]
SCENES: list[Json] = [
    {"id": "one", "seconds": 3, "layout": "title", "heading": "Our cats"},
    {"id": "two", "seconds": 3, "layout": "statement", "heading": "They sleep all day"},
    {"id": "three", "seconds": 3, "layout": "bar_chart", "heading": "Naps",
     "figures": [{"value": "4", "label": "Mon"}, {"value": "6", "label": "Tue"}]},
]  # fmt: skip


@pytest.fixture(scope="module")
def painter() -> Iterator[Painter]:
    with Painter() as running:
        yield running


def ordering(folder: Path, migrated: Place, upstream: ScriptedUpstream, painter: Painter) -> Place:
    images = {"IMAGE_BASE_URL": painter.base_url, "IMAGE_API_KEY": "sk-image-secret"}
    return migrated.copied(folder, {"OPENAI_BASE_URL": upstream.base_url, **images})


@pytest.fixture(scope="module")
def person(
    tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream, painter: Painter
) -> Iterator[Person]:
    """Somebody at a server of their own, for whom the scripted image server makes pictures."""
    place = ordering(tmp_path_factory.mktemp("pictures"), migrated, upstream, painter)
    with place.server() as server, Person.at(server, "orderer") as someone:
        yield someone


@pytest.fixture
def words() -> str:
    """What no other test asks for."""
    return f"A cat on a sofa, {uuid4().hex[:6]}"


@pytest.fixture
def video(person: Person) -> str:
    return filmed(person)


def filmed(person: Person) -> str:
    """A project with a video."""
    project = person.project()
    (done,) = steps(person, project, ("plan_scenes", {**plan(), "title": "Cats", "scenes": SCENES}))
    assert done["status"] == "complete", done["error"]
    return project


def ordered(person: Person, project: str, words: str, **more: str) -> Json:
    """The call of make_picture, once its answer has ended."""
    (done,) = steps(person, project, ("make_picture", {"about": words, **more}))
    return done


def newest(person: Person, project: str) -> Json:
    found: Json = person.get(f"/api/projects/{project}/jobs?kind=picture")["items"][0]
    return found


def made(person: Person, project: str, words: str, **more: str) -> Json:
    """The job of a picture, once it is over."""
    done = ordered(person, project, words, **more)
    assert done["status"] == "complete", done["error"]
    found: Json = person.job_ended(newest(person, project)["id"])
    return found


def picture_of(person: Person, project: str, scene: str) -> str:
    document = person.get(f"/api/projects/{project}/video")["document"]
    return str(document["scenes"][scene]["layout"]["slots"]["picture"])


def answers(place: Place, project: str) -> list[Path]:
    return [each for each in (place.folder / "data" / "orders" / project).rglob("*") if each.is_file()]


def test_a_picture_is_made_once_and_its_scene_shows_it_with_a_way_back(
    person: Person, painter: Painter, video: str, words: str
) -> None:
    job = made(person, video, words, scene_id="two")
    assert (job["status"], job["progress"], job["attempts"], job["shape"]) == ("ready", 1.0, 1, "landscape")
    assert (job["about"], job["scene"], job["warnings"]) == (words, "two", []) and painter.asked[words] == 1
    with Image.open(io.BytesIO(person.http.get(job["url"]).content)) as image:
        assert image.size == (1536, 1024)
    (asset,) = person.get(f"/api/projects/{video}/assets")["items"]
    assert (asset["id"], asset["name"]) == (job["asset"], words) and picture_of(person, video, "two") == asset["id"]
    assert answers(person.server.place, video) == []
    newest = person.get(f"/api/projects/{video}/video/versions")["items"][-1]
    assert newest["summary"] == f"Made the picture “{words}” for “They sleep all day”"
    message = person.get(f"/api/projects/{video}/messages")["items"][-1]
    assert message["status"] == "success" and [each["id"] for each in message["jobs"]] == [job["id"]]

    person.post(f"/api/projects/{video}/video/undo", {"version": newest["version"]})
    assert picture_of(person, video, "two") == ""
    again = made(person, video, words, scene_id="one")  # the same words: the same picture
    assert again["asset"] == asset["id"] == picture_of(person, video, "one")
    assert painter.asked[words] == 1 and len(person.get(f"/api/projects/{video}/assets")["items"]) == 1
    portrait = made(person, video, words, shape="portrait")
    assert portrait["asset"] != asset["id"] and painter.asked[words] == 2


def test_what_it_cost_is_counted(person: Person, video: str, words: str) -> None:
    made(person, video, words)
    used = person.get(f"/api/projects/{video}/usage")
    (images,) = [each for each in used["models"] if each["model"] == "gpt-image-1"]
    assert (images["prompt_tokens"], images["completion_tokens"]) == (USAGE["input_tokens"], USAGE["output_tokens"])


def test_the_same_picture_twice_at_once_is_asked_for_once(
    person: Person, painter: Painter, video: str, words: str
) -> None:
    both = [("make_picture", {"about": words, "scene_id": scene}) for scene in ("one", "two")]
    assert [done["status"] for done in steps(person, video, *both)] == ["complete"] * 2
    for job in person.get(f"/api/projects/{video}/jobs?kind=picture")["items"]:
        assert person.job_ended(job["id"])["status"] == "ready"
    assert picture_of(person, video, "one") == picture_of(person, video, "two") != "" and painter.asked[words] == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"about": "A cat", "scene_id": "tow"}, "there is no scene 'tow'"),
        ({"about": "A cat", "shape": "round"}, "/shape"),
        ({"about": ""}, "/about"),
        ({"about": "a" * 2001}, "2000"),
    ],
)
def test_what_cannot_be_ordered_is_refused_before_anybody_is_asked(
    person: Person, video: str, arguments: Json, told: str
) -> None:
    (done,) = steps(person, video, ("make_picture", arguments))
    assert done["status"] == "error" and told in done["error"]["message"]
    assert person.get(f"/api/projects/{video}/jobs?kind=picture")["items"] == []


def test_a_scene_that_shows_no_picture_is_told_which_layouts_do(person: Person, video: str, words: str) -> None:
    (changed,) = steps(
        person, video, ("edit_scene", {"scene_id": "one", "layout": "countdown", "slots_json": '{"items": ["3", "2"]}'})
    )
    assert changed["status"] == "complete", changed["error"]
    done = ordered(person, video, words, scene_id="one")
    assert done["error"]["code"] == "no_place" and "none of before_after" in done["error"]["message"]


def test_a_scene_that_somebody_changed_meanwhile_stays(
    person: Person, painter: Painter, video: str, words: str
) -> None:
    own = made(person, video, f"{words}, my own")["asset"]
    painter.hold()
    done = ordered(person, video, words, scene_id="two")
    assert done["status"] == "complete", done["error"]
    painter.until_asked(words)
    path = f"/api/projects/{video}/video/scenes/two"
    person.ask("PATCH", path, 200, json={"slots": {"picture": own, "heading": "Mine"}})
    painter.release()
    job = person.job_ended(newest(person, video)["id"])
    assert job["status"] == "ready" and job["asset"] and "changed meanwhile" in job["warnings"][0]
    assert picture_of(person, video, "two") == own


def test_other_words_meanwhile_stay_beside_the_picture(
    person: Person, painter: Painter, video: str, words: str
) -> None:
    painter.hold()
    ordered(person, video, words, scene_id="two")
    painter.until_asked(words)
    person.ask("PATCH", f"/api/projects/{video}/video/scenes/two", 200, json={"slots": {"heading": "Mine"}})
    painter.release()
    job = person.job_ended(newest(person, video)["id"])
    assert picture_of(person, video, "two") == job["asset"]
    slots = person.get(f"/api/projects/{video}/video")["document"]["scenes"]["two"]["layout"]["slots"]
    assert slots["heading"] == "Mine"


def test_a_scene_that_is_gone_is_told(person: Person, painter: Painter, video: str, words: str) -> None:
    painter.hold()
    ordered(person, video, words, scene_id="two")
    painter.until_asked(words)
    assert steps(person, video, ("delete_scene", {"scene_id": "two"}))[0]["status"] == "complete"
    painter.release()
    job = person.job_ended(newest(person, video)["id"])
    assert job["status"] == "ready" and job["asset"] and "is gone" in job["warnings"][0]


def test_a_refusal_is_told_and_not_offered_again(person: Person, painter: Painter, video: str, words: str) -> None:
    told = {"message": "Your request was rejected by our safety system.", "code": "content_policy_violation"}
    painter.will(words, (400, {"error": told}))
    error = made(person, video, words)["error"]
    assert (error["code"], error["retryable"]) == ("picture_refused", False) and told["message"] in error["message"]
    assert painter.asked[words] == 1 and person.get(f"/api/projects/{video}/assets")["items"] == []


def test_a_key_that_is_spent_can_be_tried_again_once_it_is_right(
    person: Person, painter: Painter, video: str, words: str
) -> None:
    painter.will(words, (401, "The key sk-image-secret is spent."))
    job = made(person, video, words, scene_id="one")
    assert (job["error"]["code"], job["error"]["retryable"]) == ("images_refused_credentials", True)
    assert "is spent" in job["error"]["message"] and "secret" not in job["error"]["message"]
    person.post(f"/api/jobs/{job['id']}/retry", status=202)
    assert person.job_ended(job["id"])["status"] == "ready" and picture_of(person, video, "one")
    assert painter.asked[words] == 2


def test_a_busy_server_is_asked_again_by_itself(person: Person, painter: Painter, video: str, words: str) -> None:
    painter.will(words, (429, "Slow down."), (503, "Later."))
    job = made(person, video, words)
    assert (job["status"], job["attempts"]) == ("ready", 3) and painter.asked[words] == 3


def test_what_may_have_been_paid_for_is_asked_for_again_by_a_person_only(
    person: Person, painter: Painter, video: str, words: str
) -> None:
    painter.will(words, "half")
    job = made(person, video, words)
    assert (job["error"]["code"], job["error"]["retryable"]) == ("picture_outcome_unknown", True)
    assert "may have been made" in job["error"]["message"] and painter.asked[words] == 1
    person.post(f"/api/jobs/{job['id']}/retry", status=202)
    assert person.job_ended(job["id"])["status"] == "ready" and painter.asked[words] == 2


def bomb() -> bytes:
    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("answer", "code", "retryable"),
    [
        (b"<svg onload='alert(1)'/>", "no_picture", True),
        (b"", "no_picture", True),
        (b"\x89PNG\r\n\x1a\nnot really", "no_picture", True),
        (bomb(), "picture_too_big", False),
        ("cut", "no_picture", True),
    ],
    ids=["svg", "empty", "png", "bomb", "cut"],
)
def test_what_is_no_picture_reaches_nobody(
    person: Person, painter: Painter, video: str, words: str, answer: Any, code: str, retryable: bool
) -> None:
    painter.will(words, answer)
    job = made(person, video, words, scene_id="one")
    assert (job["status"], job["error"]["code"], job["error"]["retryable"]) == ("failed", code, retryable)
    assert painter.asked[words] == 1 and answers(person.server.place, video) == []
    assert person.get(f"/api/projects/{video}/assets")["items"] == [] and picture_of(person, video, "one") == ""


def test_a_picture_that_could_not_be_fetched_is_not_made_anew(
    person: Person, painter: Painter, video: str, words: str
) -> None:
    painter.links += [500] * 3
    painter.will(words, "link")
    job = made(person, video, words)
    assert (job["error"]["code"], job["error"]["retryable"]) == ("picture_link_broken", True)
    person.post(f"/api/jobs/{job['id']}/retry", status=202)
    assert person.job_ended(job["id"])["status"] == "ready" and painter.asked[words] == 1


def test_a_stopped_answer_takes_its_pictures_along(person: Person, painter: Painter, video: str, words: str) -> None:
    painter.will(words, "hang")
    told = marker(calls(("make_picture", {"about": words})), [Hold(words)], key=uuid4().hex)
    stream = person.stream(video, told)
    painter.until_asked(words)
    person.post(f"/api/streams/{stream}/stop", status=202)
    job = person.job_ended(newest(person, video)["id"])
    assert (job["status"], job["error"]["code"]) == ("cancelled", "stopped_with_answer")
    assert painter.asked[words] == 1 and job["stream"] == stream


def test_a_stopped_job_ends_its_request(person: Person, painter: Painter, video: str, words: str) -> None:
    painter.will(words, "hang")
    ordered(person, video, words)
    painter.until_asked(words)
    job = newest(person, video)["id"]
    person.post(f"/api/jobs/{job}/cancel", status=202)
    assert person.job_ended(job)["status"] == "cancelled"
    painter.until_left(words)


def test_a_dozen_wait_and_no_more(person: Person, painter: Painter, video: str, words: str) -> None:
    wishes = [("make_picture", {"about": f"{words} {number}"}) for number in range(13)]
    painter.hold()
    *begun, refused = steps(person, video, *wishes)
    assert {each["status"] for each in begun} == {"complete"} and refused["error"]["code"] == "too_many_orders"
    painter.release()
    for job in person.get(f"/api/projects/{video}/jobs?kind=picture")["items"]:
        assert person.job_ended(job["id"])["status"] == "ready"


@pytest.fixture(params=["sqlite", "postgres"])
def crashing(
    request: pytest.FixtureRequest, tmp_path: Path, migrated: Place, upstream: ScriptedUpstream, painter: Painter
) -> Iterator[Person]:
    """Somebody at a place without a worker of its own, on each of the databases."""
    with ExitStack() as stack:
        place = ordering(tmp_path, migrated, upstream, painter)
        place.settings |= {"LEASE_SECONDS": "1", "EMBEDDED_WORKER": "0"}
        if request.param == "postgres":
            need_services()
            place.settings["DATABASE_URL"] = stack.enter_context(own_database(postgres_url()))
            place.manage("migrate", "--verbosity", "0")
        server = stack.enter_context(place.server())
        yield stack.enter_context(Person.at(server, "crashed"))


def begun(person: Person, words: str) -> Json:
    """A job whose worker dies where the place says."""
    project = person.project()
    with person.server.place.worker():
        (done,) = steps(person, project, ("plan_scenes", {**plan(), "title": "Cats", "scenes": SCENES}))
        assert done["status"] == "complete"
    return {
        "project": project,
        "stream": person.stream(
            project, marker(calls(("make_picture", {"about": words, "scene_id": "one"})), say("Done."), key=uuid4().hex)
        ),
    }


def die_at(place: Place, point: str) -> None:
    with place.worker(FAILPOINTS=f"{point}=kill") as doomed:
        assert doomed.child.wait(60) == -9


def test_a_crash_behind_the_answer_costs_nothing(crashing: Person, painter: Painter, words: str) -> None:
    place, found = crashing.server.place, begun(crashing, words)
    for point in ("after_order", "before_picture_ready"):
        die_at(place, point)
    with place.worker():
        job = crashing.job_ended(newest(crashing, found["project"])["id"])
    assert (job["status"], job["attempts"]) == ("ready", 1) and painter.asked[words] == 1
    assert picture_of(crashing, found["project"], "one") == job["asset"]
    assert answers(place, found["project"]) == []


def test_a_crash_before_the_answer_is_told_and_not_repeated(crashing: Person, painter: Painter, words: str) -> None:
    place, found = crashing.server.place, begun(crashing, words)
    die_at(place, "before_order")
    with place.worker():
        job = crashing.job_ended(newest(crashing, found["project"])["id"])
        assert (job["status"], job["error"]["code"]) == ("failed", "picture_outcome_unknown")
        assert "may have been made" in job["error"]["message"] and not painter.asked[words]
        crashing.post(f"/api/jobs/{job['id']}/retry", status=202)
        assert crashing.job_ended(job["id"])["status"] == "ready" and painter.asked[words] == 1
