"""The sampling error of an estimate from a weighted sample of the nation's counties."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.model.outcomes import Outcomes

#: Relative step of a weight for the numerical derivative, small enough that ratios are near linear.
_STEP: Final = 1e-3


def sampling_error(estimate: Callable[..., float], *runs: Outcomes) -> float:
    """Estimate the standard error of an estimate that is due to the sampling of counties.

    Counties that were not certain to be drawn are compared in pairs of neighbors in the order of
    the systematic sample, as if each pair were a separate stratum. A pair's part of the variance is
    (1 - inclusion probability) times the squared difference of the contributions of its two
    counties; contributions to a ratio are linearized. Counties certain to be drawn contribute
    nothing. Monte Carlo error within a county is part of the difference.

    Args:
        estimate: A function of the runs, such as ``lambda run: run.non_criminal_share()``.
        runs: One run, or the arms of a contrast; all with the same sample.

    Returns:
        The standard error in the unit of the estimate: 0 if no sample was drawn, nan if fewer than
        two counties were drawn that were not certain.

    Raises:
        InputError: The runs have different samples.

    Example:
        >>> from scomm import Settings, run
        >>> nation = Settings(places="nation", jurisdictions=20, scale=0.001, weeks=4)
        >>> sampling_error(lambda run: run.victimization_rate(period="all"), run(nation, 1)) > 0.0
        True
    """
    places = runs[0].places
    if any(not np.array_equal(run.places.code, places.code) for run in runs):
        raise InputError(
            "The runs are of different samples of counties; give arms of one seed and settings."
        )
    if not places.sampled:
        return 0.0
    drawn = np.flatnonzero(places.weight > 1.0)
    if drawn.size < 2:
        return math.nan

    def contribution(place: int) -> float:
        """Compute the derivative of the estimate with respect to the logarithm of a weight."""
        both = []
        for step in (_STEP, -_STEP):
            weight: NDArray[np.float64] = places.weight.copy()
            weight[place] *= 1.0 + step
            moved = replace(places, weight=weight)
            both.append(estimate(*(replace(run, places=moved) for run in runs)))
        return (both[0] - both[1]) / (2.0 * _STEP)

    each = {int(place): contribution(int(place)) for place in drawn}
    variance = 0.0
    # With an odd number the last three counties form two pairs, each with a weight of 3/4.
    pairs = [(k, 1.0) for k in range(0, drawn.size - 1, 2)]
    if drawn.size % 2:
        pairs[-1] = (pairs[-1][0], 0.75)
        pairs.append((drawn.size - 2, 0.75))
    for first, share in pairs:
        one, other = int(drawn[first]), int(drawn[first + 1])
        left_out = 1.0 - 0.5 * (1.0 / places.weight[one] + 1.0 / places.weight[other])
        variance += share * left_out * (each[one] - each[other]) ** 2
    return math.sqrt(variance)
