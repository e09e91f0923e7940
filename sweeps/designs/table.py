"""A table: the points are the rows of a CSV or Parquet file, and its columns are settings.

The file lies beside the sweep file and is part of the sweep: a store keeps a copy of it.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, Final, Self

from scomm.model.errors import InputError
from scomm.sweeps.designs import checks
from scomm.sweeps.designs.limits import MOST_POINTS
from scomm.sweeps.designs.varied import setting

ENDINGS: Final = (".csv", ".parquet")
# A store keeps the copy of a table among files of its own, which have these names and are Parquet.
_TAKEN: Final = ("runs", "failures", "points", "estimates")
_TAKEN_START: Final = "totals-"


@dataclass(frozen=True)
class Table:
    """The rows of a file: ``columns`` holds for each of ``names`` the values in order of rows."""

    names: tuple[str, ...]
    columns: tuple[tuple[object, ...], ...]
    files: Mapping[str, bytes] = field(compare=False, repr=False)

    @classmethod
    def read(cls, where: str, design: Mapping[str, object], folder: Path) -> Self:
        """Return the points of the table in ``folder`` that ``design`` names. Raises InputError."""
        checks.keys(where, design, ("kind", "file"))
        file = _file_name(f"{where} file", design["file"])
        path = folder / file
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError(f"the table {path} cannot be read: {error.strerror}.") from None
        columns = (
            _from_csv(file, content) if file.endswith(".csv") else _from_parquet(file, content)
        )
        rows = len(next(iter(columns.values()), ()))
        if not 1 <= rows <= MOST_POINTS:
            raise InputError(
                f"the table {file} has {rows} rows below its header; it must have from 1 to "
                f"{MOST_POINTS:,}, a point each."
            )
        return cls(tuple(columns), tuple(map(tuple, columns.values())), {file: content})

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
            f"{where} is {name!r}, but must be the name of a file beside the sweep file, without "
            "a folder: a store keeps both together."
        )
    if not name.endswith(ENDINGS) or name.startswith("."):
        raise InputError(
            f"{where} is {name!r}, but must end in {' or '.join(ENDINGS)} and not begin with '.'."
        )
    stem = name.removesuffix(".parquet")
    if stem != name and (stem in _TAKEN or stem.startswith(_TAKEN_START)):
        raise InputError(
            f"{where} is {name!r}, which is the name of a file of every store; give it another "
            f"name, such as 'my-{name}'."
        )
    return name


def _from_csv(file: str, content: bytes) -> dict[str, list[object]]:
    try:
        # Spreadsheets put a mark before the first letter; "utf-8-sig" leaves it out.
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the table {file} is not CSV in UTF-8: {error}.") from None
    header = [name.strip() for name in rows[0]] if rows else []
    _check_header(file, header)
    readers = [_READERS[type(setting(f"the table {file}", name).value)] for name in header]
    columns: dict[str, list[object]] = {name: [] for name in header}
    for line, row in enumerate(rows[1:], start=2):
        if not row:
            continue  # An empty line at the end, as editors leave it.
        if len(row) != len(header):
            raise InputError(
                f"row {line} of the table {file} has {len(row)} values, but its header "
                f"{len(header)} names."
            )
        for name, text, reader in zip(header, row, readers, strict=True):
            try:
                columns[name].append(reader(text.strip()))
            except ValueError as expected:
                raise InputError(
                    f"row {line} of the table {file} has {name} = {text.strip()!r}, but must have "
                    f"{expected}."
                ) from None
    return columns


def _from_parquet(file: str, content: bytes) -> dict[str, list[object]]:
    import pyarrow as pa  # Slow to import: only who has such a table waits.
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(content))
    except pa.ArrowException as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"the table {file} is not Parquet: {reason.rstrip('.')}.") from None
    _check_header(file, table.column_names)
    columns = {}
    for name in table.column_names:
        setting(f"the table {file}", name)
        columns[name] = [
            checks.scalar(f"row {row} of the table {file}, {name}", value)
            for row, value in enumerate(table[name].to_pylist(), start=1)
        ]
    return columns


def _check_header(file: str, names: list[str]) -> None:
    if not names:
        raise InputError(f"the table {file} is empty; its first row must name settings.")
    for number, name in enumerate(names):
        if name in names[:number]:
            raise InputError(f"the table {file} has two columns called {name!r}; keep one of them.")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("a whole number such as 8") from None


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise ValueError("a number such as 0.5")
    return value


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("true or false")
    return text.lower() == "true"


def _text(text: str) -> str:
    if not text:
        raise ValueError("a text that is not empty")
    return text


# A CSV file holds text only: what a text means follows from the setting.
_READERS: Final[dict[type, Callable[[str], Any]]] = {
    int: _whole,
    float: _number,
    bool: _flag,
    str: _text,
}
