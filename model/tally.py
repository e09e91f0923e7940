"""The tables that a run fills: counts and sums by month, jurisdiction, group and measure."""

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
    """Return tables of counts and of sums, int32 and int64[months + 1, jurisdictions, 6, measures].

    The last row takes what falls into the burn-in and is left out of results.
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

    ``sums`` (int64, one a month) are those of the person's jurisdiction and group, ``month_ends``
    holds each month's last week, and ``prior_order`` says how long custody lasts. What falls beyond
    the last month is left out, as a removal after the end of the run is.
    """
    done = custody_ended_by(p, prior_order, -1 - week) if month < 0 else 0.0
    for later in range(max(month, 0), len(month_ends)):
        ended = custody_ended_by(p, prior_order, month_ends[later] - week)
        sums[later] += fixed(probability * (ended - done))
        done = ended
