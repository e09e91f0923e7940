"""What is kept of a run's outcomes: sums by period and group, and by month and group.

Enrollment is that of one jurisdiction, the *focal* one, which is the first of a run. So what is
kept by period is kept twice: for it, and for all jurisdictions, as in ``Outcomes.totals()``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.groups import GROUPS
from model.measures import COUNTS, ONE, RESIDENT_WEEKS, SUMS
from model.outcomes import Outcomes

# Resident-weeks in the first month: the mix to which ethnicities are standardized.
START: Final = "start_resident_weeks"
COLUMNS: Final = (*COUNTS, *SUMS, START)
PERIODS: Final = ("before", "after")
PLACES: Final = ("focal", "all")

Sums = NDArray[np.float64]
"""Sums of measures: float64[..., group, column], columns in the order of ``COLUMNS``."""

Totals = NDArray[np.int64]
"""What a run sends home: int64[..., places, period, group, column], as exact as it was counted.

The columns are ``COLUMNS``; those of ``model.measures.SUMS`` are whole multiples of 2**-26.
"""

SHAPE: Final = (len(PLACES), len(PERIODS), len(GROUPS), len(COLUMNS))

_FIXED: Final = slice(len(COUNTS), len(COUNTS) + len(SUMS))


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


def totals(outcomes: Outcomes) -> Totals:
    """Return the sums that a store keeps: int64[places, period, group, column].

    The places are ``PLACES``; the periods, ``PERIODS``, are before and after each jurisdiction's
    scheduled activation, so the same in every arm.
    """
    inside = [outcomes.months_in(period) for period in PERIODS]
    focal = np.stack([_of_focal(outcomes, months) for months in inside])
    if len(outcomes.places) == 1:
        return np.stack([focal, focal])
    return np.stack([focal, np.stack([_of_all(outcomes, months) for months in inside])])


def sums(totals: Totals) -> Sums:
    """Return totals as real numbers: float64 of the same shape."""
    real = totals.astype(np.float64)
    real[..., _FIXED] /= ONE
    return real


def series(outcomes: Outcomes) -> Series:
    """Return what the effect of enrolling the focal jurisdiction needs of a run."""
    start = _start(outcomes, 1)
    months = len(outcomes.months)
    monthly = (
        outcomes.count_table[:, 0],
        outcomes.sum_table[:, 0] / ONE,
        np.broadcast_to(start[:, None], (months, len(GROUPS), 1)),
    )
    # Of the month of activation, part may lie before it.
    before = int(outcomes.months_in("before")[:, 0].sum())
    return Series(
        after=sums(_of_focal(outcomes, outcomes.months_in("after"))),
        monthly=np.concatenate(monthly, axis=-1),
        activation_month=before if before < months else None,
    )


def _of_focal(outcomes: Outcomes, inside: NDArray[np.bool_]) -> Totals:
    """Return the focal jurisdiction's totals of its months ``inside``: int64[group, column]."""
    months = inside[:, 0]
    parts = [table[months, 0].sum(axis=0) for table in (outcomes.count_table, outcomes.sum_table)]
    return np.concatenate([*parts, _start(outcomes, 1)[:, None]], axis=-1)


def _of_all(outcomes: Outcomes, inside: NDArray[np.bool_]) -> Totals:
    """Return the totals of all jurisdictions, each in its months ``inside``: int64[group, column].

    ``inside`` is bool[month, jurisdiction].
    """
    months = inside.astype(np.int64)
    parts = [
        np.einsum("mjgk,mj->gk", table, months)
        for table in (outcomes.count_table, outcomes.sum_table)
    ]
    return np.concatenate([*parts, _start(outcomes, None)[:, None]], axis=-1)


def _start(outcomes: Outcomes, jurisdictions: int | None) -> NDArray[np.int64]:
    """Return resident-weeks in the first month, of the first places or of all: int64[group]."""
    first = outcomes.count_table[0, :jurisdictions, :, RESIDENT_WEEKS]
    return np.asarray(first.sum(axis=0))
