"""The number of opportunities of each kind by neighborhood and week, computed in batches.

Taking the next possible number for all of them at once is quicker than for one after the other: for
each it would be another surprise to the processor when to stop. Neighborhoods of several
jurisdictions are taken together, since many a jurisdiction has only one.
"""

from __future__ import annotations

from typing import Any

from scomm.model.compiled.arrays.layout import (
    COUNTS_DRAWN,
    ENCOUNTER_COUNTS_DRAWN,
    EXCESS_COUNTS_DRAWN,
    KINDS,
    PROFILED,
)
from scomm.model.compiled.drawing import draw_batch, put_key
from scomm.model.compiling.jit import inner
from scomm.model.compiling.lanes import LANES, lanes_for
from scomm.model.randomness import COUNTS, ENCOUNTER_COUNTS, EXCESS_COUNTS
from scomm.model.rules import opportunity


@inner
def count_opportunities(seed: int, part: Any, week: int, first: int) -> None:
    """Count the opportunities of up to ``LANES`` neighborhoods, from ``first`` on.

    The numbers are in ``Part.counted``; of profiled encounters and of crimes beyond the base only
    if something can come of them in one of the neighborhoods.
    """
    count = min(LANES, len(part.cell) - first)
    profiled = excess = False
    for n in range(count):
        cell = part.cell[first + n]
        place = part.place[cell.place]
        profiled |= place.force > 0.0
        excess |= place.excess != 0
        for row in range(3):
            put_key(part.count_drawn[row], n, 0, cell.number, place.code, 0)
    u = part.count_drawn
    draw_batch(seed, COUNTS, u[COUNTS_DRAWN], week, count)
    draw_batch(seed, ENCOUNTER_COUNTS, u[ENCOUNTER_COUNTS_DRAWN], week, count)
    kinds = PROFILED + 2 if profiled else PROFILED
    if excess:
        draw_batch(seed, EXCESS_COUNTS, u[EXCESS_COUNTS_DRAWN], week, count)
        kinds = KINDS
    for kind in range(kinds):
        _count(
            part.rate[first // LANES, kind],
            u[kind // 4].u[kind % 4],
            part.counted[kind],
            lanes_for(count),
        )


@inner
def _count(rate: Any, u: Any, counted: Any, lanes: int) -> None:
    """Count one kind of opportunity, as ``opportunity.poisson`` does for one neighborhood."""
    more = False
    for n in range(lanes):
        counted.term[n] = rate.none[n]
        counted.total[n] = rate.none[n]
        counted.number[n] = 0
        more |= u[n] >= rate.none[n]
    number = 0
    while more and number < opportunity.MOST:
        number += 1
        more = False
        for n in range(lanes):
            counted.number[n] += u[n] >= counted.total[n]
            term = opportunity.next_term(counted.term[n], rate.mean[n], number)
            total = counted.total[n] + term
            counted.term[n] = term
            counted.total[n] = total
            more |= u[n] >= total
