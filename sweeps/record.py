"""What is kept of a run's outcomes: sums by period and group, and by month and group.

Enrollment is that of one jurisdiction, the *focal* one, which is the first of a run. So what is
kept by period is kept twice: for it, and for all jurisdictions, as in ``Outcomes.totals()``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from model.groups import GROUPS
from model.measures import COUNTS, ONE, RESIDENT_WEEKS, SUMS
from model.outcomes import Outcomes

# Resident-weeks in the first month: the mix to which ethnicities are standardized.
START: Final = "start_resident_weeks"
COLUMNS: Final = (*COUNTS, *SUMS, START)
LABELS: Final = ("places", "period", "group")
PERIODS: Final = ("before", "after")
PLACES: Final = ("focal", "all")

Sums = NDArray[np.float64]
"""Sums of measures: float64[..., group, column], columns in the order of ``COLUMNS``."""

_WHERE: Final = {"focal": slice(0, 1), "all": slice(None)}
_SHAPE: Final = (len(PLACES), len(PERIODS), len(GROUPS), len(COLUMNS))


@dataclass(frozen=True)
class Series:
    """The focal jurisdiction in one run: ``after`` activation, and by month.

    ``after`` is float64[group, column] and ``monthly`` float64[month, group, column];
    ``activation_month`` is the place among the months of that in which the plan has it activated,
    or None if that is not within the run.
    """

    after: Sums
    monthly: Sums
    activation_month: int | None


def totals(outcomes: Outcomes) -> pa.Table:
    """Return the sums that a store keeps, in order of places, period and group.

    Columns: places ("focal", "all"), period ("before", "after" each jurisdiction's scheduled
    activation, so the same in every arm), group, then ``COLUMNS``.
    """
    labels = [
        (places, period, group) for places in PLACES for period in PERIODS for group in GROUPS
    ]
    columns = {
        name: pa.array([row[number] for row in labels], pa.string())
        for number, name in enumerate(LABELS)
    }
    parts = [_by_period(outcomes, places, period) for places in PLACES for period in PERIODS]
    for number, name in enumerate(COUNTS):
        columns[name] = pa.array(np.concatenate([counts[:, number] for counts, _ in parts]))
    for number, name in enumerate(SUMS):
        columns[name] = pa.array(np.concatenate([sums[:, number] for _, sums in parts]))
    mixes = [_start(outcomes, places) for places in PLACES for _ in PERIODS]
    columns[START] = pa.array(np.concatenate(mixes))
    return pa.table(columns)


def sums(totals: pd.DataFrame) -> Sums:
    """Return rows of totals as float64[run, places, period, group, column], in their order."""
    return totals[list(COLUMNS)].to_numpy(dtype=np.float64).reshape(-1, *_SHAPE)


def series(outcomes: Outcomes) -> Series:
    """Return what the effect of enrolling the focal jurisdiction needs of a run."""
    counts, real = _by_period(outcomes, "focal", "after")
    start = _start(outcomes, "focal")
    months = len(outcomes.months)
    monthly = (
        outcomes.count_table[:, 0],
        outcomes.sum_table[:, 0] / ONE,
        np.broadcast_to(start[:, None], (months, len(GROUPS), 1)),
    )
    # Of the month of activation, part may lie before it.
    before = int(outcomes.months_in("before")[:, 0].sum())
    return Series(
        after=np.concatenate([counts, real, start[:, None]], axis=-1),
        monthly=np.concatenate(monthly, axis=-1),
        activation_month=before if before < months else None,
    )


def _by_period(
    outcomes: Outcomes, places: str, period: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the counts int64[group, count] and the sums float64[group, sum] of a period."""
    where = _WHERE[places]
    inside = outcomes.months_in(period)[:, where].astype(np.int64)
    counts, fixed = (
        np.einsum("mjgk,mj->gk", table[:, where], inside)
        for table in (outcomes.count_table, outcomes.sum_table)
    )
    return counts, fixed / ONE


def _start(outcomes: Outcomes, places: str) -> NDArray[np.int64]:
    first = outcomes.count_table[0, _WHERE[places], :, RESIDENT_WEEKS]
    return np.asarray(first.sum(axis=0))
