"""A user's file as rows of text: CSV or Parquet, with the line each row came from."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass
from pathlib import Path

import pyarrow
import pyarrow.parquet

from scomm.model.errors import InputError
from scomm.model.named_file import named_file


@dataclass(frozen=True)
class TableFile:
    """What a file holds.

    Attributes:
        subject: how a sentence names it, "The table ...".
        unit: "line" of a text file (the header is line 1), or "row" of a Parquet file (from 1).
        columns: names of the columns, without spaces around them.
        rows: for each row its line or number and its values, as many as it has, without spaces
            around them; "" is a value that is missing.
    """

    subject: str
    unit: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]


def read_table_file(path: str) -> TableFile:
    """Read a .csv (UTF-8, values separated by commas) or a .parquet file, or one read before.

    Raises InputError for a file that cannot be read as such.
    """
    subject = f"The table {path}"
    kind = Path(path).suffix.lower()
    if kind not in (".csv", ".parquet"):
        raise InputError(f"{subject} must be a file that ends in .csv or .parquet.")
    content = named_file(path).content
    if not content.strip():
        raise InputError(f"{subject} is empty.")
    return _from_csv(content, subject) if kind == ".csv" else _from_parquet(content, subject)


def _from_csv(content: bytes, subject: str) -> TableFile:
    try:
        text = content.decode("utf-8-sig")  # spreadsheets put a byte order mark first
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{subject} is not UTF-8 text, on line {line}; save it as UTF-8."
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for values in reader:
            if values:  # an empty line has none
                rows.append((line, [value.strip() for value in values]))
            line = reader.line_num + 1  # where the next row begins
    except csv.Error as error:
        raise InputError(
            f"{subject} cannot be read from line {line} on as comma-separated values: {error}."
        ) from None
    if not rows:  # nothing but a byte order mark
        raise InputError(f"{subject} is empty.")
    columns = rows[0][1]
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        raise InputError(f"{subject} must separate its values by commas, but its header has none.")
    return TableFile(subject, "line", columns, rows[1:])


def _from_parquet(content: bytes, subject: str) -> TableFile:
    try:
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(content))
        # The index of a data frame that was filtered before it was written.
        names = [name for name in table.column_names if not name.startswith("__index_level_")]
        columns = [table.column(table.column_names.index(name)).to_pylist() for name in names]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{subject} cannot be read as Parquet: {reason.rstrip('.')}.") from None
    rows = [
        (number, [_text(value) for value in values])
        for number, values in enumerate(zip(*columns, strict=True), start=1)
    ]
    return TableFile(subject, "row", [name.strip() for name in names], rows)


def _text(value: object) -> str:
    """Return a Parquet value as it would stand in a CSV file."""
    if value is None or value != value:  # not a number: how data frames mark a missing value
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # whole numbers in a column where some value is missing
    return str(value).strip()
