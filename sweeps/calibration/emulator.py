"""An emulator of a target: ridge regression on the settings, their squares and products.

Inputs are the settings' places in their priors, from 0 to 1; outputs are in logits for shares and
in logs for other figures. Products are of the settings that matter most to the target, so that the
number of terms stays below that of runs. Its error is the leave-one-out one, which holds the Monte
Carlo error of a run too: the posterior is wider for it, never narrower.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

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
    the runs' variance that leave-one-out predictions explain.
    """

    pairs: tuple[tuple[int, int], ...]
    coefficients: Array
    intercept: float
    center: Array
    size: Array
    error: float
    r_squared: float

    def at(self, points: Array) -> Array:
        """Predict the transformed figure at points: float64[point]."""
        terms = (_terms(points, self.pairs) - self.center) / self.size
        return np.asarray(terms @ self.coefficients + self.intercept)


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

    terms = _terms(points, pairs)
    center, size = terms.mean(axis=0), terms.std(axis=0)
    size = np.where(size > 0.0, size, 1.0)
    made: Any = RidgeCV(_PENALTIES, store_cv_results=True, scoring=None)
    made.fit((terms - center) / size, values)
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
    )


def _terms(points: Array, pairs: tuple[tuple[int, int], ...]) -> Array:
    centered = points - 0.5
    products = [centered[:, a] * centered[:, b] for a, b in pairs]
    return np.column_stack([centered, centered**2, *products])
