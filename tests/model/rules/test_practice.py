"""Practices: how a jurisdiction's differ from the mean."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.rules.practice import screening_probability, shifted

SHARE = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("probability", "log_odds", "expected"),
    [
        (0.5, math.log(3.0), 0.75),
        (0.5, -math.log(3.0), 0.25),
        (0.2, math.log(4.0), 0.5),  # odds of 1/4 become 1
        (0.3, 0.0, 0.3),
        (0.0, 5.0, 0.0),
        (1.0, -5.0, 1.0),
    ],
)
def test_a_practice_moves_in_log_odds(probability: float, log_odds: float, expected: float) -> None:
    assert shifted(probability, log_odds) == pytest.approx(expected)


@given(probability=SHARE)
def test_without_a_spread_a_practice_is_the_setting_to_the_bit(probability: float) -> None:
    assert shifted(probability, 0.0) == probability


@given(probability=SHARE, less=st.floats(-40.0, 40.0), more=st.floats(-40.0, 40.0))
def test_a_practice_stays_a_probability_and_rises(
    probability: float, less: float, more: float
) -> None:
    less, more = min(less, more), max(less, more)
    assert 0.0 <= shifted(probability, less) <= shifted(probability, more) + 1e-12 <= 1.0 + 1e-12


@pytest.mark.parametrize(
    ("elasticity", "residents", "expected"),
    [
        (0.5, 100_000.0, 0.3),
        (0.5, 400_000.0, 0.6),
        (0.5, 25_000.0, 0.15),
        (0.5, 1_600_000.0, 0.8),  # 1.2, held at the most
        (0.0, 20.0, 0.3),
    ],
)
def test_other_screening_goes_by_size(elasticity: float, residents: float, expected: float) -> None:
    assert screening_probability(0.3, elasticity, 0.8, residents) == pytest.approx(expected)
