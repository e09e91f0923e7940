"""Opportunities, and who they happen to: counts against scipy's Poisson, choices in proportion."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from scomm import InputError, Settings
from scomm.model.groups import HISPANIC, OTHER
from scomm.model.numbers import numbers
from scomm.model.rates import weekly_rates
from scomm.model.rules import opportunity
from scomm.model.rules.crime import CRIME_CEILING

U = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) * 2.0**-32)
MEAN = st.floats(0.0, 600.0)


def p(**settings: float) -> Settings:
    """Return the numbers that rules take, with some settings as given."""
    return numbers(Settings(**settings))


# How many


@pytest.mark.parametrize(
    ("mean", "u", "expected"),
    [
        (0.0, 0.999, 0),
        (1.0, 0.36, 0),  # e**-1 is 0.3679
        (1.0, 0.37, 1),
        (1.0, 0.73, 1),  # 2 e**-1 is 0.7358
        (1.0, 0.74, 2),
        (math.log(2.0), 0.499, 0),
        (math.log(2.0), 0.501, 1),
    ],
)
def test_poisson_by_hand(mean: float, u: float, expected: int) -> None:
    assert opportunity.poisson(mean, u) == expected


@given(mean=st.floats(1e-3, 600.0), u=U)
def test_poisson_is_the_inverse_distribution_function(mean: float, u: float) -> None:
    """Equal to scipy's, or next to it where u falls on a step within rounding."""
    count, expected = opportunity.poisson(mean, u), int(stats.poisson.ppf(u, mean))
    if count != expected:
        assert abs(count - expected) == 1
        step = stats.poisson.cdf(min(count, expected), mean)
        assert step == pytest.approx(u, abs=1e-11)


@given(low=MEAN, high=MEAN, u=U)
def test_a_higher_rate_only_adds_opportunities(low: float, high: float, u: float) -> None:
    low, high = min(low, high), max(low, high)
    assert opportunity.poisson(low, u) <= opportunity.poisson(high, u)


@given(mean=MEAN, low=U, high=U)
def test_poisson_rises_with_the_draw(mean: float, low: float, high: float) -> None:
    low, high = min(low, high), max(low, high)
    assert opportunity.poisson(mean, low) <= opportunity.poisson(mean, high)


