"""Synthetic jurisdictions: the county and the nation, their mixes, dates and policies."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import spearmanr

from scomm.model.calendar import NEVER, week_of
from scomm.model.errors import InputError
from scomm.model.groups import GROUPS, select
from scomm.model.places import Places, build_places
from scomm.model.places.made_up import made_up_nation
from scomm.model.places.mixes import group_mix
from scomm.model.places.roll_out import ROLL_OUT, activation_dates, enrolled_by
from scomm.model.settings import Settings

START = datetime.date(2008, 10, 6)
SHARE = st.floats(0.0, 1.0)


@pytest.fixture(scope="module")
def nation() -> Places:
    return build_places(Settings(places="synthetic-nation", jurisdictions=3_143))


def residents(places: Places) -> NDArray[np.float64]:
    """Residents by group, [6]."""
    return np.asarray((places.population[:, None] * places.mix).sum(axis=0))


def hispanic(places: Places) -> NDArray[np.float64]:
    """Hispanic share, [J]."""
    return np.asarray(places.mix[:, select("hispanic")].sum(axis=1))


# The county


def test_the_county_is_what_its_settings_say() -> None:
    places = build_places(
        Settings(
            population=1_000,
            hispanic_share=0.5,
            hispanic_undocumented_share=0.2,
            hispanic_lawful_share=0.1,
            other_undocumented_share=0.04,
            other_lawful_share=0.06,
            activation="2010-06-01",
            name="Travis County",
            state_name="Texas",
        )
    )
    assert len(places) == 1
    assert (places.name, places.state_names) == (("Travis County",), ("Texas",))
    assert places.code.tolist() == [1]
    assert places.population.tolist() == [1_000]
    assert places.mix[0].tolist() == pytest.approx([0.35, 0.05, 0.1, 0.45, 0.03, 0.02])
    assert places.scheduled_week.tolist() == [86]
    assert places.notices == ()


def test_a_county_can_stay_out_of_the_plan() -> None:
    assert build_places(Settings(activation="never")).scheduled_week.tolist() == [NEVER]


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("stance", "asks-out", "stance", 1),
        ("request", "2010-09-28", "request_week", 103),
        ("special_status", True, "special_status", 1),
        ("detainer_policy", "serious", "detainer_policy", 1),
        ("detainer_policy", "none", "detainer_policy", 2),
        ("before_disposition_share", 0.75, "before_disposition_share", 0.75),
        ("pretextual_propensity", 0.3, "pretextual_propensity", 0.3),
        ("results_received", False, "results_received", 0),
        ("jail_287g", True, "jail_287g", 1),
        ("status_inquiry", True, "status_inquiry", 1),
        ("dont_ask", True, "dont_ask", 1),
        ("felony_referral_only", True, "felony_referral_only", 1),
        ("state_refuses", "2008-10-06", "state_refuses_week", 0),
        ("state_approves_optout", True, "state_approves_optout", 1),
    ],
)
def test_a_policy_of_the_settings_reaches_every_place(
    name: str, value: object, field: str, expected: float
) -> None:
    plain: dict[str, Any] = {"places": "synthetic-nation", "jurisdictions": 4}
    places = build_places(Settings(**plain, **{name: value}))
    assert getattr(places, field).tolist() == [expected] * 4
    assert getattr(build_places(Settings(**plain)), field).tolist() != [expected] * 4


@pytest.mark.parametrize("name", ["activation", "request", "state_refuses"])
def test_a_date_before_the_start_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"The setting {name} must not be before the start"):
        build_places(Settings(**{name: "2008-10-05"}))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"places": "city"}, "places is 'city'"),
        ({"places": "table"}, "table must name"),
        ({"table": "places.csv"}, "reads no table"),
        ({"activation": "soon"}, "activation must be a date"),
        ({"activation": "2010-02-30"}, "activation must be a date"),
        ({"population": 19}, "population is 19"),
        ({"scale": 0.0}, "scale is 0"),
        ({"scale": 1.1}, "scale is 1.1"),
        ({"jurisdictions": 0}, "jurisdictions is 0"),
        ({"hispanic_share": 1.01}, "hispanic_share is 1.01"),
        ({"hispanic_undocumented_share": 0.7, "hispanic_lawful_share": 0.4}, "at most 1"),
        ({"other_undocumented_share": 0.7, "other_lawful_share": 0.4}, "at most 1"),
        ({"name": "  "}, "name must not be empty"),
        ({"state_name": ""}, "state_name must not be empty"),
    ],
)
def test_settings_of_places_that_are_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Settings(**changes)


def test_arrays_cannot_be_written_to_and_fit_together() -> None:
    places = build_places(Settings())
    with pytest.raises(ValueError, match="read-only"):
        places.population[0] = 1
    changed = {**vars(places), "stance": np.zeros(2, dtype=np.int8)}
    with pytest.raises(ValueError, match="stance has shape"):
        Places(**changed)


# The roll-out


@pytest.mark.parametrize(("day", "count"), [(day, count) for day, count, _ in ROLL_OUT])
def test_the_curve_goes_through_its_counts(day: datetime.date, count: int) -> None:
    dates = activation_dates(3_143)
    assert enrolled_by(day) == count
    assert sum(date <= day for date in dates) == count


@pytest.mark.parametrize(
    ("day", "count", "within"),
    [
        ("2008-10-26", 0, 0),
        ("2010-05-06", 169, 15),  # IPC 2010: May 2010
        ("2010-09-01", 574, 10),  # Truthout 2010: September 2010
        ("2011-01-15", 969, 15),  # FCIR 2011: middle of January 2011
        ("2020-01-01", 3_143, 0),
    ],
)
def test_the_curve_agrees_with_counts_it_was_not_made_from(
    day: str, count: int, within: int
) -> None:
    assert abs(enrolled_by(datetime.date.fromisoformat(day)) - count) <= within


@given(st.integers(1, 3_143))
def test_the_curve_stretches_in_proportion(jurisdictions: int) -> None:
    dates = activation_dates(jurisdictions)
    assert len(dates) == jurisdictions
    assert dates == sorted(dates)
    assert dates[0] == ROLL_OUT[0][0]
    if jurisdictions > 1:
        assert dates[-1] == ROLL_OUT[-1][0]
        for day, count, _ in ROLL_OUT:
            active = sum(date <= day for date in dates)
            assert abs(active - count * jurisdictions / 3_143) <= 1.0


# The synthetic nation


def test_the_nation_has_the_countrys_totals(nation: Places) -> None:
    assert len(nation) == 3_143
    assert int(nation.population.sum()) == 308_700_000
    assert 24_000 < np.median(nation.population) < 28_000
    assert 9.0e6 < nation.population.max() < 10.5e6
    assert len(nation.state_names) == 51
    by_group = dict(zip(GROUPS, residents(nation) / 1e6, strict=True))
    noncitizens = residents(nation)[list(select("noncitizen"))].sum() / 1e6
    undocumented = residents(nation)[list(select("undocumented"))].sum() / 1e6
    assert hispanic(nation) @ nation.population / 308.7e6 == pytest.approx(0.163, abs=1e-9)
    assert undocumented == pytest.approx(11.2, abs=0.1)
    assert by_group["hispanic_undocumented"] / undocumented == pytest.approx(0.8, abs=0.02)
    assert noncitizens == pytest.approx(22.0, abs=0.3)
    assert by_group["hispanic_undocumented"] == pytest.approx(0.175 * 0.163 * 308.7, rel=1e-9)


def test_codes_are_ranks_of_size_and_activation_gives_the_order(nation: Places) -> None:
    assert sorted(nation.code.tolist()) == list(range(1, 3_144))
    assert np.all(np.diff(nation.population[np.argsort(nation.code)]) <= 0)
    assert np.all(np.diff(nation.scheduled_week) >= 0)
    assert nation.scheduled_week[0] == 3
    # The last are spread over the months before the last day; those of a state are together.
    last = week_of(datetime.date(2013, 1, 22), START)
    assert last - 20 <= nation.scheduled_week[-1] <= last


@pytest.mark.parametrize(
    ("day", "active", "states"),
    [("2010-05-15", 180, 20), ("2010-09-15", 617, 31), ("2011-01-18", 970, 37)],
)
def test_states_come_in_one_after_another(
    nation: Places, day: str, active: int, states: int
) -> None:
    week = week_of(datetime.date.fromisoformat(day), START)
    inside = nation.scheduled_week <= week
    # Dates are known to the week, and places of a state are activated together.
    assert abs(int(inside.sum()) - active) <= 40
    assert abs(len(set(nation.state[inside].tolist())) - states) <= 2
    agreed = nation.agreement_week <= week
    assert set(np.flatnonzero(agreed)) == set(nation.state[inside].tolist())


def test_states_are_mostly_activated_whole(nation: Places) -> None:
    modal = sum(
        np.bincount(nation.scheduled_week[nation.state == state]).max() for state in range(51)
    )
    assert modal / 3_143 == pytest.approx(0.64, abs=0.03)  # of real counties 0.63


def test_hispanic_share_is_uneven_and_goes_with_size(nation: Places) -> None:
    share = hispanic(nation)
    assert 0.02 < np.median(share) < 0.05
    assert 0.065 < share.mean() < 0.10
    assert share.max() > 0.75
    assert spearmanr(share, nation.population).statistic > 0.25


def test_early_activation_goes_with_hispanic_share(nation: Places) -> None:
    share = hispanic(nation)
    assert -0.55 < spearmanr(share, nation.scheduled_week).statistic < -0.35  # real: -0.35
    mean = [share[first:last].mean() for first, last in ((0, 105), (105, 895), (895, 1_994))]
    last = share[1_994:].mean()
    assert mean[0] > 1.5 * mean[1] > 2.2 * mean[2] > 3.0 * last
    assert share[0] > 0.3
    assert nation.population[0] > 1_000_000


def test_places_active_early_hold_enough_people_for_the_prints_submitted(nation: Places) -> None:
    # 6.6 M prints by February 2011 at 4,250 bookings per 100,000 residents and year.
    weeks = np.clip(week_of(datetime.date(2011, 2, 28), START) - nation.scheduled_week, 0, None)
    resident_years = float(nation.population @ weeks) * 7 / 365.25
    assert resident_years == pytest.approx(6.6e6 / 0.0425, rel=0.05)


def test_a_nation_is_the_same_every_time() -> None:
    settings = Settings(places="synthetic-nation", jurisdictions=50)
    first, second = build_places(settings), build_places(settings)
    for name, value in vars(first).items():
        assert np.array_equal(value, getattr(second, name)), name


@pytest.mark.parametrize("jurisdictions", [1, 2, 7, 51, 400, 5_000])
def test_a_nation_of_any_size_keeps_means(jurisdictions: int) -> None:
    places = build_places(Settings(places="synthetic-nation", jurisdictions=jurisdictions))
    total = round(308_700_000 * jurisdictions / 3_143)
    assert int(places.population.sum()) == total
    assert hispanic(places) @ places.population / total == pytest.approx(0.163, abs=1e-9)
    assert np.allclose(places.mix.sum(axis=1), 1.0, rtol=0.0, atol=1e-12)
    assert set(places.state.tolist()) == set(range(len(places.state_names)))


@pytest.mark.parametrize("scale", [0.5, 0.01, 0.001, 0.00001])
def test_scaling_keeps_mixes_and_dates_and_says_what_it_rounded(
    nation: Places, scale: float
) -> None:
    places = build_places(Settings(places="synthetic-nation", jurisdictions=3_143, scale=scale))
    exact = nation.population * scale
    assert places.population.min() >= 20
    assert np.all(np.abs(places.population - np.maximum(exact, 20)) <= 0.5)
    assert np.array_equal(places.mix, nation.mix)
    assert np.array_equal(places.scheduled_week, nation.scheduled_week)
    (notice,) = places.notices
    assert f"{int(places.population.sum()):,} residents" in notice
    raised = int(np.count_nonzero(np.rint(exact) < 20))
    assert f"{raised:,} of them were raised" in notice


def test_a_nation_cannot_start_after_its_first_activation() -> None:
    with pytest.raises(InputError, match="activated from 2008-10-27 on"):
        build_places(Settings(places="synthetic-nation", start="2008-11-03"))
    late = build_places(Settings(places="synthetic-nation", start="2008-10-27", jurisdictions=3))
    assert late.scheduled_week[0] == 0


@given(SHARE, SHARE, SHARE, SHARE)
def test_a_nation_follows_any_rates(a: float, b: float, c: float, d: float) -> None:
    settings = Settings(
        places="synthetic-nation",
        jurisdictions=30,
        hispanic_undocumented_share=a * b,
        hispanic_lawful_share=a * (1.0 - b),
        other_undocumented_share=c * d,
        other_lawful_share=c * (1.0 - d),
    )
    found = made_up_nation(30, settings)
    groups = (found.population[:, None] * found.mix).sum(axis=0) / found.population.sum()
    expected = group_mix(*(np.array([x]) for x in (0.163, a * b, a - a * b, c * d, c - c * d)))
    assert np.all(found.mix >= 0.0)
    assert groups == pytest.approx(expected[0], abs=1e-6)
