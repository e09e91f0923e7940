"""Conservation in every week, on random settings: no person is lost, no stage exceeds the last."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scomm import Settings, World
from scomm.model import events
from scomm.model.measures import COUNTS, EXPECTED, ONE, SUMS
from scomm.model.population import state as bits
from scomm.model.rules.detention import HONOR_ALL, HONOR_NONE
from scomm.model.stages import (
    AT_LARGE,
    HELD_TO_DISPOSITION,
    IN_CUSTODY,
    IN_PRISON,
    ORDERED,
    RELEASE_DUE,
    SERVING,
    SOUGHT,
    SUCCESSION,
    TRANSFER_DUE,
)
from scomm.model.start import BED

WEEKS = 40
NOT_CHANCE = {"weeks", "burn_in_weeks", "population", "residents_per_neighborhood", "jurisdictions",
              "scale", "places", "table", "name", "state_name", "start"}  # fmt: skip
DATES = {
    "activation": ("never", "2008-10-06", "2008-11-10", "2009-03-02"),
    "request": ("never", "2008-10-20", "2009-02-02"),
    "electronic_whole": ("never", "2008-06-02", "2009-02-02"),
    "state_refuses": ("never", "2008-10-06", "2009-02-02"),
    "procedure_date": ("2008-10-13", "2009-01-05"),
    "mandatory_date": ("2009-01-05", "2009-05-04"),
}
ARRESTS = (
    events.ARRESTED_INDEX, events.ARRESTED_CAUSE, events.ARRESTED_MINOR,
    events.ARRESTED_INQUIRY, events.ARRESTED_PRETEXT,
)  # fmt: skip


def values(parameter: Any) -> st.SearchStrategy[Any]:
    """Any value that a parameter's bounds allow; beds also few, none or without limit."""
    if parameter.name in DATES:
        return st.sampled_from(DATES[parameter.name])
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if isinstance(parameter.value, bool):
        return st.booleans()
    if parameter.high is None:  # beds
        return st.sampled_from((max(parameter.low, 0.0), 300.0, 1000.0, float("inf")))
    if isinstance(parameter.value, int):
        return st.integers(int(parameter.low), int(parameter.high))
    return st.floats(parameter.low, parameter.high)


def fit_together(chosen: dict[str, Any]) -> dict[str, Any]:
    """Scale shares that must add up to at most 1, and order values that must be ordered."""
    for one, other in (
        ("procedure_released_share", "procedure_delayed_share"),
        ("hispanic_undocumented_share", "hispanic_lawful_share"),
        ("other_undocumented_share", "other_lawful_share"),
        ("felony_prison_share", "felony_jail_share"),
    ):
        chosen[other] *= 1.0 - chosen[one]
    chosen["custody_within_month"] = max(
        chosen["custody_within_month"], chosen["custody_within_days"]
    )
    # Enough people and events for the test to have power; other settings vary within their bounds.
    chosen["cause_arrest_rate"] = max(chosen["cause_arrest_rate"], 5_000.0)
    chosen["meeting_weeks"] %= 20
    chosen["procedure_delay_weeks"] %= 10
    return chosen


RANDOM = st.fixed_dictionaries(
    {p.name: values(p) for p in Settings.parameters() if p.name not in NOT_CHANCE}
).map(fit_together)
SEED = st.integers(0, 2**63 - 1)


def followed_up(week: str) -> str:
    """Mark in a person's week what ICE's follow-ups led to.

    X arrested at large and taken, Y arrested at large without a bed, U removed after an order.
    """
    if "A" in week:
        assert ("T" in week) != ("N" in week), "arrested for a bed, or for want of one let go"
        week = week.replace("T", "X").replace("N", "Y")
    if "O" in week:
        assert "N" in week or "Y" in week, "ordered only for want of a bed"
    if "D" in week:
        week = week.replace("R", "U")
    return re.sub("[AOD]", "", week)


