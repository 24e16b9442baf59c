"""SIGTERM: sockets are told to come back, running answers are handed over, and the next process goes on."""

import json
import signal
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.servers import Place
from tests.upstream.scripts import Hold, Text, marker, step
from tests.upstream.server import ScriptedUpstream

PATIENCE_SECONDS = 20


@pytest.mark.parametrize("kind", ["daphne", "uvicorn"])
def test_a_server_that_goes_down_hands_over_and_the_next_goes_on(
    kind: str, place: Place, upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    gate = f"gate-{uuid4()}"
    place.settings["OPENAI_BASE_URL"] = upstream.base_url
    token = place.token()
    content = "Tell me. " + marker(step(Text("Half ", 1), Hold(gate), Text("and half.")), key=str(uuid4()))
    headers = {"Authorization": f"Bearer {token}"}
    with place.server(kind) as server:
        with server.client(token) as client:
            project = client.post("/api/projects", json={"name": "x"}).json()["id"]
        with (
            connect(f"{server.ws_url}/ws/projects/{project}/", additional_headers=headers) as socket,
            closing(HTTPConnection(server.url.removeprefix("http://"), timeout=PATIENCE_SECONDS)) as poll,
        ):
            socket.send(json.dumps({"type": "send", "id": str(uuid4()), "content": content}))
            delta = _until(socket, "delta")
            stream = delta["stream"]
            poll.request(
                "GET",
                f"/api/streams/{stream}/events?wait=30&after={delta['id']}",
                headers={**headers, "Accept": "application/json"},
            )
            with server.client(token) as client:
                client.get(f"/api/streams/{stream}").raise_for_status()  # so the poll before it has come, too
            server.process.signal(signal.SIGTERM)
            assert _until(socket, "reconnect")["in_ms"] > 0
            with pytest.raises(ConnectionClosed):
                while True:
                    socket.recv(timeout=PATIENCE_SECONDS)
            told = json.loads(poll.getresponse().read())
            assert told == {"events": [], "last_event_id": delta["id"], "done": False}, "it does not wait to its end"
        server.process.child.wait(PATIENCE_SECONDS)  # while the model holds its answer back
    upstream.release(gate)
    with place.server(kind) as server, server.client(token) as client:
        state = client.get(f"/api/streams/{stream}/events", headers={"Accept": "application/json"}, params={"wait": 0})
        assert state.json()["events"][0]["state"]["epoch"] <= 2
        cursor, events = None, []
        while not events or events[-1]["type"] != "finalized":
            answer = client.get(
                f"/api/streams/{stream}/events",
                headers={"Accept": "application/json"},
                params={"wait": 10, **({"after": cursor} if cursor else {})},
            ).json()
            events += answer["events"]
            cursor = answer["last_event_id"]
        assert events[-1]["status"] == "success" and events[-1]["id"].startswith("2-")
        assert client.get(f"/api/streams/{stream}").json()["content"] == "Half and half."
    assert place.manage("replay_stream", stream, "--verify").returncode == 0


def _until(socket: object, type: str) -> dict[str, object]:
    while True:
        frame: dict[str, object] = json.loads(socket.recv(timeout=PATIENCE_SECONDS))  # type: ignore[attr-defined]
        if frame["type"] == type:
            return frame
