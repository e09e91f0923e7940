"""Crime, reporting and investigation over arrays: one opportunity, as far as it comes."""

from __future__ import annotations

from typing import Any

from model import events as log
from model import measures
from model.agents import records as streams
from model.compiled.arrests import list_arrest, offender_in
from model.compiled.log import note
from model.compiled.people import reporting_of
from model.compiled.records import FACTOR
from model.jit import rule
from model.population import state as bits
from model.randomness import CRIME, INVESTIGATION, REPORT, draw
from model.rules import crime, opportunity, policing, reporting


@rule
def take_opportunity(
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
) -> None:
    """Take one opportunity for crime through to an arrest, as far as it comes."""
    place, info = part.place[j], part.cell[cell]
    u_victim, u_class, u_act, u_offender = draw(
        seed, CRIME, number, info.number, place.code, week, stream
    )
    hispanic = part.cell_hispanic[cell]
    victim = part.cell_first[cell] + opportunity.choose_resident(
        u_victim, ethnicity, hispanic, part.cell_residents[cell] - hispanic
    )
    crime_class = crime.crime_class(p.violent_share, u_class)
    if crime_class == crime.PROPERTY:
        victim = _answers_for(part, place.origin, victim)
    state = part.state[place.origin + victim]
    there, rest = opportunity.offender_neighborhood(
        u_offender,
        p.local_offender_share,
        cell - place.first_cell,
        place.last_cell - place.first_cell,
    )
    offender = offender_in(part, p, place.first_cell + there, rest)
    offender_state = part.state[place.origin + offender]
    if (
        bits.place_of(state) != bits.COMMUNITY
        or bits.place_of(offender_state) != bits.COMMUNITY
        or victim == offender
    ):
        return
    group = bits.group_of(state)
    factor = part.memory[j, ethnicity, FACTOR]
    if stream < streams.EXCESS_CRIME:
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
    by_victim, victim_trust = reporting_of(seed, part, place, p, week, cell, victim, crime_class)
    witness = -1
    by_witness = 0.0
    share = p.witness_share_violent if crime_class == 0 else p.witness_share_property
    if u_witness < share:
        named = part.cell_first[cell] + opportunity.pick(
            u_witness / share, part.cell_residents[cell]
        )
        if (
            named != victim
            and named != offender
            and bits.place_of(part.state[place.origin + named]) == bits.COMMUNITY
        ):
            witness = named
            by_witness, _ = reporting_of(seed, part, place, p, week, cell, witness, crime_class)
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
    list_arrest(
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
def _answers_for(part: Any, origin: int, named: int) -> int:
    """Return who answers for a household: its first member in the community, else ``named``."""
    byte = part.person[origin + named].household
    first = named - bits.household_position(byte)
    for member in range(first, first + bits.household_size(byte)):
        if bits.place_of(part.state[origin + member]) == bits.COMMUNITY:
            return member
    return named
