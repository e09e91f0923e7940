"""News over arrays: who hears of a removal or a pretextual arrest, and what it adds."""

from __future__ import annotations

from typing import Any

from model import events as log
from model.compiled.drawing import draw_hearing, drawn
from model.compiled.lists import touch
from model.compiled.log import note
from model.compiled.prefetch import prefetch
from model.compiled.records import NEWS_ITEMS
from model.jit import inner
from model.population import state as bits
from model.population.ties import listeners
from model.randomness import WEEK_ZERO
from model.rules import trust


@inner
def spread_news(seed: int, part: Any, p: Any, week: int) -> None:
    """Spread the week's news and empty the list."""
    count = part.numbers[NEWS_ITEMS]
    part.numbers[NEWS_ITEMS] = 0
    if count == 0:
        return
    slots, distances = part.slots, part.distances
    for n in range(count):
        item = part.news[n]
        place = part.place[item.place]
        i = place.origin + item.slot
        household = part.person[i].household
        found = listeners(
            seed,
            place.code,
            (place.first_cell, place.last_cell),
            part.cell_first,
            part.cell_residents,
            part.cell_hispanic,
            part.cell_before,
            int(p.ties_neighborhood_group),
            int(p.ties_neighborhood),
            int(p.ties_jurisdiction_group),
            item.slot,
            item.cell,
            bits.group_of(part.state[i]) < 3,
            bits.household_position(household),
            bits.household_size(household),
            part.questions,
            part.ties,
            part.listed,
            slots,
            distances,
        )
        for s in range(found):
            prefetch(part.state, place.origin + slots[s])
            prefetch(part.person, place.origin + slots[s])
        draw_hearing(seed, part, week, place.code, item.slot, item.pretext, found)
        for s in range(found):
            where = bits.place_of(part.state[place.origin + slots[s]])
            if where == bits.COMMUNITY or where == bits.JAIL:
                u, _, _, _ = drawn(part.drawn[0], s)
                _hear(part, p, week, n, slots[s], distances[s], u)


@inner
def _hear(part: Any, p: Any, week: int, n: int, slot: int, distance: int, u: float) -> None:
    item = part.news[n]
    place = part.place[item.place]
    pretext = item.pretext != 0
    probability = trust.hear_probability(distance, p.tie_hears, p.tie_of_tie_hears)
    if u >= probability:
        return
    strength = trust.news_strength(
        distance,
        p.tie_news_weight,
        p.tie_of_tie_news_weight,
        pretext,
        p.pretext_news_ratio,
        item.no_conviction != 0,
        p.no_conviction_news_ratio,
        place.results != 0,
        p.hidden_results_ratio,
    )
    i = place.origin + slot
    touch(part, week, i)
    part.person[i].risk = trust.added(
        part.person[i].risk, trust.in_steps(strength * p.news_risk, trust.RISK_STEPS)
    )
    part.person[i].loss = trust.added(
        part.person[i].loss, trust.in_steps(strength * p.news_trust_loss, trust.TRUST_STEPS)
    )
    if not pretext:
        part.person[i].heard = week + WEEK_ZERO
    note(
        part.events,
        part.numbers,
        week,
        log.HEARD_PRETEXT if pretext else log.HEARD_REMOVAL,
        place.number,
        slot,
        item.slot,
        probability,
        u,
    )
