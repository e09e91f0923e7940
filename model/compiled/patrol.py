"""Patrol over arrays: arrests for cause without a report, and encounters over minor offenses."""

from __future__ import annotations

from typing import Any

from model import events as log
from model import measures
from model.agents import records as streams
from model.compiled.arrests import list_arrest, offender_in
from model.compiled.log import note
from model.groups import CITIZEN
from model.jit import rule
from model.population import state as bits
from model.randomness import CAUSE, ENCOUNTER, INQUIRY, draw
from model.rules import booking, opportunity, policing


@rule
def arrest_for_cause(
    seed: int, part: Any, p: Any, week: int, month: int, j: int, cell: int, number: int
) -> None:
    """List the arrest for cause of whom a draw names, where that is somebody in the community."""
    place, info = part.place[j], part.cell[cell]
    u_offender, u_officer, _, _ = draw(
        seed, CAUSE, number, info.number, place.code, week, streams.CAUSE_ARREST
    )
    slot = offender_in(part, p, cell, u_offender)
    state = part.state[place.origin + slot]
    if bits.place_of(state) != bits.COMMUNITY:
        return
    officer = opportunity.pick(u_officer, place.officers)
    part.counts[month, place.number, bits.group_of(state), measures.ARRESTS_CAUSE] += 1
    note(
        part.events,
        part.numbers,
        week,
        log.ARRESTED_CAUSE,
        place.number,
        slot,
        officer,
        log.CERTAIN,
        log.CERTAIN,
    )
    list_arrest(
        part,
        slot,
        info.number,
        streams.CAUSE_ARREST,
        number,
        booking.CAUSE,
        False,
        log.NOBODY,
    )


@rule
def taken_for_foreign(p: Any, group: int) -> float:
    """Return the probability that an officer takes a resident of a group for foreign."""
    if group < 3:
        if group == CITIZEN:
            return float(p.foreign_hispanic_citizen)
        return float(p.foreign_hispanic_lawful if group == 1 else p.foreign_hispanic_undocumented)
    if group == 3:
        return float(p.foreign_other_citizen)
    return float(p.foreign_other_lawful if group == 4 else p.foreign_other_undocumented)


@rule
def encounter(
    seed: int,
    part: Any,
    p: Any,
    week: int,
    month: int,
    j: int,
    cell: int,
    stream: int,
    ethnicity: int,
    number: int,
    visible: bool,
) -> None:
    """Take one encounter over a minor offense to its end."""
    place, info = part.place[j], part.cell[cell]
    u_who, u_outcome, u_foreign, u_officer = draw(
        seed, ENCOUNTER, number, info.number, place.code, week, stream
    )
    hispanic = part.cell_hispanic[cell]
    slot = part.cell_first[cell] + opportunity.choose_resident(
        u_who, ethnicity, hispanic, part.cell_residents[cell] - hispanic
    )
    state = part.state[place.origin + slot]
    group = bits.group_of(state)
    foreign = u_foreign < taken_for_foreign(p, group)
    if bits.place_of(state) != bits.COMMUNITY:
        return
    if stream >= streams.PROFILED_ENCOUNTER and not foreign:
        return
    officer = opportunity.pick(u_officer, place.officers)
    counts, sums = part.counts[month, place.number], part.sums[month, place.number]
    counts[group, measures.ENCOUNTERS] += 1
    arrest = policing.minor_arrest_probability(
        p.minor_arrest_share, group % 3, p.no_license_arrest_ratio
    )
    pretext = policing.pretext_probability(
        arrest, visible, foreign, part.propensity[place.first_officer + officer]
    )
    inquiry = policing.inquiry_probability(
        place.inquiry != 0, foreign, group % 3, p.inquiry_arrest_share
    )
    by_inquiry = (1.0 - arrest - pretext) * inquiry
    cited = policing.citation_probability(arrest, pretext, p.citation_share)
    sums[group, measures.EXPECTED_ARRESTS_PRETEXT] += measures.fixed(pretext)
    sums[group, measures.EXPECTED_ARRESTS_MINOR] += measures.fixed(arrest + by_inquiry)
    sums[group, measures.EXPECTED_CITATIONS] += measures.fixed(cited * (1.0 - inquiry))
    outcome = policing.encounter_outcome(arrest, pretext, p.citation_share, u_outcome)
    kind, measure, chance, luck = log.WARNED, -1, log.CERTAIN, log.CERTAIN
    ground = -1
    asked = False
    u_inquiry = 0.0
    if outcome == policing.MINOR_ARREST:
        kind, measure, chance, luck = (
            log.ARRESTED_MINOR,
            measures.ARRESTS_MINOR,
            arrest,
            u_outcome,
        )
        ground = booking.MINOR
    elif outcome == policing.PRETEXT_ARREST:
        kind, measure, chance, luck = (
            log.ARRESTED_PRETEXT,
            measures.ARRESTS_PRETEXT,
            arrest + pretext,
            u_outcome,
        )
        ground = booking.PRETEXT
    else:
        if inquiry > 0.0:
            u_inquiry, _, _, _ = draw(seed, INQUIRY, number, info.number, place.code, week, stream)
            asked = u_inquiry < inquiry
        if asked:
            kind, measure, chance, luck = (
                log.ARRESTED_INQUIRY,
                measures.ARRESTS_MINOR,
                inquiry,
                u_inquiry,
            )
            ground = booking.MINOR
        elif outcome == policing.CITATION:
            kind, measure = log.CITED, measures.CITATIONS
    if measure >= 0:
        counts[group, measure] += 1
    note(part.events, part.numbers, week, kind, place.number, slot, officer, chance, luck)
    if ground >= 0:
        list_arrest(
            part,
            slot,
            info.number,
            stream,
            number,
            ground,
            asked,
            log.NOBODY,
        )
