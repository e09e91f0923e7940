"""Quasi-random traits of the synthetic jurisdictions, without a random number generator.

The synthetic nation is the same for every seed, so its traits are not random draws. They come from
an additive recurrence: the fractional parts of multiples of irrational numbers, chosen so that
several traits together fill the unit cube evenly (the generalized golden ratio, Roberts 2018). The
traits of jurisdiction k do not depend on the number of jurisdictions.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

#: The number of distinct traits.
TRAITS: Final = 6


def _golden_ratio(dimensions: int) -> float:
    """Compute the root above 1 of x ** (dimensions + 1) = x + 1, by fixed-point iteration."""
    ratio = 2.0
    for _ in range(64):
        ratio = (1.0 + ratio) ** (1.0 / (dimensions + 1))
    return ratio


_STEPS: Final = tuple(_golden_ratio(TRAITS) ** -(k + 1) for k in range(TRAITS))


def uniform(trait: int, count: int) -> NDArray[np.float64]:
    """Compute ``count`` values of a trait (0 to TRAITS - 1), evenly spread between 0 and 1."""
    positions = np.arange(1, count + 1, dtype=np.float64)
    return np.asarray((0.5 + positions * _STEPS[trait]) % 1.0, dtype=np.float64)


def normal(trait: int, count: int) -> NDArray[np.float64]:
    """Compute ``count`` values of a trait (0 to TRAITS - 1), distributed as standard normal."""
    # Multiples of an irrational number are never whole, but their floats could be: avoid 0 and 1.
    return np.asarray(ndtri(np.clip(uniform(trait, count), 1e-9, 1.0 - 1e-9)), dtype=np.float64)


def normal_quantiles(count: int) -> NDArray[np.float64]:
    """Compute the medians of ``count`` equal slices of the standard normal, ascending."""
    return np.asarray(ndtri((np.arange(count) + 0.5) / count), dtype=np.float64)
