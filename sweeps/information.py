"""Which fact would narrow an answer: how much less would be unknown if a quantity were known.

Draws of the posterior differ in settings and in what the model then gives. The share of an answer's
variance that one quantity explains is the share by which measuring it exactly is expected to reduce
the variance: its first-order Sobol' index over the posterior, estimated from the draws themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.sweeps.designs.drawn import FromPosterior, FromPriors
from scomm.sweeps.estimation.estimands import named
from scomm.sweeps.estimation.headlines import rows_of
from scomm.sweeps.store.results import Results

Array = NDArray[np.float64]

_FEWEST: Final = 40
#: Standard errors from the middle of a 95 % interval to its end.
_DEVIATIONS: Final = 1.96
#: Degree of the polynomial in a quantity's normal scores.
_DEGREE: Final = 3


@dataclass(frozen=True)
class Quantity:
    """A quantity of a store's points: an estimand's effect, or the first arm's own value.

    ``column`` is "effect", "arm", or "reference", as in ``Results.estimates``.
    """

    name: str
    estimand: str
    column: str = "effect"

    def of(self, store: Results) -> tuple[Array, float]:
        """Return its value at every point, float64[point], and its mean Monte Carlo variance.

        Values are nan where undefined.
        """
        ratio = named(self.estimand)
        rows = rows_of(store.estimates(wanted=[ratio]), [ratio])
        low, high = (
            ("low", "high")
            if self.column == "effect"
            else (f"{self.column}_low", f"{self.column}_high")
        )
        errors = (rows[high] - rows[low]).to_numpy(float) / (2.0 * _DEVIATIONS)
        return rows[self.column].to_numpy(float), float(np.nanmean(errors**2))


def narrowing(
    store: Results, answers: Sequence[Quantity], facts: Sequence[Quantity] = ()
) -> pd.DataFrame:
    """Estimate by how much each fact is expected to reduce the variance of each answer.

    Args:
        store: a sweep over draws of a posterior or of the priors.
        answers: what is to be known.
        facts: what could be measured, besides each setting that is drawn.

    Returns:
        A row for each setting and fact, with its ``name``; and a column for each answer, from 0 to
        1: the share of its variance among the draws that the fact explains, alone.

    Raises:
        InputError: for another design, or fewer than 40 draws.

    Example:
        >>> from scomm import load
        >>> share = Quantity("share", "non_criminal_share", "arm")
        >>> narrowing(load("results/findings/answers"), [share]).columns.tolist()  # doctest: +SKIP
        ['name', 'share']
    """
    designs = store.spec.designs
    if len(designs) != 1 or not isinstance(designs[0], FromPriors | FromPosterior):
        raise InputError(
            f"{store.spec.name!r} has another design; which fact would narrow an answer is seen in "
            "draws of the priors or of a posterior."
        )
    values = {each.name: each.of(store) for each in answers}
    known = _settings(store) | {each.name: each.of(store)[0] for each in facts}
    rows = [
        {"name": name} | {answer: explained(*values[answer], given) for answer in values}
        for name, given in known.items()
    ]
    return pd.DataFrame(rows)


def explained(answer: Array, noise: float, quantity: Array) -> float:
    """Return the share of an answer's variance that a quantity explains, from 0 to 1.

    By a cubic in the quantity's normal scores, each value predicted without itself, so that chance
    does not count. ``noise`` is the part of the variance that is Monte Carlo error, which nothing
    explains; it is left out of the whole. Values that are nan are left out. Raises InputError for
    fewer than 40 values.

    >>> x = np.linspace(0.0, 1.0, 100)
    >>> explained(x**2, 0.0, x) > 0.9, explained(x**2, 0.0, np.ones(100))
    (True, 0.0)
    """
    there = np.isfinite(answer) & ~np.isnan(quantity)
    if there.sum() < _FEWEST:
        raise InputError(
            f"There are {there.sum()} draws with an answer; a share of variance needs {_FEWEST}."
        )
    scores, wanted = _scores(quantity[there]), answer[there]
    terms = np.column_stack([scores**power for power in range(_DEGREE + 1)])
    basis, sizes, _ = np.linalg.svd(terms, full_matrices=False)
    basis = basis[:, sizes > 1e-9 * sizes[0]]
    leverage = (basis**2).sum(axis=1)
    miss = (wanted - basis @ (basis.T @ wanted)) / (1.0 - leverage)
    count = len(wanted)
    alone = (wanted - wanted.mean()) * count / (count - 1)
    known = float((alone**2).sum() - (miss**2).sum())
    whole = float((alone**2).sum()) - noise * count
    return min(1.0, max(0.0, known / whole)) if whole > 0.0 else 0.0


def _scores(values: Array) -> Array:
    """Return normal scores of ranks, those of ties being one."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(values) - 0.5) / len(values)))


def _settings(store: Results) -> dict[str, Array]:
    points = store.estimates(wanted=["reporting_rate.hispanic"]).drop_duplicates("point")
    points = points.sort_values("point")
    return {
        name: points[name].to_numpy(float)
        for name in store.varied
        if pd.api.types.is_numeric_dtype(points[name])
    }
