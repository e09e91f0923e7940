"""Confidence sequences: intervals that are valid simultaneously at all numbers of replicates.

A 95 % confidence interval misses the truth once in 20 times at a number of replicates fixed in
advance. With repeated looks while replicates accumulate, one of them misses far more often. A
*confidence sequence* is a sequence of intervals, one for each number of replicates, all of which
cover the truth with probability 95 % [Darling Robbins 1967]: so it may be inspected at any time,
and stopped or continued for any reason.

Ours is the t-test's: for independent Gaussian values whose variance is unknown, the likelihood
ratio of the t-statistic, averaged over true effects of size N(0, 1 / c²) standard deviations,

    G(n) = √r · ((1 + u) / (1 + r u))^(n / 2),    r = c² / (n + c²),    u = t² / (n - 1),

is a martingale that begins at 1. By Ville's inequality it reaches 1 / 0.05 with probability 0.05 at
most, so the values with G(n) < 1 / 0.05 are a confidence sequence, exact from 2 replicates on
[Wang Ramdas 2023; Lindon Ham Tingley Bojinov 2022]. With many replicates it becomes Robbins' normal
mixture [1970] with the variance estimated, which holds for other distributions asymptotically
[Waudby-Smith Arbour Sinha Kennedy Ramdas 2024]. In between there is no proof, but simulation:
``docs/replicates.md`` says where it holds and where not.

A ratio of sums is near to a mean of its influence values, whose standard error the jackknife
estimates; t is therefore (estimate − truth) / the jackknife's standard error.

c² = first / 2 makes the sequence tightest at about 4 to 10 times the first look, and not much wider
elsewhere. It does not depend on the most replicates allowed: that may be raised afterwards.

Darling, Robbins 1967: Confidence sequences for mean, variance, and median, PNAS 58:66. Robbins
1970: Statistical methods related to the law of the iterated logarithm, Ann. Math. Statist. 41:1397.
Lindon, Ham, Tingley, Bojinov 2022: Anytime-valid linear models and regression adjusted causal
inference in randomized experiments, arXiv:2210.08589. Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas
2024: Time-uniform central limit theory and asymptotic confidence sequences, Ann. Statist. 52:2613.
Wang, Ramdas 2023: Anytime-valid t-tests and confidence sequences for Gaussian means with unknown
variance, arXiv:2310.03722.
"""

from __future__ import annotations

import math

from scomm.sweeps.estimation.jackknife import LEVEL, Array, Estimate


def multiplier(replicates: int, first: int) -> float:
    """Return the half-width of the 95 % sequence, in standard errors.

    ``first`` is the first number of replicates that is looked at, by which the sequence is tuned;
    below it the sequence is valid too. Infinite where so few replicates exclude no value.
    """
    squared = first / 2
    share = squared / (replicates + squared)
    # G(n) = 1 / 0.05 solved for u: (1 + u) / (1 + share u) is this.
    bound = (share * (1 - LEVEL) ** 2) ** (-1 / replicates)
    if bound * share >= 1:
        return math.inf
    return math.sqrt((replicates - 1) * (bound - 1) / (1 - bound * share))


def half_width(estimate: Estimate, first: int) -> Array:
    """Return the half-width of the sequence at the estimate's replicates, in the estimate's unit.

    The interval ``estimate.value`` ± this is valid at any number of replicates at which a sweep
    stopped, while that of ``scomm.sweeps.estimation.jackknife``, about 1.6 times narrower, is valid
    only at a number fixed in advance. It is valid for each estimand by itself, also for those that
    the stopping rule did not use. Infinite or nan where there is no interval.
    """
    replicates = len(estimate.deleted)
    if replicates < 2:
        return estimate.standard_error
    width: Array = multiplier(replicates, first) * estimate.standard_error
    return width
