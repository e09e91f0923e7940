"""News, how it fades, and awareness of enrollment: hand-worked cases and bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.rules import trust

SHARE = st.floats(0.0, 1.0)
STEPS = st.integers(0, trust.MOST_STEPS)
HALF_LIFE = st.floats(1.0, 520.0)
U = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) * 2.0**-32)


def test_who_hears() -> None:
    assert trust.hear_probability(trust.HOUSEHOLD, 0.6, 0.2) == 1.0
    assert trust.hear_probability(trust.TIE, 0.6, 0.2) == 0.6
    assert trust.hear_probability(trust.TIE_OF_TIE, 0.6, 0.2) == 0.2


@pytest.mark.parametrize(
    ("distance", "pretext", "no_conviction", "received", "expected"),
    [
        # Tie 0.5, tie's tie 0.25, pretext 0.4, no conviction 2, hidden 0.1.
        (trust.HOUSEHOLD, False, False, True, 1.0),
        (trust.TIE, False, False, True, 0.5),
        (trust.TIE_OF_TIE, False, False, True, 0.25),
        (trust.HOUSEHOLD, True, False, True, 0.4),
        (trust.HOUSEHOLD, False, True, True, 2.0),
        (trust.HOUSEHOLD, False, False, False, 0.1),
        (trust.TIE, True, True, True, 0.4),
        (trust.TIE_OF_TIE, True, True, False, 0.02),
    ],
)
def test_strength(
    distance: int, pretext: bool, no_conviction: bool, received: bool, expected: float
) -> None:
    strength = trust.news_strength(
        distance, 0.5, 0.25, pretext, 0.4, no_conviction, 2.0, received, 0.1
    )
    assert strength == pytest.approx(expected)


def test_whole_steps() -> None:
    assert trust.in_steps(0.1, 100.0) == 10
    assert trust.in_steps(0.104, 100.0) == 10
    assert trust.in_steps(0.106, 100.0) == 11
    assert trust.in_steps(0.0, trust.RISK_STEPS) == 0
    assert trust.in_steps(1e9, trust.RISK_STEPS) == trust.MOST_STEPS


@given(st.floats(0.0, 1.9))
def test_steps_keep_an_amount_to_half_a_step(amount: float) -> None:
    for steps in (trust.RISK_STEPS, trust.TRUST_STEPS):
        assert abs(trust.in_steps(amount, steps) / steps - amount) <= 0.5 / steps + 1e-12


@pytest.mark.parametrize(
    ("excess", "weeks", "half_life", "expected"),
    [
        (1000, 0, 10.0, 1000),
        (1000, 10, 10.0, 500),
        (1000, 20, 10.0, 250),
        (1001, 10, 10.0, 501),  # 500.5 is rounded up
        (0, 10, 10.0, 0),
        (3, 1000, 10.0, 0),
        (7, -3, 10.0, 7),
    ],
)
def test_fading(excess: int, weeks: int, half_life: float, expected: int) -> None:
    assert trust.relaxed(excess, weeks, half_life) == expected


@given(excess=STEPS, weeks=st.integers(0, 1000), more=st.integers(0, 1000), half_life=HALF_LIFE)
def test_news_only_fades_and_fades_together(
    excess: int, weeks: int, more: int, half_life: float
) -> None:
    """Looking at it on the way changes what is left by no more than the rounding."""
    left = trust.relaxed(excess, weeks, half_life)
    assert 0 <= trust.relaxed(excess, weeks + more, half_life) <= left <= excess
    assert (
        abs(trust.relaxed(left, more, half_life) - trust.relaxed(excess, weeks + more, half_life))
        <= 1
    )


@given(excess=STEPS, first=STEPS, second=STEPS)
def test_news_adds_in_any_order(excess: int, first: int, second: int) -> None:
    together = trust.added(trust.added(excess, first), second)
    assert together == trust.added(trust.added(excess, second), first)
    assert together == min(excess + first + second, trust.MOST_STEPS)


# Awareness


def test_awareness_by_hand() -> None:
    assert trust.aware_by(-1, 0.7, 26.0) == 0.0
    assert trust.aware_by(25, 0.7, 26.0) == pytest.approx(0.7 * (1.0 - math.exp(-1.0)))
    assert trust.is_aware(18, 0.7, 26.0, 0.35)  # half of those ever aware: 26 log 2 is 18.02
    assert not trust.is_aware(17, 0.7, 26.0, 0.35)
    assert not trust.is_aware(520, 0.7, 26.0, 0.7)
    assert not trust.is_aware(-1, 1.0, 26.0, 1e-9)


@given(ever=SHARE, mean=st.floats(1.0, 520.0), u=U, weeks=st.integers(-2, 400))
def test_nobody_aware_forgets_it_and_no_more_than_the_share_is_ever_aware(
    ever: float, mean: float, u: float, weeks: int
) -> None:
    assert trust.is_aware(weeks, ever, mean, u) <= trust.is_aware(weeks + 1, ever, mean, u)
    assert trust.is_aware(weeks, ever, mean, u) <= (u < ever)
    assert trust.is_aware(weeks, ever, mean, u) <= trust.is_aware(weeks, 1.0, mean, u)
    assert 0.0 <= trust.aware_by(weeks, ever, mean) <= trust.aware_by(weeks + 1, ever, mean) <= ever


def test_the_delay_has_its_mean() -> None:
    """An exponential cut to whole weeks loses half a week; on a grid of 2,000 draws."""
    grid = (np.arange(2000) + 0.5) / 2000
    weeks_unaware = [
        sum(not trust.is_aware(week, 1.0, 26.0, u) for week in range(600)) for u in grid
    ]
    assert np.mean(weeks_unaware) == pytest.approx(1.0 / math.expm1(1.0 / 26.0), rel=2e-3)
