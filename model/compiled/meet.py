"""Crime, reporting, investigation and patrol in one jurisdiction, over arrays.

The same phases as ``model/phases/``, neighborhood by neighborhood, so that what is read stays in cache.
Arrests are listed; they take effect when the week is booked.
"""

from __future__ import annotations

from typing import Any

from model import events as log
from model import measures
from model.agents import records as streams
from model.compiled.arrays import ARRESTS, FACTOR, OVERFLOWED
from model.compiled.log import note
from model.compiled.people import reporting_of
from model.groups import CITIZEN
from model.jit import rule
from model.population import state as bits
from model.randomness import (
    CAUSE,
    COUNTS,
    CRIME,
    ENCOUNTER,
    EXTRA_COUNTS,
    INQUIRY,
    INVESTIGATION,
    REPORT,
    draw,
)
from model.rules import booking, crime, opportunity, policing, reporting


@rule
def meet(seed: int, part: Any, p: Any, r: Any, week: int, month: int, j: int) -> None:
    """Go through the week's opportunities of a part's jurisdiction ``j`` and list the arrests."""
    place = part.place[j]
    visible = policing.check_visible(
        place.active_since <= week, place.results != 0, place.jail_287g != 0, place.inquiry != 0
    )
    excess = part.memory[j, 0, FACTOR] > 1.0 or part.memory[j, 1, FACTOR] > 1.0
    for cell in range(place.first_cell, place.last_cell):
        info = part.cell[cell]
        u_crimes, u_cause, u_encounters, _ = draw(
            seed, COUNTS, 0, info.number, place.code, week, 0
        )
        for number in range(opportunity.poisson(info.crime, u_crimes)):
            _crime(seed, part, p, r, week, month, j, cell, streams.BASE_CRIME, number)
        for number in range(opportunity.poisson(part.cell_residents[cell] * r.cause, u_cause)):
            _arrest_for_cause(seed, part, p, week, month, j, cell, number)
        for number in range(opportunity.poisson(info.encounter, u_encounters)):
            _encounter(
                seed, part, p, r, week, month, j, cell, streams.ENCOUNTER, number, visible
            )
        # Nothing can come of these streams otherwise, so they need not be drawn.
        if excess or (visible and p.profiling > 0.0):
            u_excess, u_profiled, _, _ = draw(
                seed, EXTRA_COUNTS, 0, info.number, place.code, week, 0
            )
            if excess:
                rate = opportunity.excess_rate(info.crime)
                for number in range(opportunity.poisson(rate, u_excess)):
                    _crime(
                        seed, part, p, r, week, month, j, cell, streams.EXCESS_CRIME, number
                    )
            if visible:
                rate = info.encounter * p.profiling
                for number in range(opportunity.poisson(rate, u_profiled)):
                    _encounter(
                        seed,
                        part,
                        p,
                        r,
                        week,
                        month,
                        j,
                        cell,
                        streams.PROFILED_ENCOUNTER,
                        number,
                        visible,
                    )


@rule
def _list_arrest(
    part: Any,
    slot: int,
    cell: int,
    stream: int,
    number: int,
    ground: int,
    inquiry: bool,
    victim: int,
) -> None:
    n = part.numbers[ARRESTS]
    if n == len(part.arrest):
        part.numbers[OVERFLOWED] = 1
        return
    arrest = part.arrest[n]
    arrest.slot = slot
    arrest.cell = cell
    arrest.stream = stream
    arrest.number = number
    arrest.ground = ground
    arrest.inquiry = 1 if inquiry else 0
    arrest.victim = victim
    part.numbers[ARRESTS] = n + 1


@rule
def _offender(part: Any, p: Any, cell: int, u: float) -> int:
    """Return the slot of the resident whom a draw names as offender in a neighborhood."""
    info = part.cell[cell]
    return part.cell_first[cell] + opportunity.choose_offender(
        u,
        part.cell_residents[cell],
        info.step,
        info.shift,
        p.persistent_share,
        p.persistent_crime_share,
    )


