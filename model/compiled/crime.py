"""Crime, reporting and investigation over arrays: one opportunity, as far as it comes."""

from __future__ import annotations

from typing import Any

from scomm.model import events as log
from scomm.model import measures
from scomm.model.compiled.arrays.layout import CRIMES_NAMED
from scomm.model.compiled.arrests import list_arrest
from scomm.model.compiled.log import note
from scomm.model.compiled.people import reporting_of
from scomm.model.compiling.jit import inner
from scomm.model.population import state as bits
from scomm.model.randomness import INVESTIGATION, draw
from scomm.model.rules import crime, opportunity, policing, reporting


@inner
def take_opportunity(seed: int, part: Any, p: Any, week: int, month: int, n: int) -> None:
    """Take the ``n``-th opportunity for crime named through to an arrest, as far as it comes."""
    o = part.named[CRIMES_NAMED, n]
    j = part.cell[o.cell].place
    place = part.place[j]
    crime_class, offender, stream = o.crime_class, o.by, o.stream
    victim: int = o.who
    if crime_class == crime.PROPERTY:
        victim = _household_respondent(part, place.origin, victim)
    state = part.state[place.origin + victim]
    offender_state = part.state[place.origin + offender]
    if (
        bits.place_of(state) != bits.COMMUNITY
        or bits.place_of(offender_state) != bits.COMMUNITY
        or victim == offender
    ):
        return
    group = bits.group_of(state)
    ethnicity = stream & 1
    probability = o.probability
    counts, sums = part.counts[month, place.number], part.sums[month, place.number]
    sums[group, measures.EXPECTED_VICTIMIZATIONS_VIOLENT + crime_class] += measures.fixed(
        probability
    )
    if o.happens >= probability:
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
        o.happens,
    )
    by_victim, victim_trust = reporting_of(seed, part, place, p, week, o.cell, victim, crime_class)
    witness = -1
    by_witness = 0.0
    named = o.witness
    if named != reporting.NO_WITNESS and reporting.can_witness(
        named,
        victim,
        offender,
        bits.place_of(part.state[place.origin + named]) == bits.COMMUNITY,
    ):
        witness = named
        by_witness, _ = reporting_of(seed, part, place, p, week, o.cell, witness, crime_class)
    either = reporting.either_reports(by_victim, by_witness)
    clearance = policing.clearance_probability(p, crime_class, victim_trust)
    part.seen[j, ethnicity, 0] += measures.fixed(either)
    part.seen[j, ethnicity, 1] += 1
    offender_group = bits.group_of(offender_state)
    sums[group, measures.EXPECTED_REPORTS_VIOLENT + crime_class] += measures.fixed(either)
    sums[offender_group, measures.EXPECTED_ARRESTS_INDEX] += measures.fixed(either * clearance)
    if o.reports < by_victim:
        kind, by, chance, luck = log.REPORTED, log.NOBODY, by_victim, o.reports
    elif witness >= 0 and o.witness_reports < by_witness:
        kind, by, chance, luck = log.WITNESS_REPORTED, witness, by_witness, o.witness_reports
    else:
        kind, by, chance, luck = log.NOT_REPORTED, witness, by_victim, o.reports
    note(part.events, part.numbers, week, kind, place.number, victim, by, chance, luck)
    if kind == log.NOT_REPORTED:
        return
    counts[group, measures.REPORTS_VIOLENT + crime_class] += 1
    if o.clears >= clearance:
        return
    u_officer, _, _, _ = draw(
        seed, INVESTIGATION, o.number, part.cell[o.cell].number, place.code, week, stream
    )
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
        o.clears,
    )
    list_arrest(
        part,
        j,
        offender,
        part.cell[o.cell].number,
        stream,
        o.number,
        crime_class,
        False,
        victim,
    )


@inner
def _household_respondent(part: Any, origin: int, named: int) -> int:
    """Return the respondent of a household: its first member in the community, else ``named``."""
    byte = part.person[origin + named].household
    first = named - bits.household_position(byte)
    for member in range(first, first + bits.household_size(byte)):
        if bits.place_of(part.state[origin + member]) == bits.COMMUNITY:
            return member
    return named
