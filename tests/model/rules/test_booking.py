"""From arrest to the end of the case: hand-worked cases, the convictions byte, ICE's levels."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.rules import booking
from scomm.model.rules.booking import FELONY, MINOR_OFFENSE, MISDEMEANOR

SHARE = st.floats(0.0, 1.0)
U = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) * 2.0**-32)
BOOL = st.booleans()


def record(felonies: int, misdemeanors: int, aggravated: bool = False) -> int:
    """The convictions byte as its layout says."""
    return felonies | misdemeanors << 2 | (0x10 if aggravated else 0)


# Charge


@pytest.mark.parametrize(
    ("ground", "u", "expected"),
    [
        (booking.INDEX_VIOLENT, 0.59, FELONY),
        (booking.INDEX_VIOLENT, 0.61, MISDEMEANOR),
        (booking.INDEX_PROPERTY, 0.29, FELONY),
        (booking.INDEX_PROPERTY, 0.31, MISDEMEANOR),
        (booking.CAUSE, 0.19, FELONY),
        (booking.CAUSE, 0.21, MISDEMEANOR),
        (booking.MINOR, 0.39, MISDEMEANOR),
        (booking.MINOR, 0.41, MINOR_OFFENSE),
        (booking.PRETEXT, 0.39, MISDEMEANOR),
        (booking.PRETEXT, 0.41, MINOR_OFFENSE),
    ],
)
def test_charge(ground: int, u: float, expected: int) -> None:
    assert booking.charge(ground, 0.6, 0.3, 0.2, 0.4, u) == expected


@given(
    ground=st.integers(0, 4), shares=st.tuples(SHARE, SHARE, SHARE, SHARE), place=st.integers(0, 3),
    more=SHARE, u=U,
)  # fmt: skip
def test_a_larger_share_never_lowers_the_charge(
    ground: int, shares: tuple[float, ...], place: int, more: float, u: float
) -> None:
    raised = list(shares)
    raised[place] = max(more, shares[place])
    assert booking.charge(ground, *raised, u) >= booking.charge(ground, *shares, u)


def test_one_of_three_by_charge() -> None:
    assert [booking.by_charge(charge, 0.1, 0.2, 0.3) for charge in range(3)] == [0.1, 0.2, 0.3]


# Prints


def test_a_match_needs_a_record_an_active_jurisdiction_and_the_state() -> None:
    for in_ident, active, forwards in itertools.product((False, True), repeat=3):
        expected = in_ident and active and forwards
        assert booking.matches(in_ident, active, forwards) == expected


@given(flags=st.tuples(BOOL, BOOL, BOOL, BOOL), charge=st.integers(0, 2), p=SHARE, u=U)
def test_other_screening(
    flags: tuple[bool, bool, bool, bool], charge: int, p: float, u: float
) -> None:
    noncitizen, screened, felony_only, violent = flags
    referred = not felony_only or charge == FELONY or violent
    expected = noncitizen and screened and referred and u < p
    found = booking.found_otherwise(noncitizen, screened, felony_only, charge, violent, p, u)
    assert found == expected


def test_a_record_that_only_the_fbi_has_is_unknown_without_it() -> None:
    assert booking.record_known(False, False)
    assert booking.record_known(False, True)
    assert booking.record_known(True, True)
    assert not booking.record_known(True, False)


def test_serious_is_level_1_or_2() -> None:
    assert [bool(booking.is_serious(level)) for level in range(4)] == [False, True, True, False]


# Release and waiting times


def test_a_known_serious_record_lowers_release() -> None:
    assert booking.release_probability(0.8, False, 0.5) == pytest.approx(0.8)
    assert booking.release_probability(0.8, True, 0.5) == pytest.approx(0.4)


@given(base=SHARE, ratio=SHARE)
def test_release_is_a_probability(base: float, ratio: float) -> None:
    assert 0.0 <= booking.release_probability(base, True, ratio) <= base


@pytest.mark.parametrize(
    ("mean", "u", "expected"),
    [
        (1.0, 0.999, 1),
        (2.0, 0.49, 1),
        (2.0, 0.51, 2),
        (2.0, 0.74, 2),
        (2.0, 0.76, 3),
        (4.0, 0.24, 1),
        (4.0, 0.26, 2),
    ],
)
def test_waiting_times_by_hand(mean: float, u: float, expected: int) -> None:
    assert booking.weeks_until(mean, u) == expected


@pytest.mark.parametrize("mean", [1.0, 1.5, 2.0, 6.0, 16.0, 100.0, 300.0])
def test_waiting_times_have_their_mean(mean: float) -> None:
    """The sum of the survival function, read off on a grid of 40,000 draws: no chance in it."""
    grid = (np.arange(40_000) + 0.5) / 40_000
    weeks = np.array([booking.weeks_until(mean, u) for u in grid])
    assert weeks.min() == 1
    assert weeks.mean() == pytest.approx(mean, rel=2e-3)
    survival = (weeks > 3).mean()
    assert survival == pytest.approx((1.0 - 1.0 / mean) ** 3, abs=1e-4)


@given(mean=st.floats(1.0, 520.0), longer=st.floats(1.0, 520.0), u=U, later=U)
def test_waiting_times_rise_with_mean_and_draw(
    mean: float, longer: float, u: float, later: float
) -> None:
    mean, longer = min(mean, longer), max(mean, longer)
    u, later = min(u, later), max(u, later)
    assert 1 <= booking.weeks_until(mean, u) <= booking.weeks_until(longer, u)
    assert booking.weeks_until(mean, u) <= booking.weeks_until(mean, later)


def test_conviction_probability() -> None:
    assert booking.conviction_probability(False, 0.6, 0.25) == pytest.approx(0.6)
    assert booking.conviction_probability(True, 0.6, 0.25) == pytest.approx(0.15)


# Records


@pytest.mark.parametrize(
    ("before", "felony", "aggravated", "after"),
    [
        (record(0, 0), False, False, record(0, 1)),
        (record(0, 0), False, True, record(0, 1)),  # no misdemeanor is an aggravated felony
        (record(0, 0), True, False, record(1, 0)),
        (record(0, 0), True, True, record(1, 0, True)),
        (record(1, 2), False, False, record(1, 3)),
        (record(1, 3), False, False, record(1, 3)),
        (record(3, 1), True, False, record(3, 1)),
        (record(1, 0, True), True, False, record(2, 0, True)),
        (record(1, 0, True), False, False, record(1, 1, True)),
    ],
)
def test_one_more_conviction(before: int, felony: bool, aggravated: bool, after: int) -> None:
    assert booking.with_conviction(before, felony, aggravated) == after


@pytest.mark.parametrize(
    ("convictions", "level"),
    [
        (booking.NO_CONVICTION, 0),
        (record(0, 1), 3),
        (record(0, 2), 3),
        (record(0, 3), 2),
        (record(1, 0), 2),
        (record(1, 3), 2),
        (record(2, 0), 1),
        (record(3, 3), 1),
        (record(1, 0, True), 1),
    ],
)
def test_ice_s_levels(convictions: int, level: int) -> None:
    assert booking.ice_level(convictions) == level


@given(
    felonies=st.integers(0, 3),
    misdemeanors=st.integers(0, 3),
    aggravated=BOOL,
    felony=BOOL,
    worse=BOOL,
)
def test_a_conviction_never_makes_a_record_better(
    felonies: int, misdemeanors: int, aggravated: bool, felony: bool, worse: bool
) -> None:
    before = record(felonies, misdemeanors, aggravated and felonies > 0)
    after = booking.with_conviction(before, felony, worse)
    assert 0 <= after <= 0x1F
    severity = {0: 0, 3: 1, 2: 2, 1: 3}
    assert severity[booking.ice_level(after)] >= severity[booking.ice_level(before)]
    assert booking.ice_level(after) > 0


@pytest.mark.parametrize(
    ("persistent", "citizen", "u_any", "u_kind", "expected"),
    [
        # Share 0.1, of persistent offenders 0.4, noncitizens half of it; felonies in 0.5 of
        # records, 0.4 of them aggravated.
        (False, True, 0.11, 0.0, booking.NO_CONVICTION),
        (False, True, 0.09, 0.19, record(1, 0, True)),
        (False, True, 0.09, 0.21, record(2, 0)),
        (False, True, 0.09, 0.24, record(1, 0)),
        (False, True, 0.09, 0.49, record(1, 0)),
        (False, True, 0.09, 0.51, record(0, 3)),
        (False, True, 0.09, 0.66, record(0, 3)),
        (False, True, 0.09, 0.67, record(0, 1)),
        (False, False, 0.06, 0.9, booking.NO_CONVICTION),
        (False, False, 0.04, 0.9, record(0, 1)),
        (True, True, 0.39, 0.9, record(0, 1)),
        (True, False, 0.21, 0.9, booking.NO_CONVICTION),
        (True, False, 0.19, 0.9, record(0, 1)),
    ],
)
def test_prior_convictions(
    persistent: bool, citizen: bool, u_any: float, u_kind: float, expected: int
) -> None:
    found = booking.prior_convictions(persistent, citizen, 0.1, 0.4, 0.5, 0.5, 0.4, u_any, u_kind)
    assert found == expected


@given(felony_share=SHARE, aggravated=SHARE)
def test_prior_records_divide_as_documented(felony_share: float, aggravated: float) -> None:
    """Of felonies a share is aggravated and a tenth of the rest are two; on a grid of draws."""
    grid = (np.arange(2_000) + 0.5) / 2_000
    records = [
        booking.prior_convictions(False, True, 1.0, 1.0, 1.0, felony_share, aggravated, 0.5, u)
        for u in grid
    ]
    levels = np.array([booking.ice_level(found) for found in records])
    felonies = np.array([found & 3 for found in records])
    assert (felonies > 0).mean() == pytest.approx(felony_share, abs=2e-3)
    worst = felony_share * (aggravated + 0.1 * (1.0 - aggravated))
    assert (levels == 1).mean() == pytest.approx(worst, abs=2e-3)
    assert (levels == 3).mean() == pytest.approx((1.0 - felony_share) * 2.0 / 3.0, abs=2e-3)
    assert not (levels == 0).any()


def test_a_waiting_time_is_finite_at_the_outermost_draw() -> None:
    assert booking.weeks_until(520.0, (0xFFFFFFFF + 0.5) * 2.0**-32) < 520 * math.log(2.0**34)
