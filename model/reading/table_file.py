"""A user's table as rows of cells: CSV or Parquet, with the line that each row came from.

Tables of jurisdictions and tables of a sweep's points are read here alike. A cell of CSV is text; a
cell of Parquet is what its column holds, which may be a date or a number, or a list, which no
reader of values takes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from scomm.model.errors import InputError
from scomm.model.reading.files import decode
from scomm.model.reading.spelling import canonical
from scomm.model.reading.values import missing, read_date_text, read_number, read_text, simple

#: What a table's name ends in, in capitals or not.
ENDINGS: Final = (".csv", ".parquet")
#: The name that pandas gives to the index of a data frame that was filtered before it was written.
_INDEX: Final = "__index_level_"


@dataclass(frozen=True)
class TableFile:
    """What a file holds.

    Attributes:
        subject: how a sentence names it, "The table ...".
        unit: "line" of a text file (the header is line 1), or "row" of a Parquet file (from 1).
        columns: names of the columns, without spaces around them.
        rows: for each row its line or number and its cells, as many as it has; text has no spaces
            around it. ``scomm.model.reading.values.missing`` tells the cells that are empty.
    """

    subject: str
    unit: str
    columns: list[str]
    rows: Sequence[tuple[int, Sequence[object]]]

    @property
    def identity(self) -> str:
        """A hash of what the table says, 64 hex digits. Raises InputError for a list in a cell.

        Tables that have one mean the same, however they spell it: 06 and 6, 0.50 and 0.5, names in
        capitals, CSV and Parquet. The order of rows counts.
        """
        said = [[_meaning(cell) for cell in row] for _, row in self.rows]
        return hashlib.sha256(json.dumps([self.columns, said]).encode()).hexdigest()


def table_kind(name: str, subject: str) -> str:
    """Return ".csv" or ".parquet", what a table's name ends in. Raises InputError for another."""
    kind = PurePath(name).suffix.lower()
    if kind not in ENDINGS:
        raise InputError(f"{subject} must be a file that ends in {' or '.join(ENDINGS)}.")
    return kind


def table_of(content: bytes, kind: str, subject: str) -> TableFile:
    """Return what a table's ``content`` says: CSV (UTF-8, separated by commas) or Parquet.

    ``kind`` is what ``table_kind`` returns. Raises InputError for content that is not of its kind.
    """
    if not content.strip():
        raise InputError(f"{subject} is empty.")
    return _from_csv(content, subject) if kind == ".csv" else _from_parquet(content, subject)


def _from_csv(content: bytes, subject: str) -> TableFile:
    reader = csv.reader(io.StringIO(decode(content, subject), newline=""), strict=True)
    rows: list[tuple[int, list[object]]] = []
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
    columns = [str(name) for name in rows[0][1]]
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        raise InputError(f"{subject} must separate its values by commas, but its header has none.")
    return TableFile(subject, "line", columns, rows[1:])


def _from_parquet(content: bytes, subject: str) -> TableFile:
    # Slow to import: only who has such a table waits.
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(
            pyarrow.BufferReader(content), page_checksum_verification=True
        )
        names = [str(name) for name in table.column_names]
        kept = [place for place, name in enumerate(names) if not name.startswith(_INDEX)]
        columns = [_cells(table.column(place).to_pylist()) for place in kept]
    except Exception:  # Damaged bytes bring about errors of any kind, with nothing that helps.
        raise InputError(
            f"{subject} cannot be read as Parquet: it is damaged, or not Parquet at all."
        ) from None
    rows = list(enumerate(zip(*columns, strict=True), start=1))
    return TableFile(subject, "row", [names[place].strip() for place in kept], rows)


def _cells(values: Iterable[object]) -> list[object]:
    return [value.strip() if isinstance(value, str) else value for value in values]


def _meaning(cell: object) -> str:
    """Return a cell in one form, whatever column it may stand in."""
    if missing(cell):
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    try:
        return repr(read_number(cell))
    except InputError:
        given = simple(cell)
        text = canonical(given if isinstance(given, str) else read_text(given))
        return read_date_text(text).lower()


def check_width(row: Sequence[object], columns: Sequence[str]) -> None:
    """Raise InputError, the predicate of a sentence, if a row has not a cell for each column."""
    if len(row) != len(columns):
        raise InputError(f"has {len(row)} values where the header has {len(columns)}")


def repeated(columns: Sequence[str]) -> Iterator[str]:
    """Yield the names of columns that are there again."""
    seen: set[str] = set()
    for name in columns:
        if name in seen:
            yield name
        seen.add(name)
