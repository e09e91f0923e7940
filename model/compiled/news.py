"""News over arrays: who hears of a removal or a pretextual arrest, and what it adds."""

from __future__ import annotations

from typing import Any

from scomm.model import events as log
from scomm.model.compiled.arrays.layout import (
    NEWS_ITEMS,
    OVERFLOWED,
)
from scomm.model.compiled.drawing import draw_all, key
from scomm.model.compiled.log import note
from scomm.model.compiled.people import touch
from scomm.model.compiling.jit import inner
from scomm.model.compiling.lanes import LANES
from scomm.model.compiling.prefetch import prefetch
from scomm.model.groups import is_hispanic
from scomm.model.population import state as bits
from scomm.model.population.ties import HOUSEHOLD_ALONG, Network, Reach, listeners
from scomm.model.randomness import NEWS
from scomm.model.rules import trust


@inner
def spread_news(seed: int, part: Any, p: Any, week: int) -> None:
    """Spread the week's news and empty the list."""
    count = part.numbers[NEWS_ITEMS]
    part.numbers[NEWS_ITEMS] = 0
    if count == 0:
        return
    same_group, any_group = int(p.ties_neighborhood_group), int(p.ties_neighborhood)
    far = int(p.ties_jurisdiction_group)
    for n in range(count):
        item = part.news[n]
        place = part.place[item.place]
        i = place.origin + item.slot
        household = part.person[i].household
        _draw_paths(seed, part, p, week, n, same_group + any_group + far)
        network = Network(
            seed,
            place.code,
            (place.first_cell, place.last_cell),
            part.cell_first,
            part.cell_residents,
            part.cell_hispanic,
            part.cell_before,
            same_group,
            any_group,
            far,
        )
        reach = Reach(
            part.questions,
            part.ties,
            part.asked,
            part.listed,
            part.slots,
            part.distances,
            part.along,
        )
        hispanic = is_hispanic(bits.group_of(part.state[i]))
        found = listeners(network, item.slot, item.cell, hispanic, household, part.carries, reach)
        for s in range(found):
            prefetch(part.state, place.origin + part.slots[s])
            prefetch(part.person, place.origin + part.slots[s])
        for s in range(found):
            where = bits.location_of(part.state[place.origin + part.slots[s]])
            if where == bits.COMMUNITY or where == bits.JAIL:
                _hear(part, p, week, n, s)


@inner
def _draw_paths(seed: int, part: Any, p: Any, week: int, n: int, each: int) -> None:
    """Decide along which paths the ``n``-th item goes; a block serves four."""
    item, batches = part.news[n], part.drawn[0]
    code, count = part.place[item.place].code, each * (each + 1)
    blocks = (count + 3) // 4
    for block in range(blocks):
        key(batches, block, item.slot, block, code, item.pretext)
    draw_all(seed, NEWS, batches, week, blocks)
    for path in range(count):
        distance = trust.TIE if path < each else trust.TIE_OF_TIE
        probability = trust.hear_probability(p, distance)
        part.carries[path] = _luck(part, path) < probability


@inner
def _luck(part: Any, path: int) -> float:
    batch, lane = part.drawn[0, path // 4 // LANES], path // 4 % LANES
    u: float = batch.u[path % 4, lane]
    return u


@inner
def _hear(part: Any, p: Any, week: int, n: int, s: int) -> None:
    """Let the ``s``-th listener hear the ``n``-th item."""
    item, slot, distance, along = part.news[n], part.slots[s], part.distances[s], part.along[s]
    place, pretext = part.place[item.place], item.pretext != 0
    probability, u = log.CERTAIN, log.CERTAIN
    if along != HOUSEHOLD_ALONG:
        probability = trust.hear_probability(p, distance)
        u = _luck(part, along)
    strength = trust.news_strength(
        p, distance, pretext, item.no_conviction != 0, place.results != 0
    )
    i = place.origin + slot
    touch(part, week, i)
    trust.hear(p, part.person[i], strength, pretext, week)
    note(
        part,
        week,
        log.HEARD_PRETEXT if pretext else log.HEARD_REMOVAL,
        item.place,
        slot,
        item.slot,
        probability,
        u,
    )


@inner
def add_news(part: Any, j: int, slot: int, cell: int, pretext: bool, no_conviction: bool) -> None:
    """List something that will be heard of at the end of the week; ``cell`` in the jurisdiction."""
    n = part.numbers[NEWS_ITEMS]
    if n == len(part.news):
        part.numbers[OVERFLOWED] = 1
        return
    item = part.news[n]
    item.place = j
    item.slot = slot
    item.cell = cell
    item.pretext = 1 if pretext else 0
    item.no_conviction = 1 if no_conviction else 0
    part.numbers[NEWS_ITEMS] = n + 1


@inner
def cell_of(part: Any, j: int, slot: int) -> int:
    """Return the number of the neighborhood that a slot lies in."""
    place = part.place[j]
    first: int = place.first_cell
    low, high = first, place.last_cell - 1
    while low < high:
        middle = (low + high + 1) // 2
        if part.cell_first[middle] <= slot:
            low = middle
        else:
            high = middle - 1
    return low - first
