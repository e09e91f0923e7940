"""Fear worked by hand: when the step begins and fades, and what enforcement teaches."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm import Settings
from scomm.model.calendar import NEVER
from scomm.model.numbers import numbers
from scomm.model.rules import fear
from scomm.model.rules.crime import WEEKS_PER_YEAR
from scomm.model.rules.experience import EVENTS


def p(**values: float) -> Settings:
    return numbers(Settings(**values))


@pytest.mark.parametrize(
    ("known", "active", "planned", "week", "expected"),
    [
        # Announced 10 weeks ahead of week 30.
        (NEVER, False, 30, 19, NEVER),
        (NEVER, False, 30, 20, 20),
        (20, False, 30, 25, 20),
        (20, True, 30, 30, 20),
        (NEVER, True, 30, 40, 40),
        (20, False, NEVER, 25, NEVER),  # released from the plan: nothing more is announced
        (20, False, 60, 25, NEVER),  # put off
        (NEVER, False, 30, 31, NEVER),  # its state refuses, so the date passed without it
        (NEVER, False, NEVER, 5, NEVER),
    ],
)
def test_since_when_enrollment_can_be_known(
    known: int, active: bool, planned: int, week: int, expected: int
) -> None:
    assert fear.known_since(p(announcement_weeks=10), known, active, planned, week) == expected


def test_without_an_announcement_it_begins_with_the_activation() -> None:
    settings = p(announcement_weeks=0)
    assert fear.known_since(settings, NEVER, False, 30, 29) == NEVER
    assert fear.known_since(settings, NEVER, True, 30, 30) == 30


def test_the_step_fades_by_half() -> None:
    settings = p(step_half_life=26.0)
    assert fear.step_left(settings, NEVER, 500) == 0.0
    assert fear.step_left(settings, 10, 9) == 0.0
    assert fear.step_left(settings, 10, 10) == 1.0
    assert fear.step_left(settings, 10, 36) == pytest.approx(0.5)
    assert fear.step_left(settings, 10, 62) == pytest.approx(0.25)
    assert fear.step_left(p(step_half_life=math.inf), 10, 400) == 1.0


def test_the_two_parts_of_the_step() -> None:
    settings = p(enrollment_risk_step=0.2, learned_share=0.25, enrollment_trust_step=0.1)
    assert fear.risk_step(settings, 1.0, 1.0) == pytest.approx(0.15)
    assert fear.risk_step(settings, 0.5, 0.5) == pytest.approx(0.0375)
    assert fear.learned_risk(settings, 2.0) == pytest.approx(0.1)
    assert fear.trust_step(settings, 0.4, 1.0, 0.5) == pytest.approx(0.02)
    assert fear.trust_step(settings, 1.3, 1.0, 1.0) == pytest.approx(0.1)


def test_what_enforcement_teaches() -> None:
    """Before: 2 events in 100 resident-years. Then 3 in a year of 100, against a prior of 100."""
    settings = p(
        burn_in_weeks=104,
        learned_half_life=520.0,
        learned_prior_weight=100.0,
        learned_reference=0.01,
    )
    known = np.zeros(4)
    fear.learn_enforcement(settings, known, 50.0, 100.0 * WEEKS_PER_YEAR, -60)
    assert known.tolist() == [0.0] * 4  # the first half of the burn-in does not count
    fear.learn_enforcement(settings, known, 2.0, 50.0 * WEEKS_PER_YEAR, -40)
    fear.learn_enforcement(settings, known, 0.0, 50.0 * WEEKS_PER_YEAR, -1)
    assert known.tolist() == pytest.approx([0.0, 0.0, 0.02, 0.0])
    fear.learn_enforcement(settings, known, 3.0, 100.0 * WEEKS_PER_YEAR, 0)
    # (3 + 100 × 0.02) / 200 = 0.025, half a reference above what was usual.
    assert known[fear.LEARNED] == pytest.approx(0.5)
    fear.learn_enforcement(settings, known, 0.0, 0.0, 520)
    assert known[EVENTS] == pytest.approx(3.0 * 2 ** (-1 / 520))


def test_what_is_learned_has_bounds() -> None:
    settings = p(learned_prior_weight=0.0, learned_reference=0.001)
    known = np.array([0.0, 0.0, 0.5, 0.0])
    fear.learn_enforcement(settings, known, 0.0, 1000.0, 0)
    assert known[fear.LEARNED] == fear.LEAST_LEARNED
    fear.learn_enforcement(settings, known, 1000.0, 1000.0, 1)
    assert known[fear.LEARNED] == fear.MOST_LEARNED


def test_nobody_to_be_enforced_against_teaches_nothing() -> None:
    known = np.zeros(4)
    fear.learn_enforcement(p(learned_prior_weight=0.0), known, 0.0, 0.0, -1)
    fear.learn_enforcement(p(learned_prior_weight=0.0), known, 0.0, 0.0, 0)
    assert known.tolist() == [0.0] * 4


@given(enforced=st.floats(0, 100), more=st.floats(0, 100), prior=st.floats(0, 1000))
def test_more_enforcement_teaches_no_less(enforced: float, more: float, prior: float) -> None:
    settings = p(learned_prior_weight=prior)
    learned = []
    for events in (enforced, enforced + more):
        known = np.array([0.0, 0.0, 0.01, 0.0])
        fear.learn_enforcement(settings, known, events, 800.0, 3)
        learned.append(known[fear.LEARNED])
    assert learned[0] <= learned[1]
