"""What a recording is: the rows of a filled database, and what its people saw of it.

It is read and written with plain SQL: the rows are those of a release, and models are always those of today.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

import psycopg

from tests.servers import Place

FOLDER = Path(__file__).parent
OURS = ("auth_user", "projects_", "chat_", "videos_")  # how the names of the tables begin that people fill

Kind = Literal["plain", "bool", "json", "moment", "uuid"]
Json = dict[str, Any]


@dataclass
class Table:
    """`rows` are JSON: a moment is ISO 8601 in UTC, a uuid its text, and what the column holds as JSON is JSON here."""

    columns: dict[str, Kind]
    rows: list[list[Any]]

    @property
    def key(self) -> str:
        return "id" if "id" in self.columns else next(iter(self.columns))

    def by_key(self) -> dict[Any, Json]:
        rows = (dict(zip(self.columns, row, strict=True)) for row in self.rows)
        return {row[self.key]: row for row in rows}


@dataclass
class Recording:
    """`migrations`: the newest of each app. `files`: of DATA_DIR, as base64. `seen`: what the API told `SEEN_BY`."""

    SEEN_BY: ClassVar = "ann"

    migrations: dict[str, str]
    tables: dict[str, Table]
    files: dict[str, str]
    seen: dict[str, Any]

    @classmethod
    def load(cls, path: Path) -> Self:
        told = json.loads(path.read_text())
        return cls(**{**told, "tables": {name: Table(**table) for name, table in told["tables"].items()}})

    def save(self, path: Path) -> None:
        """A row a line, so that a change can be read."""
        path.write_text(_lines(asdict(self)) + "\n")

    def rows(self, table: str) -> list[Json]:
        return list(self.tables[table].by_key().values())


def _lines(value: Any, depth: int = 3) -> str:
    """`value` as JSON whose outer `depth` levels have their parts on lines of their own."""
    if depth and isinstance(value, dict):
        parts = ",\n".join(f"{json.dumps(key)}: {_lines(part, depth - 1)}" for key, part in value.items())
        return f"{{\n{parts}\n}}"
    if isinstance(value, list) and value and isinstance(value[0], list):
        parts = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in value)
        return f"[\n{parts}\n]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Database:
    """The tables of a database, in plain SQL."""

    MARK: ClassVar[str]  # where a statement takes a value
    NAMES: ClassVar[str]  # the statement for the names of all tables

    def __init__(self, connection: "sqlite3.Connection | psycopg.Connection[Any]") -> None:
        self.execute: Any = connection.execute

    def tables(self) -> list[str]:
        return sorted(name for (name,) in self.execute(self.NAMES).fetchall() if name.startswith(OURS))

    def columns(self, table: str) -> dict[str, Kind]:
        """Empty: there is no such table."""
        raise NotImplementedError

    def read(self, kind: Kind, value: Any) -> Any:
        """A value of the database as a recording has it."""
        raise NotImplementedError

    def write(self, kind: Kind, value: Any) -> Any:
        """A value of a recording as the database takes it."""
        raise NotImplementedError

    def continue_behind(self, table: str) -> None:
        """Let the ids of new rows follow those that are there."""


class Sqlite(Database):
    MARK = "?"
    NAMES = "SELECT name FROM sqlite_master WHERE type = 'table'"
    KINDS: ClassVar[dict[str, Kind]] = {"bool": "bool", "datetime": "moment", "char(32)": "uuid"}

    def columns(self, table: str) -> dict[str, Kind]:
        made = self.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        types = self.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
        return {name: self._kind(name, type, made[0]) for name, type in types}

    def _kind(self, name: str, type: str, made: str) -> Kind:
        if f'JSON_VALID("{name}")' in made:
            return "json"
        return self.KINDS.get(type, "plain")

    def read(self, kind: Kind, value: Any) -> Any:
        if value is None:
            return None
        match kind:
            case "bool":
                return bool(value)
            case "json":
                return json.loads(value)
            case "moment":
                return datetime.fromisoformat(value).replace(tzinfo=UTC).isoformat()
            case "uuid":
                return str(UUID(value))
            case _:
                return value

    def write(self, kind: Kind, value: Any) -> Any:
        if value is None:
            return None
        match kind:
            case "json":
                return json.dumps(value)
            case "moment":
                return str(datetime.fromisoformat(value).replace(tzinfo=None))
            case "uuid":
                return UUID(value).hex
            case _:
                return value


class Postgres(Database):
    MARK = "%s"
    NAMES = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    KINDS: ClassVar[dict[str, Kind]] = {
        "boolean": "bool",
        "jsonb": "json",
        "timestamp with time zone": "moment",
        "uuid": "uuid",
    }

    def columns(self, table: str) -> dict[str, Kind]:
        asked = "FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s"
        types = self.execute(f"SELECT column_name, data_type {asked} ORDER BY ordinal_position", (table,)).fetchall()
        return {name: self.KINDS.get(type, "plain") for name, type in types}

    def read(self, kind: Kind, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        return str(value) if isinstance(value, UUID) else value

    def write(self, kind: Kind, value: Any) -> Any:
        return json.dumps(value) if kind == "json" and value is not None else value

    def continue_behind(self, table: str) -> None:
        if sequence := self.execute("SELECT pg_get_serial_sequence(%s, 'id')", (table,)).fetchone()[0]:
            self.execute(f"SELECT setval(%s, max(id)) FROM {table}", (sequence,))


@contextmanager
def opened(place: Place) -> Iterator[Database]:
    """The database of a place, in one transaction, which is undone where an error comes out of it."""
    url = place.environment()["DATABASE_URL"]
    if url.startswith("postgres"):
        with psycopg.connect(url) as server:
            yield Postgres(server)
        return
    file = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
    try:
        with file:
            file.execute("BEGIN")  # also for what changes tables
            yield Sqlite(file)
    finally:
        file.close()


def read_table(database: Database, table: str) -> Table:
    columns = database.columns(table)
    names = ", ".join(f'"{name}"' for name in columns)
    found = database.execute(f"SELECT {names} FROM {table}").fetchall()
    rows = [[database.read(*each) for each in zip(columns.values(), row, strict=True)] for row in found]
    return Table(columns, rows)


def fill(database: Database, tables: dict[str, Table]) -> None:
    """Insert all rows. PostgreSQL checks references at the end of the transaction, SQLite's module never."""
    for name, table in tables.items():
        names, marks = ", ".join(f'"{each}"' for each in table.columns), ", ".join([database.MARK] * len(table.columns))
        for row in table.rows:
            values = [database.write(*each) for each in zip(table.columns.values(), row, strict=True)]
            database.execute(f"INSERT INTO {name} ({names}) VALUES ({marks})", values)
        if "id" in table.columns:
            database.continue_behind(name)


def differences(database: Database, tables: dict[str, Table], left_out: set[str]) -> list[str]:
    """What of these rows the database has no more, or not as it was; a line each. It may have more.

    `left_out` are names of tables, and of columns as `table.column`.
    """
    told = []
    for name, table in tables.items():
        if name in left_out:
            continue
        there = read_table(database, name) if database.columns(name) else None
        if there is None:
            told.append(f"{name}: the table is gone")
            continue
        gone = [each for each in table.columns if each not in there.columns]
        told += [f"{name}.{each}: the column is gone" for each in gone if f"{name}.{each}" not in left_out]
        compared = [each for each in table.columns if each not in gone and f"{name}.{each}" not in left_out]
        rows = there.by_key()
        for key, row in table.by_key().items():
            if key not in rows:
                told.append(f"{name}: row {key} is gone")
                continue
            told += [
                f"{name}.{each} of row {key}: was {row[each]!r:.200}, is {rows[key][each]!r:.200}"
                for each in compared
                if row[each] != rows[key][each]
            ]
    return told
