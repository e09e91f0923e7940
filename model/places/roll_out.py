"""The national roll-out: how many jurisdictions were active on which day.

The curve, for the synthetic nation, goes through counts from ICE's list of activation dates.
Between two counts it is a straight line, which loses the pauses between them: most of all, the last
106 places, which in fact were activated together on the last day, are here spread over the months
before it.
"""

from __future__ import annotations

import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Cumulative jurisdictions active at the end of a day, with the source of each count.
ROLL_OUT: Final = (
    (datetime.date(2008, 10, 27), 1, "Activation list"),
    (datetime.date(2008, 12, 31), 14, "Activation list"),
    (datetime.date(2009, 12, 31), 105, "Activation list"),
    (datetime.date(2010, 5, 15), 180, "Activation list"),
    (datetime.date(2010, 6, 30), 404, "Activation list"),
    (datetime.date(2010, 8, 31), 577, "Activation list"),
    (datetime.date(2010, 9, 15), 617, "Activation list"),
    (datetime.date(2010, 9, 30), 661, "Activation list"),
    (datetime.date(2010, 12, 31), 895, "Activation list"),
    (datetime.date(2011, 1, 18), 973, "Activation list"),
    (datetime.date(2011, 9, 30), 1_562, "Activation list"),
    (datetime.date(2011, 12, 31), 1_994, "Activation list"),
    (datetime.date(2012, 6, 30), 3_037, "Activation list"),
    (datetime.date(2013, 1, 22), 3_143, "Activation list"),
)

#: Jurisdictions when the roll-out was complete.
COMPLETE: Final = ROLL_OUT[-1][1]

_DAYS: Final = np.array([day.toordinal() for day, _, _ in ROLL_OUT], dtype=np.float64)
_COUNTS: Final = np.array([count for _, count, _ in ROLL_OUT], dtype=np.float64)


def enrolled_by(day: datetime.date) -> float:
    """Return how many of the 3,143 jurisdictions the curve has active at the end of ``day``."""
    return float(np.interp(day.toordinal(), _DAYS, _COUNTS, left=0.0))


def activation_dates(jurisdictions: int) -> list[datetime.date]:
    """Return the dates on which so many jurisdictions are activated, the first one first.

    The curve is stretched so that the first and the last day stay what they were; one
    jurisdiction alone is activated on the first day. With 3,143 the counts of ``ROLL_OUT`` hold
    exactly, since each place is activated on the day by whose end the curve has reached it.
    """
    ranks: NDArray[np.float64] = np.linspace(1.0, COMPLETE, jurisdictions)
    days = np.ceil(np.interp(ranks, _COUNTS, _DAYS)).astype(np.int64)
    return [datetime.date.fromordinal(int(day)) for day in days]
