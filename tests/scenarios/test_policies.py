"""Policies of counties and states: what each changes, and what it leaves as it was."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from scomm.model import events
from scomm.model.groups import CITIZEN, UNDOCUMENTED
from scomm.model.measures import PANEL_RISK
from scomm.model.rules.booking import FELONY

ACTIVATION = 22  # the week of 7 June 2010 in the small worlds
ENROLLMENT = (events.ACTIVATED, events.DEACTIVATED)
PIPELINE = (events.MATCHED, events.DETAINER, events.HELD, events.TAKEN, events.REMOVED)

# Officers who do the same whether they see results or not.
BLIND = {"pretextual_propensity": 0.0, "profiling": 0.0}


def results(lab: SimpleNamespace, received: bool, **changes: object) -> object:
    settings = lab.small("results-declined", **changes)
    return lab.simulate(settings.replace(results_received=received))


def test_results_declined_leaves_the_pipeline_as_it_is(lab: SimpleNamespace) -> None:
    declined = results(lab, False, **lab.QUIET, **BLIND)
    received = results(lab, True, **lab.QUIET, **BLIND)
    assert all(lab.weeks(declined, kind) for kind in PIPELINE)
    assert lab.same(declined, received)


def test_results_declined_takes_away_what_officers_see(lab: SimpleNamespace) -> None:
    declined = results(lab, False, **lab.QUIET, results_declined_pretext_ratio=0.0)
    received = results(lab, True, **lab.QUIET)
    assert min(lab.weeks(received, events.ARRESTED_PRETEXT)) >= ACTIVATION
    assert not lab.weeks(declined, events.ARRESTED_PRETEXT)
    # What is left is the world of officers without the propensity, and nothing else is gone.
    assert lab.same(declined, results(lab, True, **lab.QUIET, **BLIND))


def test_results_declined_leaves_officers_the_detainer(lab: SimpleNamespace) -> None:
    received, declined, nothing = (
        results(lab, received, **lab.QUIET, results_declined_pretext_ratio=ratio).total(
            "arrests_pretext", period="after", counting="probability"
        )
        for received, ratio in ((True, 0.5), (False, 0.5), (False, 0.0))
    )
    assert received > declined > nothing == 0.0


def test_results_declined_takes_away_what_neighbors_see(lab: SimpleNamespace) -> None:
    # News moves trust and risk, and these move nothing here.
    deaf = {"report_trust_weight": 0.0, "report_fear_weight": 0.0, "cooperation_weight": 0.0}
    declined = results(lab, False, **deaf, **BLIND, hidden_results_ratio=0.5)
    received = results(lab, True, **deaf, **BLIND)
    assert lab.weeks(received, events.HEARD_REMOVAL)
    assert lab.log(declined) == lab.log(received)
    assert declined.perceived_risk() < received.perceived_risk()
    assert declined.trust() > received.trust()
    # Knowing that the county is enrolled does not depend on results: with news alike, so is risk.
    alike = results(lab, False, **deaf, **BLIND, hidden_results_ratio=1.0)
    assert lab.same(alike, received)


def test_state_refusal_stops_every_match(lab: SimpleNamespace) -> None:
    refusal = lab.simulate(lab.small("state-refusal"))
    county = lab.simulate(lab.small("county"))
    assert lab.weeks(county, events.MATCHED)
    for kind in (events.MATCHED, events.FOUND, events.HELD, events.TAKEN, events.REMOVED):
        assert not lab.weeks(refusal, kind)
    # Until then nothing differs, reports among it; prints are still taken of everybody after.
    assert lab.log(refusal, before=ACTIVATION) == lab.log(county, before=ACTIVATION)
    assert refusal.total("prints", period="all") == sum(
        week >= 0 for week in lab.weeks(refusal, events.BOOKED)
    )


def test_state_refusal_stops_matches_that_there_were(lab: SimpleNamespace) -> None:
    refusal = lab.simulate(lab.small("state-refusal", state_refuses="2010-10-04"))
    county = lab.simulate(lab.small("county"))
    refused = 39
    assert lab.log(refusal, before=refused) == lab.log(county, before=refused)
    matched = lab.weeks(refusal, events.MATCHED)
    assert ACTIVATION <= min(matched) <= max(matched) < refused
    assert max(lab.weeks(county, events.MATCHED)) > refused


def test_state_refusal_costs_the_criminal_histories(lab: SimpleNamespace) -> None:
    # Nobody is in IDENT, so that matches are none in both arms and histories are what differs.
    kinds = ("undocumented_hispanic", "undocumented_other", "lawful", "citizen")
    nobody = {f"ident_{kind}": 0.0 for kind in kinds}
    settings = lab.small("state-refusal", **nobody, **lab.QUIET, **BLIND)
    refusal = lab.simulate(settings)
    forwards = lab.simulate(settings.replace(state_refuses="never"))
    assert forwards.total("unrecognized_releases", period="all") == 0
    assert refusal.total("unrecognized_releases", period="before") == 0
    assert refusal.total("unrecognized_releases") > 0
    # Some of them would have been released anyhow; some would not, and those are the cost. At a
    # first booking the record is the same in both arms, and only what the jail knows of it is not.
    freed, anyhow = (
        {(event[0] - 1, event[3]) for event in lab.log(each) if event[1] == events.RELEASED_EARLY}
        for each in (refusal, forwards)
    )
    booked = [(each.week, each.who) for each, *_ in lab.in_both(refusal, forwards)]
    first = {who: week for week, who in reversed(booked)}
    firsts = {(week, who) for who, week in first.items()}
    assert firsts & freed > firsts & anyhow
    # Where all records are known locally, the state's refusal costs nothing.
    known = settings.replace(fbi_only_share=0.0)
    logs = [
        lab.log(lab.simulate(known.replace(state_refuses=refuses)), without=ENROLLMENT)
        for refuses in (known.state_refuses, "never")
    ]
    assert logs[0] == logs[1]


def test_state_refusal_leaves_a_county_as_if_never_enrolled(lab: SimpleNamespace) -> None:
    # With all records known locally, no print reaches ICE and no history is missing.
    refusal = lab.simulate(lab.small("state-refusal", fbi_only_share=0.0))
    never = lab.simulate(lab.small("never-enrolled", fbi_only_share=0.0))
    assert lab.log(refusal, without=ENROLLMENT) == lab.log(never, without=ENROLLMENT)


def test_detainers_refused(lab: SimpleNamespace) -> None:
    screened = {"screening_detection": 0.6, "screening_size_elasticity": 0.0}
    settings = lab.small("detainers-refused", **lab.QUIET, **screened, at_large_arrest=0.0)
    refused = lab.simulate(settings)
    honored = lab.simulate(settings.replace(detainer_policy="all"))
    for kind in (events.HELD, events.TAKEN, events.REMOVED):
        assert lab.weeks(honored, kind) and not lab.weeks(refused, kind)
    # ICE is told of the same people and asks as before, and is refused.
    asked = 0
    for booking, mine, other in lab.in_both(refused, honored):
        assert (events.MATCHED in mine) == (events.MATCHED in other), booking
        assert (events.FOUND in mine) == (events.FOUND in other), booking
        asked += events.DETAINER in mine
    assert asked > 30
    first = min(lab.weeks(honored, events.HELD))
    assert lab.log(refused, before=first) == lab.log(honored, before=first)
    # Where ICE looks for those who were not held, the same people are asked for and nobody is held.
    sought = lab.simulate(settings.replace(at_large_arrest=0.5))
    assert lab.weeks(sought, events.AT_LARGE_ARREST) and lab.weeks(sought, events.REMOVED)
    assert not lab.weeks(sought, events.HELD)


def test_detainers_serious_only_goes_by_charge(lab: SimpleNamespace) -> None:
    no_records = {
        "record_share": 0.0,
        "record_share_persistent": 0.0,
        "conviction_minor": 0.0,
        "conviction_misdemeanor": 0.0,
        "conviction_felony": 0.0,
    }
    settings = lab.small("detainers-serious-only", **lab.QUIET, **no_records, weeks=120)
    serious = lab.simulate(settings)
    honored = lab.simulate(settings.replace(detainer_policy="all"))
    kept = let_go = 0
    for booking, mine, other in lab.in_both(serious, honored):
        assert mine - {events.HELD} == other - {events.HELD}
        assert (events.HELD in mine) == (events.HELD in other and booking.charge == FELONY)
        kept += events.HELD in mine
        let_go += events.HELD in other and events.HELD not in mine
    assert kept > 10 and let_go > 10


def test_detainers_serious_only_goes_by_record(lab: SimpleNamespace) -> None:
    # Nobody comes with a record, so the log tells everybody's: a felony, or three misdemeanors.
    settings = lab.small(
        "detainers-serious-only",
        record_share=0.0,
        record_share_persistent=0.0,
        conviction_minor=1.0,
        conviction_misdemeanor=1.0,
        conviction_felony=1.0,
        cause_arrest_rate=20_000.0,
        felony_share_cause=0.2,
        population=3000,
        weeks=120,
    )
    serious = lab.simulate(settings)
    by_record = refused = 0
    for booking, noted in lab.bookings(serious).items():
        if events.DETAINER not in noted:
            continue
        charges = [
            event[4]
            for event in lab.log(serious, before=booking.week)
            if event[1] == events.CONVICTED
            and event[3] == booking.who
            and event[0] > booking.arrived
        ]
        felonies = charges.count(FELONY)
        serious_record = felonies >= 1 or len(charges) - felonies >= 3
        assert (events.HELD in noted) == (booking.charge == FELONY or serious_record)
        by_record += booking.charge != FELONY and serious_record
        refused += events.HELD not in noted
    assert by_record > 10 and refused > 10


def test_287g_jail_finds_people_without_the_program(lab: SimpleNamespace) -> None:
    settings = lab.small("287g-jail", **lab.QUIET, **BLIND)
    agreement = lab.simulate(settings)
    county = lab.simulate(settings.replace(jail_287g=False))
    found = lab.weeks(agreement, events.FOUND)
    assert min(found) < ACTIVATION and not lab.weeks(county, events.FOUND)
    status = lab.groups(settings)
    assert all(status[event[3]] % 3 != CITIZEN for event in found_by(lab, agreement))
    # They go to ICE, and do not count among those who began with a match.
    assert agreement.total("other_custody", period="before") > 0
    assert agreement.total("custody", period="before") == 0
    # What the program finds is the same; the agreement finds who is not in IDENT.
    both = lab.in_both(agreement, county, since=ACTIVATION)
    for _, mine, other in both:
        assert (events.MATCHED in mine) == (events.MATCHED in other)
        assert not {events.MATCHED, events.FOUND} <= mine
    assert any(events.FOUND in mine for _, mine, _ in both)


def test_287g_jail_needs_no_enrollment_for_a_pretext(lab: SimpleNamespace) -> None:
    agreement = lab.simulate(lab.small("287g-jail"))
    county = lab.simulate(lab.small("county"))
    assert min(lab.weeks(agreement, events.ARRESTED_PRETEXT)) < ACTIVATION
    assert min(lab.weeks(county, events.ARRESTED_PRETEXT)) >= ACTIVATION


def found_by(lab: SimpleNamespace, outcomes: object) -> list[tuple]:
    return [event for event in lab.log(outcomes) if event[1] == events.FOUND]


def test_status_inquiry_ends_in_arrests(lab: SimpleNamespace) -> None:
    settings = lab.small("status-inquiry")
    law = lab.simulate(settings)
    county = lab.simulate(lab.small("county"))
    assert not lab.weeks(county, events.ARRESTED_INQUIRY)
    arrests = [event for event in lab.log(law) if event[1] == events.ARRESTED_INQUIRY]
    assert len(arrests) > 10 and arrests[0][0] < ACTIVATION
    status = lab.groups(settings)
    assert {status[event[3]] % 3 for event in arrests} == {UNDOCUMENTED}
    # Status is known from the inquiry: ICE is told, enrolled or not.
    told = {True: 0, False: 0}
    for booking, noted in lab.bookings(law).items():
        kinds = {kind for kind, _ in booking.arrests}
        if kinds == {events.ARRESTED_INQUIRY}:
            assert noted & {events.FOUND, events.MATCHED}
            told[booking.week >= ACTIVATION] += 1
    assert told[True] and told[False]


def test_status_inquiry_raises_perceived_risk(lab: SimpleNamespace) -> None:
    # No inquiry leads to an arrest and no officer acts on what a check shows: risk is what is left.
    quiet = {**lab.QUIET, "inquiry_risk_step": 0.25, "report_fear_weight": 0.0}
    settings = lab.small("status-inquiry", **quiet, **BLIND, inquiry_arrest_share=0.0)
    law = lab.simulate(settings)
    county = lab.simulate(settings.replace(status_inquiry=False))
    assert lab.log(law) == lab.log(county)
    for period in ("before", "after"):
        for group in ("undocumented", "hispanic_citizen", "other_citizen"):
            risk = county.perceived_risk(group, period)
            assert law.perceived_risk(group, period) == pytest.approx(risk + 0.25, abs=1e-7)
    assert np.array_equal(
        np.delete(law.sum_table, PANEL_RISK, axis=3),
        np.delete(county.sum_table, PANEL_RISK, axis=3),
    )


def dont_ask(lab: SimpleNamespace, ordinance: bool, **changes: object) -> object:
    # Everybody learns of enrollment, soon, and nobody comes later who has yet to learn of it.
    told = {
        "awareness_share": 1.0,
        "awareness_delay": 1.0,
        "turnover_rate": 0.0,
        "removal_undocumented": 0.0,
        "removal_lawful": 0.0,
        "removal_prior_order": 0.0,
        "dont_ask_trust": 0.2,
    }
    settings = lab.small("dont-ask", **{**lab.QUIET, **told, **changes})
    return lab.simulate(settings.replace(dont_ask=ordinance))


def test_dont_ask_earns_trust_that_the_program_takes(lab: SimpleNamespace) -> None:
    deaf = {"report_trust_weight": 0.0, "cooperation_weight": 0.0}
    ordinance, county = (dont_ask(lab, each, **deaf) for each in (True, False))
    # The pipeline is as it was: the program bypasses the ordinance.
    assert all(lab.weeks(ordinance, kind) for kind in (events.MATCHED, events.HELD, events.TAKEN))
    assert lab.log(ordinance) == lab.log(county)
    # In full by who is fully exposed, and in part by others.
    gain = {
        group: ordinance.trust(group, period="before") - county.trust(group, period="before")
        for group in ("undocumented", "lawful", "other_citizen")
    }
    assert gain["undocumented"] == pytest.approx(0.2, abs=1e-7)
    assert 0.2 > gain["lawful"] > gain["other_citizen"] > 0.0
    trust = [lab.last_month(each, "panel_trust") for each in (ordinance, county)]
    assert trust[0] == pytest.approx(trust[1], abs=1e-6)


def test_dont_ask_raises_reporting_until_the_program_is_known(lab: SimpleNamespace) -> None:
    ordinance, county = (
        victims(lab, dont_ask(lab, each, report_trust_weight=1.5, cooperation_weight=0.0))
        for each in (True, False)
    )
    common = sorted(ordinance.keys() & county.keys())
    before = [key for key in common if key[0] < ACTIVATION]
    late = [key for key in common if key[0] >= ACTIVATION + 25]
    assert len(before) > 50 and len(late) > 50
    assert all(ordinance[key] > county[key] for key in before)
    assert all(ordinance[key] == county[key] for key in late)


def victims(lab: SimpleNamespace, outcomes: object) -> dict[tuple[int, int, float], float]:
    """Return the victims' probabilities of reporting, by week, victim and draw."""
    return {
        (week, who, draw): probability
        for week, kind, _, who, _, probability, draw in lab.log(outcomes)
        if kind in (events.REPORTED, events.NOT_REPORTED)
    }
