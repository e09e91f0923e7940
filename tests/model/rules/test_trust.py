"""News, how it fades, and awareness of enrollment: hand-worked cases and bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.rules import trust

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
    assert trust.awareness_delay(0.7, 26.0, 0.5, 0.7) == -1
    assert trust.awareness_delay(0.7, 26.0, 0.5, 0.69) == 18  # 26 log 2 is 18.02
    assert trust.awareness_delay(0.7, 26.0, 1e-9, 0.1) == 0
    assert trust.aware_by(-1, 0.7, 26.0) == 0.0
    assert trust.aware_by(25, 0.7, 26.0) == pytest.approx(0.7 * (1.0 - math.exp(-1.0)))


@given(ever=SHARE, mean=st.floats(1.0, 520.0), u_delay=U, u_ever=U, weeks=st.integers(-2, 400))
def test_awareness_has_the_distribution_that_the_panel_uses(
    ever: float, mean: float, u_delay: float, u_ever: float, weeks: int
) -> None:
    delay = trust.awareness_delay(ever, mean, u_delay, u_ever)
    assert delay >= -1
    assert (delay == -1) == (u_ever >= ever)
    if delay >= 0:  # aware by ``weeks`` where the draw is below the share of those ever aware
        aware, threshold = delay <= weeks, trust.aware_by(weeks, 1.0, mean)
        assert aware == (u_delay < threshold) or u_delay == pytest.approx(threshold, abs=1e-9)
    assert 0.0 <= trust.aware_by(weeks, ever, mean) <= trust.aware_by(weeks + 1, ever, mean) <= ever


def test_the_delay_has_its_mean() -> None:
    """An exponential cut to whole weeks loses half a week; on a grid of 20,000 draws."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    delays = [trust.awareness_delay(1.0, 26.0, u, 0.5) for u in grid]
    assert np.mean(delays) == pytest.approx(1.0 / math.expm1(1.0 / 26.0), rel=2e-3)
