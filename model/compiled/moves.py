"""Moves over arrays: residents leave, and newcomers take their slots."""

from __future__ import annotations

from typing import Any

from scomm.model import events as log
from scomm.model.compiled.arrays.layout import (
    ENOUGH_NAMED,
    MOVES_NAMED,
    NEWCOMERS_DRAWN,
)
from scomm.model.compiled.drawing import draw_all, drawn, key
from scomm.model.compiled.log import certain
from scomm.model.compiled.who_meets_whom import list_opportunities
from scomm.model.compiling.jit import inner
from scomm.model.compiling.prefetch import prefetch
from scomm.model.population import state as bits
from scomm.model.randomness import MOVE, RESIDENT, WEEK_ZERO
from scomm.model.rules import opportunity, trust
from scomm.model.streams import MOVE as MOVE_STREAM


@inner
def replace_resident(
    part: Any, p: Any, week: int, j: int, slot: int, u: tuple[float, float, float, float]
) -> None:
    """Let a newcomer of the same group take a resident's slot in ``week``, unless one just did."""
    place = part.place[j]
    i = place.origin + slot
    arrival = week + WEEK_ZERO
    person = part.person[i]
    if person.arrival == arrival:
        return
    if bits.location_of(part.state[i]) != bits.COMMUNITY:
        part.community[j, bits.group_of(part.state[i])] += 1
    part.state[i], convictions = bits.newcomer(p, part.state[i], u)
    trust.replace(person, convictions, arrival)
    certain(part, week, log.MOVED_IN, j, slot, log.NOBODY)


@inner
def move(seed: int, part: Any, p: Any, week: int) -> None:
    """Go through the week's moves; who is in jail, in ICE custody or removed does not move."""
    listed, last = 0, len(part.cell) - 1
    newcomers = part.drawn[NEWCOMERS_DRAWN]
    for cell in range(last + 1):
        # One draw names four movers.
        blocks = (part.moves[cell] + 3) // 4
        listed = list_opportunities(part, MOVES_NAMED, cell, MOVE_STREAM, blocks, listed)
        if 4 * listed >= ENOUGH_NAMED or cell == last:
            movers = _name_movers(seed, part, week, listed)
            draw_all(seed, RESIDENT, newcomers, 0, movers)
            for n in range(movers):
                mover = part.movers[n]
                i = part.place[mover.place].origin + mover.slot
                if bits.location_of(part.state[i]) == bits.COMMUNITY:
                    replace_resident(part, p, week, mover.place, mover.slot, drawn(newcomers, n))
            listed = 0


@inner
def _name_movers(seed: int, part: Any, week: int, listed: int) -> int:
    """Name who leaves the neighborhoods whose moves are listed; return how many are named."""
    batches, newcomers = part.drawn[MOVES_NAMED], part.drawn[NEWCOMERS_DRAWN]
    draw_all(seed, MOVE, batches, week, listed)
    named = 0
    for n in range(listed):
        o, u = part.named[MOVES_NAMED, n], drawn(batches, n)
        j = part.cell[o.cell].place
        place = part.place[j]
        for k in range(min(part.moves[o.cell] - 4 * o.number, 4)):
            slot = part.cell_first[o.cell] + opportunity.pick(u[k], part.cell_residents[o.cell])
            prefetch(part.state, place.origin + slot)
            prefetch(part.person, place.origin + slot)
            part.movers[named].place = j
            part.movers[named].slot = slot
            key(newcomers, named, slot, week + WEEK_ZERO, place.code, 0)
            named += 1
    return named
