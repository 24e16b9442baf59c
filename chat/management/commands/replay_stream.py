import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chat.models import Stream, StreamEvent
from chat.stream.events import EventId, Record
from chat.stream.verify import Pruned, differences
from config.common.errors import ChatError
from projects.access import number

LONGEST_PAUSE_SECONDS = 60.0


class Command(BaseCommand):
    help = "Print the recorded events of an answer in their order and with their timing. Runs and writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("stream", metavar="STREAM_ID")
        parser.add_argument("--speed", type=float, default=1.0, help="2: twice as fast; 0: at once")
        parser.add_argument("--after", metavar="EVENT_ID", help="only the events after this one")
        parser.add_argument("--json", action="store_true", help="each event as the JSON that clients got")
        parser.add_argument("--verify", action="store_true", help="compare the folded events with what is stored")

    def handle(self, *, stream: str, speed: float, after: str | None, json: bool, verify: bool, **options: Any) -> None:
        try:
            found = Stream.objects.select_related("message").get(pk=number(stream))
        except (ChatError, Stream.DoesNotExist) as error:
            raise CommandError(f"There is no stream {stream!r}.") from error
        if verify:
            self.verify(found)
            return
        if speed < 0:
            raise CommandError("--speed is 0 (at once) or more.", returncode=2)
        cursor = EventId.parse(after) if after else EventId(0, 0)
        if cursor is None:
            raise CommandError(f"{after!r} is no event id; they look like 1-42.", returncode=2)
        self.replay(found, speed, cursor, json)

    def replay(self, stream: Stream, speed: float, after: EventId, as_json: bool) -> None:
        last = None
        rows = StreamEvent.objects.filter(stream=stream, epoch__gte=after.epoch).order_by("epoch", "seq")
        for row in rows.iterator():
            id = EventId(row.epoch, row.seq)
            if id <= after:
                continue
            if speed and last is not None:
                time.sleep(min(max(0.0, (row.created_at - last).total_seconds() / speed), LONGEST_PAUSE_SECONDS))
            last = row.created_at
            record = Record(stream.pk, id, row.type, row.payload)
            self.stdout.write(record.frame if as_json else f"{id}  {row.created_at:%H:%M:%S.%f}  {_told(record)}")
            self.stdout.flush()

    def verify(self, stream: Stream) -> None:
        try:
            found = differences(stream)
        except Pruned as error:
            self.stderr.write(str(error))
            sys.exit(3)
        if found:
            self.stdout.write(f"Stream {stream.pk}: the events and the stored message differ.")
            self.stdout.write("\n".join(found))
            sys.exit(1)
        self.stdout.write(f"Stream {stream.pk}: the events and the stored message agree.")


def _told(record: Record) -> str:
    """The event on one line."""
    fields = {key: value for key, value in json.loads(record.payload).items() if key != "type"}
    if record.type == "snapshot":
        state = fields["state"]
        return (
            f"snapshot  status={state['status']} {len(state['content'])} characters, {len(state['tool_calls'])} calls"
        )
    return f"{record.type}  " + " ".join(
        f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()
    )