@pytest.mark.parametrize("mean", [0.3, 4.0, 57.0, 480.0])
def test_poisson_s_mean_and_variance(mean: float) -> None:
    """Over a grid of 20,000 evenly spaced draws: no chance in it."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    counts = np.array([opportunity.poisson(mean, u) for u in grid])
    assert counts.mean() == pytest.approx(mean, rel=1e-3)
    assert counts.var() == pytest.approx(mean, rel=5e-3)


def test_no_settings_ask_for_a_mean_beyond_reach() -> None:
    """At their bounds the count is still Poisson, unless such settings are refused."""
    high = {p.name: p.high for p in Settings.parameters() if p.high is not None}
    names = ("encounter_rate", "hispanic_encounter_ratio", "profiling")
    try:
        settings = Settings(
            population=7499,
            residents_per_neighborhood=5000,
            **{name: high[name] for name in names},
        )
    except InputError:
        return
    base = 7499 * weekly_rates(numbers(settings)).encounter_hispanic
    for mean in (base, base * settings.profiling):
        for u in (0.001, 0.5, 0.999):
            assert opportunity.poisson(mean, u) == stats.poisson.ppf(u, mean), (mean, u)


def test_rates() -> None:
    assert opportunity.excess_rate(13.0) == pytest.approx(13.0 * (CRIME_CEILING - 1.0))
    assert opportunity.excess_rate(1.0) == CRIME_CEILING - 1.0


# Who


@pytest.mark.parametrize(
    ("u", "count", "expected"), [(0.0, 4, 0), (0.249, 4, 0), (0.25, 4, 1), (0.99999999999, 4, 3)]
)
def test_pick(u: float, count: int, expected: int) -> None:
    assert opportunity.pick(u, count) == expected


@given(u=U, count=st.integers(1, 10**9))
def test_pick_stays_inside(u: float, count: int) -> None:
    assert 0 <= opportunity.pick(u, count) < count


@pytest.mark.parametrize(
    ("u", "ethnicity", "expected"),
    [
        # Two Hispanic residents, then four others.
        (0.0, HISPANIC, 0),
        (0.49, HISPANIC, 0),
        (0.51, HISPANIC, 1),
        (0.99, HISPANIC, 1),
        (0.24, OTHER, 2),
        (0.26, OTHER, 3),
        (0.99, OTHER, 5),
    ],
)
def test_the_resident_named(u: float, ethnicity: int, expected: int) -> None:
    assert opportunity.choose_resident(u, ethnicity, 2, 4) == expected


@given(u=U, hispanic=st.integers(1, 5000), other=st.integers(1, 5000))
def test_the_resident_named_lives_there_and_is_of_the_ethnicity(
    u: float, hispanic: int, other: int
) -> None:
    assert 0 <= opportunity.choose_resident(u, HISPANIC, hispanic, other) < hispanic
    assert hispanic <= opportunity.choose_resident(u, OTHER, hispanic, other) < hispanic + other


@pytest.mark.parametrize("ethnicity", [HISPANIC, OTHER])
def test_residents_of_an_ethnicity_are_named_alike(ethnicity: int) -> None:
    """On a grid of draws the counts are exact to one."""
    grid = (np.arange(30_000) + 0.5) / 30_000
    named = Counter(opportunity.choose_resident(u, ethnicity, 7, 13) for u in grid)
    expected = 30_000 / (7 if ethnicity == HISPANIC else 13)
    assert len(named) == (7 if ethnicity == HISPANIC else 13)
    assert all(count == pytest.approx(expected, abs=1) for count in named.values())


# Offenders


@pytest.mark.parametrize(
    ("residents", "share", "expected"),
    [(1000, 0.06, 60), (20, 0.06, 1), (5, 0.01, 1), (99, 0.5, 50), (10, 0.5, 5)],
)
def test_persistent_offenders(residents: int, share: float, expected: int) -> None:
    assert opportunity.persistent_count(p(persistent_share=share), residents) == expected


@given(residents=st.integers(1, 7000), share=st.floats(0.01, 0.5))
def test_persistent_offenders_are_some_and_not_more_than_all(residents: int, share: float) -> None:
    count = opportunity.persistent_count(p(persistent_share=share), residents)
    assert 1 <= count <= residents
    assert abs(count - residents * share) <= 1.0


@given(residents=st.integers(1, 400), step=st.integers(1, 400), shift=st.integers(0, 399))
def test_the_order_of_propensity_names_everybody_once(
    residents: int, step: int, shift: int
) -> None:
    assume(math.gcd(step, residents) == 1)
    order = [opportunity.in_order(rank, step, shift, residents) for rank in range(residents)]
    assert sorted(order) == list(range(residents))


def test_offenders_by_hand() -> None:
    """10 residents in order, the first 2 persistent, half of the offenses theirs alone."""

    given = p(persistent_share=0.2, persistent_crime_share=0.5)

    def choose(u: float) -> int:
        return opportunity.choose_offender(given, 10, 1, 0, u)

    assert [choose(u) for u in (0.0, 0.24, 0.26, 0.49)] == [0, 0, 1, 1]
    assert [choose(u) for u in (0.501, 0.549, 0.551, 0.99)] == [0, 0, 1, 9]
    assert opportunity.choose_offender(given, 10, 3, 4, 0.26) == 7  # rank 1 is position 3 + 4


@given(
    u=U,
    residents=st.integers(1, 5000),
    share=st.floats(0.01, 0.5),
    crime_share=st.floats(0.0, 1.0),
)
def test_offenders_live_there(u: float, residents: int, share: float, crime_share: float) -> None:
    given = p(persistent_share=share, persistent_crime_share=crime_share)
    place = opportunity.choose_offender(given, residents, 1, 0, u)
    assert 0 <= place < residents


@pytest.mark.parametrize(("crime_share", "expected"), [(0.0, 0.06), (0.49, 0.5206), (1.0, 1.0)])
def test_few_commit_much(crime_share: float, expected: float) -> None:
    """49 % from the persistent alone and 6 % of the rest make 52 %."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    given = p(persistent_share=0.06, persistent_crime_share=crime_share)
    places = np.array([opportunity.choose_offender(given, 1000, 1, 0, u) for u in grid])
    assert (places < 60).mean() == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("u", "expected", "rest"),
    [
        (0.3, 2, 0.5),  # local
        (0.6, 0, 0.0),
        (0.65, 0, 0.5),
        (0.75, 1, 0.5),
        (0.95, 3, 0.5),
    ],
)
def test_offenders_neighborhood_by_hand(u: float, expected: int, rest: float) -> None:
    """60 % local, victim in neighborhood 2 of 4."""
    chosen, left = opportunity.offender_neighborhood(p(local_offender_share=0.6), 2, 4, u)
    assert chosen == expected
    assert left == pytest.approx(rest, abs=1e-9)


@given(u=U, share=st.floats(0.0, 1.0), count=st.integers(1, 500), data=st.data())
def test_offenders_neighborhood_exists(
    u: float, share: float, count: int, data: st.DataObject
) -> None:
    victim = data.draw(st.integers(0, count - 1))
    chosen, rest = opportunity.offender_neighborhood(
        p(local_offender_share=share), victim, count, u
    )
    assert 0 <= chosen < count
    assert 0.0 <= rest < 1.0
    if share == 1.0:
        assert chosen == victim


def test_what_is_left_of_the_draw_is_uniform() -> None:
    """Kolmogorov-Smirnov distance on a grid, no chance in it: at most the grid's own roughness."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    given = p(local_offender_share=0.6)
    pairs = [opportunity.offender_neighborhood(given, 2, 4, u) for u in grid]
    for neighborhood, share in ((0, 0.1), (1, 0.1), (2, 0.7), (3, 0.1)):
        rest = [left for chosen, left in pairs if chosen == neighborhood]
        assert len(rest) / 20_000 == pytest.approx(share, abs=1e-3)
        assert stats.kstest(rest, "uniform").statistic < 2e-3
