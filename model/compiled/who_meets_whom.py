"""The people of each opportunity of a week, drawn before anything happens.

Who is named follows from draws and from who lived there at the start, never from what has happened,
so many opportunities can be named at once and the records of those named asked for.
"""

from __future__ import annotations

from typing import Any

from scomm.model import streams
from scomm.model.compiled.arrays.layout import (
    ARRESTS_FOR_CAUSE,
    CRIMES_NAMED,
    ENCOUNTERS_NAMED,
    OVERFLOWED,
    REPORTS_DRAWN,
)
from scomm.model.compiled.arrests import offender_in
from scomm.model.compiled.drawing import draw_all, draw_reports, drawn, put_key
from scomm.model.compiling.jit import inner, woven
from scomm.model.compiling.lanes import LANES
from scomm.model.compiling.prefetch import prefetch
from scomm.model.randomness import CAUSE, CRIME, ENCOUNTER
from scomm.model.rules import crime, opportunity, reporting


@woven
def list_opportunities(part: Any, row: int, cell: int, stream: int, count: int, listed: int) -> int:
    """List a neighborhood's opportunities of a stream; return how many are listed now."""
    if count == 0:
        return listed
    if listed + count > part.named.shape[1]:
        part.numbers[OVERFLOWED] = 1
        return listed
    here = part.cell[cell]
    code = part.place[here.place].code
    for number in range(count):
        n = listed + number
        put_key(part.drawn[row, n // LANES], n % LANES, number, here.number, code, stream)
        o = part.named[row, n]
        o.cell = cell
        o.stream = stream
        o.number = number
    return listed + count


@inner
def name_crimes(seed: int, part: Any, p: Any, week: int, count: int) -> None:
    """Name victim and offender of the opportunities for crime; a witness where one is taken."""
    batches = part.drawn[CRIMES_NAMED]
    draw_all(seed, CRIME, batches, week, count)
    acting = 0
    for n in range(count):
        o = part.named[CRIMES_NAMED, n]
        cell, stream = o.cell, o.stream
        j = part.cell[cell].place
        place = part.place[j]
        u_victim, u_class, u_act, u_offender = drawn(batches, n)
        hispanic = part.cell_hispanic[cell]
        victim = part.cell_first[cell] + opportunity.choose_resident(
            u_victim, stream & 1, hispanic, part.cell_residents[cell] - hispanic
        )
        there, rest = opportunity.offender_neighborhood(
            p, cell - place.first_cell, place.last_cell - place.first_cell, u_offender
        )
        offender = offender_in(part, p, place.first_cell + there, rest)
        prefetch(part.state, place.origin + victim)
        prefetch(part.person, place.origin + victim)
        prefetch(part.state, place.origin + offender)
        factor = part.memory[j, stream & 1, crime.FACTOR]
        if stream < streams.EXCESS_CRIME:
            probability = crime.act_probability(factor)
        else:
            probability = crime.excess_act_probability(factor)
        o.crime_class = crime.crime_class(p, u_class)
        o.who = victim
        o.by = offender
        o.probability = probability
        o.happens = u_act
        part.acting[acting] = n
        acting += 1 if u_act < probability else 0
    _name_witnesses(seed, part, p, week, acting)


@inner
def _name_witnesses(seed: int, part: Any, p: Any, week: int, count: int) -> None:
    """Name a witness, or none, of each opportunity that is taken."""
    draw_reports(seed, part, week, count)
    batches = part.drawn[REPORTS_DRAWN]
    for n in range(count):
        o = part.named[CRIMES_NAMED, part.acting[n]]
        u_reports, u_witness, u_witness_reports, u_clear = drawn(batches, n)
        witness = reporting.witness_named(p, o.crime_class, part.cell_residents[o.cell], u_witness)
        if witness != reporting.NO_WITNESS:
            witness += part.cell_first[o.cell]
            origin = part.place[part.cell[o.cell].place].origin
            prefetch(part.state, origin + witness)
            prefetch(part.person, origin + witness)
        o.witness = witness
        o.reports = u_reports
        o.witness_reports = u_witness_reports
        o.clears = u_clear


@inner
def name_offenders(seed: int, part: Any, p: Any, week: int, count: int) -> None:
    """Name whom officers arrest for cause without a report, and the officer."""
    batches = part.drawn[ARRESTS_FOR_CAUSE]
    draw_all(seed, CAUSE, batches, week, count)
    for n in range(count):
        o = part.named[ARRESTS_FOR_CAUSE, n]
        place = part.place[part.cell[o.cell].place]
        u_offender, u_officer, _, _ = drawn(batches, n)
        o.who = offender_in(part, p, o.cell, u_offender)
        o.by = opportunity.pick(u_officer, place.officers)
        prefetch(part.state, place.origin + o.who)


@inner
def name_encounters(seed: int, part: Any, week: int, count: int) -> None:
    """Name who is met over a minor offense, and the officer."""
    batches = part.drawn[ENCOUNTERS_NAMED]
    draw_all(seed, ENCOUNTER, batches, week, count)
    for n in range(count):
        o = part.named[ENCOUNTERS_NAMED, n]
        place = part.place[part.cell[o.cell].place]
        u_who, u_outcome, u_foreign, u_officer = drawn(batches, n)
        hispanic = part.cell_hispanic[o.cell]
        slot = part.cell_first[o.cell] + opportunity.choose_resident(
            u_who,
            (o.stream - streams.ENCOUNTER) & 1,
            hispanic,
            part.cell_residents[o.cell] - hispanic,
        )
        prefetch(part.state, place.origin + slot)
        o.who = slot
        o.by = opportunity.pick(u_officer, place.officers)
        o.happens = u_outcome
        o.foreign = u_foreign
