"""What ICE does about a match: detainers, priority, removal, and how long custody lasts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.groups import CITIZEN, LAWFUL, UNDOCUMENTED
from scomm.model.numbers import numbers
from scomm.model.rules import detention
from scomm.model.rules.booking import FELONY, MINOR_OFFENSE, MISDEMEANOR
from scomm.model.settings import Settings

SHARE = st.floats(0.0, 1.0)
U = st.integers(0, 2**32 - 1).map(lambda word: (word + 0.5) * 2.0**-32)
CUSTODY = st.tuples(SHARE, SHARE, st.floats(1.0, 200.0)).map(
    lambda x: (min(x[0], x[1]), max(x[0], x[1]), x[2])
)


def given_p(**settings: float) -> Settings:
    """The record that rules take, of the default settings but those given."""
    return numbers(Settings(**settings))


def custody_of(custody: tuple[float, float, float]) -> Settings:
    """Of custody a share ends within days, a share within a month, the rest after a mean tail."""
    days, month, tail = custody
    return given_p(custody_within_days=days, custody_within_month=month, custody_tail_weeks=tail)


DETAINERS = (
    "detainer_level1",
    "detainer_level2",
    "detainer_level3",
    "detainer_felony_charge",
    "detainer_other_charge",
    "detainer_lawful_ratio",
    "detainer_citizen",
)


@pytest.mark.parametrize(
    ("status", "level", "charge", "expected"),
    [
        # Levels 0.9, 0.8, 0.7; charges 0.6 and 0.5; lawful half of it; citizens 0.01.
        (UNDOCUMENTED, 1, MISDEMEANOR, 0.9),
        (UNDOCUMENTED, 2, FELONY, 0.8),
        (UNDOCUMENTED, 3, FELONY, 0.7),
        (UNDOCUMENTED, 0, FELONY, 0.6),
        (UNDOCUMENTED, 0, MISDEMEANOR, 0.5),
        (UNDOCUMENTED, 0, MINOR_OFFENSE, 0.5),
        (LAWFUL, 1, FELONY, 0.45),
        (LAWFUL, 0, MINOR_OFFENSE, 0.25),
        (CITIZEN, 1, FELONY, 0.01),
        (CITIZEN, 0, MINOR_OFFENSE, 0.01),
    ],
)
def test_detainers(status: int, level: int, charge: int, expected: float) -> None:
    p = given_p(**dict(zip(DETAINERS, (0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.01), strict=True)))
    probability = detention.detainer_probability(p, status, level, charge)
    assert probability == pytest.approx(expected)


@given(
    status=st.integers(0, 2),
    level=st.integers(0, 3),
    charge=st.integers(0, 2),
    shares=st.tuples(*[SHARE] * 7),
    name=st.sampled_from(DETAINERS),
    more=SHARE,
)
def test_a_detainer_is_a_probability_that_rises_with_each_setting(
    status: int, level: int, charge: int, shares: tuple[float, ...], name: str, more: float
) -> None:
    settings = dict(zip(DETAINERS, shares, strict=True))
    probability = detention.detainer_probability(given_p(**settings), status, level, charge)
    raised = given_p(**{**settings, name: max(more, settings[name])})
    assert 0.0 <= probability <= 1.0
    assert detention.detainer_probability(raised, status, level, charge) >= probability


def test_whose_detainers_are_honored() -> None:
    for level, charge in itertools.product(range(4), range(3)):
        serious = charge == FELONY or level in (1, 2)
        assert detention.detainer_honored(detention.HONOR_ALL, level, charge)
        assert not detention.detainer_honored(detention.HONOR_NONE, level, charge)
        assert detention.detainer_honored(detention.HONOR_SERIOUS, level, charge) == serious


def test_the_worst_come_first() -> None:
    queue = [
        (0, MINOR_OFFENSE),
        (0, FELONY),
        (3, MINOR_OFFENSE),
        (2, MINOR_OFFENSE),
        (1, MISDEMEANOR),
        (0, MISDEMEANOR),
    ]
    assert [detention.bed_priority(*person) for person in queue] == [4, 3, 2, 1, 0, 4]


def test_beds_go_by_priority_then_draw_then_code_and_slot() -> None:
    queue = [(1, 0.1, 5, 1), (0, 0.9, 7, 2), (0, 0.3, 6, 4), (0, 0.3, 6, 3), (0, 0.3, 5, 9)]
    first = sorted(queue, key=lambda person: detention.bed_order(*person))
    assert [slot for *_, slot in first] == [9, 3, 4, 2, 1]
    columns = [np.array(column) for column in zip(*queue, strict=True)]
    together = np.lexsort(detention.bed_order(*columns)[::-1])
    assert [queue[position] for position in together] == first


@pytest.mark.parametrize(
    ("status", "level", "expected"),
    [
        (UNDOCUMENTED, 0, 0.7),
        (UNDOCUMENTED, 1, 0.7),
        (LAWFUL, 0, 0.0),
        (LAWFUL, 3, 0.5),
        (LAWFUL, 1, 0.5),
        (CITIZEN, 0, 0.01),
        (CITIZEN, 1, 0.01),
    ],
)
def test_removal(status: int, level: int, expected: float) -> None:
    p = given_p(removal_undocumented=0.7, removal_lawful=0.5, removal_citizen=0.01)
    assert detention.removal_probability(p, status, level) == expected


# How long custody lasts


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        # 0.4 within days, 0.7 within a month, evenly between; the rest 2 weeks more on average.
        (-1, 0.0),
        (0, 0.0),
        (1, 0.4),
        (2, 0.5),
        (3, 0.6),
        (4, 0.7),
        (5, 0.85),
        (6, 0.925),
        (detention.LONGEST_CUSTODY, 1.0),
    ],
)
def test_custody_ended_by(weeks: int, expected: float) -> None:
    p = custody_of((0.4, 0.7, 2.0))
    assert detention.custody_ended_by(p, weeks) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("u", "expected"),
    [(0.39, 1), (0.41, 2), (0.49, 2), (0.51, 3), (0.61, 4), (0.69, 4), (0.71, 5), (0.84, 5),
     (0.86, 6)],
)  # fmt: skip
def test_custody_weeks(u: float, expected: int) -> None:
    assert detention.custody_weeks(custody_of((0.4, 0.7, 2.0)), u) == expected


@given(custody=CUSTODY, u=U)
def test_custody_weeks_are_the_inverse_of_custody_ended_by(
    custody: tuple[float, float, float], u: float
) -> None:
    """ended_by(weeks - 1) <= u < ended_by(weeks), within rounding of the logarithms."""
    p = custody_of(custody)
    weeks = detention.custody_weeks(p, u)
    assert 1 <= weeks <= detention.LONGEST_CUSTODY
    assert detention.custody_ended_by(p, weeks - 1) <= u + 1e-9
    assert u <= detention.custody_ended_by(p, weeks) + 1e-9


@given(custody=CUSTODY, weeks=st.integers(-5, 600))
def test_custody_ended_by_is_a_distribution_function(
    custody: tuple[float, float, float], weeks: int
) -> None:
    p = custody_of(custody)
    ended = detention.custody_ended_by(p, weeks)
    assert 0.0 <= ended <= detention.custody_ended_by(p, weeks + 1) <= 1.0


@pytest.mark.parametrize(
    ("custody", "mean"),
    [
        # 1, then 3 on average (2, 3 or 4), then 4 and the tail's mean.
        ((0.4, 0.7, 20.0), 0.4 * 1.0 + 0.3 * 3.0 + 0.3 * 24.0),
        ((1.0, 1.0, 20.0), 1.0),
        ((0.0, 0.0, 1.0), 5.0),
        ((0.0, 1.0, 5.0), 3.0),
    ],
)
def test_custody_has_its_mean(custody: tuple[float, float, float], mean: float) -> None:
    """On a grid of 20,000 draws: no chance in it."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    p = custody_of(custody)
    weeks = [detention.custody_weeks(p, u) for u in grid]
    assert np.mean(weeks) == pytest.approx(mean, rel=2e-3)
