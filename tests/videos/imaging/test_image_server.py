"""Families of image servers: what each takes and refuses, what is asked again and what is not, what is fetched."""

import asyncio
import io
import ipaddress
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.painting import Painter, inline, painted
from tests.servers import free_port
from videos.imaging.image_answers import usage_of
from videos.imaging.image_errors import ImageError, LinkRefused
from videos.imaging.image_requests import SIZES, Wish, from_status
from videos.imaging.image_server import ImageServer, shape_of
from videos.imaging.picture_links import checked, is_public
from videos.rendering.picture_limits import MOST_BYTES

KEY = "sk-image-secret"


@pytest.fixture(scope="module")
def painter() -> Iterator[Painter]:
    with Painter() as running:
        yield running


@pytest.fixture
def words() -> str:
    """What no other test asks for."""
    return f"A cat, {uuid4().hex[:8]}"


def order(painter: Painter, words: str, model: str = "local", shape: str = "landscape") -> bytes:
    """The picture that the server makes of the words."""

    async def ask() -> bytes:
        server = ImageServer(painter.base_url, KEY, model)
        return await server.picture(await server.answer(words, shape, uuid4()))

    return asyncio.run(ask())


def failed(painter: Painter, words: str, model: str = "local") -> ImageError:
    with pytest.raises(ImageError) as raised:
        order(painter, words, model)
    return raised.value


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size


@pytest.mark.parametrize(
    ("model", "shape", "size", "requests"),
    [
        ("gpt-image-1", "landscape", (1536, 1024), 2),  # without response_format
        ("gpt-image-1", "portrait", (1024, 1536), 2),
        ("dall-e-3", "landscape", (1792, 1024), 2),  # the nearest of the sizes that it names
        ("dall-e-3", "portrait", (1024, 1792), 2),
        ("dall-e-3", "square", (1024, 1024), 1),
        ("one-size", "portrait", (1024, 1024), 2),  # names none: it may choose
        ("local", "landscape", (1536, 1024), 1),
    ],
)
def test_every_family_makes_a_picture_of_the_shape_as_far_as_it_can(
    painter: Painter, words: str, model: str, shape: str, size: tuple[int, int], requests: int
) -> None:
    assert size_of(order(painter, words, model, shape)) == size
    asked = [body for body in painter.bodies if body["prompt"] == words]
    assert len(asked) == requests and painter.asked[words] == 1  # refused options cost nothing


def test_an_order_says_who_asks_and_each_form_of_it_has_its_own_key(painter: Painter, words: str) -> None:
    order(painter, words, "gpt-image-1")
    first, second = painter.headers[-2:]
    assert first["Authorization"] == second["Authorization"] == f"Bearer {KEY}"
    assert first["Idempotency-Key"] != second["Idempotency-Key"]


@pytest.mark.parametrize(
    ("status", "told", "code", "again"),
    [
        (401, "The key is spent.", "images_refused_credentials", False),
        (403, "Your organization must be verified to use the model.", "images_refused_credentials", False),
        (404, "There is no such model.", "images_not_found", False),
        (400, "The prompt is too long.", "picture_rejected", False),
        (422, {"detail": [{"msg": "prompt is required", "loc": ["body"]}]}, "picture_rejected", False),
        (429, "Slow down.", "images_busy", True),
        (429, {"error": {"message": "You exceeded your quota.", "code": "insufficient_quota"}}, "images_unpaid", False),
        (400, {"error": {"message": "Limit reached.", "code": "billing_hard_limit_reached"}}, "images_unpaid", False),
        (
            400,
            {"error": {"message": "Our safety system.", "code": "content_policy_violation"}},
            "picture_refused",
            False,
        ),
        (400, {"error": {"message": "Our safety system.", "code": "moderation_blocked"}}, "picture_refused", False),
        (500, {"error": "out of memory"}, "images_unavailable", True),
        (503, "Loading the model.", "images_unavailable", True),
        (504, "Gateway timeout", "picture_outcome_unknown", False),  # somebody else lost patience, not the server
        (524, "A timeout occurred", "picture_outcome_unknown", False),
    ],
)
def test_a_refusal_is_told_in_the_servers_sentence(
    painter: Painter, words: str, status: int, told: Any, code: str, again: bool
) -> None:
    painter.will(words, (status, told))
    error = failed(painter, words)
    said = told if isinstance(told, str) else told.get("error", {})
    sentence = said if isinstance(said, str) else said.get("message", "")
    assert (error.code, error.is_tried_again) == (code, again)
    assert sentence in error.message and f"HTTP {status}" in error.detail and painter.asked[words] == 1


