"""The division of residents into groups, from shares within ethnicities and from totals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.places.mixes import group_mix, mix_from_totals

SHARE = st.floats(0.0, 1.0)


def one(*shares: float) -> Any:
    """One place's shares as arrays of one element."""
    return [np.array([share]) for share in shares]


def totals_of(hispanic: float, undocumented: float, lawful: float) -> tuple[Any, Any, Any]:
    """One place's shares of all residents."""
    return np.array([hispanic]), np.array([undocumented]), np.array([lawful])


@given(SHARE, SHARE, SHARE, SHARE, SHARE)
def test_group_shares_add_up(h: float, a: float, b: float, c: float, d: float) -> None:
    (mix,) = group_mix(*one(h, a * b, a * (1.0 - b), c * d, c * (1.0 - d)))
    assert np.all(mix >= 0.0)
    assert mix.sum() == pytest.approx(1.0, abs=1e-12)
    assert mix[:3].sum() == pytest.approx(h, abs=1e-12)
    assert mix[2] == pytest.approx(h * a * b, abs=1e-12)
    assert mix[5] == pytest.approx((1.0 - h) * c * d, abs=1e-12)


@given(SHARE, SHARE, SHARE, SHARE, SHARE, SHARE, SHARE)
def test_totals_are_kept_whatever_they_are(
    h: float, noncitizen: float, part: float, a: float, b: float, c: float, d: float
) -> None:
    undocumented, lawful = noncitizen * part, noncitizen * (1.0 - part)
    (mix,) = mix_from_totals(*totals_of(h, undocumented, lawful), (a, b), (c, d))
    assert np.all(mix >= 0.0)
    assert mix.sum() == pytest.approx(1.0, abs=1e-12)
    assert mix[:3].sum() == pytest.approx(h, abs=1e-9)
    assert mix[2] + mix[5] == pytest.approx(undocumented, abs=1e-9)
    assert mix[1] + mix[4] == pytest.approx(lawful, abs=1e-9)


@pytest.mark.parametrize(
    ("totals", "undocumented_odds", "expected"),
    [
        # 0.4 x 0.2 against 0.6 x 0.05: eight of eleven undocumented residents are Hispanic.
        ((0.4, 0.11, 0.0), (0.2, 0.05), [0.32, 0.0, 0.08, 0.57, 0.0, 0.03]),
        # Nobody is Hispanic: all noncitizens are others.
        ((0.0, 0.1, 0.0), (0.2, 0.05), [0.0, 0.0, 0.0, 0.9, 0.0, 0.1]),
        # No more Hispanics can be undocumented than there are.
        ((0.1, 0.3, 0.0), (1.0, 0.0), [0.0, 0.0, 0.1, 0.7, 0.0, 0.2]),
        # Without rates both ethnicities are the same.
        ((0.25, 0.2, 0.0), (0.0, 0.0), [0.2, 0.0, 0.05, 0.6, 0.0, 0.15]),
        # Lawful noncitizens are divided by separate rates (here equal), within what is left.
        ((0.5, 0.4, 0.4), (1.0, 0.0), [0.0, 0.1, 0.4, 0.2, 0.3, 0.0]),
    ],
)
def test_hand_worked_divisions(
    totals: tuple[float, float, float],
    undocumented_odds: tuple[float, float],
    expected: list[float],
) -> None:
    (mix,) = mix_from_totals(*totals_of(*totals), undocumented_odds, (1.0, 1.0))
    assert mix.tolist() == pytest.approx(expected, abs=1e-12)


def test_the_split_of_a_typical_place_is_the_same_both_ways() -> None:
    h, rates = 0.3, (0.175, 0.09, 0.0091, 0.024)
    direct = group_mix(*one(h, *rates))
    undocumented = h * rates[0] + (1 - h) * rates[2]
    lawful = h * rates[1] + (1 - h) * rates[3]
    found = mix_from_totals(
        *totals_of(h, undocumented, lawful), (rates[0], rates[2]), (rates[1], rates[3])
    )
    assert found[0].tolist() == pytest.approx(direct[0].tolist(), abs=1e-12)
