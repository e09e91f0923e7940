"""Shares of groups, households, and the records of residents at the start."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from scomm import Settings
from scomm.model.groups import GROUPS
from scomm.model.numbers import numbers
from scomm.model.population import Population
from scomm.model.population import state as bits
from scomm.model.rules.booking import (
    FELONY,
    PRIOR_ORDER,
    has_prior_order,
    ice_level,
    with_conviction,
)
from scomm.model.start import prepare


def populate(changes: dict[str, Any], seed: int) -> Population:
    chosen = Settings(**changes)
    return prepare(chosen, seed).population


@pytest.fixture(scope="module")
def town() -> Population:
    """60,000 residents in 60 neighborhoods."""
    return populate({"population": 60_000}, 1)


def groups(population: Population) -> Any:
    return population.state & 7


def positions(population: Population) -> Any:
    return population.household & 7


def household_sizes(population: Population) -> Any:
    return (population.household.astype(int) >> 3 & 7) + 1


# Shares


@pytest.mark.parametrize("mixed", [0.0, 0.35, 0.7])
def test_groups_have_the_shares_of_the_mix(mixed: float, false_alarm: float) -> None:
    """Given the households' sizes, noncitizens are a sum of independent households of at most 8.

    Bernstein's inequality then bounds how far each of the four noncitizen groups may be from its
    share: no approximation, false-alarm rate 1e-6 shared by the four. The bound is below 12 % of
    what is expected for Hispanic groups and 20 % for others, so a share wrong by more fails.
    """
    chosen = Settings(
        population=400_000,
        hispanic_share=0.4,
        mixed_status_share=mixed,
        hispanic_undocumented_share=0.175,
        hispanic_lawful_share=0.09,
        other_undocumented_share=0.02,
        other_lawful_share=0.03,
    )
    population = prepare(chosen, 7).population
    group = groups(population)
    first = positions(population) == 0
    sizes = household_sizes(population)[first].astype(float)
    hispanic = group[first] < 3
    for ethnicity, name in enumerate(("hispanic", "other")):
        undocumented = getattr(chosen, f"{name}_undocumented_share")
        lawful = getattr(chosen, f"{name}_lawful_share")
        keep = max(1.0 - mixed, undocumented + lawful)
        size = sizes[hispanic == (ethnicity == 0)]
        for status, share in ((1, lawful), (2, undocumented)):
            kind = share / keep
            variance = (
                kind * (size * keep * (1.0 - keep) + (size * keep) ** 2) - (size * share) ** 2
            ).sum()
            log = math.log(2.0 * 4.0 / false_alarm)
            bound = 8.0 * log / 3.0 + math.sqrt((8.0 * log / 3.0) ** 2 + 2.0 * variance * log)
            expected = share * size.sum()
            count = int((group == ethnicity * 3 + status).sum())
            assert abs(count - expected) <= bound
            assert bound < (0.2 if ethnicity else 0.12) * expected, "too small ever to fail"


def test_an_ethnicity_without_residents_has_none() -> None:
    for share, groups_there in ((0.0, {3, 4, 5}), (1.0, {0, 1, 2})):
        population = populate(
            {
                "population": 2000,
                "hispanic_share": share,
                "other_undocumented_share": 0.2,
                "other_lawful_share": 0.2,
            },
            1,
        )
        assert set(groups(population).tolist()) == groups_there


@pytest.mark.parametrize("ethnicity", [0, 1])
def test_households_have_their_mean_size(ethnicity: int, false_alarm: float) -> None:
    """Sizes are 1 + Poisson, at most 8; a neighborhood's last household is cut and left out.

    Chi-squared on the sizes of the others, at 1e-6. Large neighborhoods, so that leaving out their
    last households, which are longer than most, does not weigh: 12 of some 5,000. A mean size off
    by 0.2 would fail.
    """
    town = populate({"population": 60_000, "residents_per_neighborhood": 5000}, 1)
    mean = (Settings().household_size_hispanic, Settings().household_size_other)[ethnicity]
    cells = town.neighborhoods
    ends = np.concatenate((cells.first + cells.hispanic, cells.first + cells.residents))
    first = np.flatnonzero(positions(town) == 0)
    sizes = household_sizes(town)[first]
    whole = ~np.isin(first + sizes, ends) & (groups(town)[first] // 3 == ethnicity)
    found = np.bincount(sizes[whole], minlength=9)[1:]
    share = stats.poisson(mean - 1.0).pmf(np.arange(8))
    share[7] += stats.poisson(mean - 1.0).sf(7)
    expected = share * found.sum()
    statistic = float(((found - expected) ** 2 / expected).sum())
    assert statistic < stats.chi2.isf(false_alarm, 7)
    assert expected.min() > 5.0, "too small for the chi-squared approximation"


@pytest.mark.parametrize("mixed", [0.0, 0.35, 0.7])
def test_citizens_in_immigrant_households(
    mixed: float, check_share: Callable[[int, int, float], None]
) -> None:
    """In an immigrant household each member is independently a citizen with the same probability.

    In households of two the pairs are independent: of those with a noncitizen, both are with
    probability keep / (2 - keep).
    """
    chosen = {"population": 60_000, "hispanic_share": 1.0, "mixed_status_share": mixed}
    population = populate(chosen, 11)
    status = groups(population) % 3
    pairs = np.flatnonzero((household_sizes(population) == 2) & (positions(population) == 0))
    noncitizens = (status[pairs] > 0).astype(int) + (status[pairs + 1] > 0)
    some, both = int((noncitizens > 0).sum()), int((noncitizens == 2).sum())
    if mixed == 0.0:
        assert some == both > 0
    else:
        keep = 1.0 - mixed
        check_share(both, some, keep / (2.0 - keep))


# Records


@pytest.mark.parametrize(
    ("state", "u_ident", "u_any", "u_fbi", "expected"),
    [
        # In IDENT: undocumented 0.6 (Hispanic) and 0.3, lawful 0.9, citizens 0.1. Records: 0.2, 0.5
        # of the persistent, half of that for noncitizens; 0.3 of them known only to the FBI.
        (2, 0.59, 0.9, 0.0, (2 | bits.IN_IDENT, False)),
        (2, 0.61, 0.9, 0.0, (2, False)),
        (5, 0.29, 0.9, 0.0, (5 | bits.IN_IDENT, False)),
        (5, 0.31, 0.9, 0.0, (5, False)),
        (4, 0.89, 0.9, 0.0, (4 | bits.IN_IDENT, False)),
        (3, 0.11, 0.19, 0.31, (3, True)),
        (3, 0.09, 0.19, 0.29, (3 | bits.IN_IDENT | bits.FBI_ONLY, True)),
        (3, 0.5, 0.21, 0.0, (3, False)),
        (5, 0.7, 0.11, 0.0, (5, False)),
        (5, 0.7, 0.09, 0.9, (5, True)),
        (3 | bits.PERSISTENT, 0.5, 0.49, 0.9, (3 | bits.PERSISTENT, True)),
        (5 | bits.PERSISTENT, 0.7, 0.26, 0.9, (5 | bits.PERSISTENT, False)),
        # A newcomer inherits group and propensity, not the location, records or FBI file.
        (2 | 3 << 3 | bits.IN_IDENT | bits.FBI_ONLY, 0.99, 0.9, 0.0, (2, False)),
    ],
)
def test_records_by_hand(
    state: int, u_ident: float, u_any: float, u_fbi: float, expected: tuple[int, bool]
) -> None:
    p = numbers(
        Settings(
            record_share=0.2,
            record_share_persistent=0.5,
            noncitizen_record_ratio=0.5,
            fbi_only_share=0.3,
            ident_undocumented_hispanic=0.6,
            ident_undocumented_other=0.3,
            ident_lawful=0.9,
            ident_citizen=0.1,
            prior_order_share=0.0,
        )
    )
    kept, convictions = bits.newcomer(p, state, (u_ident, u_any, 0.9, u_fbi))
    assert (kept, convictions > 0) == expected


@pytest.mark.parametrize("group", range(6), ids=GROUPS)
def test_ident_has_its_shares(
    town: Population, group: int, check_share: Callable[[int, int, float], None]
) -> None:
    p = Settings()
    state = town.state.astype(int)
    here = state & 7 == group
    undocumented = (p.ident_undocumented_hispanic, p.ident_undocumented_other)[group // 3]
    ident = (p.ident_citizen, p.ident_lawful, undocumented)[group % 3]
    check_share(int((state[here] & bits.IN_IDENT > 0).sum()), int(here.sum()), ident)


def test_a_prior_order_by_hand() -> None:
    """Of undocumented residents with a record (u below 0.6), the lowest quarter of draws."""
    p = numbers(Settings(ident_undocumented_hispanic=0.6, ident_lawful=0.6, prior_order_share=0.25))
    for group, u_ident, expected in ((2, 0.14, True), (2, 0.16, False), (1, 0.14, False)):
        kept, record = bits.newcomer(p, group, (u_ident, 0.999, 0.5, 0.5))
        assert kept & bits.IN_IDENT
        assert has_prior_order(record) == expected
        assert not ice_level(record)
    both = with_conviction(p, PRIOR_ORDER, FELONY, 0.999)
    assert has_prior_order(both) and ice_level(both) == 2


@pytest.mark.parametrize("group", [2, 5])
def test_prior_orders_have_their_share(
    town: Population, group: int, check_share: Callable[[int, int, float], None]
) -> None:
    recorded = (town.state & 7 == group) & (town.state & bits.IN_IDENT > 0)
    orders = recorded & (town.convictions & PRIOR_ORDER > 0)
    check_share(int(orders.sum()), int(recorded.sum()), Settings().prior_order_share)
    assert not (town.convictions[~recorded & (town.state & 7 == group)] & PRIOR_ORDER).any()


@pytest.mark.parametrize("status", [0, 1, 2])
def test_records_have_their_shares(
    town: Population, status: int, check_share: Callable[[int, int, float], None]
) -> None:
    p = Settings()
    state = town.state.astype(int)
    here = (state & 7) % 3 == status
    ratio = 1.0 if status == 0 else p.noncitizen_record_ratio
    convicted = town.convictions & ~np.uint8(PRIOR_ORDER) > 0
    ordinary = here & (state & bits.PERSISTENT == 0)
    check_share(int(convicted[ordinary].sum()), int(ordinary.sum()), p.record_share * ratio)
    persistent = here & (state & bits.PERSISTENT > 0)
    check_share(
        int(convicted[persistent].sum()),
        int(persistent.sum()),
        p.record_share_persistent * ratio,
    )


def test_kinds_of_records_have_their_shares(
    town: Population, check_share: Callable[[int, int, float], None]
) -> None:
    p = Settings()
    convicted = town.convictions & ~np.uint8(PRIOR_ORDER) > 0
    state = town.state.astype(int)
    assert not (state[~convicted] & bits.FBI_ONLY).any()
    total = int(convicted.sum())
    check_share(int((state[convicted] & bits.FBI_ONLY > 0).sum()), total, p.fbi_only_share)
    levels = np.array([ice_level(int(c)) for c in town.convictions[convicted]])
    worst = p.aggravated_share + p.record_second_felony_share * (1.0 - p.aggravated_share)
    check_share(int((levels == 1).sum()), total, p.record_felony_share * worst)
    one = (1.0 - p.record_felony_share) * (1.0 - p.record_misdemeanors_share)
    check_share(int((levels == 3).sum()), total, one)