def test_our_key_is_never_told(painter: Painter, words: str) -> None:
    painter.will(words, (401, f"Incorrect API key provided: {KEY}."))
    error = failed(painter, words)
    assert KEY not in error.message + error.detail


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("half", "picture_outcome_unknown"),
        ("cut", "no_picture"),
        ({"created": 1, "data": []}, "no_picture"),
        ({"created": 1, "data": [{"b64_json": "***"}]}, "no_picture"),
        ({"created": 1, "data": [{"b64_json": None, "url": None}]}, "no_picture"),
        ({"data": "soon"}, "no_picture"),
        (bytes(MOST_BYTES * 2), "picture_too_big"),
    ],
)
def test_an_answer_without_a_picture_is_none(painter: Painter, words: str, answer: Any, code: str) -> None:
    painter.will(words, answer)
    error = failed(painter, words)
    assert error.code == code and not error.is_tried_again


def test_an_error_inside_a_good_answer_is_told(painter: Painter, words: str) -> None:
    painter.will(words, {"error": {"message": "The paint is out."}})
    assert "The paint is out." in failed(painter, words).message


def test_who_does_not_answer_in_time_may_have_made_it(painter: Painter, words: str, settings: Any) -> None:
    settings.IMAGE_TIMEOUT_SECONDS = 0.5
    painter.will(words, "hang")
    error = failed(painter, words)
    assert error.code == "picture_outcome_unknown" and "may have been made" in error.message


def test_who_is_not_there_made_nothing(words: str) -> None:
    async def ask() -> None:
        await ImageServer(f"http://127.0.0.1:{free_port()}/v1", "", "local").answer(words, "square", uuid4())

    with pytest.raises(ImageError) as raised:
        asyncio.run(ask())
    assert raised.value.code == "images_unreachable" and raised.value.is_tried_again


def test_a_picture_at_the_servers_own_address_is_fetched_without_our_key(painter: Painter, words: str) -> None:
    painter.will(words, "link")
    assert size_of(order(painter, words)) == (1024, 1024)
    assert "Authorization" not in painter.fetched[-1]


def test_a_picture_in_a_data_address_needs_no_fetching(painter: Painter, words: str) -> None:
    data = inline(painted(words))["data"][0]["b64_json"]
    painter.will(words, {"data": [{"url": f"data:image/png;base64,{data}"}]})
    assert order(painter, words) == painted(words)


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (404, "picture_link_gone"),
        (403, "picture_link_gone"),
        (500, "picture_link_broken"),
        ("http://127.0.0.1:1/elsewhere", "picture_link_refused"),
        ("/v1/made/picture.png", "picture_link_refused"),  # not even to itself
        (bytes(MOST_BYTES + 1), "picture_too_big"),
    ],
)
def test_a_fetch_follows_nobody_and_has_an_end(painter: Painter, words: str, link: Any, code: str) -> None:
    painter.links.append(link)
    painter.will(words, "link")
    assert failed(painter, words).code == code


