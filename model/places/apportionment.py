"""Apportionment: shares and whole numbers of residents that add up to a national total."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]


def bisect(rises: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Find the argument at which an increasing function reaches a value, by bisection.

    Args:
        rises: A function that is nondecreasing between ``low`` and ``high``.
        wanted: The value to reach.
        low: Lower end of the search.
        high: Upper end of the search.

    Returns:
        The last midpoint, when no float lies between the ends of the interval. The lower end moves
        up if the function is below ``wanted``, otherwise the upper end moves down.

    Example:
        >>> bisect(lambda x: x * x, 2.0, 0.0, 2.0)
        1.414213562373095
    """
    while True:
        middle = 0.5 * (low + high)
        if middle in (low, high):
            return middle
        if rises(middle) < wanted:
            low = middle
        else:
            high = middle


def fitted_shares(log_odds: Floats, weights: NDArray[np.int64] | Floats, mean: float) -> Floats:
    """Shift log-odds by one constant so that the shares have a given weighted mean.

    Args:
        log_odds: float64[J]; -inf gives a share of 0 for every constant.
        weights: [J], such as residents.
        mean: The target weighted mean, 0 to 1; at 0 and 1 every share equals it.

    Returns:
        float64[J], shares from 0 to 1.

    Example:
        >>> fitted_shares(np.array([0.0, 0.0]), np.array([1, 3]), 0.25)
        array([0.25, 0.25])
    """
    if not 0.0 < mean < 1.0:
        return np.full(log_odds.size, mean)

    def shares(shift: float) -> Floats:
        return np.asarray(expit(shift + log_odds), dtype=np.float64)

    return shares(
        bisect(lambda c: float(np.average(shares(c), weights=weights)), mean, -100.0, 100.0)
    )


def whole_residents(exact: Floats, total: int) -> NDArray[np.int64]:
    """Round residents to whole numbers that add up to a total.

    This is the largest-remainder method; ties go to the earlier element.

    Args:
        exact: float64[J] of 0 or more, which add up to ``total`` apart from rounding.
        total: Total residents.

    Returns:
        int64[J].

    Example:
        >>> whole_residents(np.array([1.25, 2.5, 0.25]), 4)
        array([1, 3, 0])
    """
    residents: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    lost = np.argsort(residents - exact, kind="stable")[: total - int(residents.sum())]
    residents[lost] += 1
    return residents
