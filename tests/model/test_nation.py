"""The real nation: its totals, single counties, and weighted samples of its counties."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scomm import Settings
from scomm.model.calendar import week_of
from scomm.model.errors import InputError
from scomm.model.groups import GROUPS, select
from scomm.model.places import Places, build_places
from scomm.model.places.sample import inclusion_probabilities, systematic_sample

START = datetime.date(2008, 10, 6)


@pytest.fixture(scope="module")
def nation() -> Places:
    return build_places(Settings(places="nation"))


def residents(places: Places) -> np.ndarray:
    """Residents by group, weighted, [6]."""
    return places.total(places.population[:, None] * places.mix)


def county(places: Places, name: str) -> dict[str, float]:
    """Shares of a county's groups."""
    return dict(zip(GROUPS, places.mix[places.name.index(name)].tolist(), strict=True))


def test_it_has_the_countrys_totals(nation: Places) -> None:
    assert len(nation) == 3_142
    assert int(nation.population.sum()) == 308_700_000
    assert len(nation.state_names) == 51
    by_group = residents(nation)
    millions = {name: by_group[list(select(name))].sum() / 1e6 for name in ("hispanic", *GROUPS)}
    assert millions["hispanic"] == pytest.approx(50.5, abs=1e-6)
    assert millions["hispanic_undocumented"] == pytest.approx(0.175 * 50.5, abs=1e-6)
    assert millions["hispanic_lawful"] == pytest.approx(0.09 * 50.5, abs=1e-6)
    assert millions["other_undocumented"] == pytest.approx(0.0091 * 258.2, abs=1e-6)
    assert millions["other_lawful"] == pytest.approx(0.024 * 258.2, abs=1e-6)
    undocumented = millions["hispanic_undocumented"] + millions["other_undocumented"]
    assert undocumented == pytest.approx(11.2, abs=0.05)
    assert millions["hispanic_undocumented"] / undocumented == pytest.approx(0.8, abs=0.02)
    noncitizens = by_group[list(select("noncitizen"))].sum() / 1e6
    assert noncitizens == pytest.approx(22.0, abs=0.3)


def test_it_stands_in_the_order_of_activation_with_its_codes(nation: Places) -> None:
    assert np.all(np.diff(nation.scheduled_week) >= 0)
    assert (nation.name[0], nation.code[0]) == ("Harris, Texas", 48_201)
    assert nation.scheduled_week[0] == 3
    cook = nation.name.index("Cook, Illinois")
    assert nation.code[cook] == 17_031
    assert nation.scheduled_week[cook] == week_of(datetime.date(2013, 1, 22), START)
    assert len(set(nation.name)) == 3_142


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        # Undocumented residents of all: with many foreign-born, with many Hispanics who are long
        # settled, and with few of either.
        ("Harris, Texas", 0.07, 0.11),
        ("Cook, Illinois", 0.045, 0.075),
        ("Starr, Texas", 0.10, 0.20),
        ("Clay, West Virginia", 0.0, 0.002),
        ("San Francisco, California", 0.04, 0.09),
        ("Anchorage Municipality, Alaska", 0.005, 0.03),
    ],
)
def test_single_counties_are_plausible(nation: Places, name: str, low: float, high: float) -> None:
    shares = county(nation, name)
    assert low <= shares["hispanic_undocumented"] + shares["other_undocumented"] <= high


def test_noncitizens_are_mostly_hispanic_where_residents_are(nation: Places) -> None:
    starr, san_francisco = (
        county(nation, name) for name in ("Starr, Texas", "San Francisco, California")
    )
    assert starr["hispanic_undocumented"] > 100 * starr["other_undocumented"]
    assert san_francisco["other_lawful"] > san_francisco["hispanic_lawful"]


def test_the_shares_of_the_settings_are_the_nations() -> None:
    places = build_places(
        Settings(places="nation", hispanic_undocumented_share=0.1, other_lawful_share=0.05)
    )
    by_group = dict(zip(GROUPS, residents(places) / 1e6, strict=True))
    assert by_group["hispanic_undocumented"] == pytest.approx(5.05, abs=1e-6)
    assert by_group["other_lawful"] == pytest.approx(0.05 * 258.2, abs=1e-6)


