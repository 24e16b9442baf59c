"""A day in the life of a client that openapi-python-client generated: `python_client.py URL TOKEN`.

It says what it got in one line of JSON; a wrong type or status ends it with an exception.
"""

import importlib
import json
import pkgutil
import sys
import time
from uuid import uuid4

import reeltalk_client
from reeltalk_client import AuthenticatedClient
from reeltalk_client.api.chat import follow_stream, get_job, get_job_file, get_stream, make_project, send_message
from reeltalk_client.api.videos import get_video, list_versions, make_render, patch_video
from reeltalk_client.models import (
    BuildOut,
    ChangedOut,
    ErrorOut,
    EventsOut,
    FinalizedEvent,
    MessageIn,
    NewProjectIn,
    PatchIn,
    PatchOperationIn,
    PatchOperationInOp,
    ProjectOut,
    RenderIn,
    RenderInFormat,
    RenderInQuality,
    RenderOut,
    SentOut,
    StreamState,
    VersionsOut,
    VideoOut,
)
from reeltalk_client.types import File

PATIENCE_SECONDS = 60


def main(url: str, token: str) -> None:
    for module in pkgutil.walk_packages(reeltalk_client.__path__, "reeltalk_client."):
        importlib.import_module(module.name)
    client = AuthenticatedClient(base_url=url, token=token, timeout=60, raise_on_unexpected_status=True)
    polling = client.with_headers({"Accept": "application/json"})

    project = make_project.sync(client=client, body=NewProjectIn(name="From Python"))
    assert isinstance(project, ProjectOut)
    message = MessageIn(id=uuid4(), content="Hello from Python.")
    state = send_message.sync(project.id, client=client, body=message, wait=30)
    assert isinstance(state, StreamState) and state.status == "success", state
    again = send_message.sync(project.id, client=client, body=message)
    assert isinstance(again, SentOut) and again.stream.id == state.id
    refused = send_message.sync(project.id, client=client, body=MessageIn(id=message.id, content="Something else."))
    assert isinstance(refused, ErrorOut) and refused.code == "id_taken"

    snapshot = get_stream.sync(state.id, client=client)
    assert isinstance(snapshot, StreamState) and snapshot.content == state.content
    events = follow_stream.sync(state.id, client=polling, wait=5)
    assert isinstance(events, EventsOut) and events.done and isinstance(events.events[-1], FinalizedEvent)

    title = PatchOperationIn(op=PatchOperationInOp.REPLACE, path="/title", value="Seen from Python")
    changed = patch_video.sync(project.id, client=client, body=PatchIn(operations=[title]), if_match='"1"')
    assert isinstance(changed, ChangedOut), changed
    video = get_video.sync(project.id, client=client)
    assert isinstance(video, VideoOut) and video.document.title == "Seen from Python"
    versions = list_versions.sync(project.id, client=client)
    assert isinstance(versions, VersionsOut)

    wanted = RenderIn(format_=RenderInFormat.MP4, quality=RenderInQuality.DRAFT)
    job: RenderOut | BuildOut | ErrorOut | None = make_render.sync(project.id, client=client, body=wanted)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while isinstance(job, RenderOut) and job.status != "ready" and time.monotonic() < deadline:
        time.sleep(0.2)
        job = get_job.sync(job.id, client=client)
    assert isinstance(job, RenderOut) and job.status == "ready", job
    file = get_job_file.sync(job.id, client=client)
    assert isinstance(file, File)
    start = get_job_file.sync_detailed(job.id, client=client, range_="bytes=0-99")
    assert (start.status_code, len(start.content)) == (206, 100)

    told = {"content": snapshot.content, "versions": [each.version for each in versions.items]}
    print(json.dumps({**told, "project": project.id, "bytes": len(file.payload.read()), "size": job.size}))


main(*sys.argv[1:])
