"""What the database holds, read with SQL of our own: the product's code has no part in judging itself."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
OURS = "chaos"  # the name of our own connections, which no fault ends
JSON_COLUMNS = {"arguments", "result", "error", "usage", "timings", "jobs"}


class Database:
    """Reads the rows of one deployment. `url` as in DATABASE_URL."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return Path(self.url.removeprefix("sqlite:///"))

    def query(self, sql: str, arguments: Sequence[Any] = ()) -> list[Row]:
        """The rows that `sql` (with `%s` for arguments) finds. JSON columns come as values."""
        if not self.is_sqlite:
            with psycopg.connect(self.url, row_factory=dict_row, application_name=OURS) as connection:
                return list(connection.execute(sql, arguments).fetchall())
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=20)) as connection:
            connection.row_factory = sqlite3.Row
            return [_with_values(dict(row)) for row in connection.execute(sql.replace("%s", "?"), arguments).fetchall()]

    def of_projects(self, table: str, projects: Sequence[int], by: str = "project_id", order: str = "id") -> list[Row]:
        """The rows of `table` that belong to `projects`."""
        if not projects:
            return []
        marks = ", ".join(["%s"] * len(projects))
        return self.query(f"SELECT * FROM {table} WHERE {by} IN ({marks}) ORDER BY {order}", list(projects))


def _with_values(row: Row) -> Row:
    """SQLite gives JSON columns as text."""
    return {
        key: json.loads(value) if key in JSON_COLUMNS and value is not None else value for key, value in row.items()
    }


def uuid_text(stored: Any) -> str:
    """A UUID column as the API shows it: SQLite keeps 32 hex digits."""
    text = str(stored)
    return text if "-" in text else f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Stored:
    """All that is stored about some projects, at one moment."""

    def __init__(self, database: Database, projects: Sequence[int]) -> None:
        self.messages = database.of_projects("chat_message", projects)
        self.streams = {row["id"]: row for row in database.of_projects("chat_stream", projects)}
        keys = list(self.streams)
        self.steps = database.of_projects("chat_step", keys, "stream_id")
        self.calls = database.of_projects("chat_toolcall", keys, "stream_id", "created_at")
        self.events = database.of_projects("chat_streamevent", keys, "stream_id")
        self.versions = self._versions(database, projects)

    @staticmethod
    def _versions(database: Database, projects: Sequence[int]) -> list[Row]:
        videos = [row["id"] for row in database.of_projects("videos_video", projects)]
        return database.of_projects("videos_version", videos, "video_id")

    def log(self, stream: int) -> list[Row]:
        """The stream's events as clients get them, in their order."""
        rows = [row for row in self.events if row["stream_id"] == stream]
        rows.sort(key=lambda row: (row["epoch"], row["seq"]))
        return [self._event(row) for row in rows]

    @staticmethod
    def _event(row: Row) -> Row:
        return {
            "stream": str(row["stream_id"]),
            "id": f"{row['epoch']}-{row['seq']}",
            **json.loads(row["payload"]),
        }

    def current_steps(self, stream: int) -> list[Row]:
        found = [row for row in self.steps if row["stream_id"] == stream and row["superseded_at"] is None]
        return sorted(found, key=lambda row: int(row["index"]))

    def calls_of(self, stream: int) -> list[Row]:
        """All calls of a stream, also of steps that left the answer."""
        return [row for row in self.calls if row["stream_id"] == stream]
