"""The week's opportunities over arrays, neighborhood by neighborhood.

The same phases as ``model/mesa_model/phases/``. Opportunities are listed for some neighborhoods, of
as many jurisdictions as that takes, then it is drawn who meets whom, then each is taken to its end.
Arrests are listed, and booked when all that a jurisdiction's week brings is there: they take effect
at the week's end, so nothing of the week may still be to come.
"""

from __future__ import annotations

from typing import Any

from scomm.model import measures, streams
from scomm.model.compiled.arrays.layout import (
    ARRESTS,
    ARRESTS_FOR_CAUSE,
    CAUSES,
    CRIMES,
    CRIMES_NAMED,
    ENCOUNTERS,
    ENCOUNTERS_NAMED,
    ENOUGH_NAMED,
    EXCESS,
    MOVES,
    PROFILED,
)
from scomm.model.compiled.booking import book
from scomm.model.compiled.counting import count_opportunities
from scomm.model.compiled.crime import take_opportunity
from scomm.model.compiled.patrol import arrest_for_cause, encounter
from scomm.model.compiled.who_meets_whom import (
    list_opportunities,
    name_crimes,
    name_encounters,
    name_offenders,
)
from scomm.model.compiling.jit import inner
from scomm.model.compiling.lanes import LANES
from scomm.model.compiling.prefetch import prefetch
from scomm.model.groups import CITIZEN, HISPANIC, OTHER, group_number
from scomm.model.rules.crime import FACTOR


@inner
def meet(seed: int, part: Any, p: Any, week: int, month: int) -> None:
    """Go through the week's opportunities of a part, and book the arrests."""
    crimes = causes = encounters = 0
    last = len(part.cell) - 1
    for cell in range(last + 1):
        n = cell % LANES
        if n == 0:
            count_opportunities(seed, part, week, cell)
        j = part.cell[cell].place
        if cell == part.place[j].first_cell:
            _ask_for_tables(part, month, part.place[j].number)
        crimes = _list_crimes(part, j, cell, n, crimes)
        count = part.counted[CAUSES].number[n]
        causes = list_opportunities(
            part, ARRESTS_FOR_CAUSE, cell, streams.CAUSE_ARREST, count, causes
        )
        encounters = _list_encounters(part, j, cell, n, encounters)
        part.moves[cell] = part.counted[MOVES].number[n]
        whole = cell == last or part.cell[cell + 1].place != j
        listed = crimes + causes + encounters
        if (
            listed >= ENOUGH_NAMED
            or (whole and listed + part.numbers[ARRESTS] >= ENOUGH_NAMED)
            or cell == last
        ):
            name_crimes(seed, part, p, week, crimes)
            name_offenders(seed, part, p, week, causes)
            name_encounters(seed, part, week, encounters)
            for k in range(crimes):
                take_opportunity(seed, part, p, week, month, k)
            for k in range(causes):
                arrest_for_cause(part, week, month, k)
            for k in range(encounters):
                encounter(seed, part, p, week, month, k)
            crimes = causes = encounters = 0
            if whole:
                book(seed, part, p, week, month)


@inner
def _ask_for_tables(part: Any, month: int, number: int) -> None:
    """Ask for what most of a jurisdiction's week is counted in: the rows of its citizens."""
    for ethnicity in (HISPANIC, OTHER):
        group = group_number(ethnicity, CITIZEN)
        prefetch(part.counts[month, number, group], measures.VICTIMIZATIONS_VIOLENT)
        prefetch(part.counts[month, number, group], measures.ARRESTS_CAUSE)
        prefetch(part.sums[month, number, group], measures.EXPECTED_VICTIMIZATIONS_VIOLENT)
        prefetch(part.sums[month, number, group], measures.EXPECTED_ARRESTS_PRETEXT)


@inner
def _list_crimes(part: Any, j: int, cell: int, n: int, listed: int) -> int:
    """List a neighborhood's opportunities for crime, the ``n``-th in its batch.

    Return how many are listed now; so does the next.
    """
    counted, excess = part.counted, part.place[j].excess != 0
    for ethnicity in (HISPANIC, OTHER):
        count, stream = counted[CRIMES + ethnicity].number[n], streams.BASE_CRIME + ethnicity
        listed = list_opportunities(part, CRIMES_NAMED, cell, stream, count, listed)
        if excess and part.memory[j, ethnicity, FACTOR] > 1.0:
            count, stream = counted[EXCESS + ethnicity].number[n], streams.EXCESS_CRIME + ethnicity
            listed = list_opportunities(part, CRIMES_NAMED, cell, stream, count, listed)
    return listed


@inner
def _list_encounters(part: Any, j: int, cell: int, n: int, listed: int) -> int:
    """List a neighborhood's encounters, profiled ones where they serve a purpose."""
    counted, force = part.counted, part.place[j].force
    for ethnicity in (HISPANIC, OTHER):
        count, stream = counted[ENCOUNTERS + ethnicity].number[n], streams.ENCOUNTER + ethnicity
        listed = list_opportunities(part, ENCOUNTERS_NAMED, cell, stream, count, listed)
        if force > 0.0:
            count = counted[PROFILED + ethnicity].number[n]
            stream = streams.PROFILED_ENCOUNTER + ethnicity
            listed = list_opportunities(part, ENCOUNTERS_NAMED, cell, stream, count, listed)
    return listed
