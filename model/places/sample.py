"""A weighted sample of counties with probability proportional to size, large ones with certainty.

The sample is systematic: the counties, in order, divide a line into segments as long as their
probabilities, and each point of a grid of unit width selects the county in whose segment it lies.
One keyed draw of the world seed shifts the grid, so arms share their sample and each replicate has
a different one: the variance over replicates includes the sampling error. The weight of a county is
the inverse of its probability [Horvitz 1952], so weighted totals are unbiased for the nation's.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.places.apportionment import Floats

#: The minimum size of a sample: the focal county, and one that is drawn.
FEWEST: Final = 2


def inclusion_probabilities(size: Floats, count: int) -> Floats:
    """Compute the inclusion probabilities of counties.

    The first county, the focal one, is certain, and so is every county whose probability in
    proportion to its size would reach 1.

    Args:
        size: float64[J], above 0, in any unit.
        count: Counties in the sample, 2 to J.

    Returns:
        float64[J], above 0 and at most 1, adding up to ``count``.

    Example:
        >>> inclusion_probabilities(np.array([1.0, 8.0, 1.0, 1.0, 2.0]), 3)
        array([1.  , 1.  , 0.25, 0.25, 0.5 ])
    """
    certain = np.zeros(size.size, dtype=np.bool_)
    certain[0] = True
    while True:
        left = count - int(certain.sum())
        rest = np.where(certain, 0.0, size)
        share = left * rest / rest.sum() if left > 0 and rest.sum() > 0.0 else rest * 0.0
        reached = ~certain & (share >= 1.0)
        if not reached.any():
            return np.where(certain, 1.0, share)
        certain |= reached


def systematic_sample(probability: Floats, shift: float) -> NDArray[np.int64]:
    """Draw a systematic sample of counties.

    Args:
        probability: float64[J], the result of ``inclusion_probabilities``.
        shift: Start of the grid, from 0 to 1.

    Returns:
        int64[n], positions of the counties in the sample, ascending; n is the sum of the
        probabilities.

    Example:
        >>> systematic_sample(np.array([1.0, 1.0, 0.25, 0.25, 0.5]), 0.3)
        array([0, 1, 3])
    """
    drawn = np.flatnonzero(probability < 1.0)
    ends = np.cumsum(probability[drawn])
    points = shift + np.arange(round(float(ends[-1]))) if drawn.size else np.empty(0)
    # Rounding can put the last point past the end of the line.
    picked = np.minimum(np.searchsorted(ends, points, side="right"), drawn.size - 1)
    return np.sort(np.concatenate((np.flatnonzero(probability >= 1.0), drawn[picked])))
