"""What the request of a step costs as its conversation grows: queries, CPU, tokens.

    python -m benchmarks.context [--answers 1 100 400 1000]

One SQLite file in a temporary folder. Each answer has two steps and a call; a request is made ten times, and the least
is told.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from tests.servers import Place

TIMES = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, nargs="+", default=[1, 100, 400, 1000])
    counts = parser.parse_args().answers
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        place.manage("migrate", "--verbosity", "0")
        os.environ |= {**place.environment(), "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        print("answers  queries  CPU ms  messages  tokens")
        stored, project = 0, _project()
        for count in counts:
            _answer(project, count - stored)
            stored = count
            print("{:7}  {:7}  {:6.1f}  {:8}  {:6}".format(count, *_cost(project)))


def _project():  # type: ignore[no-untyped-def]
    from django.contrib.auth.models import User

    from projects.models import Project

    return Project.objects.create(owner=User.objects.create(username="ann"), name="A video")


def _answer(project, count: int) -> None:  # type: ignore[no-untyped-def]
    from django.db import transaction

    from chat.conversation.new_message import NewMessage
    from chat.conversation.sending import send_message
    from chat.models import Message, Step, Stream, ToolCall

    with transaction.atomic():
        for number in range(count):
            stream = send_message(
                project, project.owner, NewMessage.saying(f"Make scene {number} a little calmer.")
            ).stream
            first = Step.objects.create(stream=stream, index=0, content="I look.", finish_reason="tool_calls")
            ToolCall.objects.create(
                stream=stream, step=first, index=0, name="get_video", arguments_text="{}", status="complete",
                result="The scene has a title and two lines. " * 10,
            )  # fmt: skip
            Step.objects.create(stream=stream, index=1, content="It is calmer now. " * 10, finish_reason="stop")
            Stream.objects.filter(pk=stream.pk).update(status="success")
            Message.objects.filter(pk=stream.message_id).update(status="success", content="It is calmer now. " * 10)


def _cost(project) -> tuple[int, float, int, int]:  # type: ignore[no-untyped-def]
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    from chat.answer.model_context import request_for
    from chat.conversation.new_message import NewMessage
    from chat.conversation.sending import send_message
    from chat.llm.request.capabilities import Capabilities
    from chat.llm.request.model_request import body_of
    from chat.models import Stream

    stream = send_message(project, project.owner, NewMessage.saying("And now?")).stream
    request_for(stream)
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        request = request_for(stream)
    spent = []
    for _ in range(TIMES):
        before = time.process_time()
        body = body_of(request_for(stream), Capabilities())
        spent.append((time.process_time() - before) * 1000)
    Stream.objects.filter(pk=stream.pk).update(status="success")
    return len(queries), min(spent), len(request.messages), body.tokens


if __name__ == "__main__":
    main()