@pytest.mark.parametrize(
    "link",
    [
        "http://example.com/picture.png",  # no https
        "ftp://example.com/picture.png",
        "file:///etc/passwd",
        "https://127.0.0.1/picture.png",
        "https://localhost/picture.png",
        "https://[::1]/picture.png",
        "https://[::ffff:10.0.0.1]/picture.png",
        "https://[64:ff9b::7f00:1]/picture.png",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/picture.png",
        "https://0x7f.1/picture.png",
        "https://0177.0.0.1/picture.png",
        "https://127.1/picture.png",
        "https://100.64.0.1/picture.png",
        "https://[::1",
        "https://",
        "picture.png",
        "",
    ],
)
def test_an_address_that_leads_inside_is_not_asked(painter: Painter, words: str, link: str) -> None:
    painter.will(words, {"data": [{"url": link}]})
    error = failed(painter, words)
    assert error.code == ("picture_link_refused" if link else "no_picture"), error.detail


BASE = "http://10.1.2.3:8080/v1"


@given(st.ip_addresses())
def test_only_addresses_of_the_world_are_public(address: Any) -> None:
    assert is_public(str(address)) <= address.is_global
    host = f"[{address}]" if address.version == 6 else str(address)
    if is_public(str(address)):
        assert not checked(f"https://{host}/x", BASE)[1]
    else:
        with pytest.raises(LinkRefused):
            checked(f"https://{host}/x", BASE)


@given(st.ip_addresses(v=4), st.sampled_from(["64:ff9b::", "2002:", "::ffff:"]))
def test_an_address_that_stands_for_another_is_not_public(inner: ipaddress.IPv4Address, prefix: str) -> None:
    high, low = int(inner) >> 16, int(inner) & 0xFFFF
    outer = f"2002:{high:x}:{low:x}::" if prefix == "2002:" else f"{prefix}{high:x}:{low:x}"
    assert not is_public(outer)


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_is_refused(link: str) -> None:
    try:
        address, is_own = checked(link, BASE)
    except LinkRefused:
        return
    assert is_own or address.scheme == "https"


@pytest.mark.parametrize(
    ("link", "is_own"),
    [
        ("http://10.1.2.3:8080/generated-images/b64.png", True),
        ("http://10.1.2.3:8081/x", None),
        ("https://10.1.2.3:8080/x", None),
        ("http://10.1.2.3/x", None),
        ("https://blob.example.net/a.png?se=2026&sig=a%2Fb%3D", False),
    ],
)
def test_the_servers_own_place_is_its_scheme_host_and_port(link: str, is_own: bool | None) -> None:
    if is_own is None:
        with pytest.raises(LinkRefused):
            checked(link, BASE)
        return
    address, found = checked(link, BASE)
    assert (str(address), found) == (link, is_own)


@given(st.text(max_size=200), st.sampled_from(list(SIZES.values())))
def test_what_is_asked_gets_less_with_each_refusal(refusal: str, size: str) -> None:
    """However a server refuses, it is asked a few times at most."""
    wish: Wish | None = Wish(size)
    asked = []
    for _ in range(5):
        assert wish is not None
        asked.append((wish.size, wish.form))
        wish = wish.without(f"{refusal} size response_format 512x512")
        if wish is None:
            break
    assert wish is None and len(asked) == len(set(asked)) <= 4


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_every_frame_has_a_shape(width: int, height: int) -> None:
    shape = shape_of(width, height)
    turned = {"landscape": "portrait", "portrait": "landscape", "square": "square"}
    assert shape in SIZES and shape_of(height, width) == turned[shape]


@given(st.binary(max_size=60))
def test_any_bytes_have_a_usage_or_none(answer: bytes) -> None:
    assert usage_of(answer) is None or isinstance(usage_of(answer), dict)


def test_statuses_that_no_table_names_have_an_error() -> None:
    for status in range(400, 600):
        response = httpx2.Response(status, request=httpx2.Request("POST", "http://x/"), text="no")
        assert from_status(openai.APIStatusError("no", response=response, body=None)).code != "picture_failed"
