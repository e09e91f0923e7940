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
from model.jit import rule
from model.randomness import COUNTS, EXTRA_COUNTS, draw
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
        info = part.cell[cell]
        u_crimes, u_cause, u_encounters, _ = draw(seed, COUNTS, 0, info.number, place.code, week, 0)
        for number in range(opportunity.poisson(info.crime, u_crimes)):
            take_opportunity(seed, part, p, r, week, month, j, cell, streams.BASE_CRIME, number)
        for number in range(opportunity.poisson(part.cell_residents[cell] * r.cause, u_cause)):
            arrest_for_cause(seed, part, p, week, month, j, cell, number)
        for number in range(opportunity.poisson(info.encounter, u_encounters)):
            encounter(seed, part, p, r, week, month, j, cell, streams.ENCOUNTER, number, visible)
        # Nothing can come of these streams otherwise, so they need not be drawn.
        if excess or (visible and p.profiling > 0.0):
            u_excess, u_profiled, _, _ = draw(
                seed, EXTRA_COUNTS, 0, info.number, place.code, week, 0
            )
            if excess:
                rate = opportunity.excess_rate(info.crime)
                for number in range(opportunity.poisson(rate, u_excess)):
                    take_opportunity(
                        seed, part, p, r, week, month, j, cell, streams.EXCESS_CRIME, number
                    )
            if visible:
                rate = info.encounter * p.profiling
                for number in range(opportunity.poisson(rate, u_profiled)):
                    encounter(
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
