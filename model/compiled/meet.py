"""The week's opportunities of a jurisdiction, over arrays, neighborhood by neighborhood.

The same phases as ``model/phases/``. Who meets whom is named for some neighborhoods, then taken to
its end. Arrests are listed; they take effect when the week is booked.
"""

from __future__ import annotations

from typing import Any

from model import streams
from model.compiled.crime import take_opportunity
from model.compiled.naming import name_crimes, name_encounters, name_offenders
from model.compiled.patrol import arrest_for_cause, encounter
from model.compiled.records import (
    CAUSES,
    CRIMES,
    ENCOUNTERS,
    ENOUGH_NAMED,
    FACTOR,
    PROFILED,
)
from model.groups import HISPANIC, OTHER
from model.jit import inner
from model.randomness import COUNTS, ENCOUNTER_COUNTS, EXCESS_COUNTS, draw
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
        crimes, causes = _crimes_and_causes(seed, part, p, week, j, cell, excess, crimes, causes)
        encounters = _encounters(seed, part, week, j, cell, visible, encounters)
        if crimes + causes + encounters >= ENOUGH_NAMED or cell == place.last_cell - 1:
            for n in range(crimes):
                take_opportunity(seed, part, p, week, month, j, n)
            for n in range(causes):
                arrest_for_cause(part, week, month, j, n)
            for n in range(encounters):
                encounter(seed, part, p, week, month, j, n, visible)
            crimes = causes = encounters = 0


@inner
def _crimes_and_causes(
    seed: int,
    part: Any,
    p: Any,
    week: int,
    j: int,
    cell: int,
    excess: bool,
    crimes: int,
    causes: int,
) -> tuple[int, int]:
    """Name a neighborhood's opportunities for crime and arrests for cause, beside those named."""
    name, code = part.cell[cell].number, part.place[j].code
    mean, none = part.mean[cell], part.none[cell]
    u = draw(seed, COUNTS, 0, name, code, week, 0)
    for ethnicity in (HISPANIC, OTHER):
        column = CRIMES + ethnicity
        count = opportunity.poisson_from(mean[column], none[column], u[ethnicity])
        stream = streams.BASE_CRIME + ethnicity
        crimes = name_crimes(seed, part, p, week, j, cell, stream, count, crimes)
    count = opportunity.poisson_from(mean[CAUSES], none[CAUSES], u[2])
    causes = name_offenders(seed, part, p, week, j, cell, count, causes)
    if excess:
        u = draw(seed, EXCESS_COUNTS, 0, name, code, week, 0)
        for ethnicity in (HISPANIC, OTHER):
            more = opportunity.excess_rate(mean[CRIMES + ethnicity])
            count = opportunity.poisson(more, u[ethnicity])
            stream = streams.EXCESS_CRIME + ethnicity
            crimes = name_crimes(seed, part, p, week, j, cell, stream, count, crimes)
    return crimes, causes


@inner
def _encounters(
    seed: int, part: Any, week: int, j: int, cell: int, visible: bool, encounters: int
) -> int:
    """Name a neighborhood's encounters, profiled ones where they serve a purpose."""
    mean, none = part.mean[cell], part.none[cell]
    u = draw(seed, ENCOUNTER_COUNTS, 0, part.cell[cell].number, part.place[j].code, week, 0)
    for ethnicity in (HISPANIC, OTHER):
        column = ENCOUNTERS + ethnicity
        count = opportunity.poisson_from(mean[column], none[column], u[ethnicity])
        stream = streams.ENCOUNTER + ethnicity
        encounters = name_encounters(seed, part, week, j, cell, stream, count, encounters)
        if visible:
            column = PROFILED + ethnicity
            count = opportunity.poisson_from(mean[column], none[column], u[2 + ethnicity])
            stream = streams.PROFILED_ENCOUNTER + ethnicity
            encounters = name_encounters(seed, part, week, j, cell, stream, count, encounters)
    return encounters
