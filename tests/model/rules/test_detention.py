"""ICE's decisions after a match: detainers, priority, removal, and how long custody lasts."""

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
    "detainer_prior_order",
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
    p = given_p(**dict(zip(DETAINERS, (0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.01, 0.75), strict=True)))
    probability = detention.detainer_probability(p, status, level, charge, False, 0)
    assert probability == pytest.approx(expected)


@pytest.mark.parametrize(
    ("level", "charge", "expected"),
    [(0, FELONY, 0.75), (0, MINOR_OFFENSE, 0.75), (3, FELONY, 0.75), (1, FELONY, 0.9)],
)
def test_an_earlier_order_makes_a_detainer_at_least_so_likely(
    level: int, charge: int, expected: float
) -> None:
    p = given_p(**dict(zip(DETAINERS, (0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.01, 0.75), strict=True)))
    given = detention.detainer_probability(p, UNDOCUMENTED, level, charge, True, 0)
    assert given == pytest.approx(expected)


MEMOS = ("2010", "2011", "2012")
LOW = ("no_record", "level3", "prior_order")


@pytest.mark.parametrize("memo", range(4))
def test_each_memo_changes_its_three_classes(memo: int) -> None:
    ratios = {f"priority_{year}_{who}": 0.1 * (1 + 3 * m + k)
              for m, year in enumerate(MEMOS) for k, who in enumerate(LOW)}  # fmt: skip
    p = given_p(**ratios)
    people = {"no_record": (0, False), "level3": (3, False), "prior_order": (0, True)}
    for k, who in enumerate(LOW):
        expected = 0.1 * (1 + 3 * (memo - 1) + k) if memo else 1.0
        assert detention.priority_ratio(p, memo, *people[who]) == pytest.approx(expected)
    assert detention.priority_ratio(p, memo, 3, True) == detention.priority_ratio(p, memo, 3, False)
    for level in (1, 2):
        assert detention.priority_ratio(p, memo, level, True) == 1.0
    plain = detention.detainer_probability(p, UNDOCUMENTED, 0, MISDEMEANOR, False, 0)
    with_memo = detention.detainer_probability(p, UNDOCUMENTED, 0, MISDEMEANOR, False, memo)
    assert with_memo == plain * detention.priority_ratio(p, memo, 0, False)
    in_error = detention.detainer_probability(p, CITIZEN, 0, MISDEMEANOR, False, memo)
    assert in_error == p.detainer_citizen


def test_which_memo_is_in_force() -> None:
    weeks = np.array([10, 20, 30])
    force = [detention.memo_in_force(weeks, week) for week in (-5, 9, 10, 19, 20, 29, 30, 99)]
    assert force == [0, 0, 1, 1, 2, 2, 3, 3]


@given(
    status=st.integers(0, 2),
    level=st.integers(0, 3),
    charge=st.integers(0, 2),
    shares=st.tuples(*[SHARE] * 8),
    name=st.sampled_from(DETAINERS),
    more=SHARE,
)
def test_a_detainer_is_a_probability_that_rises_with_each_setting(
    status: int, level: int, charge: int, shares: tuple[float, ...], name: str, more: float
) -> None:
    settings = dict(zip(DETAINERS, shares, strict=True))
    probability = detention.detainer_probability(
        given_p(**settings), status, level, charge, True, 0
    )
    raised = given_p(**{**settings, name: max(more, settings[name])})
    assert 0.0 <= probability <= 1.0
    assert detention.detainer_probability(raised, status, level, charge, True, 0) >= probability


def test_whose_detainers_are_honored() -> None:
    for level, charge in itertools.product(range(4), range(3)):
        serious = charge == FELONY or level in (1, 2)
        assert detention.detainer_honored(detention.HONOR_ALL, level, charge)
        assert not detention.detainer_honored(detention.HONOR_NONE, level, charge)
        assert detention.detainer_honored(detention.HONOR_SERIOUS, level, charge) == serious


def test_the_worst_come_first() -> None:
    queue = [
        (0, MINOR_OFFENSE, False),
        (0, FELONY, False),
        (3, MINOR_OFFENSE, False),
        (2, MINOR_OFFENSE, True),
        (1, MISDEMEANOR, False),
        (0, MISDEMEANOR, True),
    ]
    assert [detention.bed_rank(*person) for person in queue] == [4, 3, 2, 1, 0, 3]


def test_strictly_by_rank_the_draw_breaks_ties_only() -> None:
    p = given_p(bed_order_strength=float("inf"))
    assert detention.bed_race(p, 0, 1e-9) < detention.bed_race(p, 1, 1.0 - 1e-9)
    assert detention.bed_race(p, 2, 0.9) < detention.bed_race(p, 2, 0.1)


@pytest.mark.parametrize("strength", [0.0, 0.5, 2.0])
def test_the_race_goes_by_weights(strength: float) -> None:
    """Of two people the first comes first with its share of the weights: on a grid, no chance."""
    p = given_p(bed_order_strength=strength)
    grid = (np.arange(200) + 0.5) / 200
    better = np.array([detention.bed_race(p, 1, u)[1] for u in grid])
    worse = np.array([detention.bed_race(p, 3, u)[1] for u in grid])
    expected = 1.0 / (1.0 + np.exp(-2.0 * strength))
    first = (better[:, None] < worse[None, :]).mean()
    ties = (better[:, None] == worse[None, :]).mean()
    assert first + ties / 2 == pytest.approx(expected, abs=0.005)
    assert detention.bed_race(p, 0, 0.5) == (0, np.log(-np.log(0.5)))


def test_beds_go_by_class_then_time_then_code_and_slot() -> None:
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
    assert detention.removal_probability(p, status, level, False) == expected


