"""The rows of a user's table: reading of values, and checks between rows."""

from __future__ import annotations

import datetime
import zlib
from dataclasses import dataclass
from typing import Any, Final

from scomm.model.errors import InputError, shown
from scomm.model.places.columns import INFORMATIONAL, column_reader
from scomm.model.places.policies import POLICIES, STATE_POLICIES
from scomm.model.places.problems import Problems
from scomm.model.places.states import same_state
from scomm.model.reading.spelling import canonical, canonical_state
from scomm.model.reading.table_file import TableFile, check_width
from scomm.model.reading.values import missing

#: Tolerance for the sum of rounded shares, which can be slightly above 1.
_ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Row:
    """A row of the table: its line number, and its values by column.

    An empty activation is None; empty policies and names are omitted.
    """

    line: int
    values: dict[str, Any]

    @property
    def code(self) -> int:
        """The row's code; without one, a hash of state and name, the same on every machine.

        The hash is of their canonical spelling.
        """
        code = self.values.get("code")
        return zlib.crc32("\n".join(self.key).encode()) if code is None else int(code)

    @property
    def key(self) -> tuple[str, str]:
        """State and name in their canonical spelling; "" for a missing name."""
        return canonical_state(self.values["state"]), canonical(self.values.get("name", ""))

    @property
    def state(self) -> str:
        """The canonical identifier of the row's state, independent of its spelling."""
        return same_state(canonical_state(self.values["state"]))


def read_rows(
    file: TableFile, columns: list[str], start: datetime.date, problems: Problems
) -> list[Row]:
    """Read the valid rows, and record the mistakes of the others in ``problems``."""
    readers = {
        column: column_reader(column, start) for column in columns if column not in INFORMATIONAL
    }
    rows: list[Row] = []
    for line, cells in file.rows:
        try:
            check_width(cells, columns)
        except InputError as error:
            problems.add(line, str(error))
            continue
        values: dict[str, Any] = {}
        sound = True
        for column, cell in zip(columns, cells, strict=True):
            empty = missing(cell)
            if column in INFORMATIONAL or (empty and column in POLICIES):
                continue
            try:
                if column == "activation" and empty:
                    values[column] = None
                elif column == "name" and empty and "code" in columns:
                    continue
                elif empty:
                    raise InputError("must not be empty")
                else:
                    values[column] = readers[column](cell)
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
    """Describe an excess of the sum of the shares of noncitizens over 1; "" if there is none."""
    undocumented = values.get("undocumented_share", 0.0)
    lawful = values.get("lawful_noncitizen_share", 0.0)
    if undocumented + lawful <= 1.0 + _ROUNDING:
        return ""
    return (
        "undocumented_share and lawful_noncitizen_share must add up to at most 1, not"
        f" {undocumented:g} + {lawful:g}"
    )


def check_codes(rows: list[Row], given: bool, problems: Problems) -> None:
    """Record rows with the same code, or the same state and name, as an earlier row."""
    first: dict[int, Row] = {}
    for row in rows:
        other = first.setdefault(row.code, row)
        if other is row:
            continue
        if given:
            what = f"code {row.code} is"
        elif other.key == row.key:
            what = f"name {shown(row.values['name'])} in this state is"
        else:  # a collision of hashes: probability about 1 in 1,000 for 3,143 rows
            what = "the number made from state and name (give a column code) is"
        problems.add(row.line, f"{what} already used by {problems.unit} {other.line}")


def check_states(rows: list[Row], problems: Problems) -> None:
    """Record rows whose policy of the state differs from that of the state's first row."""
    first: dict[str, Row] = {}
    for row in rows:
        other = first.setdefault(row.state, row)
        for name in STATE_POLICIES:
            if row.values.get(name) != other.values.get(name):
                problems.add(
                    row.line,
                    f"{name} is a policy of the whole state and must be as on"
                    f" {problems.unit} {other.line}",
                )


def state_names(rows: list[Row]) -> list[str]:
    """Return the state of each row, as spelled in the first row of that state."""
    first: dict[str, str] = {}
    return [first.setdefault(row.state, row.values["state"]) for row in rows]


def spellings(rows: list[Row], unit: str) -> list[str]:
    """List the spellings, with their first lines, of each state that is spelled in several ways."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.state, {}).setdefault(row.values["state"], row.line)
    return [
        " and ".join(f"{shown(name)} ({unit} {line})" for name, line in each.items())
        for each in found.values()
        if len(each) > 1
    ]
