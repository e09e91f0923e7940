"""The rows of a user's table: their values read, and checked against each other."""

from __future__ import annotations

import datetime
import zlib
from dataclasses import dataclass
from typing import Any, Final

from scomm.model.errors import InputError
from scomm.model.places.cells import shown
from scomm.model.places.columns import INFORMATIONAL, column_reader
from scomm.model.places.policies import POLICIES, STATE_POLICIES
from scomm.model.places.problems import Problems
from scomm.model.places.table_file import TableFile

#: Shares that were rounded before they were written may add up to a little above 1.
_ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Row:
    """A row that was read: where it stood, and its values by column.

    An empty activation is None; policies and names that are empty are left out.
    """

    line: int
    values: dict[str, Any]

    @property
    def code(self) -> int:
        """The row's code; without one, a hash of state and name, the same on every machine."""
        code = self.values.get("code")
        if code is None:
            code = zlib.crc32(f"{self.values['state']}\n{self.values['name']}".encode())
        return int(code)


def read_rows(
    file: TableFile, columns: list[str], start: datetime.date, problems: Problems
) -> list[Row]:
    """Return the rows in which nothing is wrong, and note what is wrong with the others."""
    readers = {
        column: column_reader(column, start) for column in columns if column not in INFORMATIONAL
    }
    rows: list[Row] = []
    for line, cells in file.rows:
        if len(cells) != len(columns):
            problems.add(line, f"has {len(cells)} values where the header has {len(columns)}")
            continue
        values: dict[str, Any] = {}
        sound = True
        for column, text in zip(columns, cells, strict=True):
            if column in INFORMATIONAL or (not text and column in POLICIES):
                continue
            try:
                if column == "activation" and not text:
                    values[column] = None
                elif column == "name" and not text and "code" in columns:
                    continue
                elif not text:
                    raise InputError("must not be empty")
                else:
                    values[column] = readers[column](text)
            except InputError as error:
                problems.add(line, f"{column} {error}")
                sound = False
        if sound and (excess := _excess(values)):
            problems.add(line, excess)
            sound = False
        if sound:
            rows.append(Row(line, values))
    return rows


def _excess(values: dict[str, Any]) -> str:
    """Return what is wrong with the shares of noncitizens taken together, or ""."""
    undocumented = values.get("undocumented_share", 0.0)
    lawful = values.get("lawful_noncitizen_share", 0.0)
    if undocumented + lawful <= 1.0 + _ROUNDING:
        return ""
    return (
        "undocumented_share and lawful_noncitizen_share must add up to at most 1, not"
        f" {undocumented:g} + {lawful:g}"
    )


def check_codes(rows: list[Row], given: bool, problems: Problems) -> None:
    """Note rows with a code, or a state and name, that an earlier row has."""
    first: dict[int, Row] = {}
    for row in rows:
        other = first.setdefault(row.code, row)
        if other is row:
            continue
        if given:
            what = f"code {row.code} is"
        elif all(other.values[part] == row.values[part] for part in ("state", "name")):
            what = f"name {shown(row.values['name'])} in this state is"
        else:  # different names, one hash: about 1 in 1,000 for 3,143 rows
            what = "the number made from state and name (give a column code) is"
        problems.add(row.line, f"{what} already used by {problems.unit} {other.line}")


def check_states(rows: list[Row], problems: Problems) -> None:
    """Note rows whose policy of the state is not that of the state's first row."""
    first: dict[str, Row] = {}
    for row in rows:
        other = first.setdefault(row.values["state"], row)
        for name in STATE_POLICIES:
            if row.values.get(name) != other.values.get(name):
                problems.add(
                    row.line,
                    f"{name} is a policy of the whole state and must be as on"
                    f" {problems.unit} {other.line}",
                )
