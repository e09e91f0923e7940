"""A rate known from experience: hand-worked cases, bounds and fading."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm import Settings
from scomm.model.numbers import numbers
from scomm.model.rules import experience

SHARE = st.floats(0.0, 1.0)


def p(**settings: float) -> Settings:
    """Return the numbers that rules take, with some settings as given."""
    return numbers(Settings(**settings))


@pytest.mark.parametrize(
    ("events", "chances", "before", "weight", "expected"),
    [
        (3.0, 10.0, 0.5, 0.0, 0.3),
        (3.0, 10.0, 0.5, 10.0, 0.4),  # (3 + 5) / 20
        (0.0, 0.0, 0.5, 50.0, 0.5),
        (0.0, 0.0, 0.5, 0.0, 0.5),
    ],
)
def test_recent_rate(
    events: float, chances: float, before: float, weight: float, expected: float
) -> None:
    recent = experience.recent_rate(np.array([events, chances, before]), weight)
    assert recent == pytest.approx(expected)


@given(chances=st.floats(0.0, 1e6), share=SHARE, before=SHARE, weight=st.floats(0.0, 10000.0))
def test_recent_rate_lies_between_what_was_seen_and_what_was_known(
    chances: float, share: float, before: float, weight: float
) -> None:
    recent = experience.recent_rate(np.array([share * chances, chances, before]), weight)
    assert min(share, before) - 1e-9 <= recent <= max(share, before) + 1e-9


@pytest.mark.parametrize(("half_life", "expected"), [(1.0, 0.5), (2.0, math.sqrt(0.5))])
def test_memory(half_life: float, expected: float) -> None:
    assert experience.kept_weekly(half_life) == pytest.approx(expected)


@given(st.floats(1.0, 260.0))
def test_half_of_the_memory_is_left_after_the_half_life(half_life: float) -> None:
    kept = experience.kept_weekly(half_life)
    assert kept**half_life == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("burn_in", "week", "expected"),
    [
        (52, -27, False),
        (52, -26, True),
        (52, -1, True),
        (52, 0, False),
        (53, -27, False),  # the half is rounded down
        (53, -26, True),
        (1, -1, False),
        (0, -1, False),
    ],
)
def test_the_second_half_of_the_burn_in_sets_the_reference(
    burn_in: int, week: int, expected: bool
) -> None:
    assert experience.sets_reference(p(burn_in_weeks=burn_in), week) == expected


@pytest.mark.parametrize(
    ("known", "week", "expected"),
    [
        ([0.0, 0.0, 0.0, 9.0], -3, [0.0, 0.0, 0.0, 9.0]),  # still settling
        ([1.0, 2.0, 0.0, 9.0], -2, [4.0, 8.0, 0.0, 9.0]),
        ([1.0, 2.0, 0.0, 9.0], -1, [0.0, 0.0, 0.5, 9.0]),
        ([4.0, 8.0, 0.5, 9.0], 0, [5.0, 10.0, 0.5, 9.0]),  # half fades, then 3 of 6
    ],
)
def test_a_week_taken_in_by_hand(known: list[float], week: int, expected: list[float]) -> None:
    array = np.array(known)
    experience.take_in(p(burn_in_weeks=4), array, 3.0, 6.0, 1.0, week)
    assert array.tolist() == pytest.approx(expected)
