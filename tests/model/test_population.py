"""The population: bytes of residents, neighborhoods, officers, and their independence of policy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scomm import InputError, Settings
from scomm.model import start
from scomm.model.numbers import numbers
from scomm.model.parameters.parameter import Parameter
from scomm.model.population import Population, neighborhoods_of, population
from scomm.model.population import state as bits
from scomm.model.rules.opportunity import in_order, persistent_count
from scomm.model.start import prepare

SETTINGS = st.fixed_dictionaries(
    {
        "population": st.integers(20, 1500),
        "residents_per_neighborhood": st.integers(100, 400),
        "segregation": st.floats(0.5, 50.0),
        "hispanic_share": st.floats(0.0, 1.0),
        "household_size_hispanic": st.floats(1.0, 6.0),
        "household_size_other": st.floats(1.0, 6.0),
        "mixed_status_share": st.floats(0.0, 0.7),
        "hispanic_undocumented_share": st.floats(0.0, 0.5),
        "hispanic_lawful_share": st.floats(0.0, 0.5),
        "persistent_share": st.floats(0.01, 0.5),
        "officers_rate": st.floats(1.0, 2000.0),
    }
)
SEED = st.integers(0, 2**63 - 1)


def populate(changes: dict[str, Any], seed: int) -> Population:
    chosen = Settings(**changes)
    return prepare(chosen, seed).population


def groups(population: Population) -> Any:
    return population.state & 7


# The bytes


@given(position=st.integers(0, 7), size=st.integers(1, 8), status=st.integers(0, 2))
def test_the_household_byte_holds_what_went_in(position: int, size: int, status: int) -> None:
    byte = bits.household_byte(position, size, status)
    assert 0 <= byte <= 0xFF
    assert bits.household_position(byte) == position
    assert bits.household_size(byte) == size
    assert bits.household_status(byte) == status


@given(state=st.integers(0, 255), location=st.integers(0, 3))
def test_a_move_changes_the_location_alone(state: int, location: int) -> None:
    moved = bits.moved_to(state, location)
    assert 0 <= moved <= 0xFF
    assert bits.location_of(moved) == location
    assert bits.group_of(moved) == bits.group_of(state) == state & 7
    assert moved & 0xE0 == state & 0xE0
    assert bits.moved_to(moved, bits.location_of(state)) == state


# Neighborhoods


@settings(max_examples=60)
@given(changes=SETTINGS, seed=SEED)
def test_everybody_has_a_neighborhood_a_household_and_a_group(
    changes: dict[str, Any], seed: int
) -> None:
    population = populate(changes, seed)
    cells = neighborhoods_of(population, 0)
    assert len(population) == changes["population"] == sum(cell.residents for cell in cells)
    group = groups(population)
    assert (group < 6).all()
    assert (population.state & 0x18 == 0).all(), "all begin in the community"
    before = first = 0
    for number, cell in enumerate(cells):
        here = slice(cell.first, cell.first + cell.residents)
        assert (cell.number, cell.first, cell.hispanic_before) == (number, first, before)
        assert (group[here][: cell.hispanic] < 3).all() and (group[here][cell.hispanic :] > 2).all()
        undocumented = np.isin(group[here], (2, 5)).mean()
        assert cell.undocumented_share == pytest.approx(undocumented, abs=1e-12)
        check_persistent(population, cell, changes["persistent_share"])
        check_households(population.household[here], group[here], cell.hispanic)
        before, first = before + cell.hispanic, first + cell.residents
    size = changes["residents_per_neighborhood"]
    assert len(cells) == max((changes["population"] + size // 2) // size, 1)
    assert max(c.residents for c in cells) - min(c.residents for c in cells) <= 1


def check_persistent(population: Population, cell: Any, share: float) -> None:
    persistent = population.state[cell.first : cell.first + cell.residents] & bits.PERSISTENT > 0
    count = persistent_count(numbers(Settings(persistent_share=share)), cell.residents)
    assert persistent.sum() == count
    assert math.gcd(cell.step, cell.residents) == 1 and 0 <= cell.shift < cell.residents
    ranks = [in_order(rank, cell.step, cell.shift, cell.residents) for rank in range(count)]
    assert persistent[ranks].all(), "the persistent are the first of the order"


def check_households(household: Any, group: Any, hispanic: int) -> None:
    """Households are contiguous, and each byte gives the position in the household."""
    start = 0
    while start < len(household):
        size = bits.household_size(int(household[start]))
        members = slice(start, start + size)
        assert start + size <= len(household)
        assert (start < hispanic) == (start + size - 1 < hispanic), "one ethnicity in a household"
        worst = int((group[members] % 3).max())
        expected = [bits.household_byte(position, size, worst) for position in range(size)]
        assert household[members].tolist() == expected
        statuses = set((group[members] % 3).tolist()) - {0}
        assert len(statuses) <= 1, "an immigrant household is of one status, apart from citizens"
        start += size


@settings(max_examples=40)
@given(
    share=st.floats(0.0, 1.0),
    concentration=st.floats(0.5, 1000.0),
    cells=st.integers(1, 60),
    seed=SEED,
)
def test_neighborhoods_keep_the_jurisdiction_s_hispanic_total(
    share: float, concentration: float, cells: int, seed: int
) -> None:
    """Each number is rounded up or down, so the total is off by less than one a neighborhood."""
    population = populate(
        {
            "population": 100 * cells,
            "residents_per_neighborhood": 100,
            "hispanic_share": share,
            "segregation": concentration,
        },
        seed,
    )
    assert len(population.neighborhoods.first) == cells
    total = int(population.neighborhoods.hispanic.sum())
    assert abs(total - share * 100 * cells) < cells + 1e-6
    assert population.neighborhoods.hispanic.min() >= 0
    assert population.neighborhoods.hispanic.max() <= 100


def test_rounding_does_not_drift(false_alarm: float) -> None:
    """Roundings are independent, of mean 0 and range 1: Hoeffding's bound on their sum.

    400 neighborhoods could be off by 400; the bound is 54, so a bias of 0.14 for each fails.
    """
    cells = 400
    population = populate(
        {"population": 100 * cells, "residents_per_neighborhood": 100, "hispanic_share": 0.3}, 3
    )
    off = abs(int(population.neighborhoods.hispanic.sum()) - 0.3 * 100 * cells)
    bound = math.sqrt(cells * math.log(2.0 / false_alarm) / 2.0)
    assert off <= bound < 0.15 * cells


@pytest.mark.parametrize(("concentration", "spread"), [(1.0, 0.30), (4.0, 0.19), (1000.0, 0.015)])
def test_segregation_spreads_the_shares(concentration: float, spread: float) -> None:
    """Near the Beta distribution's standard deviation; scaling to the total reduces it slightly.

    The sample's spread over 300 neighborhoods is within a fifth of it: for a Beta's light tails
    at least 4.9 standard errors, which is a false-alarm rate below 1e-6.
    """
    population = populate(
        {"population": 300_000, "hispanic_share": 0.3, "segregation": concentration}, 5
    )
    cells = population.neighborhoods
    assert (cells.hispanic / cells.residents).std() == pytest.approx(spread, rel=0.2)
    beta = stats.beta(0.3 * concentration, 0.7 * concentration).std()
    assert spread == pytest.approx(beta, rel=0.15)


# Officers


@given(
    mean=st.floats(0.0, 1.0), more=st.floats(0.0, 1.0), concentration=st.floats(0.1, 1000.0)
)  # fmt: skip
@settings(max_examples=40)
def test_a_higher_mean_propensity_lowers_no_officer_s(
    mean: float, more: float, concentration: float
) -> None:
    low, high = min(mean, more), max(mean, more)
    officers = [
        populate(
            {
                "population": 4000,
                "pretextual_propensity": value,
                "officer_concentration": concentration,
            },
            1,
        ).officer_propensity
        for value in (low, high)
    ]
    assert len(officers[0]) == 10
    assert (officers[0] <= officers[1] + 1e-12).all()
    assert (officers[0] >= 0.0).all() and (officers[1] <= 1.0).all()


@pytest.mark.parametrize("concentration", [0.5, 2.0, 50.0])
def test_officers_have_the_mean_propensity(concentration: float, false_alarm: float) -> None:
    """The distribution function of 2,000 officers' propensities against the Beta's."""
    population = populate(
        {
            "population": 100_000,
            "officers_rate": 2000.0,
            "pretextual_propensity": 0.3,
            "officer_concentration": concentration,
        },
        1,
    )
    beta = stats.beta(0.3 * concentration, 0.7 * concentration)
    distance = stats.kstest(population.officer_propensity, beta.cdf).statistic
    assert distance < stats.kstwo.isf(false_alarm / 3.0, 2000) < 0.07


@pytest.mark.parametrize(("value", "expected"), [(0.0, 0.0), (1.0, 1.0)])
def test_at_its_bounds_every_officer_is_alike(value: float, expected: float) -> None:
    population = populate({"population": 4000, "pretextual_propensity": value}, 1)
    assert (population.officer_propensity == expected).all()


@pytest.mark.parametrize(
    ("residents", "rate", "expected"), [(10_000, 251.0, 25), (20, 1.0, 1), (1000, 250.0, 3)]
)
def test_how_many_officers(residents: int, rate: float, expected: int) -> None:
    population = populate({"population": residents, "officers_rate": rate}, 1)
    assert population.first_officer.tolist() == [0, expected]


# Independence


def test_the_population_is_a_function_of_the_seed() -> None:
    first, same, other = (populate({"population": 1000}, seed) for seed in (1, 1, 2))
    for name in ("state", "household", "convictions", "officer_propensity"):
        assert np.array_equal(getattr(first, name), getattr(same, name))
        assert not np.array_equal(getattr(first, name), getattr(other, name))


def test_no_policy_moves_the_population() -> None:
    policies = {
        "enrollment": "never",
        "detainer_policy": "none",
        "results_received": False,
        "status_inquiry": True,
        "dont_ask": True,
        "jail_287g": True,
        "felony_referral_only": True,
        "before_disposition_share": 0.9,
        "activation": "2009-01-05",
    }
    plain, other = populate({"population": 1000}, 1), populate({"population": 1000, **policies}, 1)
    for name in ("state", "household", "convictions", "officer_propensity"):
        assert np.array_equal(getattr(plain, name), getattr(other, name))


# The residents of the last world are kept

NUMBERS = [
    p for p in Settings.parameters() if isinstance(p.value, int | float) and p.low is not None
]


@pytest.mark.parametrize("parameter", NUMBERS, ids=lambda parameter: parameter.name)
def test_residents_that_are_kept_are_those_of_the_settings(parameter: Parameter) -> None:
    """With any change, the residents are the same as without the cache."""
    base = Settings(population=300, residents_per_neighborhood=100)
    high = parameter.value * 1.5 + 1 if parameter.high is None else parameter.high
    for value in (parameter.low, high):
        try:
            changed = base.replace(**{parameter.name: type(parameter.value)(value)})
        except InputError:
            continue  # invalid in combination with the other settings
        if changed.population > 10_000:
            changed = changed.replace(scale=10_000 / changed.population)
        prepare(base, 1)
        kept = prepare(changed, 1).population
        population._last = None
        start._last = None
        made = prepare(changed, 1).population
        for name in ("state", "household", "convictions", "undocumented_share"):
            np.testing.assert_array_equal(getattr(kept, name), getattr(made, name))
        for name in ("first", "hispanic", "step", "shift"):
            one, other = (getattr(each.neighborhoods, name) for each in (kept, made))
            np.testing.assert_array_equal(one, other)


def test_another_seed_makes_other_residents() -> None:
    chosen = Settings(population=300)
    one, other = (prepare(chosen, seed).population for seed in (1, 2))
    assert (one.state != other.state).any()