def test_an_earlier_order_is_reinstated() -> None:
    p = given_p(removal_undocumented=0.7, removal_prior_order=0.9)
    assert detention.removal_probability(p, UNDOCUMENTED, 0, True) == 0.9


# Follow-ups


@pytest.mark.parametrize(
    ("status", "level", "expected"),
    [
        (UNDOCUMENTED, 0, 0.4),
        (UNDOCUMENTED, 1, 0.4),
        (LAWFUL, 0, 0.0),
        (LAWFUL, 3, 0.4),
        (CITIZEN, 0, 0.01),
        (CITIZEN, 2, 0.01),
    ],
)
def test_removal_after_an_order(status: int, level: int, expected: float) -> None:
    p = given_p(removal_after_order=0.4, removal_citizen=0.01, removal_lawful=0.9)
    assert detention.removal_after_order_probability(p, status, level) == expected


@pytest.mark.parametrize(("u", "expected"), [(0.1, True), (0.29, True), (0.3, False), (0.9, False)])
def test_who_is_ordered_to_appear_and_who_is_arrested_at_large(u: float, expected: bool) -> None:
    p = given_p(order_to_appear_share=0.3, at_large_arrest=0.3)
    assert detention.is_ordered_to_appear(p, u) == expected
    assert detention.is_arrested_at_large(p, u) == expected


def test_at_a_probability_of_0_nobody_is_followed_up() -> None:
    p = given_p(order_to_appear_share=0.0, at_large_arrest=0.0)
    assert not detention.is_ordered_to_appear(p, 2.0**-33)
    assert not detention.is_arrested_at_large(p, 2.0**-33)


@given(low=SHARE, high=SHARE, u=U)
def test_a_higher_probability_only_adds_follow_ups(low: float, high: float, u: float) -> None:
    low, high = min(low, high), max(low, high)
    few = given_p(order_to_appear_share=low, at_large_arrest=low)
    many = given_p(order_to_appear_share=high, at_large_arrest=high)
    for rule in (detention.is_ordered_to_appear, detention.is_arrested_at_large):
        assert rule(few, u) <= rule(many, u)


@pytest.mark.parametrize(
    ("gone", "in_community", "in_jail", "expected"),
    [
        (False, True, False, detention.ACTS),
        (False, False, True, detention.WAITS),
        (False, False, False, detention.LAPSES),  # in ICE custody, or removed
        (True, True, False, detention.LAPSES),  # somebody else lives there now
        (True, False, True, detention.LAPSES),
    ],
)
def test_what_becomes_of_a_follow_up(
    gone: bool, in_community: bool, in_jail: bool, expected: int
) -> None:
    assert detention.follow_up(gone, in_community, in_jail) == expected


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
    assert detention.custody_ended_by(p, False, weeks) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("mean", "weeks", "expected"),
    [(2.0, 0, 0.0), (2.0, 1, 0.5), (2.0, 3, 0.875), (4.0, 2, 0.4375), (1.0, 1, 1.0)],
)
def test_custody_with_an_earlier_order_is_geometric(
    mean: float, weeks: int, expected: float
) -> None:
    p = given_p(custody_weeks_prior_order=mean)
    assert detention.custody_ended_by(p, True, weeks) == pytest.approx(expected, abs=2e-6)
    grid = (np.arange(20_000) + 0.5) / 20_000
    stays = [detention.custody_weeks(p, True, u) for u in grid]
    assert np.mean(stays) == pytest.approx(mean, rel=2e-3)


def test_the_mean_stay_is_about_the_published_one() -> None:
    """30 or 31 days, if a quarter of those in custody are there under an earlier order."""
    p = given_p()
    grid = (np.arange(20_000) + 0.5) / 20_000
    means = [np.mean([detention.custody_weeks(p, order, u) for u in grid])
             for order in (False, True)]  # fmt: skip
    assert 7.0 * (0.75 * means[0] + 0.25 * means[1]) == pytest.approx(30.5, abs=2.0)


@pytest.mark.parametrize(
    ("u", "expected"),
    [(0.39, 1), (0.41, 2), (0.49, 2), (0.51, 3), (0.61, 4), (0.69, 4), (0.71, 5), (0.84, 5),
     (0.86, 6)],
)  # fmt: skip
def test_custody_weeks(u: float, expected: int) -> None:
    assert detention.custody_weeks(custody_of((0.4, 0.7, 2.0)), False, u) == expected


@given(custody=CUSTODY, u=U, order=st.booleans(), mean=st.floats(1.0, 100.0))
def test_custody_weeks_are_the_inverse_of_custody_ended_by(
    custody: tuple[float, float, float], u: float, order: bool, mean: float
) -> None:
    """ended_by(weeks - 1) <= u < ended_by(weeks), within rounding of the logarithms."""
    days, month, tail = custody
    p = given_p(
        custody_within_days=days,
        custody_within_month=month,
        custody_tail_weeks=tail,
        custody_weeks_prior_order=mean,
    )
    weeks = detention.custody_weeks(p, order, u)
    assert 1 <= weeks <= detention.LONGEST_CUSTODY
    assert detention.custody_ended_by(p, order, weeks - 1) <= u + 1e-9
    assert u <= detention.custody_ended_by(p, order, weeks) + 1e-9


@given(custody=CUSTODY, weeks=st.integers(-5, 600))
def test_custody_ended_by_is_a_distribution_function(
    custody: tuple[float, float, float], weeks: int
) -> None:
    p = custody_of(custody)
    for order in (False, True):
        ended = detention.custody_ended_by(p, order, weeks)
        assert 0.0 <= ended <= detention.custody_ended_by(p, order, weeks + 1) <= 1.0


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
    weeks = [detention.custody_weeks(p, False, u) for u in grid]
    assert np.mean(weeks) == pytest.approx(mean, rel=2e-3)
