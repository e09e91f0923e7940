"""Totals of a run's outcomes: sums by period and group, and by month and group.

Enrollment is that of one jurisdiction, the *focal* one, which is the first of a run. So there are
two sets of totals by period: for it, and for all jurisdictions, as in ``Outcomes.totals()``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scomm.model.groups import GROUPS
from scomm.model.measures import COUNTS, ONE, RESIDENT_WEEKS, SUMS
from scomm.model.outcomes import Outcomes
from scomm.sweeps.execution.backend import Keep

# Resident-weeks in the first month: the mix to which ethnicities are standardized.
START: Final = "start_resident_weeks"
COLUMNS: Final = (*COUNTS, *SUMS, START)
PERIODS: Final = ("before", "after")
PLACES: Final = ("focal", "all")

Sums = NDArray[np.float64]
"""Sums of measures: float64[..., group, column], columns in the order of ``COLUMNS``."""

Totals = NDArray[np.int64]
"""Exact totals of a run: int64[..., places, period, group, column].

The columns are ``COLUMNS``; those of ``scomm.model.measures.SUMS`` are whole multiples of 2**-26.
"""

SCHEMA: Final = pa.schema(
    # Nothing is ever missing: not nullable, which saves a validity bit for each value.
    pa.field(name, pa.float64() if name in SUMS else pa.int64(), nullable=False)
    for name in COLUMNS
)

SHAPE: Final = (len(PLACES), len(PERIODS), len(GROUPS), len(COLUMNS))
ROWS: Final = len(PLACES) * len(PERIODS) * len(GROUPS)
"""Rows of a run in a table of totals: one for each of places, period and group, in that order."""

# Runs whose totals fit a processor's cache.
_AT_ONCE: Final = 16

# Compresses half as well as zstd, in a third of the time.
_CODEC: Final = "lz4_raw"
_COUNTED: Final = slice(0, len(COUNTS))
_FIXED: Final = slice(len(COUNTS), len(COUNTS) + len(SUMS))


@dataclass(frozen=True, eq=False)
class Block:
    """Totals of several runs, compressed: as they travel, and as they wait to be saved.

    Its length is the number of runs; about 2 kB each, where ``totals`` have 8 kB. ``months`` are
    the packed sums by month of each run (``scomm.sweeps.estimation.months``), if they are kept.
    """

    runs: int
    content: bytes
    months: tuple[bytes, ...] | None = None

    def __len__(self) -> int:
        """Return the number of runs."""
        return self.runs

    @property
    def totals(self) -> NDArray[np.int64]:
        """The totals, read-only: int64[column, run, row], with ``ROWS`` rows for each run."""
        shape = len(COLUMNS), self.runs, ROWS
        raw = pa.decompress(self.content, 8 * int(np.prod(shape)), codec=_CODEC)
        return np.frombuffer(raw, np.int64).reshape(shape)


@dataclass(frozen=True)
class Series:
    """The focal jurisdiction in one run: ``after`` activation, and by month.

    ``after`` is float64[group, column] and ``monthly`` float64[month, group, column];
    ``activation_month`` is the index of the month in which activation is scheduled, or None if that
    is not within the run.
    """

    after: Sums
    monthly: Sums
    activation_month: int | None


def totals(outcomes: Outcomes) -> Totals:
    """Compute the sums that a store keeps: int64[places, period, group, column].

    The places are ``PLACES``; the periods, ``PERIODS``, are before and after each jurisdiction's
    scheduled activation, so the same in every arm.
    """
    found = np.empty(SHAPE, np.int64)
    inside = [outcomes.months_in(period) for period in PERIODS]
    for period, months in enumerate(inside):
        _add_focal(outcomes, months, found[0, period])
    found[0, ..., -1] = _start(outcomes, 1)
    if len(outcomes.places) == 1:
        found[1] = found[0]
    else:
        found[1] = np.stack([_of_all(outcomes, months) for months in inside])
    return found


def block(each: Sequence[Totals], months: tuple[bytes, ...] | None = None) -> Block:
    """Stack the totals of several runs, at least one, into a Block, beside their packed months."""
    runs = len(each)
    found = np.empty((len(COLUMNS), runs, ROWS), np.int64)
    for begin in range(0, runs, _AT_ONCE):
        some = np.stack(each[begin : begin + _AT_ONCE]).reshape(-1, ROWS, len(COLUMNS))
        found[:, begin : begin + _AT_ONCE] = some.transpose(2, 0, 1)
    return Block(runs, pa.compress(found.data, codec=_CODEC, asbytes=True), months)


def sums(totals: Totals) -> Sums:
    """Convert totals to float64 of the same shape."""
    real = totals.astype(np.float64)
    real[..., _FIXED] /= ONE
    return real


def series(outcomes: Outcomes) -> Series:
    """Compute the sums of a run that the effect of enrollment is estimated from."""
    start = _start(outcomes, 1)
    months = len(outcomes.months)
    monthly = (
        outcomes.count_table[:, 0],
        outcomes.sum_table[:, 0] / ONE,
        np.broadcast_to(start[:, None], (months, len(GROUPS), 1)),
    )
    after = np.empty(SHAPE[2:], np.int64)
    _add_focal(outcomes, outcomes.months_in("after"), after)
    after[:, -1] = start
    return Series(
        after=sums(after),
        monthly=np.concatenate(monthly, axis=-1),
        activation_month=activation_of(outcomes),
    )


def activation_of(outcomes: Outcomes) -> int | None:
    """Return the index of the month in which the focal jurisdiction's activation is scheduled.

    None if that is not within the run. Part of this month may lie before activation.
    """
    before = int(outcomes.months_in("before")[:, 0].sum())
    return before if before < len(outcomes.months) else None


def _add_focal(outcomes: Outcomes, inside: NDArray[np.bool_], into: Totals) -> None:
    """Add the focal jurisdiction's totals of its months ``inside`` to int64[group, column].

    These months are consecutive, since activation separates those before from those after.
    """
    within = np.flatnonzero(inside[:, 0])
    months = slice(int(within[0]), int(within[-1]) + 1) if len(within) else slice(0)
    outcomes.count_table[months, 0].sum(axis=0, out=into[:, _COUNTED])
    outcomes.sum_table[months, 0].sum(axis=0, out=into[:, _FIXED])


def _of_all(outcomes: Outcomes, inside: NDArray[np.bool_]) -> Totals:
    """Sum the totals of all jurisdictions over their months ``inside``: int64[group, column].

    ``inside`` is bool[month, jurisdiction]. In a sample of the nation they are weighted.
    """
    parts = [outcomes.totals_in(inside, table) for table in outcomes.tables]
    return np.concatenate([*parts, _start(outcomes, None)[:, None]], axis=-1)


def _start(outcomes: Outcomes, jurisdictions: int | None) -> NDArray[np.int64]:
    """Return resident-weeks in the first month, of the first jurisdictions or all: int64[group]."""
    first = outcomes.count_table[:1, :jurisdictions, :, RESIDENT_WEEKS]
    if jurisdictions is not None:
        return np.asarray(first.sum(axis=(0, 1)))
    return outcomes.totals_in(np.ones(first.shape[:2], dtype=np.bool_), first)


TOTALS: Final = Keep(totals, block)
"""The reduction of outcomes for a store."""
SERIES: Final[Keep[Series, list[Series]]] = Keep(series, list)
"""The reduction of outcomes for a paired effect."""
