"""The week's opportunities of a jurisdiction, over arrays, neighborhood by neighborhood.

The same phases as ``model/phases/``, in an order that keeps what is read in cache. Arrests are
listed; they take effect when the week is booked.
"""

from __future__ import annotations

from typing import Any

from model.agents import records as streams
from model.compiled.crime import take_opportunity
from model.compiled.patrol import arrest_for_cause, encounter
from model.compiled.records import CAUSES, CRIMES, ENCOUNTERS, FACTOR, PROFILED
from model.groups import HISPANIC, OTHER
from model.jit import rule
from model.randomness import COUNTS, ENCOUNTER_COUNTS, EXCESS_COUNTS, draw
from model.rules import opportunity, policing


@rule
def meet(seed: int, part: Any, p: Any, week: int, month: int, j: int) -> None:
    """Go through the week's opportunities of a part's jurisdiction ``j`` and list the arrests."""
    place = part.place[j]
    visible = policing.check_visible(
        place.active_since <= week, place.results != 0, place.jail_287g != 0, place.inquiry != 0
    )
    excess = part.memory[j, 0, FACTOR] > 1.0 or part.memory[j, 1, FACTOR] > 1.0
    for cell in range(place.first_cell, place.last_cell):
        name = part.cell[cell].number
        mean, none = part.mean[cell], part.none[cell]
        u_hispanic, u_other, u_cause, _ = draw(seed, COUNTS, 0, name, place.code, week, 0)
        stream = streams.BASE_CRIME
        count = opportunity.poisson_from(mean[CRIMES], none[CRIMES], u_hispanic)
        _crimes(seed, part, p, week, month, j, cell, stream, HISPANIC, count)
        count = opportunity.poisson_from(mean[CRIMES + 1], none[CRIMES + 1], u_other)
        _crimes(seed, part, p, week, month, j, cell, stream, OTHER, count)
        for number in range(opportunity.poisson_from(mean[CAUSES], none[CAUSES], u_cause)):
            arrest_for_cause(seed, part, p, week, month, j, cell, number)
        # Nothing can come of the excess stream otherwise, so it need not be drawn.
        if excess:
            u_hispanic, u_other, _, _ = draw(seed, EXCESS_COUNTS, 0, name, place.code, week, 0)
            stream = streams.EXCESS_CRIME
            count = opportunity.poisson(opportunity.excess_rate(mean[CRIMES]), u_hispanic)
            _crimes(seed, part, p, week, month, j, cell, stream, HISPANIC, count)
            count = opportunity.poisson(opportunity.excess_rate(mean[CRIMES + 1]), u_other)
            _crimes(seed, part, p, week, month, j, cell, stream, OTHER, count)
        u = draw(seed, ENCOUNTER_COUNTS, 0, name, place.code, week, 0)
        for ethnicity in (HISPANIC, OTHER):
            column = ENCOUNTERS + ethnicity
            count = opportunity.poisson_from(mean[column], none[column], u[ethnicity])
            _encounters(
                seed, part, p, week, month, j, cell, streams.ENCOUNTER, ethnicity, count, visible
            )
            if visible:
                column = PROFILED + ethnicity
                count = opportunity.poisson_from(mean[column], none[column], u[2 + ethnicity])
                stream = streams.PROFILED_ENCOUNTER
                _encounters(seed, part, p, week, month, j, cell, stream, ethnicity, count, visible)


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
    ethnicity: int,
    count: int,
) -> None:
    """Go through a stream's opportunities for crime against residents of one ethnicity."""
    for number in range(count):
        take_opportunity(seed, part, p, week, month, j, cell, stream + ethnicity, ethnicity, number)


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
    ethnicity: int,
    count: int,
    visible: bool,
) -> None:
    """Go through a stream's encounters with residents of one ethnicity."""
    for number in range(count):
        encounter(
            seed, part, p, week, month, j, cell, stream + ethnicity, ethnicity, number, visible
        )
