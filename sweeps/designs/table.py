"""A table: the points are the rows of a CSV or Parquet file, and its columns are settings.

The file lies beside the sweep file and is part of the sweep: a store keeps a copy of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final, Self

from scomm.model.errors import InputError, shown
from scomm.model.reading import checks
from scomm.model.reading.files import read_bytes
from scomm.model.reading.table_file import (
    ENDINGS,
    TableFile,
    check_width,
    repeated,
    table_kind,
    table_of,
)
from scomm.model.reading.values import missing
from scomm.sweeps.designs.limits import MOST_POINTS
from scomm.sweeps.designs.varied import reader, setting, typed

# Names of a store's own files, among which it keeps the copy of a table: not allowed for a table.
_TAKEN: Final = ("runs", "failures", "points", "estimates")
_TAKEN_START: Final = "totals-"
# Longest name on a file system, in bytes, less the suffix that a store adds while it writes.
_LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class Table:
    """The rows of a file: ``columns`` has for each of ``names`` the values in order of rows."""

    names: tuple[str, ...]
    columns: tuple[tuple[object, ...], ...]
    files: Mapping[str, bytes] = field(compare=False, repr=False)

    @classmethod
    def read(cls, where: str, design: Mapping[str, object], folder: Path) -> Self:
        """Read the table in ``folder`` that ``design`` names. Raises InputError."""
        checks.keys(where, design, ("kind", "file"))
        name = _file_name(f"{where} file", design["file"])
        content = read_bytes(folder / name, f"the table {folder / name}")
        file = table_of(content, table_kind(name, f"the table {name}"), f"the table {name}")
        columns = _columns(file)
        if not 1 <= len(file.rows) <= MOST_POINTS:
            raise InputError(
                f"{file.subject} has {len(file.rows):,} rows below its header; it must have from 1 "
                f"to {MOST_POINTS:,}, a point each."
            )
        return cls(tuple(columns), tuple(map(tuple, columns.values())), {name: content})

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.columns[0])

    def points(self, seed: int) -> Iterator[tuple[object, ...]]:
        """Yield the rows; nothing is drawn."""
        return zip(*self.columns, strict=True)


def _file_name(where: str, given: object) -> str:
    name = checks.text(where, given)
    if PurePath(name).name != name or "\\" in name:
        raise InputError(
            f"{where} is {shown(name)}, but must be the name of a file beside the sweep file, "
            "without a folder: a store keeps both together."
        )
    if not name.lower().endswith(ENDINGS) or name.startswith("."):
        raise InputError(
            f"{where} is {shown(name)}, but must end in {' or '.join(ENDINGS)} and not begin "
            "with '.'."
        )
    if not name.isprintable() or len(name.encode()) > _LONGEST_NAME:
        raise InputError(
            f"{where} is {shown(name)}, but must have at most {_LONGEST_NAME} letters, and none "
            "that ends a line or cannot be seen."
        )
    stem = name.lower().removesuffix(".parquet")
    if stem != name.lower() and (stem in _TAKEN or stem.startswith(_TAKEN_START)):
        raise InputError(
            f"{where} is {shown(name)}, which is the name of a file of every store; give it "
            f"another name, such as 'my-{name}'."
        )
    return name


def _columns(file: TableFile) -> dict[str, list[object]]:
    """Read the values of each setting in order of rows. Raises InputError."""
    if not file.columns:
        raise InputError(f"{file.subject} is empty; its first row must name settings.")
    for name in repeated(file.columns):
        raise InputError(f"{file.subject} has two columns called {shown(name)}; keep one of them.")
    for name in file.columns:
        setting(file.subject, name)
    for number, row in file.rows:
        try:
            check_width(row, file.columns)
        except InputError as error:
            raise InputError(f"{_where(file, number)} {error}.") from None
    return {name: _column(file, position, name) for position, name in enumerate(file.columns)}


def _column(file: TableFile, position: int, name: str) -> list[object]:
    """Read the values of the setting ``name`` from the column at position ``position``."""
    read, values = reader(name), []
    # Values repeat, so each distinct one is read once; 1, 1.0 and true are not one value.
    known: dict[type, dict[object, object]] = {str: {}, float: {}, int: {}}
    for number, row in file.rows:
        cell = row[position]
        kept = known.get(type(cell))
        if kept is not None and cell in kept:
            values.append(kept[cell])
            continue
        if missing(cell):
            raise InputError(
                f"{_where(file, number)} has no value for {name}; a point needs one of each."
            )
        try:
            value = read(cell)
        except InputError:
            typed(f"{_where(file, number)}: ", name, cell)
            raise
        values.append(value)
        if kept is not None:
            kept[cell] = value
    return values


def _where(file: TableFile, number: int) -> str:
    return f"{file.unit} {number} of {file.subject}"
