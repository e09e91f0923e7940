"""An emulator of a target: ridge regression on the settings, their squares and products.

Inputs are the settings' places in their priors, from 0 to 1; outputs are in logits for shares and
in logs for other figures. Products are of the settings that matter most to the target, so that the
number of terms stays below that of runs. Its error is the leave-one-out one, which holds the Monte
Carlo error of a run too: the posterior is wider for it, never narrower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from scomm.model.errors import InputError

Array = NDArray[np.float64]

_PENALTIES: Final = np.logspace(-3.0, 3.0, 25)
_MOST_WITH_PRODUCTS: Final = 8
#: Runs for each term, at least.
_RUNS_A_SETTING: Final = 2


@dataclass(frozen=True)
class Emulator:
    """Predicts a transformed figure at points float64[point, setting] from 0 to 1.

    ``error`` is the standard deviation of leave-one-out residuals, and ``r_squared`` the share of
    the runs' variance that leave-one-out predictions explain. ``precision`` is the inverse of the
    terms' penalized cross products, float64[term, term].
    """

    pairs: tuple[tuple[int, int], ...]
    coefficients: Array
    intercept: float
    center: Array
    size: Array
    error: float
    r_squared: float
    precision: Array

    def at(self, points: Array) -> Array:
        """Predict the transformed figure at points: float64[point]."""
        return np.asarray(self._scaled(points) @ self.coefficients + self.intercept)

    def spread(self, points: Array) -> Array:
        """Return the standard deviation of predictions, for want of runs: float64[point].

        It is that of a ridge regression read as a Bayesian one, and largest where runs are few.
        """
        terms = self._scaled(points)
        leverage = np.einsum("pi,ij,pj->p", terms, self.precision, terms)
        return np.asarray(self.error * np.sqrt(leverage))

    def _scaled(self, points: Array) -> Array:
        return (_terms(points, self.pairs) - self.center) / self.size


@dataclass(frozen=True)
class Together:
    """Several emulators as one matrix, which predicts them all at once."""

    pairs: tuple[tuple[int, int], ...]
    coefficients: Array
    intercepts: Array

    @classmethod
    def of(cls, emulators: Sequence[Emulator]) -> Self:
        """Join emulators of the same settings."""
        pairs = tuple(dict.fromkeys(pair for each in emulators for pair in each.pairs))
        singles = len(emulators[0].center) - len(emulators[0].pairs)
        coefficients = np.zeros((singles + len(pairs), len(emulators)))
        for k, each in enumerate(emulators):
            own = each.coefficients / each.size
            coefficients[:singles, k] = own[:singles]
            positions = [singles + pairs.index(pair) for pair in each.pairs]
            coefficients[positions, k] = own[singles:]
        intercepts = [
            each.intercept - float(each.center @ (each.coefficients / each.size))
            for each in emulators
        ]
        return cls(pairs, coefficients, np.array(intercepts))

    def at(self, points: Array) -> Array:
        """Predict the transformed figures at points: float64[point, emulator]."""
        return np.asarray(_terms(points, self.pairs) @ self.coefficients + self.intercepts)


def fit(points: Array, values: Array) -> Emulator:
    """Fit an emulator to runs.

    Args:
        points: float64[run, setting] from 0 to 1.
        values: the transformed figure of each run, finite.

    Raises:
        InputError: for too few runs.

    Example:
        >>> points = np.linspace(0.0, 1.0, 50)[:, None]
        >>> fit(points, 3.0 * points[:, 0]).r_squared > 0.99
        True
    """
    if len(points) < _RUNS_A_SETTING * points.shape[1]:
        raise InputError(
            f"There are {len(points)} runs with a figure for {points.shape[1]} settings; an "
            f"emulator needs {_RUNS_A_SETTING * points.shape[1]} or more."
        )
    first = _ridge(points, values, ())
    settings = points.shape[1]
    parts = (_terms(points, ()) - first.center) / first.size * first.coefficients
    weight = np.std(parts[:, :settings] + parts[:, settings:], axis=0)
    chosen = sorted(np.argsort(weight)[::-1][:_MOST_WITH_PRODUCTS].tolist())
    second = _ridge(points, values, tuple(combinations(chosen, 2)))
    return second if second.error < first.error else first


def _ridge(points: Array, values: Array, pairs: tuple[tuple[int, int], ...]) -> Emulator:
    from sklearn.linear_model import RidgeCV
    from threadpoolctl import threadpool_limits

    terms = _terms(points, pairs)
    center, size = terms.mean(axis=0), terms.std(axis=0)
    size = np.where(size > 0.0, size, 1.0)
    scaled = (terms - center) / size
    made: Any = RidgeCV(_PENALTIES, store_cv_results=True, scoring=None)
    with threadpool_limits(1):  # Small matrices: threads would only wait for one another.
        made.fit(scaled, values)
    # Squared leave-one-out residuals of each penalty: [run, penalty].
    squares = np.asarray(made.cv_results_)[:, int(np.flatnonzero(made.alpha_ == _PENALTIES)[0])]
    variance = float(np.var(values))
    explained = 1.0 - float(squares.mean()) / variance if variance > 0.0 else 0.0
    return Emulator(
        pairs=pairs,
        coefficients=np.asarray(made.coef_),
        intercept=float(made.intercept_),
        center=center,
        size=size,
        error=float(np.sqrt(squares.mean())),
        r_squared=explained,
        precision=np.linalg.inv(scaled.T @ scaled + float(made.alpha_) * np.eye(scaled.shape[1])),
    )


def _terms(points: Array, pairs: tuple[tuple[int, int], ...]) -> Array:
    centered = points - 0.5
    first, second = np.array(pairs, int).reshape(-1, 2).T
    products = centered[:, first] * centered[:, second]
    return np.concatenate([centered, centered**2, products], axis=1)
