"""A shard: one part of a sweep that is cut into several."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scomm.sweeps.plan.plan import Plan


def points_of(plan: Plan, shard: Shard) -> NDArray[np.int64]:
    """Return the numbers of the points in a shard of a plan: int64[point]."""
    part, parts = shard or (1, 1)
    return np.arange(part - 1, len(plan), parts)


Shard = tuple[int, int] | None
"""Part k of n, counted from 1; None: the whole sweep."""
