"""The rows of a user's table: their values read, and checked against each other."""

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
        """The row's code; without one, a hash of state and name, the same on every machine.

        How the two are spelled makes no difference.
        """
        code = self.values.get("code")
        return zlib.crc32("\n".join(self.key).encode()) if code is None else int(code)

    @property
    def key(self) -> tuple[str, str]:
        """State and name in their one spelling; without a name, "" in its place."""
        return canonical_state(self.values["state"]), canonical(self.values.get("name", ""))

    @property
    def state(self) -> str:
        """What rows of one state have in common, however each of them names it."""
        return same_state(canonical_state(self.values["state"]))


def read_rows(
    file: TableFile, columns: list[str], start: datetime.date, problems: Problems
) -> list[Row]:
    """Return the rows in which nothing is wrong, and note what is wrong with the others."""
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
        elif other.key == row.key:
            what = f"name {shown(row.values['name'])} in this state is"
        else:  # different names, one hash: about 1 in 1,000 for 3,143 rows
            what = "the number made from state and name (give a column code) is"
        problems.add(row.line, f"{what} already used by {problems.unit} {other.line}")


def check_states(rows: list[Row], problems: Problems) -> None:
    """Note rows whose policy of the state is not that of the state's first row."""
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
    """Return the state of each row, by the name that it has where it first stands."""
    first: dict[str, str] = {}
    return [first.setdefault(row.state, row.values["state"]) for row in rows]


def spellings(rows: list[Row], unit: str) -> list[str]:
    """Return for each state that is not always spelled alike how and where it is spelled."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.state, {}).setdefault(row.values["state"], row.line)
    return [
        " and ".join(f"{shown(name)} ({unit} {line})" for name, line in each.items())
        for each in found.values()
        if len(each) > 1
    ]
