"""The best-supported point of a posterior, from which the default settings are taken."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scomm.model.priors import CHOICE
from scomm.sweeps.calibration.likelihood import Likelihood

Array = NDArray[np.float64]

_STARTS = 8
_FARTHEST = 4.0
"""In normal scores; beyond it lie 3 of 100,000 points of a prior."""


def best_supported(likelihood: Likelihood, held: Mapping[str, object], draws: Array) -> Array:
    """Return the point of highest posterior density in normal scores of the priors.

    In these scores the prior is a standard normal, so that a setting that the targets do not inform
    stands at its prior's median. Choices, which are rival theories, are not searched: each is held
    at its value in ``held``, or at the value of most weight in its prior.

    Args:
        likelihood: of the targets.
        held: setting -> its value, for those whose prior is a choice.
        draws: of the posterior, float64[draw, setting] in the cube; the search starts from those of
            highest density.

    Returns:
        float64[1, setting], in the cube.
    """
    from scipy.optimize import minimize
    from scipy.special import ndtr, ndtri

    scores = ndtri(np.clip(draws, 1e-9, 1.0 - 1e-9))
    free = np.ones(scores.shape[1], bool)
    for k, prior in enumerate(likelihood.priors.each):
        if prior.distribution == CHOICE:
            weights = np.array(prior.numbers) / sum(prior.numbers)
            value = held.get(prior.name)
            chosen = int(np.argmax(weights))
            if value in prior.choices:
                chosen = prior.choices.index(value)
            scores[:, k] = ndtri(weights[:chosen].sum() + 0.5 * weights[chosen])
            free[k] = False

    def density(points: Array) -> Array:
        squares = (points[:, free] ** 2).sum(axis=1)
        return np.asarray(likelihood.log(ndtr(points)) - 0.5 * squares)

    def loss(part: Array, fixed: Array) -> tuple[float, Array]:
        """Return minus the density and its gradient, by central differences, at the free scores."""
        point = fixed.copy()
        point[free] = part
        step = 1e-4 * np.eye(len(point))[free]
        values = density(np.vstack([point, point + step, point - step]))
        above, below = values[1:].reshape(2, -1)
        return -float(values[0]), -(above - below) / 2e-4

    starts = scores[np.argsort(density(scores))[::-1][:_STARTS]]
    limits = [(-_FARTHEST, _FARTHEST)] * int(free.sum())
    found = [
        minimize(loss, start[free], (start,), method="L-BFGS-B", jac=True, bounds=limits)
        for start in starts
    ]
    best = min(range(len(found)), key=lambda each: float(found[each].fun))
    out = starts[best].copy()
    out[free] = found[best].x
    return np.asarray(ndtr(out))[None, :]
