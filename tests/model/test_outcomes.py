"""Periods, totals and estimands of outcomes, compared with the tables."""

import math

import numpy as np
import pytest

from scomm import InputError, Outcomes, Settings, run
from scomm.model.groups import GROUPS
from scomm.model.measures import COUNTS, EXPECTED, SUMS

PLACE = {"population": 1500, "weeks": 60, "burn_in_weeks": 20}


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return run(Settings(**PLACE, activation="2009-02-02"), 4)


def test_a_month_partly_enrolled_is_neither_before_nor_after():
    partly = run(Settings(**PLACE, activation="2009-02-16"), 4)
    before, after = (partly.months_in(period)[:, 0] for period in ("before", "after"))
    assert [m for m, b in zip(partly.months, before, strict=True) if b][-1] == "2009-01"
    assert partly.months[int(after.argmax())] == "2009-03"
    assert not (before & after).any()
    assert partly.months_in("all").all()


def test_a_month_enrolled_from_its_first_week_is_after(outcomes):
    before, after = (outcomes.months_in(period)[:, 0] for period in ("before", "after"))
    assert (before ^ after).all()
    assert outcomes.months[int(after.argmax())] == "2009-02"


def test_the_periods_are_those_of_the_plan_in_every_arm(outcomes):
    never = run(outcomes.settings.replace(enrollment="never"), 4)
    assert np.array_equal(never.months_in("after"), outcomes.months_in("after"))


def test_totals_add_up_to_the_monthly_table(outcomes):
    monthly, totals = outcomes.monthly, outcomes.totals()
    assert set(totals["group"]) == set(GROUPS)
    for measure in (*COUNTS, *SUMS):
        assert totals[measure].sum() == pytest.approx(monthly[measure].sum(), rel=1e-12)


def test_months_of_the_table_are_periods(outcomes):
    monthly = outcomes.monthly
    assert str(monthly["month"].dtype) == "period[M]"
    rows = len(GROUPS) * len(outcomes.places)
    assert (monthly["month"] == "2009-02").sum() == rows
    assert (monthly["month"] >= "2009-02").sum() == rows * sum(
        m >= "2009-02" for m in outcomes.months
    )


def test_totals_of_the_panel_are_means_within_bounds(outcomes):
    for group in ("hispanic", "undocumented", "other"):
        assert 0.0 <= outcomes.trust(group) <= 1.0
        assert outcomes.perceived_risk(group) >= 0.0
        assert 0.0 <= outcomes.heard_share(group) <= 1.0


def test_shares_of_removals_are_undefined_where_nobody_is_enrolled(outcomes):
    never = run(outcomes.settings.replace(enrollment="nobody"), 4)
    assert math.isnan(never.non_criminal_share())
    assert math.isnan(never.level_share(1))
    assert math.isnan(never.pipeline()["custody / matches"])
    assert never.pipeline()["matches / prints"] == 0.0


def test_levels_and_no_conviction_share_out_all_removals():
    chosen = Settings(population=20_000, weeks=80, burn_in_weeks=10, activation="2008-10-06",
                      ice_beds_rate=math.inf)  # fmt: skip
    outcomes = run(chosen, 5)
    for counting in ("probability", "count"):
        shares = [outcomes.level_share(level, counting=counting) for level in (1, 2, 3)]
        assert sum(shares) + outcomes.non_criminal_share(counting=counting) == pytest.approx(1.0)


def test_rates_by_hand(outcomes):
    weeks = outcomes.total("resident_weeks", "hispanic")
    crimes = outcomes.total("victimizations_violent", "hispanic")
    months = weeks * 7 * 12 / 365.25
    rate = outcomes.victimization_rate("hispanic", "violent", counting="count")
    assert rate == pytest.approx(crimes / months)
    years = outcomes.total("resident_weeks") * 7 / 365.25
    arrests = sum(
        outcomes.total(f"arrests_{ground}") for ground in ("index", "cause", "minor", "pretext")
    )
    assert outcomes.arrest_rate() == pytest.approx(100_000 * arrests / years)
    reports = sum(outcomes.total(f"reports_{c}") for c in ("violent", "property"))
    assert outcomes.recorded_crime(counting="count") == pytest.approx(100_000 * reports / years)


def test_a_measure_without_a_probability_is_counted_either_way(outcomes):
    assert "prints" not in EXPECTED
    assert outcomes.total("prints", counting="probability") == outcomes.total("prints")


def test_fiscal_years_are_periods(outcomes):
    inside = outcomes.months_in("FY2010")[:, 0]
    months = [month for month, yes in zip(outcomes.months, inside, strict=True) if yes]
    assert months == [month for month in outcomes.months if "2009-10" <= month <= "2010-09"]
    assert months
    prints = outcomes.total("prints", period="FY2009") + outcomes.total("prints", period="FY2010")
    assert prints == outcomes.total("prints", period="all")


def test_an_estimand_by_its_name(outcomes):
    assert outcomes.value("reporting_rate.violent.hispanic") == outcomes.reporting_rate(
        "hispanic", "violent"
    )
    assert outcomes.value("arrest_rate.minor.all", "before", "count") == outcomes.arrest_rate(
        ground="minor", period="before", counting="count"
    )


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda o: o.reporting_rate("hispanics"), "hispanic"),
        (lambda o: o.reporting_rate(crime="burglary"), "violent"),
        (lambda o: o.arrest_rate(ground="traffic"), "index"),
        (lambda o: o.level_share(4), "1, 2, 3"),
        (lambda o: o.total("removal"), "No measure"),
        (lambda o: o.months_in("later"), "before, after, all"),
    ],
)
def test_a_wrong_name_is_one_sentence(outcomes, ask, words):
    with pytest.raises(InputError, match=words) as caught:
        ask(outcomes)
    assert "\n" not in str(caught.value)
