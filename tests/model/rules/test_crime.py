"""Crime, who offends against whom: hand-worked cases, bounds and directions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm import Settings
from scomm.model.numbers import numbers
from scomm.model.rules import crime

SHARE = st.floats(0.0, 1.0)
POSITIVE = st.floats(1e-6, 1.0)
ELASTICITY = st.floats(0.0, 1.5)


def p(**settings: float) -> Settings:
    """Return the numbers that rules take, with some settings as given."""
    return numbers(Settings(**settings))


@pytest.mark.parametrize(
    ("share", "u", "expected"),
    [
        (0.2, 0.1999, crime.VIOLENT),
        (0.2, 0.2, crime.PROPERTY),
        (0.0, 1e-10, crime.PROPERTY),
        (1.0, 1.0 - 1e-10, crime.VIOLENT),
    ],
)
def test_class(share: float, u: float, expected: int) -> None:
    assert crime.crime_class(p(violent_share=share), u) == expected


@pytest.mark.parametrize(
    ("recent", "before", "elasticity", "expected"),
    [
        (0.25, 0.25, 0.5, 1.0),
        (0.25, 0.36, 0.5, 1.2),  # (25 / 36) ** -1/2
        (0.36, 0.25, 0.5, 1.0 / 1.2),
        (0.25, 0.36, 1.0, 1.44),
        (0.25, 0.36, 0.0, 1.0),
        (0.1, 0.4, 0.5, 2.0),
        (0.1, 0.9, 0.5, 2.0),  # 3, held at the ceiling
        (0.4, 0.1, 1.5, 0.5),  # 1/8, held at the floor
        (0.0, 0.4, 0.5, 1.0),  # nothing to go by
        (0.4, 0.0, 0.5, 1.0),
    ],
)
def test_deterrence(recent: float, before: float, elasticity: float, expected: float) -> None:
    factor = crime.deterrence_factor(p(deterrence_elasticity=elasticity), recent, before)
    assert factor == pytest.approx(expected)


@given(recent=SHARE, before=SHARE, elasticity=ELASTICITY)
def test_deterrence_is_bounded(recent: float, before: float, elasticity: float) -> None:
    factor = crime.deterrence_factor(p(deterrence_elasticity=elasticity), recent, before)
    assert crime.CRIME_FLOOR <= factor <= crime.CRIME_CEILING


@given(low=POSITIVE, high=POSITIVE, before=POSITIVE, elasticity=ELASTICITY)
def test_more_reporting_never_means_more_crime(
    low: float, high: float, before: float, elasticity: float
) -> None:
    low, high = min(low, high), max(low, high)
    given = p(deterrence_elasticity=elasticity)
    more, less = (crime.deterrence_factor(given, recent, before) for recent in (high, low))
    assert more <= less


@given(recent=POSITIVE, before=POSITIVE, low=ELASTICITY, high=ELASTICITY)
def test_elasticity_moves_crime_away_from_its_base(
    recent: float, before: float, low: float, high: float
) -> None:
    low, high = min(low, high), max(low, high)
    near, far = (
        crime.deterrence_factor(p(deterrence_elasticity=elasticity), recent, before)
        for elasticity in (low, high)
    )
    assert far >= near - 1e-12 if recent <= before else far <= near + 1e-12


@pytest.mark.parametrize(
    ("factor", "base", "excess"),
    [(0.5, 0.5, 0.0), (0.8, 0.8, 0.0), (1.0, 1.0, 0.0), (1.25, 1.0, 0.25), (2.0, 1.0, 1.0)],
)
def test_probabilities_of_acting(factor: float, base: float, excess: float) -> None:
    assert crime.act_probability(factor) == pytest.approx(base)
    assert crime.excess_act_probability(factor) == pytest.approx(excess)


@given(st.floats(crime.CRIME_FLOOR, crime.CRIME_CEILING))
def test_both_streams_together_give_the_factor(factor: float) -> None:
    """The excess stream has (ceiling - 1) opportunities for one of the base stream."""
    base, excess = crime.act_probability(factor), crime.excess_act_probability(factor)
    assert 0.0 <= base <= 1.0 and 0.0 <= excess <= 1.0
    assert base + (crime.CRIME_CEILING - 1.0) * excess == pytest.approx(factor)


def test_what_offenders_learn_by_hand() -> None:
    """Half is forgotten in a week; an elasticity of 1; nothing is known beforehand."""
    given = p(
        burn_in_weeks=4,
        deterrence_half_life=1.0,
        deterrence_elasticity=1.0,
        deterrence_prior_weight=0.0,
    )
    known = np.array([0.0, 0.0, 0.0, 1.0])

    def after(week: int, reports: float, victimizations: float) -> list[float]:
        crime.learn(given, known, reports, victimizations, week)
        return known.tolist()

    assert after(-3, 9.0, 9.0) == [0.0, 0.0, 0.0, 1.0]  # the first half, still settling
    assert after(-2, 1.0, 4.0) == [1.0, 4.0, 0.0, 1.0]
    assert after(-1, 3.0, 4.0) == [0.0, 0.0, 0.5, 1.0]  # 4 of 8 reported before the program
    assert after(0, 2.0, 5.0) == pytest.approx([2.0, 5.0, 0.5, 1.25])  # 0.5 / 0.4
    assert after(1, 4.0, 5.0) == pytest.approx([5.0, 7.5, 0.5, 0.75])  # 0.5 / (2 / 3)


def test_without_a_burn_in_nothing_deters() -> None:
    """No share of before is known, so there is nothing to hold reporting against."""
    known = np.array([0.0, 0.0, 0.0, 1.0])
    crime.learn(p(burn_in_weeks=0, deterrence_elasticity=1.0), known, 3.0, 4.0, 0)
    assert known.tolist() == [3.0, 4.0, 0.0, 1.0]


def test_units_of_time() -> None:
    year = crime.WEEKS_PER_YEAR
    assert year == pytest.approx(52.1785714)
    assert year == pytest.approx(12.0 * crime.WEEKS_PER_MONTH)