@rule
def _crime(
    seed: int,
    part: Any,
    p: Any,
    r: Any,
    week: int,
    month: int,
    j: int,
    cell: int,
    stream: int,
    number: int,
) -> None:
    """Take one opportunity for crime through to an arrest, as far as it comes."""
    place, info = part.place[j], part.cell[cell]
    u_victim, u_class, u_act, u_offender = draw(
        seed, CRIME, number, info.number, place.code, week, stream
    )
    hispanic = part.cell_hispanic[cell]
    victim = part.cell_first[cell] + opportunity.choose_resident(
        u_victim,
        hispanic,
        part.cell_residents[cell] - hispanic,
        r.crime_hispanic,
        r.crime_other,
    )
    crime_class = crime.crime_class(p.violent_share, u_class)
    if crime_class == crime.PROPERTY:
        victim = _answers_for(part.state, part.household, place.origin, victim)
    state = part.state[place.origin + victim]
    there, rest = opportunity.offender_neighborhood(
        u_offender,
        p.local_offender_share,
        cell - place.first_cell,
        place.last_cell - place.first_cell,
    )
    offender = _offender(part, p, place.first_cell + there, rest)
    offender_state = part.state[place.origin + offender]
    if (
        bits.place_of(state) != bits.COMMUNITY
        or bits.place_of(offender_state) != bits.COMMUNITY
        or victim == offender
    ):
        return
    group = bits.group_of(state)
    ethnicity = group // 3
    factor = part.memory[j, ethnicity, FACTOR]
    if stream == streams.BASE_CRIME:
        probability = crime.act_probability(factor)
    else:
        probability = crime.excess_act_probability(factor)
    counts, sums = part.counts[month, place.number], part.sums[month, place.number]
    sums[group, measures.EXPECTED_VICTIMIZATIONS_VIOLENT + crime_class] += measures.fixed(
        probability
    )
    if u_act >= probability:
        return
    counts[group, measures.VICTIMIZATIONS_VIOLENT + crime_class] += 1
    note(
        part.events,
        part.numbers,
        week,
        log.VIOLENT_CRIME + crime_class,
        place.number,
        victim,
        offender,
        probability,
        u_act,
    )
    u_victim, u_witness, u_witness_reports, u_clear = draw(
        seed, REPORT, number, info.number, place.code, week, stream
    )
    by_victim, victim_trust = _reports(seed, part, p, week, j, cell, victim, crime_class)
    witness = -1
    by_witness = 0.0
    share = p.witness_share_violent if crime_class == 0 else p.witness_share_property
    if u_witness < share:
        named = part.cell_first[cell] + opportunity.pick(
            u_witness / share, part.cell_residents[cell]
        )
        if named != victim and (
            bits.place_of(part.state[place.origin + named]) == bits.COMMUNITY
        ):
            witness = named
            by_witness, _ = _reports(seed, part, p, week, j, cell, witness, crime_class)
    either = reporting.either_reports(by_victim, by_witness)
    clearance = policing.clearance_probability(
        p.clearance_violent if crime_class == 0 else p.clearance_property,
        p.cooperation_weight,
        victim_trust,
    )
    part.seen[j, ethnicity, 0] += measures.fixed(either)
    part.seen[j, ethnicity, 1] += 1
    offender_group = bits.group_of(offender_state)
    sums[group, measures.EXPECTED_REPORTS_VIOLENT + crime_class] += measures.fixed(either)
    sums[offender_group, measures.EXPECTED_ARRESTS_INDEX] += measures.fixed(either * clearance)
    if u_victim < by_victim:
        kind, by, chance, luck = log.REPORTED, log.NOBODY, by_victim, u_victim
    elif witness >= 0 and u_witness_reports < by_witness:
        kind, by, chance, luck = log.WITNESS_REPORTED, witness, by_witness, u_witness_reports
    else:
        kind, by, chance, luck = log.NOT_REPORTED, witness, by_victim, u_victim
    note(part.events, part.numbers, week, kind, place.number, victim, by, chance, luck)
    if kind == log.NOT_REPORTED:
        return
    counts[group, measures.REPORTS_VIOLENT + crime_class] += 1
    if u_clear >= clearance:
        return
    u_officer, _, _, _ = draw(seed, INVESTIGATION, number, info.number, place.code, week, stream)
    officer = opportunity.pick(u_officer, place.officers)
    counts[offender_group, measures.ARRESTS_INDEX] += 1
    note(
        part.events,
        part.numbers,
        week,
        log.ARRESTED_INDEX,
        place.number,
        offender,
        officer,
        clearance,
        u_clear,
    )
    _list_arrest(
        part,
        offender,
        info.number,
        stream,
        number,
        crime_class,
        False,
        victim,
    )


@rule
def _answers_for(state: Any, household: Any, origin: int, named: int) -> int:
    """Return who answers for a household: its first member in the community, else ``named``."""
    byte = household[origin + named]
    first = named - bits.household_position(byte)
    for member in range(first, first + bits.household_size(byte)):
        if bits.place_of(state[origin + member]) == bits.COMMUNITY:
            return member
    return named


@rule
def _reports(
    seed: int, part: Any, p: Any, week: int, j: int, cell: int, slot: int, crime_class: int
) -> tuple[float, float]:
    place = part.place[j]
    i = place.origin + slot
    return reporting_of(
        seed,
        place,
        p,
        week,
        crime_class,
        part.cell[cell].undocumented,
        slot,
        bits.group_of(part.state[i]),
        part.household[i],
        part.arrival[i],
        part.risk[i],
        part.loss[i],
        part.gain[i],
        part.touched[i],
        part.heard[i],
    )


@rule
def _arrest_for_cause(
    seed: int, part: Any, p: Any, week: int, month: int, j: int, cell: int, number: int
) -> None:
    place, info = part.place[j], part.cell[cell]
    u_offender, u_officer, _, _ = draw(
        seed, CAUSE, number, info.number, place.code, week, streams.CAUSE_ARREST
    )
    slot = _offender(part, p, cell, u_offender)
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
    _list_arrest(
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
            return p.foreign_hispanic_citizen
        return p.foreign_hispanic_lawful if group == 1 else p.foreign_hispanic_undocumented
    if group == 3:
        return p.foreign_other_citizen
    return p.foreign_other_lawful if group == 4 else p.foreign_other_undocumented


@rule
def _encounter(
    seed: int,
    part: Any,
    p: Any,
    r: Any,
    week: int,
    month: int,
    j: int,
    cell: int,
    stream: int,
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
        u_who,
        hispanic,
        part.cell_residents[cell] - hispanic,
        r.encounter_hispanic,
        r.encounter_other,
    )
    state = part.state[place.origin + slot]
    group = bits.group_of(state)
    foreign = u_foreign < taken_for_foreign(p, group)
    if bits.place_of(state) != bits.COMMUNITY:
        return
    if stream == streams.PROFILED_ENCOUNTER and not foreign:
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
            u_inquiry, _, _, _ = draw(
                seed, INQUIRY, number, info.number, place.code, week, stream
            )
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
        _list_arrest(
            part,
            slot,
            info.number,
            stream,
            number,
            ground,
            asked,
            log.NOBODY,
        )
