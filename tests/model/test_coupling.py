"""Coupling of worlds: a jurisdiction's opportunities and draws do not depend on other ones.

Varied are the order of jurisdictions, added jurisdictions, rates, policies and scarce beds. See
``test_arms.py`` for an experiment's arms and ``test_order_in_a_week.py`` for the order of events.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scomm import Outcomes, Settings, World, run
from scomm.model import events, randomness
from scomm.model.mesa_model.agents import ICE
from scomm.model.mesa_model.agents.messages import Case
from scomm.model.randomness import CUSTODY, Draws, draw
from scomm.model.rules.detention import bed_race, bed_rank
from scomm.model.start import BED

NAMES = ("Alder", "Birch", "Cedar", "Dogwood")
SCARCE = 200.0  # two beds for these places
CRIMES = (events.VIOLENT_CRIME, events.PROPERTY_CRIME)

Table = Callable[..., Settings]


def logs(outcomes: Outcomes) -> dict[str, list[tuple[Any, ...]]]:
    """The event log of each jurisdiction by name, without the jurisdiction's number."""
    assert outcomes.events is not None
    fields = [name for name in events.DTYPE.names or () if name != "jurisdiction"]
    return {
        name: outcomes.events[outcomes.events["jurisdiction"] == number][fields].tolist()
        for number, name in enumerate(outcomes.places.name)
    }


def tables(outcomes: Outcomes) -> dict[str, tuple[bytes, bytes]]:
    """The tables of each jurisdiction by name."""
    return {
        name: (
            outcomes.count_table[:, number].tobytes(),
            outcomes.sum_table[:, number].tobytes(),
        )
        for number, name in enumerate(outcomes.places.name)
    }


class Recorder(Draws):
    """Draws that record the opportunities drawn, by the jurisdiction's code."""

    BLOCKS = (
        randomness.COUNTS, randomness.EXCESS_COUNTS, randomness.ENCOUNTER_COUNTS,
        randomness.CRIME, randomness.CAUSE, randomness.ENCOUNTER, randomness.MOVE,
    )  # fmt: skip

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.found: dict[int, set[tuple[int, ...]]] = {}

    def __call__(
        self, block: int, a: int, b: int, code: int, week: int = 0, index: int = 0
    ) -> tuple[float, float, float, float]:
        if block in self.BLOCKS:
            self.found.setdefault(code, set()).add((block, a, b, week, index))
        return super().__call__(block, a, b, code, week, index)


def opportunities(settings: Settings, seed: int) -> dict[str, Any]:
    """All opportunities of each jurisdiction, by name: their counts, and the counters drawn."""
    world = World(settings, seed)
    recorder = world.draws = Recorder(seed)
    counts: dict[str, list[Any]] = {place.name: [] for place in world.jurisdictions}
    while world.running and world.week < settings.weeks:
        world.step()
        for place in world.jurisdictions:
            counts[place.name].append(place.opportunities)
    return {
        place.name: (counts[place.name], recorder.found[place.code])
        for place in world.jurisdictions
    }


# The order of jurisdictions, and jurisdictions beside them


@pytest.mark.parametrize("codes", [None, dict(zip(NAMES, (9, 2, 7, 4), strict=True))])
@pytest.mark.parametrize("beds", [float("inf"), SCARCE])
def test_the_order_in_a_user_s_table_changes_nothing(
    busy_table: Table, engine: str, beds: float, codes: dict[str, int] | None
) -> None:
    """Also not the allocation of scarce beds."""
    first = run(busy_table(*NAMES, codes=codes, ice_beds_rate=beds), 3, engine=engine, events=True)
    for order in (NAMES[::-1], NAMES[2:] + NAMES[:2]):
        other = run(
            busy_table(*order, codes=codes, ice_beds_rate=beds), 3, engine=engine, events=True
        )
        assert logs(other) == logs(first)
        assert tables(other) == tables(first)
    assert first.events is not None
    assert (np.count_nonzero(first.events["kind"] == events.NO_BED) > 5) == (beds == SCARCE)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_an_added_jurisdiction_leaves_the_others_as_they_were(
    busy_table: Table, engine: str, place: int
) -> None:
    """With unlimited beds the events are the same."""
    names = (*NAMES[:place], "Elm", *NAMES[place:])
    alone = run(busy_table(*NAMES), 3, engine=engine, events=True)
    beside = run(busy_table(*names), 3, engine=engine, events=True)
    log = logs(beside)
    assert log.pop("Elm")
    assert log == logs(alone)