class Watch:
    """Steps through a world and checks the invariants at the end of each week."""

    IN_JAIL = (RELEASE_DUE, HELD_TO_DISPOSITION, SERVING, IN_PRISON, TRANSFER_DUE)

    def __init__(self, chosen: Settings, seed: int) -> None:
        self.world = World(chosen, seed, log_events=True, audit=True)
        while self.world.week < chosen.weeks:
            self.world.step()
            self.check_places()
            self.check_capacity()
        self.outcomes = self.world.outcomes()
        self.check_counts()
        self.check_log()

    def check_places(self) -> None:
        """Each person is in exactly one location, and the state of their case allows it."""
        world = self.world
        custody = {case.resident for case in world.ice.custody}
        removed = {case.resident for case in world.ice.removed}
        assert len(custody) == len(world.ice.custody), "one bed each"
        assert len(removed) == len(world.ice.removed)
        assert all(case.stage == IN_CUSTODY for case in world.ice.custody)
        assert all(case.stage == SUCCESSION for case in world.ice.removed)
        assert all(case.stage == SOUGHT for case in world.ice.sought)
        assert all(case.stage == ORDERED for case in world.ice.ordered)
        for place in world.jurisdictions:
            jailed = Counter(
                case.resident for case in place.jail.cases if case.stage in self.IN_JAIL
            )
            groups = [0] * 6
            for resident in place.residents:
                assert (resident.location == bits.JAIL) == (jailed[resident] == 1)
                assert jailed[resident] <= 1, "one reason to be in jail"
                assert (resident.location == bits.ICE_CUSTODY) == (resident in custody)
                assert (resident.location == bits.REMOVED) == (resident in removed)
                groups[resident.group] += resident.in_community
            assert place.in_community == groups
            for case in place.jail.cases:
                assert case.stage in (*self.IN_JAIL, AT_LARGE)
                assert case.due > world.week - 1, "what was due has been done"
                assert not (case.held and case.stage in (AT_LARGE, RELEASE_DUE))
                if case.stage in self.IN_JAIL:
                    assert case.resident.arrival == case.arrival, "a newcomer has no old case"

    def check_capacity(self) -> None:
        assert len(self.world.ice.custody) * BED <= max(self.world.ice.bed_parts, 0)

    def check_counts(self) -> None:
        """Stage by stage, cumulatively and by jurisdiction and group."""
        out = self.outcomes
        assert (out.count_table >= 0).all() and (out.sum_table >= 0).all()
        total = dict(zip(COUNTS, np.moveaxis(out.count_table.cumsum(axis=0), 3, 0), strict=True))
        removals = sum(total[f"removals_{k}"] for k in ("none", "level1", "level2", "level3"))
        bookings = (total["holds"], total["detainers"], total["matches"], total["prints"])
        for less, more in pairwise(bookings):
            # Cases from the burn-in do not contribute: nobody is matched before the start.
            assert (less <= more).all()
        assert (total["custody"] <= total["detainers"]).all()
        assert (removals <= total["detainers"]).all()
        if out.settings.at_large_arrest == 0.0:
            assert (total["custody"] <= total["holds"]).all()
        if out.settings.order_to_appear_share == 0.0:
            assert (removals <= total["custody"]).all()
        arrests = sum(total[f"arrests_{k}"] for k in ("index", "cause", "minor", "pretext"))
        assert (total["prints"] <= arrests).all()
        for kind in ("violent", "property"):
            assert (total[f"reports_{kind}"] <= total[f"victimizations_{kind}"]).all()
        endings = total["citations"] + total["arrests_minor"] + total["arrests_pretext"]
        assert (endings <= total["encounters"]).all()
        assert (total["panel_heard"] <= total["panel_residents"]).all()
        people = np.array([len(place.residents) for place in self.world.jurisdictions])
        weekly = out.count_table[..., COUNTS.index("resident_weeks")].sum(axis=2)
        assert (weekly <= 5 * people).all() and weekly.sum() <= people.sum() * out.settings.weeks
        sums = dict(zip(SUMS, np.moveaxis(out.sum_table, 3, 0) / ONE, strict=True))
        counts = dict(zip(COUNTS, np.moveaxis(out.count_table, 3, 0), strict=True))
        assert (sums["panel_trust"] <= counts["panel_residents"] + 1e-6).all()
        for name in EXPECTED:  # no probability where nothing could happen, none above 1
            tries = {
                "reports_violent": "victimizations_violent",
                "reports_property": "victimizations_property",
                "citations": "encounters", "arrests_minor": "encounters",
                "arrests_pretext": "encounters", "detainers": "matches",
            }.get(name)  # fmt: skip
            if tries:
                assert (sums[f"expected_{name}"] <= counts[tries] + 1e-6).all(), name

    def check_log(self) -> None:
        """The events of a person are in a valid order."""
        log = self.outcomes.events
        assert log is not None and log.size
        kinds = log["kind"]
        chance = log["draw"] >= 0.0
        assert ((log["probability"][chance] >= 0) & (log["probability"][chance] <= 1)).all()
        lost = (events.NOT_REPORTED, events.DISMISSED, events.TAKEN, events.ORDER_DUE)
        won = chance & ~np.isin(kinds, lost)
        assert (log["draw"][won] < log["probability"][won]).all()
        failed = chance & np.isin(kinds, lost[:2])
        assert (log["draw"][failed] >= log["probability"][failed]).all()

        booked = log[kinds == events.BOOKED][["week", "jurisdiction", "who"]].tolist()
        arrested = log[np.isin(kinds, ARRESTS)][["week", "jurisdiction", "who"]].tolist()
        assert len(set(booked)) == len(booked), "once a week"
        assert set(booked) == set(arrested)
        for stage, before in (
            (events.MATCHED, events.BOOKED), (events.FOUND, events.BOOKED),
            (events.HELD, events.DETAINER),
        ):  # fmt: skip
            later = log[kinds == stage][["week", "jurisdiction", "who"]].tolist()
            assert set(later) <= set(log[kinds == before][["week", "jurisdiction", "who"]].tolist())
        told = np.isin(kinds, (events.MATCHED, events.FOUND))
        asked = log[kinds == events.DETAINER][["week", "jurisdiction", "who"]].tolist()
        assert set(asked) <= set(log[told][["week", "jurisdiction", "who"]].tolist())
        self.check_lives(log)

    def check_lives(self, log: Any) -> None:
        """Follow each person: taken only where held, removed only after being taken, and so on.

        B booked and not held, H held, T taken, N no bed, R removed, I released by ICE, M moved in,
        O ordered to appear, A arrested at large, D an order came due.
        """
        letters = {
            events.BOOKED: "B", events.HELD: "H", events.TAKEN: "T", events.NO_BED: "N",
            events.REMOVED: "R", events.ICE_RELEASED: "I", events.MOVED_IN: "M",
            events.ORDERED: "O", events.AT_LARGE_ARREST: "A", events.ORDER_DUE: "D",
        }  # fmt: skip
        lives: dict[tuple[int, int], dict[int, str]] = {}
        for event in log[np.isin(log["kind"], list(letters))]:  # in order of week, then as above
            weeks = lives.setdefault((int(event["jurisdiction"]), int(event["who"])), {})
            week, letter = int(event["week"]), letters[int(event["kind"])]
            weeks[week] = weeks.get(week, "").replace("B", "" if letter == "H" else "B") + letter
        for key, weeks in lives.items():
            life = " ".join(followed_up(week) for week in weeks.values())
            # Each stage is in a separate week; a move can follow in the week of a release.
            valid = r"(B|M|Y|H (N|T I|T R M)|X (I|R M)|U M| )*(H( T( R)?)?|X( R)?|U)?"
            assert re.fullmatch(valid, life), (key, life)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    chosen=RANDOM,
    population=st.integers(300, 600),
    size=st.integers(100, 400),
    burn_in=st.integers(0, 10),
    seed=SEED,
)
def test_a_random_county_conserves_everybody(
    chosen: dict[str, Any], population: int, size: int, burn_in: int, seed: int
) -> None:
    Watch(
        Settings(
            **chosen,
            population=population,
            residents_per_neighborhood=size,
            weeks=WEEKS - burn_in,
            burn_in_weeks=burn_in,
        ),
        seed,
    )


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=RANDOM, jurisdictions=st.integers(2, 5), seed=SEED)
def test_a_random_nation_conserves_everybody(
    chosen: dict[str, Any], jurisdictions: int, seed: int
) -> None:
    chosen = {
        **chosen,
        "places": "synthetic-nation",
        "jurisdictions": jurisdictions,
        "burn_in_weeks": 4,
    }
    Watch(Settings(**chosen, scale=0.00125, residents_per_neighborhood=100, weeks=WEEKS - 4), seed)


