"""Courts: hand-worked cases of time to disposition, conviction and what is served."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.numbers import numbers
from scomm.model.rules import booking, courts
from scomm.model.rules.booking import FELONY, MINOR_OFFENSE, MISDEMEANOR
from scomm.model.rules.courts import JAIL_TERM, LONGEST_CASE, NO_TERM, PRISON_TERM
from scomm.model.settings import Settings
from scomm.model.stages import (
    AT_LARGE,
    ENDED,
    HELD_TO_DISPOSITION,
    IN_PRISON,
    SERVING,
    TRANSFER_DUE,
)

SHARE = st.floats(0.0, 1.0)
U = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) * 2.0**-32)
OUTERMOST = (0xFFFFFFFF + 0.5) * 2.0**-32
GRID = (np.arange(40_000) + 0.5) / 40_000


def given_p(**settings: float) -> Settings:
    """The record that rules take, of the default settings but those given."""
    return numbers(Settings(**settings))


# Time to disposition


@pytest.mark.parametrize(
    ("shape", "u", "expected"),
    [
        # Half of felony cases take at most the median of 12 weeks, whatever the shape.
        (1.0, 0.499, 12),
        (1.0, 0.501, 13),
        (0.5, 0.499, 12),
        (0.5, 0.501, 13),
        # Three quarters take two medians at shape 1, four at shape 0.5.
        (1.0, 0.749, 24),
        (1.0, 0.751, 25),
        (0.5, 0.749, 48),
        (0.5, 0.751, 49),
    ],
)
def test_times_to_disposition_by_hand(shape: float, u: float, expected: int) -> None:
    p = given_p(disposition_median_felony=12.0, disposition_shape=shape)
    assert courts.disposition_weeks(p, FELONY, u) == expected


def test_felony_cases_take_as_long_as_court_statistics_say() -> None:
    """Within a week, a month, three and six months, a year: 7, 28, 52, 71, 88 % (SCPS 2004)."""
    p = numbers(Settings())
    weeks = np.array([courts.disposition_weeks(p, FELONY, u) for u in GRID])
    for until, share in ((1, 0.07), (4.35, 0.28), (13, 0.52), (26, 0.71), (52, 0.88)):
        assert (weeks <= until).mean() == pytest.approx(share, abs=0.035)


def test_lesser_charges_are_disposed_of_sooner() -> None:
    p = given_p(
        disposition_median_minor=1.0,
        disposition_median_misdemeanor=2.0,
        disposition_median_felony=4.0,
        disposition_shape=1.0,
    )
    charges = (MINOR_OFFENSE, MISDEMEANOR, FELONY)
    assert [courts.disposition_weeks(p, charge, 0.51) for charge in charges] == [2, 3, 5]


@given(
    median=st.floats(0.1, 200.0), longer=st.floats(0.1, 200.0), shape=st.floats(0.3, 3.0),
    u=U, later=U,
)  # fmt: skip
def test_times_to_disposition_rise_with_median_and_draw(
    median: float, longer: float, shape: float, u: float, later: float
) -> None:
    (short, long), (u, later) = sorted((median, longer)), sorted((u, later))
    p = given_p(disposition_median_felony=short, disposition_shape=shape)
    more = given_p(disposition_median_felony=long, disposition_shape=shape)
    weeks = courts.disposition_weeks(p, FELONY, u)
    assert 1 <= weeks <= courts.disposition_weeks(p, FELONY, later) <= LONGEST_CASE
    assert weeks <= courts.disposition_weeks(more, FELONY, u)


def test_every_case_comes_to_its_disposition() -> None:
    p = given_p(disposition_median_felony=200.0, disposition_shape=0.3)
    assert courts.disposition_weeks(p, FELONY, OUTERMOST) == LONGEST_CASE
    assert courts.disposition_weeks(p, FELONY, 2.0**-33) == 1


# Conviction


def test_conviction_probability() -> None:
    p = given_p(
        conviction_minor=0.2,
        conviction_misdemeanor=0.4,
        conviction_felony=0.6,
        pretext_conviction_ratio=0.25,
        dismissed_for_ice=0.5,
    )
    for charge, probability in ((MINOR_OFFENSE, 0.2), (MISDEMEANOR, 0.4), (FELONY, 0.6)):
        held = probability if charge == FELONY else probability / 2.0
        for ground, ratio in ((booking.MINOR, 1.0), (booking.PRETEXT, 0.25)):
            found = courts.conviction_probability(p, ground, charge, False, 0.0)
            assert found == pytest.approx(probability * ratio)
            found = courts.conviction_probability(p, ground, charge, True, 0.0)
            assert found == pytest.approx(held * ratio)


def test_a_jurisdiction_s_courts_convict_more_or_less_often() -> None:
    """Odds of 1.5 become 3 where the log odds rise by log 2, and 0.75 where they fall by it."""
    p = given_p(conviction_felony=0.6)
    for log_odds, expected in ((math.log(2.0), 0.75), (-math.log(2.0), 3.0 / 7.0)):
        found = courts.conviction_probability(p, booking.CAUSE, FELONY, False, log_odds)
        assert found == pytest.approx(expected)


@given(probability=SHARE, ratio=SHARE, dropped=SHARE, log_odds=st.floats(-30.0, 30.0))
def test_conviction_is_a_probability_that_a_hold_never_raises(
    probability: float, ratio: float, dropped: float, log_odds: float
) -> None:
    p = given_p(
        conviction_misdemeanor=probability,
        pretext_conviction_ratio=ratio,
        dismissed_for_ice=dropped,
    )
    free = courts.conviction_probability(p, booking.PRETEXT, MISDEMEANOR, False, log_odds)
    held = courts.conviction_probability(p, booking.PRETEXT, MISDEMEANOR, True, log_odds)
    assert 0.0 <= held <= free <= 1.0


# Terms


@pytest.mark.parametrize(
    ("charge", "u", "expected"),
    [
        (FELONY, 0.39, PRISON_TERM),
        (FELONY, 0.41, JAIL_TERM),
        (FELONY, 0.69, JAIL_TERM),
        (FELONY, 0.71, NO_TERM),
        (MISDEMEANOR, 0.01, JAIL_TERM),
        (MISDEMEANOR, 0.99, JAIL_TERM),
        (MINOR_OFFENSE, 0.01, NO_TERM),
    ],
)
def test_what_a_conviction_leaves_to_serve(charge: int, u: float, expected: int) -> None:
    p = given_p(felony_prison_share=0.4, felony_jail_share=0.3)
    assert courts.term_for(p, charge, u) == expected


@pytest.mark.parametrize(
    ("stage", "held", "term", "in_community", "expected"),
    [
        # Nothing to serve: released, handed to ICE, or nothing more for a defendant at large.
        (HELD_TO_DISPOSITION, False, NO_TERM, False, ENDED),
        (HELD_TO_DISPOSITION, True, NO_TERM, False, TRANSFER_DUE),
        (AT_LARGE, False, NO_TERM, True, ENDED),
        # A term, held or not, from jail or from the community.
        (HELD_TO_DISPOSITION, False, JAIL_TERM, False, SERVING),
        (HELD_TO_DISPOSITION, True, PRISON_TERM, False, IN_PRISON),
        (AT_LARGE, False, JAIL_TERM, True, SERVING),
        (AT_LARGE, False, PRISON_TERM, True, IN_PRISON),
        # In jail for another case meanwhile: this term is served beside the other.
        (AT_LARGE, False, PRISON_TERM, False, ENDED),
    ],
)
def test_what_follows_a_disposition(
    stage: int, held: bool, term: int, in_community: bool, expected: int
) -> None:
    assert courts.stage_after_disposition(stage, held, term, in_community) == expected


def test_time_served_by_hand() -> None:
    """At a draw of 0.51 a mean of 1 gives 1 week, of 2 gives 2, of 4 gives 3: 1 + log_0.75(0.49)"""
    p = given_p(
        sentence_weeks_misdemeanor=2.0,
        sentence_weeks_felony=2.0,
        sentence_weeks_prison=8.0,
        sentence_served_share=0.5,
    )
    served = [
        courts.weeks_served(p, charge, term, 0.51)
        for charge, term in ((MISDEMEANOR, JAIL_TERM), (FELONY, JAIL_TERM), (FELONY, PRISON_TERM))
    ]
    assert served == [2, 1, 3]


def test_a_share_of_the_sentence_is_served() -> None:
    p = given_p(sentence_weeks_prison=257.0, sentence_served_share=0.5)
    weeks = np.array([courts.weeks_served(p, FELONY, PRISON_TERM, u) for u in GRID])
    assert weeks.mean() == pytest.approx(128.5, rel=2e-3)


@pytest.mark.parametrize(
    ("would_leave", "booked", "disposition", "expected"),
    # Booked in week 10, somebody released "within the week" leaves in week 11.
    [(True, 10, 15, 4), (True, 10, 11, 0), (False, 10, 15, 0)],
)
def test_weeks_in_jail_for_ice_alone(
    would_leave: bool, booked: int, disposition: int, expected: int
) -> None:
    assert courts.weeks_beyond_release(would_leave, booked, disposition) == expected