def test_an_added_jurisdiction_leaves_the_others_opportunities_where_beds_are_scarce(
    busy_table: Table,
) -> None:
    alone = opportunities(busy_table(*NAMES, ice_beds_rate=SCARCE), 3)
    beside = opportunities(busy_table("Elm", *NAMES, ice_beds_rate=SCARCE), 3)
    for name in NAMES:
        assert beside[name] == alone[name]


def test_the_same_opportunities_name_the_same_people_in_both_logs(
    busy_table: Table, engine: str
) -> None:
    """A crime is identified by the draw of its offender's decision: same draw, same crime."""
    alone = run(busy_table(*NAMES, ice_beds_rate=SCARCE), 3, engine=engine, events=True)
    beside = run(busy_table("Elm", *NAMES, ice_beds_rate=SCARCE), 3, engine=engine, events=True)
    before, after = logs(alone), logs(beside)
    shared = total = 0
    for name in NAMES:
        # Week and draw; class, offender and (of violence) victim.
        one, two = (
            {
                (e[0], e[-1]): (e[1], e[3], e[2] if e[1] == events.VIOLENT_CRIME else None)
                for e in log[name]
                if e[1] in CRIMES
            }
            for log in (before, after)
        )
        both = one.keys() & two.keys()
        assert all(one[key] == two[key] for key in both)
        shared, total = shared + len(both), total + len(one)
    assert any(before[name] != after[name] for name in NAMES), "beds were not scarce"
    # Of 400 or more crimes all are shared, except those of people whose custody differs.
    assert total > 400 and shared > 0.9 * total


# A raised rate


def test_a_raised_victimization_rate_leaves_earlier_crimes_as_they_were(
    busy_county: Settings, engine: str
) -> None:
    """If no crime leads to an arrest, so that nothing else differs, all of them remain."""
    base = busy_county.replace(
        clearance_violent=0.0, clearance_property=0.0, deterrence_elasticity=0.0
    )
    low, high = (
        run(
            base.replace(victimization_rate_hispanic=rate, victimization_rate_other=rate),
            5,
            engine=engine,
            events=True,
        )
        for rate in (0.02, 0.03)
    )
    kinds = (*CRIMES, events.REPORTED, events.WITNESS_REPORTED, events.NOT_REPORTED)
    few, many = (
        [event for event in logs(out)["County"] if event[1] in kinds] for out in (low, high)
    )
    assert len(few) > 100 and len(many) > 1.2 * len(few)
    assert set(few) <= set(many)
    rest_low, rest_high = (
        [event for event in logs(out)["County"] if event[1] not in kinds] for out in (low, high)
    )
    assert rest_low == rest_high, "and nothing else is touched"


@pytest.mark.parametrize("ethnicity", ["hispanic", "other"])
def test_one_ethnicity_s_raised_rate_leaves_the_other_s_crimes_as_they_were(
    busy_county: Settings, engine: str, ethnicity: str
) -> None:
    """And its own earlier ones; violent ones, whose victim is the person named."""
    base = busy_county.replace(
        clearance_violent=0.0, clearance_property=0.0, deterrence_elasticity=0.0
    )
    low, high = (
        run(
            base.replace(**{f"victimization_rate_{ethnicity}": rate}),
            5,
            engine=engine,
            events=True,
        )
        for rate in (0.02, 0.05)
    )
    few, many = (
        {event for event in logs(out)["County"] if event[1] == events.VIOLENT_CRIME}
        for out in (low, high)
    )
    assert few < many
    other = "other" if ethnicity == "hispanic" else "hispanic"
    for measure in ("victimizations_violent", "victimizations_property"):
        assert low.total(measure, other, "all") == high.total(measure, other, "all")