@pytest.mark.parametrize("policy", [HONOR_ALL, HONOR_NONE])
def test_the_checks_see_the_whole_pipeline(busy_county: Settings, policy: int) -> None:
    """A world in which all stages occur, so that the checks above have power."""
    name = ("all", "serious", "none")[policy]
    watch = Watch(
        busy_county.replace(
            detainer_policy=name,
            ice_beds_rate=500.0,
            jail_beds_rate=900.0,
            jail_287g=True,
            at_large_arrest=0.0,
        ),
        5,
    )
    assert watch.outcomes.events is not None
    kinds = Counter(watch.outcomes.events["kind"].tolist())
    stages = (events.MATCHED, events.FOUND, events.DETAINER, events.HELD, events.TAKEN,
              events.REMOVED, events.ICE_RELEASED, events.NO_BED)  # fmt: skip
    for kind in stages[:3]:
        assert kinds[kind] >= 5
    for kind in stages[3:]:
        assert (kinds[kind] > 0) == (policy == HONOR_ALL), events.KINDS[kind]


@pytest.mark.parametrize("policy", ["all", "serious", "none"])
def test_the_checks_see_follow_ups(busy_county: Settings, policy: str) -> None:
    watch = Watch(
        busy_county.replace(
            detainer_policy=policy, ice_beds_rate=400.0, jail_beds_rate=900.0, order_weeks=4.0,
            order_to_appear_share=0.5, at_large_arrest=0.7, at_large_weeks=3.0,
            removal_after_order=0.6,
        ),
        5,
    )  # fmt: skip
    assert watch.outcomes.events is not None
    kinds = Counter(watch.outcomes.events["kind"].tolist())
    for kind in (events.NO_BED, events.ORDERED, events.AT_LARGE_ARREST, events.ORDER_DUE):
        assert kinds[kind] >= 4, events.KINDS[kind]


def test_a_table_with_every_policy_conserves_everybody(busy_table: Any) -> None:
    Watch(busy_table("Alder", "Birch", "Cedar", "Dogwood", "Elm", ice_beds_rate=300.0), 5)
