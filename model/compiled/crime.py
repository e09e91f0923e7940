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
    offender = o.by
    victim: int = o.who
    if o.crime_class == crime.PROPERTY:
        victim = _household_respondent(part, place.origin, victim)
        o.who = victim
    state = part.state[place.origin + victim]
    if (
        bits.location_of(state) != bits.COMMUNITY
        or bits.location_of(part.state[place.origin + offender]) != bits.COMMUNITY
        or victim == offender
    ):
        return
    group, expected = bits.group_of(state), measures.EXPECTED_VICTIMIZATIONS_VIOLENT + o.crime_class
    part.sums[month, place.number, group, expected] += measures.fixed(o.probability)
    if o.happens >= o.probability:
        return
    part.counts[month, place.number, group, measures.VICTIMIZATIONS_VIOLENT + o.crime_class] += 1
    kind = log.VIOLENT_CRIME + o.crime_class
    note(part, week, kind, j, victim, offender, o.probability, o.happens)
    report(seed, part, p, week, month, n)


@inner
def report(seed: int, part: Any, p: Any, week: int, month: int, n: int) -> None:
    """Let the victim report the ``n``-th crime, or else the witness, and have it investigated."""
    o = part.named[CRIMES_NAMED, n]
    j, crime_class, victim, offender = part.cell[o.cell].place, o.crime_class, o.who, o.by
    place = part.place[j]
    by_victim, victim_trust = reporting_of(seed, part, place, p, week, o.cell, victim, crime_class)
    witness = -1
    by_witness = 0.0
    named = o.witness
    if named != reporting.NO_WITNESS and reporting.can_witness(
        named,
        victim,
        offender,
        bits.location_of(part.state[place.origin + named]) == bits.COMMUNITY,
    ):
        witness = named
        by_witness, _ = reporting_of(seed, part, place, p, week, o.cell, witness, crime_class)
    either = reporting.either_reports(by_victim, by_witness)
    clearance = policing.clearance_probability(p, crime_class, victim_trust)
    ethnicity = o.stream & 1
    part.seen[j, ethnicity, 0] += measures.fixed(either)
    part.seen[j, ethnicity, 1] += 1
    group = bits.group_of(part.state[place.origin + victim])
    offender_group = bits.group_of(part.state[place.origin + offender])
    sums = part.sums[month, place.number]
    sums[group, measures.EXPECTED_REPORTS_VIOLENT + crime_class] += measures.fixed(either)
    sums[offender_group, measures.EXPECTED_ARRESTS_INDEX] += measures.fixed(either * clearance)
    if o.reports < by_victim:
        kind, by, chance, luck = log.REPORTED, log.NOBODY, by_victim, o.reports
    elif witness >= 0 and o.witness_reports < by_witness:
        kind, by, chance, luck = log.WITNESS_REPORTED, witness, by_witness, o.witness_reports
    else:
        kind, by, chance, luck = log.NOT_REPORTED, witness, by_victim, o.reports
    note(part, week, kind, j, victim, by, chance, luck)
    if kind != log.NOT_REPORTED:
        part.counts[month, place.number, group, measures.REPORTS_VIOLENT + crime_class] += 1
        investigate(seed, part, week, month, n, clearance)


@inner
def investigate(seed: int, part: Any, week: int, month: int, n: int, clearance: float) -> None:
    """Let an officer clear the ``n``-th crime, which was reported, and arrest its offender."""
    o = part.named[CRIMES_NAMED, n]
    if o.clears >= clearance:
        return
    cell = part.cell[o.cell]
    place = part.place[cell.place]
    u_officer, _, _, _ = draw(
        seed, INVESTIGATION, o.number, cell.number, place.code, week, o.stream
    )
    officer = opportunity.pick(u_officer, place.officers)
    group = bits.group_of(part.state[place.origin + o.by])
    part.counts[month, place.number, group, measures.ARRESTS_INDEX] += 1
    note(part, week, log.ARRESTED_INDEX, cell.place, o.by, officer, clearance, o.clears)
    list_arrest(part, o, o.by, o.crime_class, False, o.who)


@inner
def _household_respondent(part: Any, origin: int, named: int) -> int:
    """Return the respondent of a household: its first member in the community, else ``named``."""
    byte = part.person[origin + named].household
    first = named - bits.household_position(byte)
    for member in range(first, first + bits.household_size(byte)):
        if bits.location_of(part.state[origin + member]) == bits.COMMUNITY:
            return member
    return named
