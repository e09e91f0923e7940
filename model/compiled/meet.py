"""The week's opportunities of a jurisdiction, over arrays, neighborhood by neighborhood.

The same phases as ``model/phases/``. Opportunities are listed for some neighborhoods, then it is
drawn who meets whom, then each is taken to its end. Arrests are listed; they take effect when the
week is booked.
"""

from __future__ import annotations

from typing import Any

from model import streams
from model.compiled.crime import take_opportunity
from model.compiled.drawing import CELLS_AT_ONCE, draw_counts, drawn
from model.compiled.naming import (
    list_opportunities,
    name_crimes,
    name_encounters,
    name_offenders,
)
from model.compiled.patrol import arrest_for_cause, encounter
from model.compiled.records import (
    ARRESTS_FOR_CAUSE,
    CAUSES,
    COUNTS_DRAWN,
    CRIMES,
    CRIMES_NAMED,
    ENCOUNTER_COUNTS_DRAWN,
    ENCOUNTERS,
    ENCOUNTERS_NAMED,
    ENOUGH_NAMED,
    EXCESS,
    EXCESS_COUNTS_DRAWN,
    FACTOR,
    MOVES,
    PROFILED,
)
from model.groups import HISPANIC, OTHER
from model.jit import inner
from model.rules import opportunity, policing


@inner
def meet(seed: int, part: Any, p: Any, week: int, month: int, j: int) -> None:
    """Go through the week's opportunities of a part's jurisdiction ``j`` and list the arrests."""
    place = part.place[j]
    visible = policing.check_visible(
        place.active_since <= week, place.results != 0, place.jail_287g != 0, place.inquiry != 0
    )
    # Nothing can come of the excess stream otherwise, so it need not be drawn.
    excess = part.memory[j, 0, FACTOR] > 1.0 or part.memory[j, 1, FACTOR] > 1.0
    crimes = causes = encounters = 0
    for cell in range(place.first_cell, place.last_cell):
        n = (cell - place.first_cell) % CELLS_AT_ONCE
        if n == 0:
            draw_counts(seed, part, week, j, cell, excess)
        crimes, causes = _crimes_and_causes(part, j, cell, n, excess, crimes, causes)
        encounters = _encounters(part, cell, n, visible, encounters)
        if crimes + causes + encounters >= ENOUGH_NAMED or cell == place.last_cell - 1:
            name_crimes(seed, part, p, week, j, crimes)
            name_offenders(seed, part, p, week, j, causes)
            name_encounters(seed, part, week, j, encounters)
            for k in range(crimes):
                take_opportunity(seed, part, p, week, month, j, k)
            for k in range(causes):
                arrest_for_cause(part, week, month, j, k)
            for k in range(encounters):
                encounter(seed, part, p, week, month, j, k, visible)
            crimes = causes = encounters = 0


@inner
def _crimes_and_causes(
    part: Any, j: int, cell: int, n: int, excess: bool, crimes: int, causes: int
) -> tuple[int, int]:
    """List a neighborhood's opportunities for crime and arrests for cause, and count its moves.

    ``n`` is its number in the batch; what is returned is how many of a kind are listed now.
    """
    mean, none, u = part.mean[cell], part.none[cell], drawn(part.count_drawn[COUNTS_DRAWN], n)
    for ethnicity in (HISPANIC, OTHER):
        column = CRIMES + ethnicity
        count = opportunity.poisson_from(mean[column], none[column], u[ethnicity])
        stream = streams.BASE_CRIME + ethnicity
        crimes = list_opportunities(part, CRIMES_NAMED, cell, stream, count, crimes)
    count = opportunity.poisson_from(mean[CAUSES], none[CAUSES], u[2])
    causes = list_opportunities(part, ARRESTS_FOR_CAUSE, cell, streams.CAUSE_ARREST, count, causes)
    part.moves[cell] = opportunity.poisson_from(mean[MOVES], none[MOVES], u[3])
    if excess:
        u = drawn(part.count_drawn[EXCESS_COUNTS_DRAWN], n)
        for ethnicity in (HISPANIC, OTHER):
            if part.memory[j, ethnicity, FACTOR] > 1.0:
                column = EXCESS + ethnicity
                count = opportunity.poisson_from(mean[column], none[column], u[ethnicity])
                stream = streams.EXCESS_CRIME + ethnicity
                crimes = list_opportunities(part, CRIMES_NAMED, cell, stream, count, crimes)
    return crimes, causes


@inner
def _encounters(part: Any, cell: int, n: int, visible: bool, encounters: int) -> int:
    """List a neighborhood's encounters, profiled ones where they serve a purpose."""
    mean, none = part.mean[cell], part.none[cell]
    u = drawn(part.count_drawn[ENCOUNTER_COUNTS_DRAWN], n)
    for ethnicity in (HISPANIC, OTHER):
        column = ENCOUNTERS + ethnicity
        count = opportunity.poisson_from(mean[column], none[column], u[ethnicity])
        stream = streams.ENCOUNTER + ethnicity
        encounters = list_opportunities(part, ENCOUNTERS_NAMED, cell, stream, count, encounters)
        if visible:
            column = PROFILED + ethnicity
            count = opportunity.poisson_from(mean[column], none[column], u[2 + ethnicity])
            stream = streams.PROFILED_ENCOUNTER + ethnicity
            encounters = list_opportunities(part, ENCOUNTERS_NAMED, cell, stream, count, encounters)
    return encounters