def test_it_cannot_start_after_its_first_activation() -> None:
    with pytest.raises(InputError, match="The nation is activated from 2008-10-27 on"):
        build_places(Settings(places="nation", start="2008-11-03"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"scale": 0.001},
            r"scale is 0\.001, .* at least 0\.00399, and fewer jurisdictions",
        ),
        ({"scale": 0.0001, "jurisdictions": 300}, r"scale is 0\.0001, .* half of the 300 counties"),
        ({"jurisdictions": 3_143}, "jurisdictions is 3143, but the nation has 3,142 counties"),
        ({"jurisdictions": 1}, "a sample takes at least 2"),
        ({"hispanic_undocumented_share": 0.3}, r"sum to 0\.39, more than the 0\.370"),
        ({"hispanic_undocumented_share": 0.27}, "Miami-Dade, Florida noncitizens"),
        ({"hispanic_foreign_born_share": 0.26}, r"sum to 0\.265, more than the 0\.260"),
    ],
)
def test_what_makes_no_nation_is_refused(changes: dict[str, float], said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        build_places(Settings(places="nation", **changes))
    assert "\n" not in str(error.value)


# Samples


def test_probabilities_by_hand() -> None:
    # The first is certain. Of the two left, 8 of 12 would have 4/3, so it is certain, too, and one
    # is left for 1, 1 and 2.
    found = inclusion_probabilities(np.array([1.0, 8.0, 1.0, 1.0, 2.0]), 3)
    assert found.tolist() == [1.0, 1.0, 0.25, 0.25, 0.5]
    assert inclusion_probabilities(np.array([1.0, 2.0, 3.0]), 3).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("shift", "drawn"), [(0.0, [0, 1, 2]), (0.24, [0, 1, 2]), (0.25, [0, 1, 3]), (0.99, [0, 1, 4])]
)
def test_a_systematic_sample_by_hand(shift: float, drawn: list[int]) -> None:
    assert systematic_sample(np.array([1.0, 1.0, 0.25, 0.25, 0.5]), shift).tolist() == drawn


@given(
    st.lists(st.floats(0.001, 1e6), min_size=2, max_size=40),
    st.floats(0.0, 1.0, exclude_max=True),
    st.data(),
)
def test_a_sample_has_its_size_and_every_certain_county(
    sizes: list[float], shift: float, data: st.DataObject
) -> None:
    count = data.draw(st.integers(2, len(sizes)))
    probability = inclusion_probabilities(np.array(sizes), count)
    assert probability.sum() == pytest.approx(count)
    drawn = systematic_sample(probability, shift)
    assert len(set(drawn.tolist())) == len(drawn) == count
    assert set(np.flatnonzero(probability >= 1.0)) <= set(drawn.tolist())


def test_every_county_is_drawn_as_often_as_its_probability_says() -> None:
    # Over an even grid of shifts the frequencies equal the probabilities, up to the grid's width.
    probability = inclusion_probabilities(np.arange(1.0, 41.0), 9)
    drawn = [systematic_sample(probability, (k + 0.5) / 2000) for k in range(2000)]
    often = np.bincount(np.concatenate(drawn), minlength=40) / 2000
    assert often == pytest.approx(probability, abs=1e-3)


def test_a_sample_stands_for_the_nation(nation: Places) -> None:
    whole = residents(nation)
    samples = [
        build_places(Settings(places="nation", jurisdictions=300), seed) for seed in range(40)
    ]
    weighted = np.array([residents(each) for each in samples])
    for each in samples:
        assert len(each) == 300
        assert each.name[0] == "Harris, Texas" and each.weight[0] == 1.0
        assert each.weight.min() == 1.0 and each.weight.max() > 50.0
        assert each.sampled
        assert np.array_equal(each.agreement_week.shape, (len(each.state_names),))
    # Systematic by size: the residents, half of the size measure, are nearly constant. The
    # mean of 40 samples is off by over six standard errors in less than one of 1e8 trials.
    error = weighted.std(axis=0, ddof=1) / np.sqrt(40)
    assert np.all(np.abs(weighted.mean(axis=0) - whole) <= 7.0 * error)
    assert np.all(weighted.std(axis=0) <= 0.06 * whole)
    assert len({each.name for each in samples}) > 30


@settings(max_examples=20)
@given(st.integers(0, 2**63 - 1))
def test_a_sample_is_the_seeds_and_no_other_setting_moves_it(seed: int) -> None:
    sample = Settings(places="nation", jurisdictions=50)
    one, again = build_places(sample, seed), build_places(sample.replace(weeks=99), seed)
    assert one.name == again.name
    assert np.array_equal(one.weight, again.weight)


def test_a_state_agreed_when_its_first_county_was_activated(nation: Places) -> None:
    by_state = dict(zip(nation.state_names, nation.agreement_week.tolist(), strict=True))
    assert by_state["Texas"] == 3
    assert by_state["Wyoming"] == week_of(datetime.date(2011, 1, 19), START)
    sample = build_places(Settings(places="nation", jurisdictions=60), 3)
    # Also for states whose first county is not in the sample.
    for state, week in zip(sample.state_names, sample.agreement_week.tolist(), strict=True):
        assert week == by_state[state]
