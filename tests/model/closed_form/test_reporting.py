"""Victimizations and reporting equal their closed forms; ``frozen`` is in conftest.py."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from scomm.model.groups import GROUPS

CheckShare = Callable[[int, int, float], None]
CheckCount = Callable[..., None]


@pytest.mark.parametrize("crime", ["violent", "property"])
def test_victimizations(frozen: Any, engine: str, crime: str, check_count: CheckCount) -> None:
    """By group; Poisson. There are about 10,000 of a class: a departure of 5 % would fail."""
    expected = frozen.expected(lambda people: people.crimes_against(crime).sum(axis=1))
    found = frozen.found(engine, f"victimizations_{crime}")
    for group in range(6):
        check_count(int(found[group]), float(expected[group]))
    check_count(int(found.sum()), float(expected.sum()))


def closed_form(frozen: Any, crime: str, group: int) -> tuple[float, float]:
    """Mean and variance, over a group's crimes, of the probability that each is reported."""
    mean = square = total = 0.0
    for people in frozen.people:
        crimes = people.crimes_against(crime) * (people.group == group)[:, None]
        reported, reported_square = people.crime_is_reported(crime)
        total += float(crimes.sum())
        mean += float((crimes * reported).sum())
        square += float((crimes * reported_square).sum())
    mean /= total
    return mean, square / total - mean**2


@pytest.mark.parametrize("crime", ["violent", "property"])
@pytest.mark.parametrize("group", range(6), ids=GROUPS)
def test_reporting(
    frozen: Any, engine: str, crime: str, group: int, check_share: CheckShare, false_alarm: float
) -> None:
    """The reporting rate is the mean over victims of the probabilities of their logits.

    Victims are independent draws from the residents, by their rates. So the plain count of reports
    is binomial; the sum of probabilities varies only with victims and witnesses, and Bernstein's
    inequality bounds it. Both are exact.
    """
    mean, variance = closed_form(frozen, crime, group)
    crimes = int(frozen.found(engine, f"victimizations_{crime}")[group])
    check_share(int(frozen.found(engine, f"reports_{crime}")[group]), crimes, mean)

    log = math.log(2.0 / false_alarm)
    bound = log / 3.0 + math.sqrt((log / 3.0) ** 2 + 2.0 * crimes * variance * log)
    probability = float(frozen.found(engine, f"expected_reports_{crime}")[group])
    assert abs(probability - mean * crimes) <= bound
    assert bound < 0.15 * mean * crimes, "too small ever to fail"


@pytest.mark.parametrize("crime", ["violent", "property"])
def test_the_more_exposed_report_less(frozen: Any, engine: str, crime: str) -> None:
    """Within each ethnicity, in the closed forms and in the sums of probabilities."""
    crimes = frozen.found(engine, f"victimizations_{crime}")
    reports = frozen.found(engine, f"expected_reports_{crime}")
    for rates in ([closed_form(frozen, crime, g)[0] for g in range(6)], reports / crimes):
        assert rates[2] < rates[1] < rates[0]
        assert rates[5] < rates[4] < rates[3]
