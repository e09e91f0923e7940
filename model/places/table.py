"""Jurisdictions from a user's table.

A full table gives name, state, population, shares of residents and date of activation, and
optionally policies of ``scomm.model.places.policies`` under their settings' names; the default of
an empty policy is the setting's value. An empty date means never.

A table of dates alone (a list of activation dates) has no data on residents. It is joined to the
synthetic nation with the same number of jurisdictions by rank of activation: the k-th to be
activated gets the size and mix of the k-th there (within a week, by code). A row without a date is
then omitted, and a notice gives its line.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scomm.model.calendar import NEVER
from scomm.model.errors import InputError, plain
from scomm.model.named_file import named_file
from scomm.model.places.columns import RESIDENTS, canonical_columns
from scomm.model.places.draft import Draft
from scomm.model.places.made_up import made_up_nation
from scomm.model.places.mixes import mix_from_totals
from scomm.model.places.policies import POLICIES
from scomm.model.places.problems import NAMED, Problems
from scomm.model.places.rows import (
    Row,
    check_codes,
    check_states,
    read_rows,
    spellings,
    state_names,
)
from scomm.model.reading.table_file import TableFile, table_kind, table_of

if TYPE_CHECKING:
    from scomm.model.settings import Settings


def draft_from_table(settings: Settings, start: datetime.date) -> Draft:
    """Read the jurisdictions of the table that the settings name, in its order.

    Raises InputError, which names the first invalid lines, if the table is not valid.
    """
    file = read_table_file(settings.table)
    columns = canonical_columns(file.columns, file.subject)
    full = RESIDENTS[0] in columns
    problems = Problems(file.subject, file.unit)
    rows = read_rows(file, columns, start, problems)
    undated = [row.line for row in rows if row.values["activation"] is None and not full]
    if not full:
        rows = [row for row in rows if row.values["activation"] is not None]
    check_codes(rows, "code" in columns, problems)
    check_states(rows, problems)
    problems.raise_if_any()
    if not rows:
        raise InputError(f"{file.subject} has no rows{' with a date' if undated else ''}.")
    codes = [row.code for row in rows]
    weeks = [NEVER if (w := row.values["activation"]) is None else w for row in rows]
    population, mix = _residents(rows, settings) if full else _joined(weeks, codes, settings)
    policies: dict[str, dict[int, float]] = {
        name: {place: row.values[name] for place, row in enumerate(rows) if name in row.values}
        for name in POLICIES
    }
    return Draft(
        code=codes,
        name=[row.values.get("name") or f"{row.code:05d}" for row in rows],
        state=state_names(rows),
        population=population,
        mix=mix,
        scheduled_week=weeks,
        policies=policies,
        notices=_spelled(file, rows) + (() if full else _notices(file, len(rows), undated)),
    )


def read_table_file(path: str) -> TableFile:
    """Read the rows of a .csv or .parquet file, or of a ``NamedFile``. Raises InputError."""
    subject = f"The table {plain(path)}"
    kind = table_kind(path, subject)
    return table_of(named_file(path).content, kind, subject)


def _residents(
    rows: list[Row], settings: Settings
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Compute populations and mixes from a full table."""
    hispanic, undocumented, lawful = (
        np.array([row.values[column] for row in rows], dtype=np.float64) for column in RESIDENTS[1:]
    )
    return (
        np.array([row.values["population"] for row in rows], dtype=np.int64),
        mix_from_totals(
            hispanic,
            undocumented,
            np.minimum(lawful, 1.0 - undocumented),
            (settings.hispanic_undocumented_share, settings.other_undocumented_share),
            (settings.hispanic_lawful_share, settings.other_lawful_share),
        ),
    )


def _joined(
    weeks: list[int], codes: list[int], settings: Settings
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Assign populations and mixes of the synthetic nation, by rank of activation."""
    nation = made_up_nation(len(weeks), settings)
    order = sorted(range(len(weeks)), key=lambda place: (weeks[place], codes[place]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return nation.population[rank], nation.mix[rank]


def _spelled(file: TableFile, rows: list[Row]) -> tuple[str, ...]:
    """Write the notice on states that are spelled in several ways."""
    found = spellings(rows, file.unit)
    if not found:
        return ()
    more = f", and {len(found) - NAMED:,} more states" if len(found) > NAMED else ""
    return (
        f"{file.subject} spells a state in several ways, each taken for one state:"
        f" {'; '.join(found[:NAMED])}{more}.",
    )


def _notices(file: TableFile, kept: int, undated: list[int]) -> tuple[str, ...]:
    """Write the notices on a table of dates alone."""
    notices = [
        f"{file.subject} gives dates alone: its {kept:,} jurisdictions were given the populations"
        " and mixes of a synthetic nation, by rank of activation."
    ]
    if undated:
        lines = ", ".join(str(line) for line in undated[:NAMED])
        more = f" and {len(undated) - NAMED:,} more" if len(undated) > NAMED else ""
        notices.append(
            f"{file.subject} has no date on {file.unit} {lines}{more}: left out; write never to"
            " keep a jurisdiction that is not activated."
        )
    return tuple(notices)
