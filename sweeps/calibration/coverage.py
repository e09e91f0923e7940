"""Simulation-based calibration: whether posteriors are as wide as they should be.

Settings are drawn from the priors, data are made from them, and a posterior is sampled from the
data as from real targets. The rank of each true setting among the draws of its posterior is then
uniform, and intervals cover as often as they say; anything else is a mistake in the likelihood, the
emulators or the sampler [Talts 2018, recalled].

Talts and others 2018: Validating Bayesian inference algorithms with simulation-based calibration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.model.errors import InputError

Array = NDArray[np.float64]

LEVELS: Final = (0.5, 0.95)
#: Fewest data sets in a bin of ranks, so that the chi-squared distribution holds.
_FEWEST_IN_A_BIN: Final = 8
_MOST_BINS: Final = 20


@dataclass(frozen=True)
class Coverage:
    """Ranks and coverage over data sets.

    ``ranks`` is float64[data set, setting]: the share of a posterior's draws below the true value.
    ``table`` has a row for each setting: ``uniform_p``, the probability of ranks as uneven as these
    or more if they are uniform; ``covered_50`` and ``covered_95``, the shares of data sets whose
    interval holds the truth; and ``covered_p``, the lesser probability, over both levels, of such a
    share or one less likely.
    """

    names: tuple[str, ...]
    ranks: Array
    table: pd.DataFrame

    def failures(self, false_alarm: float = 1e-6) -> list[str]:
        """List the settings that fail a test, one sentence each.

        If posteriors are right, any at all are listed with a probability of at most ``false_alarm``
        (Bonferroni over settings and tests).
        """
        tests = 3 * len(self.names)  # Evenness, and coverage at two levels.
        return [
            f"{row['setting']}: ranks are uneven (p = {row['uniform_p']:.1g}) or intervals cover "
            f"{row['covered_50']:.0%} and {row['covered_95']:.0%} (p = {row['covered_p']:.1g})."
            for row in self.table.to_dict("records")
            if min(row["uniform_p"], row["covered_p"]) < false_alarm / tests
        ]


def coverage(
    names: tuple[str, ...],
    truths: Array,
    posterior: Callable[[int], Array],
) -> Coverage:
    """Rank true values among draws of the posteriors that their data give.

    Args:
        names: the settings.
        truths: points of the cube, float64[data set, setting], spread as the priors are.
        posterior: returns the draws of a data set's posterior, float64[draw, setting], by its
            number. They should be nearly independent: ranks among correlated draws are not uniform.

    Raises:
        InputError: for fewer than 20 data sets.

    Example:
        >>> truths = (np.arange(40.0)[:, None] + 0.5) / 40.0
        >>> prior = (np.arange(99.0)[:, None] + 0.5) / 99.0
        >>> coverage(("trust",), truths, lambda number: prior).failures()
        []
    """
    if len(truths) < 20:
        raise InputError(
            f"There are {len(truths)} data sets, but ranks are tested over 20 or more."
        )
    ranks = np.array([_ranks(truth, posterior(number)) for number, truth in enumerate(truths)])
    rows = [{"setting": name, **_tested(ranks[:, k])} for k, name in enumerate(names)]
    return Coverage(names, ranks, pd.DataFrame(rows))


def _ranks(truth: Array, draws: Array) -> Array:
    """Return the middle of the interval of ranks that a truth has among draws: [setting]."""
    below = (draws < truth).sum(axis=0) + 0.5 * (draws == truth).sum(axis=0)
    return np.asarray((below + 0.5) / (len(draws) + 1.0))


def _tested(ranks: Array) -> dict[str, float]:
    from scipy.stats import binomtest, chi2

    count = len(ranks)
    bins = max(2, min(_MOST_BINS, count // _FEWEST_IN_A_BIN))
    found = np.bincount(np.minimum((ranks * bins).astype(int), bins - 1), minlength=bins)
    expected = count / bins
    row = {"uniform_p": float(chi2.sf(((found - expected) ** 2 / expected).sum(), bins - 1))}
    chances = []
    for level in LEVELS:
        inside = int((abs(ranks - 0.5) <= level / 2.0).sum())
        row[f"covered_{level * 100.0:.0f}"] = inside / count
        chances.append(float(binomtest(inside, count, level).pvalue))
    return row | {"covered_p": min(chances)}
