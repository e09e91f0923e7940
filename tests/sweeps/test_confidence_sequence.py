"""The confidence sequence: its martingale, its limit, and its simultaneous coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom, norm, t

from scomm.sweeps.estimation.confidence_sequence import half_width, multiplier
from scomm.sweeps.estimation.estimands import divided
from scomm.sweeps.estimation.jackknife import Array, Estimate, difference, jackknife, left_out
from scomm.sweeps.schedule.look_numbers import looks


def likelihood_ratio(statistic: float, replicates: int, first: int) -> float:
    """The statistic's density where the effect is N(0, 2 / first) deviations, over that of none.

    With such an effect it is Student's, only wider.
    """
    r = (first / 2) / (replicates + first / 2)
    scaled = t.logpdf(np.sqrt(r) * statistic, replicates - 1) + np.log(r) / 2
    return float(np.exp(scaled - t.logpdf(statistic, replicates - 1)))


@pytest.mark.parametrize(("replicates", "first"), [(8, 8), (20, 20), (57, 20), (400, 8)])
def test_the_sequence_leaves_out_what_is_20_times_less_likely(replicates: int, first: int) -> None:
    assert likelihood_ratio(multiplier(replicates, first), replicates, first) == pytest.approx(20)


def test_so_few_replicates_that_nothing_can_be_refuted() -> None:
    assert multiplier(2, 20) == np.inf
    assert multiplier(8, 20) == np.inf


def test_with_many_replicates_it_is_robbins_normal_mixture() -> None:
    n, c = 100_000, 10
    expected = np.sqrt((n + c) / n * np.log((n + c) / (c * 0.05**2)))
    assert multiplier(n, 20) == pytest.approx(expected, rel=1e-3)


def test_it_is_of_the_size_that_is_written() -> None:
    """docs/replicates.md has these multiples of the standard error."""
    found = [round(multiplier(n, 20), 2) for n in (20, 28, 52, 100, 200, 400)]
    assert found == [3.92, 3.50, 3.19, 3.10, 3.11, 3.17]


def test_one_replicate_has_no_interval() -> None:
    assert np.isnan(half_width(jackknife(ratio, left_out(np.ones((1, 2)))), 20))


# Data to look at while they grow: arms of float64[replicate, trial, 2] (a ratio's two parts), and
# the truth. In each the trials are independent.


Data = Callable[[np.random.Generator, tuple[int, int]], tuple[list[Array], float]]


def ratio(parts: Array) -> Array:
    return divided(parts[..., 0], parts[..., 1])


def gaussian(generator: np.random.Generator, shape: tuple[int, int]) -> tuple[list[Array], float]:
    values = generator.normal(1.0, 1.0, shape)
    return [np.stack([values, np.ones(shape)], axis=-1)], 1.0


def counts(generator: np.random.Generator, shape: tuple[int, int]) -> tuple[list[Array], float]:
    """A share of few and unevenly many cases, 4 a replicate, as of removals in a small county."""
    cases = generator.poisson(generator.gamma(2.0, 2.0, shape))
    return [np.stack([generator.binomial(cases, 0.2), cases], axis=-1).astype(float)], 0.2


def pairs(generator: np.random.Generator, shape: tuple[int, int]) -> tuple[list[Array], float]:
    """Two arms in one world: in the first one in ten of those who would report does not."""
    victims = generator.poisson(120, shape) + 1
    reports = generator.binomial(victims, generator.beta(16, 24, shape))
    fewer = reports - generator.binomial(reports, 0.1)
    arms = [np.stack([each, victims], axis=-1).astype(float) for each in (fewer, reports)]
    return arms, -0.04


def seldom(generator: np.random.Generator, shape: tuple[int, int]) -> tuple[list[Array], float]:
    """Two arms that differ in one world of ten, and then much: undetectable at early looks."""
    victims = np.full(shape, 40.0)
    reports = generator.binomial(40, 0.4, shape).astype(float)
    fewer = reports - 4 * generator.binomial(1, 0.1, shape)
    return [np.stack([each, victims], axis=-1) for each in (fewer, reports)], -0.01


def estimates(arms: list[Array], numbers: tuple[int, ...]) -> Iterator[Estimate]:
    for number in numbers:
        parts = [jackknife(ratio, left_out(arm[:number])) for arm in arms]
        yield difference(*parts) if len(parts) == 2 else parts[0]


# The claim is that the sequence is wrong, at any look, in 5 % of the trials at most. A test of it
# fails with at most this probability though it is true.
FALSE_ALARM = 1e-6


def _holds(wrong: int, trials: int) -> bool:
    return wrong <= binom.isf(FALSE_ALARM, trials, 0.05)


def _wrong(
    arms: list[Array], truth: float, multiples: list[float], first: int, most: int
) -> NDArray[np.bool_]:
    """Mask of the trials in which any look's interval missed the truth.

    The intervals are these multiples of the standard error, or the sequence's if there are none.
    """
    wrong = np.zeros(arms[0].shape[1], dtype=bool)
    for number, found in enumerate(estimates(arms, looks(first, most))):
        half = multiples[number] * found.standard_error if multiples else half_width(found, first)
        wrong |= abs(found.value - truth) > half
    return wrong


@pytest.mark.parametrize("data", [gaussian, counts, pairs])
def test_all_looks_hold_the_truth_at_once(data: Data) -> None:
    trials = 5000
    arms, truth = data(np.random.default_rng(20101122), (400, trials))
    assert _holds(int(_wrong(arms, truth, [], 20, 400).sum()), trials)
    # The interval for a number of replicates that was fixed in advance, looked at repeatedly.
    students = [float(t.ppf(0.975, n - 1)) for n in looks(20, 400)]
    assert not _holds(int(_wrong(arms, truth, students, 20, 400).sum()), trials)


def spending(numbers: tuple[int, ...]) -> list[float]:
    """Multiples of the standard error that spend the 5 % equally on looks fixed in advance.

    The alternative [Lan DeMets 1983]: the chance that a Gaussian sum first leaves its bounds at
    each look, integrated from look to look [Armitage McPherson Rowe 1969], with Student's quantile
    of the same probability for the normal's.
    """
    spent = 0.05 / len(numbers)
    multiples = []
    inside, density = np.zeros(1), np.ones(1)
    for before, number in zip((0, *numbers), numbers, strict=False):
        grid = np.linspace(-8, 8, 1601) * np.sqrt(number)
        step = norm.pdf(grid[:, None] - inside, scale=np.sqrt(number - before)) @ density
        above = np.cumsum(step[::-1]) * (grid[1] - grid[0])
        bound = np.interp(spent / 2, above, grid[::-1])
        inside = np.linspace(-bound, bound, 1601)
        density = np.interp(inside, grid, step) * (inside[1] - inside[0])
        multiples.append(float(t.isf(norm.sf(bound / np.sqrt(number)), number - 1)))
    return multiples


@pytest.mark.verify
@pytest.mark.parametrize(
    ("data", "first"),
    [
        *((data, first) for data in (gaussian, counts, pairs) for first in (8, 20)),
        *((seldom, first) for first in (20, 100)),
    ],
)
def test_all_looks_hold_the_truth_at_once_in_many_trials(data: Data, first: int) -> None:
    """Prints the coverage of the interval for one look, and of one with alpha spending, too.

    And the cost of each: replicates until it is as narrow as one with known variance and a number
    fixed in advance.
    """
    most, batches, trials, fixed = 400, 10, 2000, (10, 30, 100)
    generator = np.random.default_rng(20101122)
    numbers = looks(first, most)
    multiples = {
        "the confidence sequence": [multiplier(n, first) for n in numbers],
        "spending 5 % on the looks": spending(numbers),
        "Student's, for one look": [float(t.ppf(0.975, n - 1)) for n in numbers],
    }
    ever = dict.fromkeys(multiples, 0)
    then = {name: np.zeros(len(fixed)) for name in multiples}
    needed = {name: np.zeros(len(fixed)) for name in multiples}
    for _ in range(batches):
        arms, truth = data(generator, (most, trials))
        found = list(estimates(arms, numbers))
        errors = np.array([each.standard_error for each in found])
        distances = np.array([abs(each.value - truth) for each in found])
        deviation = np.sqrt(most * (errors[-1] ** 2).mean())
        for name, each in multiples.items():
            # Without variation there is no interval.
            halves = np.array(each)[:, None] * np.where(errors > 0, errors, np.inf)
            wrong = distances > halves
            ever[name] += int(wrong.any(axis=0).sum())
            for place, number in enumerate(fixed):
                narrow = halves <= norm.isf(0.025) * deviation / np.sqrt(number)
                stop = np.where(narrow.any(axis=0), narrow.argmax(axis=0), len(numbers) - 1)
                then[name][place] += wrong[stop, np.arange(trials)].mean() / batches
                needed[name][place] += np.array(numbers)[stop].mean() / batches
    total = batches * trials
    print(f"{data.__name__}, {len(numbers)} looks from {first} to {most}, {total:,} trials;")
    print(f"wrong at any look; stopped when as narrow as {fixed} fixed: wrong then, replicates")
    for name, count in ever.items():
        print(f"  {name}: {100 * count / total:.1f} %;", end=" ")
        print(f"{np.round(100 * then[name], 1)} %, {np.round(needed[name], 0)}")
    # Where arms differ in one world of ten, 20 worlds show too little: a known limit.
    known = data is seldom and first == 20
    assert _holds(ever["the confidence sequence"], total) != known
