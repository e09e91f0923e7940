"""Arrests on each ground equal their closed forms; ``policed`` is in conftest.py."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

CheckCount = Callable[..., None]
YEAR = 365.25 / 7.0  # weeks


@pytest.mark.parametrize(
    "measure", ["arrests_cause", "encounters", "citations", "arrests_minor", "arrests_pretext"]
)
def test_what_the_police_do_of_themselves(
    policed: Any, engine: str, measure: str, check_count: CheckCount
) -> None:
    """By group. Missed are opportunities for people in jail: at most the rate x weeks there."""

    def weekly(people: Any) -> Any:
        if measure == "arrests_cause":
            return people.cause_arrests()
        return people.ends_of_encounters()[measure.removeprefix("arrests_")]

    expected = policed.expected(weekly)
    missed = policed.expected(lambda people: weekly(people) * people.absent())
    found = policed.found(engine, measure)
    assert missed.sum() < 0.05 * expected.sum()
    for group in range(6):
        if expected[group] > 60.0:  # with fewer, a deficit could not be detected
            check_count(int(found[group]), float(expected[group]), float(missed[group]))
    check_count(int(found.sum()), float(expected.sum()), float(missed.sum()))
    if measure not in ("arrests_cause", "encounters"):
        # The sum of probabilities has the same mean and at most the Poisson count's variance:
        # within 5 standard deviations of it is a false-alarm rate of at most 6e-7.
        total = float(policed.found(engine, f"expected_{measure}").sum())
        mean, lost = float(expected.sum()), float(missed.sum())
        assert -lost - 5.0 * math.sqrt(mean) <= total - mean <= 5.0 * math.sqrt(mean)


def test_arrests_for_index_crimes(policed: Any, engine: str, check_count: CheckCount) -> None:
    """By the offender's group. Victim, witness and offender may each be absent."""

    def missed_weekly(people: Any) -> Any:
        # The absence of the offender, and the mean for victim and for witness.
        away = people.absent()
        return people.index_arrests() * (away + 2.0 * away.mean())

    expected = policed.expected(lambda people: people.index_arrests())
    missed = policed.expected(missed_weekly)
    found = policed.found(engine, "arrests_index")
    for group in range(6):
        check_count(int(found[group]), float(expected[group]), float(missed[group]))
    check_count(int(found.sum()), float(expected.sum()), float(missed.sum()))


def test_arrest_rates_are_per_resident_year(policed: Any, engine: str) -> None:
    for out in policed.outcomes[engine][:2]:
        weeks = out.total("resident_weeks", period="all")
        for ground in ("index", "cause", "minor", "pretext"):
            count = out.total(f"arrests_{ground}", period="all")
            rate = out.arrest_rate(ground=ground, period="all", counting="count")
            assert rate == pytest.approx(1e5 * count / (weeks / YEAR))
