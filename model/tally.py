"""The tables of a run: counts and sums by month, jurisdiction, group and measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scomm.model.compiling.jit import rule
from scomm.model.measures import COUNTS, SUMS, fixed
from scomm.model.rules.detention import custody_ended_by

if TYPE_CHECKING:
    from scomm.model.settings import Settings

Counts = npt.NDArray[np.int32]
"""A count of a month holds 2,147 million: the weeks of 400 million residents of one group."""

Table = npt.NDArray[np.int64]


def empty_tables(months: int, jurisdictions: int) -> tuple[Counts, Table]:
    """Create tables of zeros for the counts and the sums of a run.

    Args:
        months: Months reported.
        jurisdictions: Number of jurisdictions.

    Returns:
        Counts, int32[months + 1, jurisdictions, 6, counts], and sums, int64[months + 1,
        jurisdictions, 6, sums]. The last month collects the burn-in and is left out of results.
    """
    shape = (months + 1, jurisdictions, 6)
    return (
        np.zeros((*shape, len(COUNTS)), dtype=np.int32),
        np.zeros((*shape, len(SUMS)), dtype=np.int64),
    )


@rule
def spread_removal(
    p: Settings,
    sums: Table,
    month: int,
    week: int,
    month_ends: npt.NDArray[np.int64],
    probability: float,
    prior_order: bool,
) -> None:
    """Add the probability of a removal to the months in which custody begun in ``week`` may end.

    The probability of a removal after the last month is left out, just as such a removal is not
    counted.

    Args:
        p: The numeric settings.
        prior_order: Whether the person's DHS record is a prior removal order or re-entry.
        sums: int64[month], the sums of the person's jurisdiction and group, changed in place.
        month: Position of the month in which custody begins.
        week: Week in which custody begins.
        month_ends: int64[month], the last week of each month.
        probability: Probability that custody ends in removal, 0 to 1.
    """
    done = custody_ended_by(p, prior_order, -1 - week) if month < 0 else 0.0
    for later in range(max(month, 0), len(month_ends)):
        ended = custody_ended_by(p, prior_order, month_ends[later] - week)
        sums[later] += fixed(probability * (ended - done))
        done = ended
