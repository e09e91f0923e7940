"""From arrest to the end of the case: hand-worked cases, the convictions byte, ICE's levels."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.groups import CITIZEN, LAWFUL, UNDOCUMENTED
from scomm.model.numbers import numbers
from scomm.model.rules import booking
from scomm.model.rules.booking import FELONY, MINOR_OFFENSE, MISDEMEANOR
from scomm.model.settings import Settings
from scomm.model.stages import (
    AT_LARGE,
    ENDED,
    HELD_TO_DISPOSITION,
    IN_PRISON,
    RELEASE_DUE,
    SERVING,
    TRANSFER_DUE,
)

SHARE = st.floats(0.0, 1.0)
U = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) * 2.0**-32)
BOOL = st.booleans()


def given_p(**settings: float) -> Settings:
    """The record that rules take, of the default settings but those given."""
    return numbers(Settings(**settings))


def record(felonies: int, misdemeanors: int, aggravated: bool = False) -> int:
    """The convictions byte as its layout says."""
    return felonies | misdemeanors << 2 | (0x10 if aggravated else 0)


CHARGES = (
    "felony_share_violent",
    "felony_share_property",
    "felony_share_cause",
    "misdemeanor_share_minor",
)


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
    p = given_p(**dict(zip(CHARGES, (0.6, 0.3, 0.2, 0.4), strict=True)))
    assert booking.charge_for(p, ground, u) == expected


@given(
    ground=st.integers(0, 4), shares=st.tuples(SHARE, SHARE, SHARE, SHARE),
    name=st.sampled_from(CHARGES), more=SHARE, u=U,
)  # fmt: skip
def test_a_larger_share_never_lowers_the_charge(
    ground: int, shares: tuple[float, ...], name: str, more: float, u: float
) -> None:
    settings = dict(zip(CHARGES, shares, strict=True))
    before, raised = given_p(**settings), given_p(**{**settings, name: max(more, settings[name])})
    assert booking.charge_for(raised, ground, u) >= booking.charge_for(before, ground, u)


# Prints


def test_a_match_needs_prints_a_record_an_active_jurisdiction_and_the_state() -> None:
    for needs in itertools.product((False, True), repeat=4):
        assert booking.matches(*needs) == all(needs)


@pytest.mark.parametrize(
    ("week", "u", "expected"),
    [(9, 0.69, True), (9, 0.71, False), (10, 0.71, True), (11, 0.99, True), (-5, 0.71, False)],
)
def test_which_prints_are_electronic(week: int, u: float, expected: bool) -> None:
    """A share of 0.7, and all from week 10 on."""
    p = given_p(electronic_share=0.7)
    assert booking.taken_electronically(p, week, 10, u) == expected


@pytest.mark.parametrize(
    ("felony_only", "charge", "ground", "expected"),
    [
        (False, MINOR_OFFENSE, booking.PRETEXT, True),
        (True, MINOR_OFFENSE, booking.PRETEXT, False),
        (True, MISDEMEANOR, booking.CAUSE, False),
        (True, FELONY, booking.INDEX_PROPERTY, True),
        (True, MISDEMEANOR, booking.INDEX_VIOLENT, True),
    ],
)
def test_whom_a_jail_may_refer(felony_only: bool, charge: int, ground: int, expected: bool) -> None:
    assert booking.may_refer(felony_only, charge, ground) == expected


@pytest.mark.parametrize(
    ("matched", "inquiry", "refers", "status", "u", "expected"),
    [
        # Screening detects 0.6 of the noncitizens whom the jail refers.
        (False, False, True, UNDOCUMENTED, 0.59, True),
        (False, False, True, UNDOCUMENTED, 0.61, False),
        (False, False, True, LAWFUL, 0.59, True),
        (False, False, True, CITIZEN, 0.01, False),
        (False, False, False, UNDOCUMENTED, 0.01, False),
        # An officer who asked tells ICE, whatever the jail does.
        (False, True, False, UNDOCUMENTED, 0.99, True),
        # Where the prints match, nothing is left to find.
        (True, False, True, UNDOCUMENTED, 0.01, False),
        (True, True, True, UNDOCUMENTED, 0.01, False),
    ],
)
def test_found_otherwise_only_where_not_matched(
    matched: bool, inquiry: bool, refers: bool, status: int, u: float, expected: bool
) -> None:
    assert booking.found_otherwise(matched, inquiry, refers, 0.6, status, u) == expected


def test_a_record_that_only_the_fbi_has_is_unknown_without_it() -> None:
    assert booking.record_known(False, False)
    assert booking.record_known(False, True)
    assert booking.record_known(True, True)
    assert not booking.record_known(True, False)


def test_serious_is_level_1_or_2() -> None:
    assert [bool(booking.is_serious(level)) for level in range(4)] == [False, True, True, False]


# Release and waiting times


def test_a_known_serious_record_lowers_release() -> None:
    p = given_p(
        release_minor=0.8,
        release_misdemeanor=0.6,
        release_felony=0.4,
        serious_record_release_ratio=0.5,
    )
    for charge, probability in ((MINOR_OFFENSE, 0.8), (MISDEMEANOR, 0.6), (FELONY, 0.4)):
        assert booking.release_probability(p, charge, False) == pytest.approx(probability)
        assert booking.release_probability(p, charge, True) == pytest.approx(probability / 2.0)


@given(base=SHARE, ratio=SHARE)
def test_release_is_a_probability(base: float, ratio: float) -> None:
    p = given_p(release_felony=base, serious_record_release_ratio=ratio)
    assert 0.0 <= booking.release_probability(p, FELONY, True) <= base


def test_who_may_leave_a_crowded_jail() -> None:
    stages = [RELEASE_DUE, AT_LARGE, HELD_TO_DISPOSITION, SERVING, IN_PRISON, TRANSFER_DUE]
    leave = [True, False, True, False, False, False]
    assert [booking.may_leave_when_crowded(stage, False) for stage in stages] == leave
    assert not any(booking.may_leave_when_crowded(stage, True) for stage in stages)
    of_all = np.array(stages, dtype=np.int8)
    assert booking.may_leave_when_crowded(of_all, np.zeros(6, dtype=np.int8)).tolist() == leave
    assert not booking.may_leave_when_crowded(of_all, np.ones(6, dtype=np.int8)).any()


def test_petty_charges_leave_a_crowded_jail_first() -> None:
    """Then the lower draw of the arrest, then the lower slot."""
    inside = [
        (FELONY, 0.1, 1),
        (MINOR_OFFENSE, 0.9, 2),
        (MISDEMEANOR, 0.5, 4),
        (MISDEMEANOR, 0.5, 3),
        (MINOR_OFFENSE, 0.2, 5),
    ]
    leaving = sorted(inside, key=lambda case: booking.crowding_order(*case))
    assert [slot for _, _, slot in leaving] == [5, 2, 3, 4, 1]
    columns = [np.array(column) for column in zip(*inside, strict=True)]
    together = np.lexsort(booking.crowding_order(*columns)[::-1])
    assert [inside[position] for position in together] == leaving


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


# The course of a case


@pytest.mark.parametrize(
    ("held", "released", "u", "expected"),
    [
        # ICE takes 0.3 of the people held for it before their cases end.
        (True, False, 0.29, TRANSFER_DUE),
        (True, False, 0.31, HELD_TO_DISPOSITION),
        (False, True, 0.29, RELEASE_DUE),
        (False, False, 0.29, HELD_TO_DISPOSITION),
    ],
)
def test_a_case_s_first_stage(held: bool, released: bool, u: float, expected: int) -> None:
    assert booking.first_stage(held, 0.3, released, u) == expected


def test_when_a_stage_ends() -> None:
    """Begun in week 10: with the disposition in week 14, or in the past."""
    assert booking.stage_ends(HELD_TO_DISPOSITION, 10, 14) == 14
    assert booking.stage_ends(AT_LARGE, 10, 14) == 14
    assert booking.stage_ends(AT_LARGE, 10, 9) == 11
    assert booking.stage_ends(RELEASE_DUE, 10, 14) == 11
    assert booking.stage_ends(TRANSFER_DUE, 10, 14) == 11


def test_what_follows_jail() -> None:
    assert booking.stage_after_jail(True) == TRANSFER_DUE
    assert booking.stage_after_jail(False) == ENDED


def test_a_local_conviction_becomes_known() -> None:
    assert booking.known_only_to_fbi(True, False)
    assert not booking.known_only_to_fbi(True, True)
    assert not booking.known_only_to_fbi(False, False)
    assert not booking.known_only_to_fbi(False, True)


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
    p, charge = given_p(aggravated_share=0.3), FELONY if felony else MISDEMEANOR
    assert booking.with_conviction(p, before, charge, 0.29 if aggravated else 0.31) == after
    if not felony:
        assert booking.with_conviction(p, before, MINOR_OFFENSE, 0.29) == after


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
    p = given_p(aggravated_share=1.0 if worse else 0.0)
    after = booking.with_conviction(p, before, FELONY if felony else MISDEMEANOR, 0.5)
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
    p = given_p(
        record_share=0.1,
        record_share_persistent=0.4,
        noncitizen_record_ratio=0.5,
        record_felony_share=0.5,
        aggravated_share=0.4,
        record_second_felony_share=0.1,
        record_misdemeanors_share=1.0 / 3.0,
    )
    assert booking.prior_convictions(p, persistent, citizen, u_any, u_kind) == expected


@pytest.mark.parametrize(
    ("status", "hispanic", "expected"),
    [
        (CITIZEN, True, 0.1),
        (CITIZEN, False, 0.1),
        (LAWFUL, True, 0.9),
        (LAWFUL, False, 0.9),
        (UNDOCUMENTED, True, 0.6),
        (UNDOCUMENTED, False, 0.3),
    ],
)
def test_who_is_in_ident(status: int, hispanic: bool, expected: float) -> None:
    p = given_p(
        ident_citizen=0.1,
        ident_lawful=0.9,
        ident_undocumented_hispanic=0.6,
        ident_undocumented_other=0.3,
    )
    assert booking.ident_probability(p, status, hispanic) == expected


@given(felony_share=SHARE, aggravated=SHARE, second=SHARE, three=SHARE)
def test_prior_records_divide_as_documented(
    felony_share: float, aggravated: float, second: float, three: float
) -> None:
    """Of felonies a share is aggravated, of the rest a share are two; on a grid of draws."""
    grid = (np.arange(2_000) + 0.5) / 2_000
    p = given_p(
        record_felony_share=felony_share,
        aggravated_share=aggravated,
        record_second_felony_share=second,
        record_misdemeanors_share=three,
    )
    records = [booking.prior_convictions(p, False, True, 0.01, u) for u in grid]
    levels = np.array([booking.ice_level(found) for found in records])
    felonies = np.array([found & 3 for found in records])
    assert (felonies > 0).mean() == pytest.approx(felony_share, abs=2e-3)
    worst = felony_share * (aggravated + second * (1.0 - aggravated))
    assert (levels == 1).mean() == pytest.approx(worst, abs=2e-3)
    assert (levels == 3).mean() == pytest.approx((1.0 - felony_share) * (1.0 - three), abs=2e-3)
    assert not (levels == 0).any()


def test_a_waiting_time_is_finite_at_the_outermost_draw() -> None:
    assert booking.weeks_until(520.0, (0xFFFFFFFF + 0.5) * 2.0**-32) < 520 * math.log(2.0**34)
