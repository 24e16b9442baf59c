"""A table as text (CSV): its rows, and texts in which `{column}` stands for a cell. Pure."""

import csv
import re
from io import StringIO
from typing import Any

from chat.llm.json_text import unfenced
from videos.document.complaints import Complaint, Gathering
from videos.document.nearest import did_you_mean

Row = dict[str, str]  # cells by column, as they were written
DELIMITERS = ",;\t|"
COLUMN = re.compile(r"\{([^{}]+)\}")


def read_table(text: str, path: str, most: int) -> list[Row]:
    """The rows below the header; empty ones do not count. Raises Complaint with all that is wrong."""
    lines = _lines(text, path)
    header, rows = (lines[0], lines[1:]) if lines else ([], [])
    if not 1 <= len(rows) <= most:
        message = f"{path}: a table has a header and 1 to {most} rows below it; this one has {len(rows)}."
        raise Complaint("bad_row_count", path, f"{message} Give it in parts." if rows else message)
    if len(set(header)) < len(header):
        raise Complaint("column_twice", path, f"{path}: two columns have the same name: {', '.join(header)}.")
    gathering = Gathering()
    for number, row in enumerate(rows):
        with gathering:
            if len(row) > len(header):
                message = (
                    f"{path}/{number}: row {number + 1} has {len(row)} cells, the header {len(header)}. "
                    'Put a cell that holds the separator between quotes: "1,50".'
                )
                raise Complaint("row_too_long", f"{path}/{number}", message)
    gathering.tell()
    return [dict(zip(header, row + [""] * (len(header) - len(row)), strict=True)) for row in rows]


def _lines(text: str, path: str) -> list[list[str]]:
    """The lines that hold something, split as the header says: where it has no separator, rows have none either."""
    bare = unfenced(text) if text.lstrip().startswith("```") else text
    try:
        splits = [_split(bare.removeprefix("\ufeff"), delimiter) for delimiter in DELIMITERS]
    except csv.Error as error:
        raise Complaint("no_table", path, f"{path}: is no CSV ({error}).") from error
    return max(splits, key=lambda lines: (len(lines[0]), -max(map(len, lines))) if lines else (0, 0))


def _split(text: str, delimiter: str) -> list[list[str]]:
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    stripped = ([cell.strip() for cell in line] for line in lines)
    return [line for line in stripped if any(line)]


def filled(value: Any, row: Row, path: str) -> Any:
    """The JSON value with the row's cells in its texts. Keys stay. Raises Complaint for columns that are not there."""
    gathering = Gathering()
    made = _filled(value, {name.casefold(): cell for name, cell in row.items()}, list(row), path, gathering)
    gathering.tell()
    return made


def _filled(value: Any, cells: Row, columns: list[str], path: str, gathering: Gathering) -> Any:
    def cell(match: re.Match[str]) -> str:
        name = match[1].strip()
        with gathering:
            if name.casefold() not in cells:
                known = f"{did_you_mean(name, columns)} There are: {', '.join(columns)}."
                raise Complaint("unknown_column", path, f"{path}: the table has no column {name!r}.{known}")
        return cells.get(name.casefold(), "")

    match value:
        case str():
            return COLUMN.sub(cell, value)
        case list():
            return [_filled(each, cells, columns, f"{path}/{at}", gathering) for at, each in enumerate(value)]
        case dict():
            return {key: _filled(each, cells, columns, f"{path}/{key}", gathering) for key, each in value.items()}
        case _:
            return value
