"""A second implementation, written from docs/odd.md alone, gives the same events as the model.

The author of ``tests/second`` had not seen ``model/``, so agreement shows that the document is
complete. It is simple and slow, and changes only together with the document.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from scomm import Settings, run
from scomm.model.measures import COUNTS, SUMS
from scomm.model.places import build_places
from tests.drawn_worlds import assert_reached, worlds
from tests.second import news, simulate
from tests.second.counties import real_nation
from tests.second.places import mix_of
from tests.second.world import Event

STATUSES = ("undocumented", "lawful")


def assert_the_same(chosen: Settings, seed: int) -> list[Event]:
    ours = run(chosen, seed, events=True)
    events, counts, sums = simulate(_given(chosen), seed)
    assert ours.events is not None
    log = [tuple(value.item() for value in event) for event in ours.events]
    assert log == events, first_difference(log, events)
    assert table(ours.count_table, COUNTS) == counts
    assert table(ours.sum_table, SUMS) == sums
    return events


def _given(chosen: Settings) -> dict[str, Any]:
    return {p.name: getattr(chosen, p.name) for p in Settings.parameters()}


def first_difference(ours: list[Any], theirs: list[Any]) -> str:
    """Describe the first difference between two event logs."""
    for at, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            return f"event {at}: {one} in the model, {other} in the second implementation"
    return f"{len(ours)} events in the model, {len(theirs)} in the second implementation"


def table(values: np.ndarray, names: tuple[str, ...]) -> dict[tuple[int, int, int], dict[str, int]]:
    """Convert a table to the format of the second implementation."""
    return {
        (month, place, group): dict(zip(names, values[month, place, group].tolist(), strict=True))
        for month, place, group in np.ndindex(values.shape[:3])
    }


def the_same_in(examples: int) -> Counter[int]:
    """Compare the implementations in drawn worlds; count worlds with events, by kind."""
    worlds_with: Counter[int] = Counter()

    @settings(max_examples=examples)
    @given(worlds())
    def compare(drawn: tuple[Settings, int]) -> None:
        worlds_with.update({event[1] for event in assert_the_same(*drawn)})

    compare()
    return worlds_with


def test_the_second_implementation_agrees() -> None:
    the_same_in(12)


@pytest.mark.verify
def test_the_second_implementation_agrees_on_many_settings() -> None:
    assert_reached(the_same_in(300), 15)


MUCH_HAPPENS = Settings(
    places="synthetic-nation",
    scale=6e-5,
    jurisdictions=6,
    weeks=110,
    burn_in_weeks=12,
    residents_per_neighborhood=200,
    ice_beds_rate=50.0,
    cause_arrest_rate=20_000.0,
    pretextual_propensity=0.5,
    deterrence_elasticity=1.5,
)
SAMPLE = Settings(
    places="nation",
    jurisdictions=5,
    scale=0.0002,
    weeks=110,
    burn_in_weeks=4,
    ice_beds_rate=3.0,
    cause_arrest_rate=15_000.0,
    ident_undocumented_hispanic=1.0,
    hispanic_foreign_born_share=0.4,
)
PROFILING = Settings(
    population=1500,
    weeks=60,
    burn_in_weeks=10,
    activation="2008-12-01",
    profiling=2.0,
    pretextual_propensity=0.6,
    status_inquiry=True,
    jail_beds_rate=200.0,
    residents_per_neighborhood=300,
)

JURISDICTIONS_DIFFER = MUCH_HAPPENS.replace(
    scale=0.004,
    hispanic_undocumented_share=0.5,
    ident_undocumented_hispanic=0.9,
    profiling=1.0,
    spread_propensity=1.5,
    spread_minor_arrest=0.5,
    spread_before_disposition=2.0,
    spread_conviction=0.5,
    spread_screening=1.0,
    electronic_share=0.7,
    electronic_whole="2009-09-01",
    weeks=140,
    prior_order_share=0.5,
    priority_2010_no_record=0.3,
    priority_2010_level3=0.6,
    priority_2010_prior_order=0.8,
    bed_order_strength=0.5,
    announcement_weeks=20,
    enrollment_trust_step=0.2,
    learned_share=0.7,
    learned_prior_weight=2.0,
    step_half_life=30.0,
    dont_ask=True,
    results_received=False,
    jail_beds_rate=150.0,
)
FOLLOWED_UP = MUCH_HAPPENS.replace(
    scale=0.003,
    ice_beds_rate=200.0,
    ident_undocumented_hispanic=1.0,
    hispanic_undocumented_share=0.6,
    order_to_appear_share=0.5,
    order_weeks=6.0,
    removal_after_order=0.6,
    at_large_arrest=0.7,
    at_large_weeks=3.0,
)
OPTS_OUT = Settings(
    population=60,
    weeks=40,
    burn_in_weeks=0,
    activation="2008-11-03",
    announcement_weeks=3,
    stance="asks-out",
    request="2008-12-01",
    state_approves_optout=True,
    opt_out_regime="procedure",
    procedure_released_share=0.3,
    procedure_delayed_share=0.4,
    procedure_delay_weeks=8,
)


@pytest.mark.parametrize("enrollment", ["scheduled", "never", "nobody"])
def test_it_agrees_where_much_happens(enrollment: str) -> None:
    assert_the_same(MUCH_HAPPENS.replace(enrollment=enrollment), 2026)
    assert_the_same(PROFILING.replace(enrollment=enrollment), 11)


@pytest.mark.parametrize("beds", [60.0, float("inf")])
def test_it_agrees_where_jurisdictions_differ(beds: float) -> None:
    assert_the_same(JURISDICTIONS_DIFFER.replace(ice_beds_rate=beds), 7)


@pytest.mark.parametrize("policy", ["all", "serious", "none"])
def test_it_agrees_on_what_ice_follows_up(policy: str) -> None:
    events = assert_the_same(FOLLOWED_UP.replace(detainer_policy=policy), 5)
    assert {26, 27, 34, 35, 36} <= {event[1] for event in events}


@pytest.mark.parametrize("seed", range(8))
def test_it_agrees_on_requests_to_opt_out(seed: int) -> None:
    assert_the_same(OPTS_OUT, seed)


@pytest.mark.parametrize("seed", [6, 9])
def test_it_draws_the_same_sample_of_counties(seed: int) -> None:
    assert_the_same(SAMPLE, seed)


def test_it_makes_the_same_nation() -> None:
    whole = SAMPLE.replace(jurisdictions=3142, scale=1.0)
    ours = build_places(whole)
    theirs = real_nation({p.name: getattr(whole, p.name) for p in Settings.parameters()}, 1)
    assert [place["code"] for place in theirs] == ours.code.tolist()
    assert [place["population"] for place in theirs] == ours.population.tolist()
    shares = ("hispanic", *(f"{e}_{s}" for e in ("hispanic", "other") for s in STATUSES))
    mixes = [mix_of(*(place[share] for share in shares)) for place in theirs]
    assert np.allclose(mixes, ours.mix, rtol=0.0, atol=1e-12)


def test_a_changed_rule_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: with one rule of the second implementation changed, it does."""
    monkeypatch.setattr(news, "strength", lambda world, item, distance: 0.5)
    with pytest.raises(AssertionError):
        assert_the_same(PROFILING, 11)
