"""The two executions give the same events, on settings drawn over their whole range."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from scomm import Outcomes, Settings, World, run
from scomm.model import events
from scomm.model.compiled.run import simulate
from scomm.model.events import KINDS
from scomm.model.start import prepare
from tests.drawn_worlds import assert_reached, world, worlds


def first_difference(mesa: Outcomes, compiled: Outcomes) -> str:
    """Describe the first difference between two event logs."""
    shared = min(len(mesa.events), len(compiled.events))
    differs = np.flatnonzero(mesa.events[:shared] != compiled.events[:shared])
    at = int(differs[0]) if len(differs) else shared
    lines = [f"event {at} of {len(mesa.events)} (Mesa) and {len(compiled.events)} (compiled):"]
    for name, log in (("Mesa", mesa.events), ("compiled", compiled.events)):
        event = log[at] if at < len(log) else None
        lines.append(f"{name}: {event} {KINDS[event['kind']][0] if event is not None else ''}")
    return "\n".join(lines)


def assert_twins(chosen: Settings, seed: int, threads: int) -> Outcomes:
    mesa = run(chosen, seed, engine="mesa", events=True)
    compiled = run(chosen, seed, events=True, threads=threads)
    assert np.array_equal(mesa.events, compiled.events), first_difference(mesa, compiled)
    assert np.array_equal(mesa.count_table, compiled.count_table)
    assert np.array_equal(mesa.sum_table, compiled.sum_table)
    return compiled


def kinds_of(outcomes: Outcomes) -> list[int]:
    return np.unique(outcomes.events["kind"]).tolist()


def twins_in(examples: int) -> Counter[int]:
    """Compare the executions in drawn worlds; count worlds with events, by kind."""
    worlds_with: Counter[int] = Counter()

    @settings(max_examples=examples)
    @given(worlds())
    def compare(drawn):
        chosen, seed = drawn
        worlds_with.update(kinds_of(assert_twins(chosen, seed, threads=1 + seed % 3)))

    compare()
    return worlds_with


def test_the_executions_are_twins():
    twins_in(20)


@pytest.mark.verify
def test_the_executions_are_twins_on_many_settings():
    assert_reached(twins_in(300), 15)


def test_drawn_worlds_have_events_of_every_kind():
    """Each in some of 40 worlds, whose numbers and seeds are fixed, so that no chance is left.

    A change of what is drawn gives 40 others; the rarest kind is in about seven of 40, and in 16
    sets of 40 it was in four or more. One execution is enough, since they are twins.
    """
    worlds_with: Counter[int] = Counter()
    for number in range(40):
        worlds_with.update(kinds_of(run(world(number, moved=number), number, events=True)))
    assert_reached(worlds_with, 2)


@pytest.mark.parametrize("name", ["never", "scheduled", "nobody"])
def test_they_are_twins_on_a_county_with_every_mechanism(name):
    chosen = Settings(
        population=1500,
        weeks=80,
        burn_in_weeks=30,
        activation="2008-12-01",
        enrollment=name,
        deterrence_elasticity=1.5,
        profiling=2.0,
        pretextual_propensity=0.6,
        status_inquiry=True,
        dont_ask=True,
        ice_beds_rate=300.0,
        priority_2010_no_record=0.5,
        priority_2011_level3=0.5,
        bed_order_strength=0.7,
        jail_beds_rate=200.0,
        news_risk=0.5,
    )
    assert_twins(chosen, 11, 1)


@pytest.mark.parametrize("beds", [0.0, 3.0])
def test_they_are_twins_on_a_weighted_sample_with_scarce_beds(beds):
    chosen = Settings(
        places="nation",
        jurisdictions=5,
        scale=0.0002,
        weeks=140,
        burn_in_weeks=4,
        cause_arrest_rate=15_000.0,
        ident_undocumented_hispanic=1.0,
        ice_beds_rate=beds,
        beds_share_for_jails=1.0,
    )
    assert_twins(chosen, 6, 2)
    log = run(chosen, 6, events=True).events["kind"]
    refused, taken = (int((log == kind).sum()) for kind in (events.NO_BED, events.TAKEN))
    assert refused > 5
    assert (taken > 5) == (beds > 0.0)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("beds", [0.0, 100.0, float("inf")])
@pytest.mark.parametrize("policy", ["all", "serious", "none"])
def test_they_are_twins_where_ice_follows_up(policy, beds, threads):
    chosen = Settings(
        places="synthetic-nation",
        jurisdictions=3,
        scale=0.0005,
        weeks=110,
        burn_in_weeks=5,
        cause_arrest_rate=15_000.0,
        ident_undocumented_hispanic=1.0,
        detainer_policy=policy,
        ice_beds_rate=beds,
        order_to_appear_share=0.5,
        order_weeks=4.0,
        at_large_arrest=0.7,
        at_large_weeks=3.0,
    )
    assert_twins(chosen, 6, threads)


def test_nothing_is_activated_before_the_states_agreement_in_both_executions():
    chosen = Settings(population=300, weeks=40, burn_in_weeks=0, activation="2008-11-03")
    start = prepare(chosen, 3)
    assert start.places.scheduled_week.tolist() == start.places.agreement_week.tolist() == [4]
    world = World(chosen, 3, log_events=True)
    world.states[0].agreement_week = 20
    world.run_model()
    agreed = replace(start, places=replace(start.places, agreement_week=np.array([20], np.int32)))
    _, _, log = simulate(agreed, events=True)
    activated = [event["week"] for event in log if event["kind"] == events.ACTIVATED]
    assert activated == [20]
    assert np.array_equal(world.outcomes().events, log)


def test_the_comparison_can_fail(monkeypatch):
    """With a rule changed in one execution alone, which a run refuses, the logs differ."""
    from scomm.model.rules import policing

    chosen = Settings(population=600, weeks=40, burn_in_weeks=5)
    compiled = run(chosen, 3, events=True)
    before, changed = (World(chosen, 3, log_events=True) for _ in range(2))
    before.run_model()
    monkeypatch.setattr(policing, "clearance_probability", lambda *_: 1.0)
    changed.run_model()
    assert np.array_equal(before.outcomes().events, compiled.events)
    assert not np.array_equal(changed.outcomes().events, compiled.events)


def test_a_small_store_of_events_is_filled_by_a_second_attempt(monkeypatch):
    from scomm.model.compiled import run as compiled_run

    chosen = Settings(population=600, weeks=60, burn_in_weeks=5)
    whole = run(chosen, 3, events=True)
    monkeypatch.setattr(compiled_run, "_EVENTS_PER_RESIDENT_WEEK", -0.26)
    assert np.array_equal(run(chosen, 3, events=True).events, whole.events)


def test_room_for_cases_grows():
    """Long cases in a small world exceed the capacity that is allocated first."""
    chosen = Settings(
        population=400,
        weeks=150,
        burn_in_weeks=0,
        encounter_rate=100_000.0,
        minor_arrest_share=1.0,
        misdemeanor_share_minor=1.0,
        release_misdemeanor=1.0,
        disposition_median_misdemeanor=100.0,
    )
    assert_twins(chosen, 5, 1)


def test_room_for_cases_grows_while_people_are_let_go():
    """With the queue for beds and the week's news kept."""
    chosen = Settings(
        population=400,
        weeks=200,
        burn_in_weeks=0,
        activation="2008-10-13",
        encounter_rate=100_000.0,
        minor_arrest_share=1.0,
        hispanic_share=1.0,
        hispanic_undocumented_share=1.0,
        hispanic_lawful_share=0.0,
        ident_undocumented_hispanic=1.0,
        detainer_other_charge=1.0,
        before_disposition_share=1.0,
        ice_beds_rate=0.0,
        order_to_appear_share=1.0,
        order_weeks=400.0,
        pretextual_propensity=1.0,
    )
    assert_twins(chosen, 5, 1)
    log = run(chosen, 5, events=True).events["kind"]
    assert (log == events.ORDERED).sum() > 1000
