"""A user's table, CSV or Parquet, as rows of cells with their line numbers.

Both tables of jurisdictions and tables of a sweep's points are read here. A cell of CSV is text; a
cell of Parquet has the type of its column, such as a date, a number, or a list, which the readers
of values reject.
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

#: File name extensions of tables; case is ignored.
ENDINGS: Final = (".csv", ".parquet")
#: The name under which pandas writes the index of a filtered data frame.
_INDEX: Final = "__index_level_"


@dataclass(frozen=True)
class TableFile:
    """The content of a table.

    Attributes:
        subject: The table's name in messages, "The table ...".
        unit: "line" of a text file (the header is line 1), or "row" of a Parquet file (from 1).
        columns: Names of the columns, without surrounding spaces.
        rows: For each row its line or number, and its cells, whose number can vary; text has no
            surrounding spaces. ``scomm.model.reading.values.missing`` detects empty cells.
    """

    subject: str
    unit: str
    columns: list[str]
    rows: Sequence[tuple[int, Sequence[object]]]

    @property
    def identity(self) -> str:
        """A hash of the table's values, 64 hex digits. Raises InputError for a list in a cell.

        It does not depend on spelling or format: 06 and 6, 0.50 and 0.5, names in capitals, CSV and
        Parquet have the same hash. It depends on the order of rows.
        """
        said = [[_meaning(cell) for cell in row] for _, row in self.rows]
        return hashlib.sha256(json.dumps([self.columns, said]).encode()).hexdigest()


def table_kind(name: str, subject: str) -> str:
    """Return a table's extension, ".csv" or ".parquet". Raises InputError for any other."""
    kind = PurePath(name).suffix.lower()
    if kind not in ENDINGS:
        raise InputError(f"{subject} must be a file that ends in {' or '.join(ENDINGS)}.")
    return kind


def table_of(content: bytes, kind: str, subject: str) -> TableFile:
    """Parse the ``content`` of a table: CSV (UTF-8, separated by commas) or Parquet.

    ``kind`` is the result of ``table_kind``. Raises InputError for content that cannot be parsed.
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
            if values:  # skip empty lines
                rows.append((line, [value.strip() for value in values]))
            line = reader.line_num + 1  # where the next row begins
    except csv.Error as error:
        raise InputError(
            f"{subject} cannot be read from line {line} on as comma-separated values: {error}."
        ) from None
    if not rows:  # empty, apart from a byte order mark
        raise InputError(f"{subject} is empty.")
    columns = [str(name) for name in rows[0][1]]
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        raise InputError(f"{subject} must separate its values by commas, but its header has none.")
    return TableFile(subject, "line", columns, rows[1:])


def _from_parquet(content: bytes, subject: str) -> TableFile:
    # Imported here because it is slow.
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(
            pyarrow.BufferReader(content), page_checksum_verification=True
        )
        names = [str(name) for name in table.column_names]
        kept = [place for place, name in enumerate(names) if not name.startswith(_INDEX)]
        columns = [_cells(table.column(place).to_pylist()) for place in kept]
    except Exception:  # Corrupt bytes cause exceptions of any type, with unhelpful messages.
        raise InputError(
            f"{subject} cannot be read as Parquet: it is damaged, or not Parquet at all."
        ) from None
    rows = list(enumerate(zip(*columns, strict=True), start=1))
    return TableFile(subject, "row", [names[place].strip() for place in kept], rows)


def _cells(values: Iterable[object]) -> list[object]:
    return [value.strip() if isinstance(value, str) else value for value in values]


def _meaning(cell: object) -> str:
    """Convert a cell to a canonical form that does not depend on its column."""
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
    """Raise InputError, with the predicate of a sentence, if a row lacks or exceeds columns."""
    if len(row) != len(columns):
        raise InputError(f"has {len(row)} values where the header has {len(columns)}")


def repeated(columns: Sequence[str]) -> Iterator[str]:
    """Yield the names of repeated columns."""
    seen: set[str] = set()
    for name in columns:
        if name in seen:
            yield name
        seen.add(name)
