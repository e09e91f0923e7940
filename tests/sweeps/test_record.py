"""A run's totals, and the estimands computed from them, equal those of its outcomes."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from scomm import Outcomes, Settings, run
from scomm.model.groups import ETHNICITIES, GROUPS
from scomm.sweeps.estimation import totals
from scomm.sweeps.estimation.estimands import Ratio, Ratios, pick, ratios


@pytest.fixture(scope="module")
def outcomes(tiny: Settings) -> Outcomes:
    return run(tiny.replace(population=3000, pretextual_propensity=0.8), seed=4)


@pytest.fixture(scope="module")
def sums(outcomes: Outcomes) -> totals.Sums:
    """float64[places, period, group, column] of that run."""
    return totals.sums(totals.totals(outcomes))


def test_all_jurisdictions_are_kept_as_the_outcomes_total_them(outcomes: Outcomes) -> None:
    everywhere = totals.sums(totals.totals(outcomes))[totals.PLACES.index("all")]
    expected = outcomes.totals()
    columns = [name for name in totals.COLUMNS if name != totals.START]
    found = pd.DataFrame(everywhere.reshape(-1, len(totals.COLUMNS)), columns=totals.COLUMNS)
    pd.testing.assert_frame_equal(
        found[columns], expected[columns], check_dtype=False, rtol=0, atol=1e-12
    )
    labels = [[period, group] for period in totals.PERIODS for group in GROUPS]
    assert expected[["period", "group"]].to_numpy().tolist() == labels


def test_one_jurisdiction_is_all_of_them(sums: totals.Sums) -> None:
    np.testing.assert_array_equal(*sums)


def test_only_the_focal_jurisdiction_is_kept_as_such(tiny: Settings) -> None:
    nation = tiny.replace(
        places="synthetic-nation", jurisdictions=4, scale=0.0001, weeks=30, burn_in_weeks=4
    )
    outcomes = run(nation, seed=1)
    focal, together = totals.sums(totals.totals(outcomes))
    weeks = totals.COLUMNS.index("resident_weeks")
    # The month in which a place is activated may be in neither period.
    inside = outcomes.months_in("before") | outcomes.months_in("after")
    by_place = (outcomes.count_table[..., weeks].sum(axis=2) * inside).sum(axis=0)
    assert focal[..., weeks].sum() == by_place[0]
    assert together[..., weeks].sum() == by_place.sum()
    assert len(by_place) == 4


def test_months_add_up_to_the_period(outcomes: Outcomes, sums: totals.Sums) -> None:
    series = totals.series(outcomes)
    assert outcomes.months[series.activation_month or 0] == "2009-02"
    after = sums[totals.PLACES.index("focal"), totals.PERIODS.index("after")]
    np.testing.assert_array_equal(series.after, after)
    summed = series.monthly[series.activation_month :, :, :-1].sum(axis=0)
    np.testing.assert_allclose(summed, after[:, :-1], rtol=1e-12)


def test_the_start_is_the_mix_of_the_first_month(outcomes: Outcomes, sums: totals.Sums) -> None:
    monthly = outcomes.monthly
    first = monthly[monthly["month"] == outcomes.months[0]].set_index("group")
    start = sums[0, 0, :, totals.COLUMNS.index(totals.START)]
    assert start.tolist() == [first.loc[group, "resident_weeks"] for group in GROUPS]


def test_estimands_are_those_of_the_outcomes(outcomes: Outcomes, sums: totals.Sums) -> None:
    """Both use one definition; this compares the two ways of summing."""
    plain = [ratio for ratio in ratios() if not ratio.standardized]
    after = sums[1, totals.PERIODS.index("after")]
    for ratio, value in zip(plain, Ratios(plain)(after).tolist(), strict=True):
        name = ".".join(ratio.key[:3])
        expected = outcomes.value(name, counting=ratio.counting)
        scale = 100.0 if ratio.estimand.hundredfold else 1.0
        assert value == pytest.approx(scale * expected, rel=1e-12, nan_ok=True), ratio
    assert len(plain) > 300


def test_standardized_by_hand() -> None:
    """Two groups of 300 and 100 residents at the start report 1 in 2 and 1 in 10."""
    sums = np.zeros((6, len(totals.COLUMNS)))
    column = totals.COLUMNS.index
    sums[0, column(totals.START)], sums[2, column(totals.START)] = 300.0, 100.0
    sums[0, column("victimizations_violent")], sums[0, column("reports_violent")] = 10.0, 5.0
    sums[2, column("victimizations_violent")], sums[2, column("reports_violent")] = 90.0, 9.0
    (plain,) = pick("reporting_rate", ("violent",), ("hispanic",))
    crude = Ratio(plain.estimand, "hispanic", "count", standardized=False)
    standardized = Ratio(plain.estimand, "hispanic", "count", standardized=True)
    assert crude(sums) == pytest.approx(100 * 14 / 100)
    assert standardized(sums) == pytest.approx(100 * (0.75 * 0.5 + 0.25 * 0.1))
    # A group that was there at the start but has no victim leaves the mean undefined.
    sums[2, column("victimizations_violent")] = 0.0
    assert math.isnan(standardized(sums))
    assert standardized.label == "hispanic_standardized"
    assert ETHNICITIES == ("hispanic", "other")
