"""What a project chooses for its answers reaches the model; what they use is counted and priced."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.contrib.auth.models import User
from django.test import Client

from chat.conversation.prices import money, read_prices, spent
from projects.brand import FONTS
from projects.models import Project, ProjectSettings
from tests.people import Person
from tests.servers import Place, Server
from tests.upstream.scripts import Done, Finish, Hold, Text, Usage, call, marker, say
from tests.upstream.server import Call, ScriptedUpstream
from videos.compiler.text.fonts import FAMILIES

PRICES = {"small": {"prompt": 1.0, "completion": 10.0}, "cheap": {"prompt": 0, "completion": 0}}
PLAN = {
    "title": "Two", "format": "16:9",
    "scenes": [{"id": "one", "seconds": 1, "layout": "custom", "heading": "x", "description": "A calm sea"}],
}  # fmt: skip
BRAND = {"colours": ["#0B6F67", "#f5b942"], "heading_font": "poster", "body_font": "serif"}


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream
) -> Iterator[tuple[Server, Person]]:
    """A server with prices, and somebody who uses it."""
    folder = tmp_path_factory.mktemp("shop")
    more = {"PRICES": json.dumps(PRICES), "OPENAI_MODEL": "small", "MAX_STEPS": "4", "UPSTREAM_ATTEMPTS": "1"}
    place = migrated.copied(folder, {"OPENAI_BASE_URL": upstream.base_url, **more})
    with place.server() as running, Person(running, place.token("owner")) as person:
        yield running, person


@pytest.fixture
def person(shop: tuple[Server, Person]) -> Person:
    return shop[1]


@pytest.fixture
def project(person: Person) -> str:
    """A new project at the shop."""
    return person.project()


def choose(person: Person, project: str, status: int = 200, **chosen: Any) -> Any:
    return person.ask("PATCH", f"/api/projects/{project}/settings", status, json=chosen)


def asked(upstream: ScriptedUpstream, words: str, *, tools: bool = True) -> list[Call]:
    """The model calls whose messages hold `words`."""
    return [each for each in upstream.requests if words in str(each.body) and bool(each.body.get("tools")) == tools]


def used(prompt: int, completion: int, words: str = "Hi.") -> list[Any]:
    return [Text(words), Finish(), Usage(prompt, completion), Done()]


def test_what_was_chosen_reaches_the_model_and_is_recorded(
    person: Person, project: str, upstream: ScriptedUpstream
) -> None:
    plain, special = f"plain {uuid4()}", f"special {uuid4()}"
    person.answered(project, marker(say("Hi."), key=plain))
    choose(person, project, model="cheap", temperature=0.0, system_prompt="  Speak like a pirate.\n")
    answer = person.answered(project, marker(say("Hi."), key=special))
    before, after = asked(upstream, plain)[0].body, asked(upstream, special)[0].body
    assert (before["model"], "temperature" in before) == ("small", False)
    assert (after["model"], after["temperature"]) == ("cheap", 0)
    assert after["messages"][0]["content"].endswith("\nSpeak like a pirate.")
    assert "pirate" not in before["messages"][0]["content"]
    assert answer["status"] == "success"
    assert {row["model"] for row in person.get(f"/api/projects/{project}/usage")["models"]} == {"small", "cheap"}


def test_a_change_counts_from_the_next_step_on(person: Person, project: str, upstream: ScriptedUpstream) -> None:
    gate = f"gate-{uuid4()}"
    first = [Hold(gate), *call("get_video", {"scene_id": None})]
    stream = person.stream(project, marker(first, say("Done."), key=gate))
    upstream.wait_held(gate)
    choose(person, project, model="cheap", temperature=1.5)
    upstream.release(gate)
    assert person.until_ended(stream)["status"] == "success"
    bodies = [each.body for each in asked(upstream, gate)]
    assert [(body["model"], body.get("temperature")) for body in bodies] == [("small", None), ("cheap", 1.5)]


def test_an_answer_takes_as_many_steps_as_the_project_lets_it(person: Person, project: str) -> None:
    steps = [call("get_video", {"scene_id": None})] * 3
    choose(person, project, max_steps=2)
    stopped = person.answered(project, marker(*steps, say("Done.")))
    assert (stopped["error"]["code"], len(stopped["steps"])) == ("out_of_steps", 2)
    choose(person, project, max_steps=None)
    assert person.answered(project, marker(*steps, say("Done."), key="again"))["status"] == "success"


def test_the_brand_is_told_to_the_model_and_to_who_builds_the_scenes(
    person: Person, project: str, upstream: ScriptedUpstream
) -> None:
    key = "the brand is told"  # the same each time: of styles that suit a message, its words choose one
    plan = {**PLAN, "title": key}
    choose(person, project, brand=BRAND, system_prompt="Be brief.")
    stream = person.stream(project, marker(call("plan_scenes", plan), say("Planned."), key=key))
    for job in person.until_ended(stream)["jobs"]:
        person.job_ended(job)
    brand = '{"colours": ["#0b6f67", "#f5b942"], "heading_font": "poster", "body_font": "serif"}'
    assert f"<brand>{brand}</brand>" in asked(upstream, key)[0].body["messages"][0]["content"]
    system, brief = asked(upstream, key, tools=False)[0].body["messages"][:2]
    assert "Be brief." in system["content"]
    told = json.loads(re.findall(r"<brief>\n(.*)\n</brief>", brief["content"])[0])
    assert told["brand"] == json.loads(brand)
    assert told["style"]["accent"] == "#0b6f67"
    document = person.get(f"/api/projects/{project}/video")["document"]
    assert (document["style"]["heading_font"], document["style"]["body_font"]) == ("poster", "serif")
    fonts = [each.get("font") for each in document["scenes"]["one"]["elements"].values() if each["type"] == "text"]
    assert fonts and set(fonts) <= {"heading", "body"}


def test_one_font_may_be_chosen_for_all_words(person: Person, project: str) -> None:
    told = choose(person, project, brand={"font": "mono"})["brand"]
    assert told == {"colours": [], "heading_font": "mono", "body_font": "mono", "font": "mono"}
    told = choose(person, project, brand={"heading_font": "hand"})["brand"]
    assert (told["heading_font"], told["body_font"], told["font"]) == ("hand", "mono", None)
    told = choose(person, project, brand={"font": "slab", "body_font": None})["brand"]
    assert (told["heading_font"], told["body_font"], told["font"]) == ("slab", None, None)
    assert choose(person, project, brand=None)["brand"]["heading_font"] is None


def test_the_models_are_asked_for_once_and_only_listed_ones_are_taken(place: Place, upstream: ScriptedUpstream) -> None:
    place.settings |= {"OPENAI_BASE_URL": upstream.base_url, "OPENAI_MODEL": "small"}
    upstream.stage.models, before = ["small", "large"], upstream.stage.models_asked
    try:
        with place.server() as server, Person(server, place.token()) as person:
            listed = person.get("/api/models")
            assert listed == {"items": [{"id": "large"}, {"id": "small"}], "next": None, "default": "small"}
            project = person.project()
            assert choose(person, project, model="large")["model"] == "large"
            assert choose(person, project, 422, model="huge", temperature=1)["code"] == "unknown_model"
            assert person.get(f"/api/projects/{project}/settings")["temperature"] is None
            assert upstream.stage.models_asked == before + 1
    finally:
        upstream.stage.models = None


def test_a_server_that_lists_no_models_leaves_the_name_free(person: Person, project: str) -> None:
    assert person.get("/api/models")["items"] == []
    assert choose(person, project, model=" anything/at-all ")["model"] == "anything/at-all"


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": 2.1}, {"temperature": -0.1}, {"temperature": "warm"}, {"max_steps": 0}, {"max_steps": 5},
        {"model": "x" * 201}, {"model": "a\nb"}, {"system_prompt": "x" * 8001}, {"system_prompt": "\0"},
        {"brand": {"colours": ["red"]}}, {"brand": {"colours": ["#123456"] * 7}}, {"brand": {"font": "comic"}},
        {"brand": {"heading_font": "heading"}}, {"brand": {"fonts": "sans"}},
        {"colour": "#123456"}, [], {"pictures": "perhaps"}, {"pictures": True}, {"pictures": ""},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_stored(person: Person, project: str, wrong: Any) -> None:
    path = f"/api/projects/{project}/settings"
    both = {"system_prompt": "Stored?", **wrong} if isinstance(wrong, dict) else wrong
    refused = person.ask("PATCH", path, 422, json=both)
    assert refused["code"] and refused["message"].endswith(".")
    assert person.get(path)["system_prompt"] == ""


def test_other_peoples_settings_do_not_exist_and_viewers_only_look(shop: tuple[Server, Person], project: str) -> None:
    server, owner = shop
    with Person(server, server.place.token("stranger")) as stranger:
        stranger.get(f"/api/projects/{project}/settings", 404)
        stranger.ask("PATCH", f"/api/projects/{project}/settings", 404, json={"model": "cheap"})
        stranger.get(f"/api/projects/{project}/usage", 404)
        owner.post(f"/api/projects/{project}/members", {"username": "stranger", "role": "viewer"}, 201)
        stranger.get(f"/api/projects/{project}/usage")
        stranger.ask("PATCH", f"/api/projects/{project}/settings", 403, json={"model": "cheap"})
    with httpx.Client(base_url=server.url) as local:  # signed in by the loopback, and not the owner
        assert local.get("/").status_code == 200
        assert local.get(f"/projects/{project}/settings/").status_code == 404


def test_tokens_and_cost_are_told_below_the_answer_and_added_up(
    person: Person, project: str, upstream: ScriptedUpstream
) -> None:
    with person.tab(project) as tab:
        key = str(uuid4())
        tab.say("send", id=key, content=marker(used(1000, 200)))
        answer = tab.until_type("accepted")["assistant_message"]["id"]
        usage = tab.until_message(answer, "success")["usage"]
    assert (usage["prompt_tokens"], usage["completion_tokens"], usage["cost"]) == (1000, 200, 0.003)
    assert re.fullmatch(r"[\d.]+ s · \$0\.003", usage["words"])
    choose(person, project, model="cheap")
    person.answered(project, marker(used(70, 7), key="cheap"))
    total = person.get(f"/api/projects/{project}/usage")
    assert [(row["model"], row["prompt_tokens"], row["cost"]) for row in total["models"]] == [
        ("small", 1000, 0.003),
        ("cheap", 70, 0),
    ]
    assert (total["total"]["completion_tokens"], total["total"]["cost"], total["answers"]) == (207, 0.003, 2)
    choose(person, project, model="small")
    nonsense = person.send(project, marker(used(10**400, 10), key="nonsense"))
    person.until_ended(nonsense["stream"]["id"])
    messages = person.get(f"/api/projects/{project}/messages")["items"]
    assert (messages[-1]["usage"]["prompt_tokens"], messages[-1]["usage"]["cost"]) == (0, 0.0001)
    choose(person, project, model="nobody-knows")
    person.answered(project, marker(used(10, 1), key="unknown"))
    messages = person.get(f"/api/projects/{project}/messages")["items"]
    assert re.fullmatch(r"[\d.]+ s", messages[-1]["usage"]["words"])
    assert person.get(f"/api/projects/{project}/usage")["total"]["cost"] is None


def test_a_price_is_for_a_million_and_cached_tokens_may_cost_less() -> None:
    prices = read_prices('{"m": {"prompt": 2, "cached": 0.5, "completion": 8}}')
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 400}}
    assert spent(prices, "m", usage).cost == pytest.approx((600 * 2 + 400 * 0.5 + 100 * 8) / 1e6)
    assert spent(prices, "m", {"input_tokens": 5, "output_tokens": 1}).tokens == 6
    assert spent(prices, "m", None).cost is spent(prices, "n", usage).cost is None
    shown = [money(amount, "EUR") for amount in (0, 0.00001, 0.00041, 0.0044, 0.123, 1234.5)]
    assert shown == ["€0.00", "< €0.0001", "€0.0004", "€0.004", "€0.12", "€1,234.50"]


@pytest.mark.parametrize("wrong", ["{", '{"m": {"prompt": -1, "completion": 1}}'])
def test_a_wrong_price_table_stops_the_start_with_one_line(place: Place, wrong: str) -> None:
    place.settings["PRICES"] = wrong
    done = place.manage("check", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Reeltalk cannot start: the setting PRICES") and done.stderr.count("\n") == 1


def test_the_fonts_to_choose_from_are_those_of_the_compiler() -> None:
    assert set(FONTS) == set(FAMILIES)


@pytest.mark.django_db
def test_the_page_has_a_choice_for_pictures(client: Client) -> None:
    user = User.objects.create(username="ann")
    path = f"/projects/{Project.objects.create(owner=user, name='A video').pk}/settings/"
    client.force_login(user)
    for chosen, status in [("no", 302), ("", 302), ("perhaps", 422), ("yes", 302)]:
        assert client.post(path, {"pictures": chosen}).status_code == status
        shown = client.get(path).content.decode()
        assert ProjectSettings.objects.get().pictures == (chosen if status == 302 else "")
        assert re.findall(r'<option value="(\w+)" selected', shown) == ([chosen] if status == 302 and chosen else [])
