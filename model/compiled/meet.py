"""The week's opportunities of a jurisdiction, over arrays, neighborhood by neighborhood.

The same phases as ``model/phases/``, in an order that keeps what is read in cache. Arrests are
listed; they take effect when the week is booked.
"""

from __future__ import annotations

from typing import Any

from model.agents import records as streams
from model.compiled.arrays import FACTOR
from model.compiled.crime import take_opportunity
from model.compiled.patrol import arrest_for_cause, encounter
from model.groups import HISPANIC, OTHER
from model.jit import rule
from model.randomness import COUNTS, ENCOUNTER_COUNTS, EXCESS_COUNTS, draw
from model.rules import opportunity, policing


@rule
def meet(seed: int, part: Any, p: Any, r: Any, week: int, month: int, j: int) -> None:
    """Go through the week's opportunities of a part's jurisdiction ``j`` and list the arrests."""
    place = part.place[j]
    visible = policing.check_visible(
        place.active_since <= week, place.results != 0, place.jail_287g != 0, place.inquiry != 0
    )
    excess = part.memory[j, 0, FACTOR] > 1.0 or part.memory[j, 1, FACTOR] > 1.0
    for cell in range(place.first_cell, place.last_cell):
        name = part.cell[cell].number
        hispanic = part.cell_hispanic[cell]
        other = part.cell_residents[cell] - hispanic
        u_hispanic, u_other, u_cause, _ = draw(seed, COUNTS, 0, name, place.code, week, 0)
        crimes = (hispanic * r.crime_hispanic, other * r.crime_other)
        _crimes(
            seed, part, p, week, month, j, cell, streams.BASE_CRIME, crimes, u_hispanic, u_other
        )
        for number in range(opportunity.poisson(part.cell_residents[cell] * r.cause, u_cause)):
            arrest_for_cause(seed, part, p, week, month, j, cell, number)
        # Nothing can come of the excess stream otherwise, so it need not be drawn.
        if excess:
            u_hispanic, u_other, _, _ = draw(seed, EXCESS_COUNTS, 0, name, place.code, week, 0)
            more = (opportunity.excess_rate(crimes[0]), opportunity.excess_rate(crimes[1]))
            _crimes(
                seed, part, p, week, month, j, cell, streams.EXCESS_CRIME, more, u_hispanic, u_other
            )
        u = draw(seed, ENCOUNTER_COUNTS, 0, name, place.code, week, 0)
        rates = (hispanic * r.encounter_hispanic, other * r.encounter_other)
        stream = streams.ENCOUNTER
        _encounters(seed, part, p, week, month, j, cell, stream, rates, u[0], u[1], visible)
        if visible:
            more = (rates[0] * p.profiling, rates[1] * p.profiling)
            stream = streams.PROFILED_ENCOUNTER
            _encounters(seed, part, p, week, month, j, cell, stream, more, u[2], u[3], visible)


@rule
def _crimes(
    seed: int,
    part: Any,
    p: Any,
    week: int,
    month: int,
    j: int,
    cell: int,
    stream: int,
    rates: tuple[float, float],
    u_hispanic: float,
    u_other: float,
) -> None:
    """Go through a stream's opportunities for crime, against Hispanic residents and others."""
    for number in range(opportunity.poisson(rates[0], u_hispanic)):
        take_opportunity(seed, part, p, week, month, j, cell, stream, HISPANIC, number)
    for number in range(opportunity.poisson(rates[1], u_other)):
        take_opportunity(seed, part, p, week, month, j, cell, stream + OTHER, OTHER, number)


@rule
def _encounters(
    seed: int,
    part: Any,
    p: Any,
    week: int,
    month: int,
    j: int,
    cell: int,
    stream: int,
    rates: tuple[float, float],
    u_hispanic: float,
    u_other: float,
    visible: bool,
) -> None:
    """Go through a stream's encounters, of Hispanic residents and others."""
    for number in range(opportunity.poisson(rates[0], u_hispanic)):
        encounter(seed, part, p, week, month, j, cell, stream, HISPANIC, number, visible)
    for number in range(opportunity.poisson(rates[1], u_other)):
        encounter(seed, part, p, week, month, j, cell, stream + OTHER, OTHER, number, visible)
