"""The columns of a user's table: their names, the required ones, and the readers of values."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Final

from scomm.model.errors import InputError, shown
from scomm.model.places.cells import (
    meant,
    read_name,
    read_share,
    week_reader,
    whole_number_reader,
)
from scomm.model.places.policies import POLICIES, policy_reader
from scomm.model.reading.table_file import repeated

#: Alternative names of columns, as in published lists of activation dates.
ALIASES: Final = {"county_fips": "code", "state_fips": "state", "activated": "activation"}

#: Columns that are accepted and ignored: the date of a whole state follows from its rows.
INFORMATIONAL: Final = ("state_complete",)

#: The columns that describe residents; a table has all of them, or none.
RESIDENTS: Final = (
    "population",
    "hispanic_share",
    "undocumented_share",
    "lawful_noncitizen_share",
)

COLUMNS: Final = ("code", "name", "state", "activation", *RESIDENTS, *POLICIES)

_KNOWN: Final = (*COLUMNS, *ALIASES, *INFORMATIONAL)
_read_code: Final = whole_number_reader(0, 2**32 - 1)
#: The bound on residents of a jurisdiction, above the population of the whole country.
_read_population: Final = whole_number_reader(1, 400_000_000)


def canonical_columns(columns: Sequence[str], subject: str) -> list[str]:
    """Resolve aliases of column names, and check the names.

    Args:
        columns: The names in the header of the table.
        subject: The table's name in error messages.

    Returns:
        The canonical names, in the order of ``columns``.

    Raises:
        InputError: A column is unknown, duplicated or missing.
    """
    for number, column in enumerate(columns, start=1):
        if column not in _KNOWN:
            name = f"a column {shown(column)}" if column else f"no name for its column {number}"
            raise InputError(
                f"{subject} has {name}, which is not known{meant(column, _KNOWN)};"
                f" known are {', '.join(_KNOWN)}."
            )
    canonical = [ALIASES.get(column, column) for column in columns]
    for column in repeated(canonical):
        raise InputError(f"{subject} has the column {column} twice.")
    for column in ("state", "activation"):
        if column not in canonical:
            raise InputError(f"{subject} has no column {column}, which every table needs.")
    if "code" not in canonical and "name" not in canonical:
        raise InputError(f"{subject} has neither a column name nor a column code; it needs one.")
    missing = [column for column in RESIDENTS if column not in canonical]
    if 0 < len(missing) < len(RESIDENTS):
        raise InputError(
            f"{subject} has no column {missing[0]}: it needs all of {', '.join(RESIDENTS)}, or,"
            " if it is a table of dates alone, none of them."
        )
    return canonical


def column_reader(column: str, start: datetime.date) -> Callable[[object], float | str]:
    """Return the reader of a column's values; dates become weeks from ``start``."""
    if column in POLICIES:
        return policy_reader(column, start)
    if column == "activation":
        return week_reader(start)
    if column == "code":
        return _read_code
    if column == "population":
        return _read_population
    return read_share if column in RESIDENTS else read_name