@pytest.mark.parametrize("name", ["encounter_rate", "cause_arrest_rate", "turnover_rate"])
def test_a_raised_rate_only_adds_opportunities(busy_county: Settings, name: str) -> None:
    field = {
        "encounter_rate": "encounters",
        "cause_arrest_rate": "arrests_for_cause",
        "turnover_rate": "moves",
    }[name]
    half = getattr(busy_county, name) / 2.0
    low = opportunities(busy_county.replace(**{name: half}), 5)["County"]
    high = opportunities(busy_county, 5)["County"]
    added = 0
    for few, many in zip(low[0], high[0], strict=True):
        for one, other in zip(few, many, strict=True):
            less, more = (np.atleast_1d(getattr(each, field)) for each in (one, other))
            assert (less <= more).all()
            added += int((more - less).sum())
    assert added > 20
    assert low[1] - high[1] == set(), "no counter is given up for another"


def test_no_policy_moves_the_opportunities(busy_county: Settings) -> None:
    """Only profiled encounters are conditional on a visible check."""
    plain = opportunities(busy_county, 5)["County"]
    for changes in (
        {"enrollment": "never"},
        {"pretextual_propensity": 0.0},
        {"detainer_policy": "none", "results_received": False},
        {"status_inquiry": True, "jail_287g": True, "dont_ask": True},
        {"ice_beds_rate": 0.0, "before_disposition_share": 1.0},
        {"ice_beds_rate": 300.0, "order_to_appear_share": 0.5, "order_weeks": 2.0},
        {"detainer_policy": "none", "at_large_arrest": 1.0, "at_large_weeks": 2.0},
        {"enrollment_risk_step": 2.0, "community_trust": 0.9, "deterrence_elasticity": 1.5},
        {"jail_beds_rate": 300.0, "release_felony": 0.0},
    ):
        other = opportunities(busy_county.replace(**changes), 5)["County"]
        assert other[0] == plain[0], changes


# Scarce beds


@pytest.mark.parametrize("strength", [0.5, math.inf])
def test_scarce_beds_go_by_rank_and_a_keyed_draw(
    busy_table: Table, monkeypatch: pytest.MonkeyPatch, strength: float
) -> None:
    settings = busy_table(*NAMES, ice_beds_rate=SCARCE, bed_order_strength=strength)
    take = ICE.take
    contested = ties = 0

    def rank(case: Case) -> tuple[float, ...]:
        origin, resident = case.origin, case.resident
        seed, code = resident.model.seed, resident.jurisdiction.code
        draws = draw(seed, CUSTODY, origin.number, origin.cell, code, origin.week, origin.stream)
        place = bed_rank(resident.level, case.charge, resident.prior_order)
        return (*bed_race(resident.model.numbers, place, draws[2]), code, resident.slot)

    def watched(ice: ICE, cases: list[Case]) -> None:
        nonlocal contested, ties
        queue = sorted(cases, key=rank)
        free = ice.bed_parts // BED - len(ice.custody)
        assert free >= 0
        before = list(ice.custody)
        take(ice, cases)
        assert ice.custody == before + queue[:free]
        assert len(ice.custody) <= ice.bed_parts // BED == 2
        if 0 < free < len(queue):
            contested += 1
            ties += rank(queue[free - 1])[0] == rank(queue[free])[0]

    monkeypatch.setattr(ICE, "take", watched)
    for seed in range(3, 7):
        world = World(settings, seed)
        while world.week < settings.weeks:
            world.step()
    assert contested >= 5 and ties >= 1, "too few to tell"


def test_scarce_beds_change_no_opportunity(busy_table: Table) -> None:
    plenty = opportunities(busy_table(*NAMES), 3)
    scarce = opportunities(busy_table(*NAMES, ice_beds_rate=SCARCE), 3)
    assert scarce == plenty
