"""Intervals for ratios of sums: by hand, and their coverage."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom, norm, t

from scomm.sweeps.estimation.jackknife import Array, Estimate, difference, left_out
from scomm.sweeps.estimation.jackknife import jackknife as estimate


def ratio(sums: Array) -> Array:
    """The first column over the second, of the one group."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums[..., 0, 0] / sums[..., 0, 1])


def jackknife(ratio: Callable[[Array], Array], sums: Array) -> Estimate:
    return estimate(ratio, left_out(sums))


def column_pairs(*pairs: tuple[float, float]) -> Array:
    """float64[replicate, group 1, column 2]."""
    return np.array(pairs, dtype=float)[:, None, :]


def test_a_ratio_of_sums_is_no_mean_of_ratios() -> None:
    found = jackknife(ratio, column_pairs((1, 10), (30, 100)))
    assert found.value == pytest.approx(31 / 110)
    # By hand: without the first 0.3, without the second 0.1; their deviations are ±0.1.
    assert found.standard_error == pytest.approx(np.sqrt(1 / 2 * (0.1**2 + 0.1**2)))
    assert found.high - found.value == pytest.approx(t.ppf(0.975, 1) * found.standard_error)


def test_with_equal_denominators_it_is_the_interval_of_a_mean() -> None:
    values = np.array([0.2, 0.5, 0.1, 0.4, 0.9])
    found = jackknife(ratio, column_pairs(*((10 * v, 10.0) for v in values)))
    assert found.value == pytest.approx(values.mean())
    assert found.standard_error == pytest.approx(values.std(ddof=1) / np.sqrt(5))


def test_a_difference_is_paired() -> None:
    first = jackknife(ratio, column_pairs((3, 10), (5, 10), (8, 10)))
    second = jackknife(ratio, column_pairs((2, 10), (4, 10), (7, 10)))
    paired = difference(first, second)
    assert paired.value == pytest.approx(0.1)
    assert paired.standard_error == pytest.approx(0.0, abs=1e-15)


def test_no_interval_from_one_replicate_or_from_nothing() -> None:
    one = jackknife(ratio, column_pairs((1, 2)))
    assert one.value == 0.5
    assert np.isnan([one.low, one.high, one.standard_error]).all()
    alone = jackknife(ratio, column_pairs((1, 2), (0, 0)))
    assert alone.value == 0.5
    assert np.isnan([alone.low, alone.high]).all()
    assert np.isnan(jackknife(ratio, column_pairs((0, 0), (0, 0))).value)


# The observed coverage is random here. The checks are of the claim that coverage lies between 93
# and 98 %; each fails with at most this probability if the claim is true.
FALSE_ALARM = 1e-6
TRIALS = 5_000
REPLICATES = 8


@pytest.fixture(scope="module")
def worlds() -> tuple[Array, Array, float]:
    """Paired arms of counts: float64[replicate, trial, group, column] each, and the true effect.

    A world has its own number of victims, its own readiness to report and its own luck, which both
    arms share; victims in the second arm report 4 percentage points less often.
    """
    generator = np.random.default_rng(20101122)
    shape = (REPLICATES, TRIALS)
    victims = generator.poisson(120, shape) + 1
    readiness = generator.beta(16, 24, shape)
    luck = generator.uniform(size=(*shape, int(victims.max())))
    victim = np.arange(luck.shape[-1]) < victims[..., None]
    arms = [
        np.stack([((luck < (readiness + shift)[..., None]) & victim).sum(-1), victims], axis=-1)
        for shift in (0.0, -0.04)
    ]
    first, second = (arm[:, :, None, :].astype(float) for arm in arms)
    return first, second, 0.04


def _holds(count: int) -> bool:
    """True if that many of the trials' intervals fit a coverage of 93 to 98 %."""
    low = binom.ppf(FALSE_ALARM / 2, TRIALS, 0.93)
    high = binom.isf(FALSE_ALARM / 2, TRIALS, 0.98)
    return bool(low <= count <= high)


def test_intervals_hold_the_truth_as_often_as_they_say(worlds: tuple[Array, Array, float]) -> None:
    first, second, truth = worlds
    paired = difference(jackknife(ratio, first), jackknife(ratio, second))
    assert _holds(int(((paired.low <= truth) & (truth <= paired.high)).sum()))
    level = jackknife(ratio, first)
    assert _holds(int(((level.low <= 0.4) & (level.high >= 0.4)).sum()))


def test_the_check_would_find_a_wrong_interval(worlds: tuple[Array, Array, float]) -> None:
    """With the normal's quantile for Student's, the coverage of 8 replicates is too low."""
    first, second, truth = worlds
    paired = difference(jackknife(ratio, first), jackknife(ratio, second))
    half = norm.ppf(0.975) * paired.standard_error
    assert not _holds(int((abs(paired.value - truth) <= half).sum()))
    # And that of intervals without the pairing is too high.
    independent = (
        jackknife(ratio, first).standard_error ** 2 + jackknife(ratio, second).standard_error ** 2
    )
    half = t.ppf(0.975, REPLICATES - 1) * np.sqrt(independent)
    assert not _holds(int((abs(paired.value - truth) <= half).sum()))
