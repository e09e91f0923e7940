"""Who meets whom: a neighborhood's opportunities of a week, named before anything happens.

Who is named follows from draws and from who lived there at the start, never from what has happened,
so many opportunities can be named at once and the records of those named asked for.
"""

from __future__ import annotations

from typing import Any

from model import streams
from model.compiled.arrests import offender_in
from model.compiled.prefetch import prefetch
from model.compiled.records import ARRESTS_FOR_CAUSE, CRIMES_NAMED, ENCOUNTERS_NAMED, OVERFLOWED
from model.jit import inner
from model.randomness import CAUSE, CRIME, ENCOUNTER, REPORT, draw
from model.rules import crime, opportunity


@inner
def name_crimes(
    seed: int, part: Any, p: Any, week: int, j: int, cell: int, stream: int, count: int, named: int
) -> int:
    """Name victim, offender and witness of a stream's opportunities; return how many are named."""
    place, info = part.place[j], part.cell[cell]
    first, residents, hispanic = (
        part.cell_first[cell],
        part.cell_residents[cell],
        part.cell_hispanic[cell],
    )
    for number in range(count):
        if named == part.named.shape[1]:
            part.numbers[OVERFLOWED] = 1
            break
        o = part.named[CRIMES_NAMED, named]
        u_victim, u_class, u_act, u_offender = draw(
            seed, CRIME, number, info.number, place.code, week, stream
        )
        victim = first + opportunity.choose_resident(
            u_victim, stream & 1, hispanic, residents - hispanic
        )
        crime_class = crime.crime_class(p.violent_share, u_class)
        there, rest = opportunity.offender_neighborhood(
            u_offender,
            p.local_offender_share,
            cell - place.first_cell,
            place.last_cell - place.first_cell,
        )
        offender = offender_in(part, p, place.first_cell + there, rest)
        u_reports, u_witness, u_witness_reports, u_clear = draw(
            seed, REPORT, number, info.number, place.code, week, stream
        )
        share = p.witness_share_violent if crime_class == 0 else p.witness_share_property
        witness = -1
        if u_witness < share:
            witness = first + opportunity.pick(u_witness / share, residents)
            prefetch(part.state, place.origin + witness)
            prefetch(part.person, place.origin + witness)
        prefetch(part.state, place.origin + victim)
        prefetch(part.person, place.origin + victim)
        prefetch(part.state, place.origin + offender)
        o.cell = cell
        o.stream = stream
        o.number = number
        o.crime_class = crime_class
        o.who = victim
        o.by = offender
        o.witness = witness
        o.happens = u_act
        o.reports = u_reports
        o.witness_reports = u_witness_reports
        o.clears = u_clear
        named += 1
    return named


@inner
def name_offenders(
    seed: int, part: Any, p: Any, week: int, j: int, cell: int, count: int, named: int
) -> int:
    """Name whom officers arrest for cause without a report; return how many are named."""
    place, info = part.place[j], part.cell[cell]
    for number in range(count):
        if named == part.named.shape[1]:
            part.numbers[OVERFLOWED] = 1
            break
        o = part.named[ARRESTS_FOR_CAUSE, named]
        u_offender, u_officer, _, _ = draw(
            seed, CAUSE, number, info.number, place.code, week, streams.CAUSE_ARREST
        )
        slot = offender_in(part, p, cell, u_offender)
        prefetch(part.state, place.origin + slot)
        o.cell = cell
        o.stream = streams.CAUSE_ARREST
        o.number = number
        o.who = slot
        o.by = opportunity.pick(u_officer, place.officers)
        named += 1
    return named


@inner
def name_encounters(
    seed: int, part: Any, week: int, j: int, cell: int, stream: int, count: int, named: int
) -> int:
    """Name who is met over a minor offense, and the officer; return how many are named."""
    place, info = part.place[j], part.cell[cell]
    hispanic = part.cell_hispanic[cell]
    ethnicity = (stream - streams.ENCOUNTER) & 1
    for number in range(count):
        if named == part.named.shape[1]:
            part.numbers[OVERFLOWED] = 1
            break
        o = part.named[ENCOUNTERS_NAMED, named]
        u_who, u_outcome, u_foreign, u_officer = draw(
            seed, ENCOUNTER, number, info.number, place.code, week, stream
        )
        slot = part.cell_first[cell] + opportunity.choose_resident(
            u_who, ethnicity, hispanic, part.cell_residents[cell] - hispanic
        )
        prefetch(part.state, place.origin + slot)
        o.cell = cell
        o.stream = stream
        o.number = number
        o.who = slot
        o.by = opportunity.pick(u_officer, place.officers)
        o.happens = u_outcome
        o.foreign = u_foreign
        named += 1
    return named
