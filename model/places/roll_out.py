"""The national roll-out: the number of active jurisdictions by day.

The curve, for the synthetic nation, passes through counts from ICE's list of activation dates. It
is linear between two counts, so pauses are lost: in particular, the last 106 places, which in fact
were activated together on the last day, are spread over the months before it.
"""

from __future__ import annotations

import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Cumulative number of active jurisdictions at the end of a day, with the source of each count.
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

#: Number of jurisdictions when the roll-out was complete.
COMPLETE: Final = ROLL_OUT[-1][1]

_DAYS: Final = np.array([day.toordinal() for day, _, _ in ROLL_OUT], dtype=np.float64)
_COUNTS: Final = np.array([count for _, count, _ in ROLL_OUT], dtype=np.float64)


def enrolled_by(day: datetime.date) -> float:
    """Interpolate the number of active jurisdictions, of 3,143, at the end of ``day``."""
    return float(np.interp(day.toordinal(), _DAYS, _COUNTS, left=0.0))


def activation_dates(jurisdictions: int) -> list[datetime.date]:
    """Compute the activation dates of a number of jurisdictions, ascending.

    The curve is rescaled to the number of jurisdictions with the first and the last day unchanged;
    one jurisdiction alone is activated on the first day. With 3,143 the counts of ``ROLL_OUT`` hold
    exactly, since each place is activated on the day by whose end the curve has reached it.
    """
    ranks: NDArray[np.float64] = np.linspace(1.0, COMPLETE, jurisdictions)
    days = np.ceil(np.interp(ranks, _COUNTS, _DAYS)).astype(np.int64)
    return [datetime.date.fromordinal(int(day)) for day in days]
