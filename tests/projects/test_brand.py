"""A person's brand: colours and fonts for all their projects, over the API and on the account page."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from projects.brand import FONTS, MOST_COLOURS, NO_BRAND, BrandIn, filled
from tests.people import Person
from tests.projects.conftest import OpenBrowser, submit
from tests.upstream import ScriptedUpstream, call, marker, say
from tests.videos.making import plan, unique
from tests.videos.web.test_logo import BLUE, logo

Brands = st.fixed_dictionaries(
    {
        "colours": st.lists(st.from_regex(r"\A#[0-9a-f]{6}\Z"), max_size=MOST_COLOURS),
        "heading_font": st.sampled_from(["", *FONTS]),
        "body_font": st.sampled_from(["", *FONTS]),
    }
)


@pytest.fixture
def ann(person: Callable[[str], Person]) -> Person:
    person("ann").ask("PATCH", "/api/brand", 200, json={"colours": [], "heading_font": None, "body_font": None})
    return person("ann")


@given(Brands, Brands)
def test_what_a_brand_does_not_choose_is_the_others_field_by_field(own: Any, other: Any) -> None:
    for name, value in filled(own, other).items():
        assert value == (own[name] or other[name])
    assert filled(own, NO_BRAND) == own
    assert BrandIn.model_validate({name: value or ([] if name == "colours" else None) for name, value in own.items()})


def test_a_brand_is_chosen_in_parts_and_only_its_owners(ann: Person, person: Callable[[str], Person]) -> None:
    nothing = {"colours": [], "heading_font": None, "body_font": None, "logo": None}
    assert ann.get("/api/brand") == nothing
    told = ann.ask("PATCH", "/api/brand", 200, json={"colours": ["#0B6F67", "#0b6f67", "#f5b942"]})
    assert told == {**nothing, "colours": ["#0b6f67", "#f5b942"]}
    told = ann.ask("PATCH", "/api/brand", 200, json={"heading_font": "slab"})
    assert told == {**nothing, "colours": ["#0b6f67", "#f5b942"], "heading_font": "slab"}
    assert person("ben").get("/api/brand")["colours"] == []
    assert ann.ask("PATCH", "/api/brand", 200, json={"heading_font": None})["heading_font"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"colours": ["red"]}, {"colours": ["#123456"] * 7}, {"colours": None}, {"body_font": "heading"},
        {"font": "sans"}, [],
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_stored(ann: Person, wrong: Any) -> None:
    both = {"heading_font": "mono", **wrong} if isinstance(wrong, dict) else wrong
    assert ann.ask("PATCH", "/api/brand", 422, json=both)["code"] == "invalid"
    assert ann.get("/api/brand")["heading_font"] is None


def test_it_counts_for_the_owners_projects_whoever_works_there(
    ann: Person, person: Callable[[str], Person], upstream: ScriptedUpstream
) -> None:
    project, ben = ann.project(), person("ben")
    ann.ask("PATCH", "/api/brand", 200, json={"colours": ["#f5b942"], "heading_font": "poster", "body_font": "mono"})
    ann.post(f"/api/projects/{project}/members", {"username": "ben", "role": "editor"}, 201)
    ben.ask("PATCH", f"/api/projects/{project}/settings", 200, json={"brand": {"heading_font": "serif"}})
    settings = ben.get(f"/api/projects/{project}/settings")
    assert settings["brand"] == {"colours": [], "heading_font": "serif", "body_font": None, "font": None}
    assert settings["defaults"]["brand"] == {"colours": ["#f5b942"], "heading_font": "poster", "body_font": "mono"}
    (scene,) = unique("intro")
    key = f"brand of {project}"
    ben.answered(project, marker(call("plan_scenes", plan(scene, layout="title")), say("Done."), key=key))
    style = ben.get(f"/api/projects/{project}/video")["document"]["style"]
    assert (style["heading_font"], style["body_font"], style["accent"]) == ("serif", "mono", "#f5b942")
    asked = next(each for each in upstream.requests if key in str(each.body))
    brand = '{"colours": ["#f5b942"], "heading_font": "serif", "body_font": "mono"}'
    assert f"<brand>{brand}</brand>" in asked.body["messages"][0]["content"]


def test_other_colours_and_another_style_that_are_asked_for_come_first(ann: Person) -> None:
    ann.ask("PATCH", "/api/brand", 200, json={"colours": ["#f5b942"], "body_font": "mono"})
    for more, accent in [({"colors": ["#e2401a"]}, "#e2401a"), ({"style": "bistro"}, "#f2a654")]:
        project, (scene,) = ann.project(), unique("intro")
        ann.answered(project, marker(call("plan_scenes", plan(scene, layout="title", **more)), say("Done."), key=scene))
        style = ann.get(f"/api/projects/{project}/video")["document"]["style"]
        assert (style["accent"], style["body_font"]) == (accent, "mono")


def test_the_account_page_stores_a_brand_and_shows_what_does_not_fit(ann: Person, open_browser: OpenBrowser) -> None:
    browser = open_browser("ann")
    saved = submit(browser, "/account/brand/", colours="#112233, #FFEEDD", heading_font="hand", body_font="")
    assert saved.status_code == 200 and "Your brand is saved." in saved.text
    assert 'value="#112233 #ffeedd"' in saved.text
    assert re.findall(r'<option value="(\w+)" selected', saved.text) == ["hand"]
    refused = submit(browser, "/account/brand/", colours="blue", heading_font="mono", body_font="comic")
    assert refused.status_code == 422
    assert 'value="blue"' in refused.text and refused.text.count("setting-wrong") == 2
    assert ann.get("/api/brand")["heading_font"] == "hand"
    submit(browser, "/account/brand/", colours="#445566")  # as the logo's colours are taken: the fonts stay
    assert (ann.get("/api/brand")["colours"], ann.get("/api/brand")["heading_font"]) == (["#445566"], "hand")
    project = ann.project()
    page = browser.get(f"/projects/{project}/settings/").text
    assert "Default: Caveat" in page and "those of its owner" in page


def test_a_stranger_has_no_brand(open_browser: OpenBrowser) -> None:
    nobody = open_browser()
    assert nobody.get("/api/brand").status_code == 401
    assert nobody.get("/account/brand/", follow_redirects=False).status_code in (302, 405)


def test_the_account_page_takes_shows_and_removes_it(open_browser: OpenBrowser) -> None:
    browser = open_browser("dora")
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    sent = browser.post("/account/brand/logo/", data=token, files={"file": ("a.png", logo(size=(64, 64)), "image/png")})
    assert sent.status_code == 200 and "Your logo is saved." in sent.text
    (address,) = re.findall(r'<img class="logo-shown" src="([^"]+)"', sent.text)
    assert browser.get(address).headers["Content-Type"] == "image/png"
    (colours,) = re.findall(r'type="hidden" name="colours" value="([^"]+)"', sent.text)
    assert colours == BLUE and browser.get("/api/brand").json()["colours"] == []
    noisy = Image.effect_noise((700, 700), 90)
    output = io.BytesIO()
    noisy.save(output, "PNG")  # more than strangers may send
    assert len(output.getvalue()) > 2**18
    large = browser.post("/account/brand/logo/", data=token, files={"file": ("a.png", output.getvalue(), "image/png")})
    assert large.status_code == 200
    refused = browser.post("/account/brand/logo/", data=token, files={"file": ("a.png", b"no picture", "image/png")})
    assert refused.status_code == 422 and "This is no picture that can be read" in refused.text
    assert browser.post("/account/brand/logo/", data=token).status_code == 422
    gone = browser.post("/account/brand/logo/", data={**token, "remove": "1"})
    assert "logo-shown" not in gone.text and browser.get(address).status_code == 404
