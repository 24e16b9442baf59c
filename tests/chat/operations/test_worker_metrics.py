"""What a worker counts can be asked for by the real reader of Prometheus's text."""

import socket
import time

import httpx
import pytest
from django.core.management import CommandError, call_command
from prometheus_client.parser import text_string_to_metric_families

from tests.people import Person
from tests.servers import Place, free_port
from tests.upstream import call, marker, say
from tests.upstream.server import ScriptedUpstream


def counted(port: int) -> dict[str, float]:
    """What the process at `port` has counted, by name and labels."""
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    samples = [each for family in text_string_to_metric_families(text) for each in family.samples]
    return {" ".join([each.name, *each.labels.values()]): each.value for each in samples}


def until_served(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            counted(port)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the worker never told its counters")


def test_a_worker_tells_what_it_counts(place: Place, upstream: ScriptedUpstream) -> None:
    place.settings["OPENAI_BASE_URL"] = upstream.base_url
    port = free_port()
    with (
        place.server(EMBEDDED_WORKER="0") as server,
        Person.at(server, "tester") as person,
        place.worker("--metrics-port", str(port)),
    ):
        until_served(port)
        state = person.answered(person.project(), marker(call("no_such_tool"), say("Done.")))
        here = counted(port)
    assert state["status"] == "success"
    assert here["reeltalk_streams_ended_total success"] == 1
    assert here["reeltalk_first_token_seconds_count"] == len(state["steps"])
    assert here["reeltalk_events_stored_total"] > 3


def test_a_port_that_is_taken_is_told_and_no_worker_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"127.0.0.1:{port}.*Choose another port"):
            call_command("work", metrics_port=port)
