"""Where a link in a message may lead: out, and to a project here; never to what a click would do something in."""

import pytest

from chat.markdown import render_markdown


@pytest.mark.parametrize(
    "address", ["https://example.org/a", "http://example.org", "mailto:a@example.org", "/projects/12/"]
)
def test_a_link_leads_there(address: str) -> None:
    assert f'<a href="{address}"' in render_markdown(f"[there]({address})")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "//example.org/projects/1/", "/admin/", "/projects/1/../../admin/",
        "/projects/1/?x", "/projects/1/delete", "projects/1/", "/projects/x/", "/projects/\u0661/", "\\\\example.org",
    ],
)  # fmt: skip
def test_no_link_leads_there(address: str) -> None:
    assert "href" not in render_markdown(f"[there](<{address}>)")
