"""The columns of the totals, and how a run's totals become rows and numbers again.

A run has one row for each of two places, two periods and six groups, 24 in all, always in the same
order. So the numbers of some runs are, for each column, an array [run, row].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from model.groups import GROUPS
from model.measures import COUNTS, ONE, SUMS
from sweeps.record import COLUMNS, PERIODS, PLACES, SHAPE, START, Sums, Totals

IDENTITY: Final = "identity"
LABELS: Final = {"places": PLACES, "period": PERIODS, "group": GROUPS}
ROWS: Final = len(PLACES) * len(PERIODS) * len(GROUPS)

SCHEMA: Final = pa.schema(
    [
        *((name, pa.string()) for name in (IDENTITY, *LABELS)),
        *((name, pa.int64()) for name in COUNTS),
        *((name, pa.float64()) for name in SUMS),
        (START, pa.int64()),
    ]
)

Columns = Mapping[str, NDArray[Any]]
"""Column -> int64[run, row] or float64[run, row], the rows in the order of ``LABELS``."""

# Which label each of the 24 rows of a run has, as its number among the labels.
_LABEL_NUMBERS: Final = {
    name: numbers.ravel().astype(np.int8)
    for name, numbers in zip(LABELS, np.indices(SHAPE[:3]), strict=True)
}


def columns_of(totals: Totals) -> dict[str, NDArray[Any]]:
    """Return totals, int64[run, places, period, group, column], as the columns of the store."""
    columns: dict[str, NDArray[Any]] = {}
    for number, name in enumerate(COLUMNS):
        column = totals[..., number].reshape(len(totals), ROWS)
        # Only what is a sum of real numbers is made one: a count above 2**53 would not survive it.
        columns[name] = column / ONE if name in SUMS else column
    return columns


def sums_of(columns: Columns, places: str, period: str) -> Sums:
    """Return float64[run, group, column] of some places and period; 0 in columns that lack."""
    runs = len(next(iter(columns.values())))
    found = np.zeros((runs, len(GROUPS), len(COLUMNS)))
    where = PLACES.index(places), PERIODS.index(period)
    for name, values in columns.items():
        found[..., COLUMNS.index(name)] = values.reshape(runs, *SHAPE[:3])[:, *where]
    return found


def table_of(identities: Sequence[str], columns: Columns) -> pa.Table:
    """Return runs as the rows of a totals file, in the order of ``SCHEMA``."""
    runs = len(identities)
    arrays: list[pa.Array] = [
        pa.DictionaryArray.from_arrays(
            pa.array(np.repeat(np.arange(runs, dtype=np.int32), ROWS)),
            pa.array(identities, pa.string()),
        )
    ]
    for name, labels in LABELS.items():
        numbers = pa.array(np.tile(_LABEL_NUMBERS[name], runs))
        arrays.append(pa.DictionaryArray.from_arrays(numbers, pa.array(labels, pa.string())))
    arrays += [pa.array(columns[name].ravel()) for name in COLUMNS]
    return pa.table(arrays, names=SCHEMA.names)
