"""Deployment, what offenders learn, moves and the panel, over arrays: the edges of a week."""

from __future__ import annotations

from typing import Any, Final

from model import events as log
from model import measures
from model.calendar import NEVER
from model.compiled.drawing import draw_all, drawn, key
from model.compiled.lists import certain
from model.compiled.log import note
from model.compiled.naming import list_opportunities
from model.compiled.people import probability_aware, risk_of, trust_of, usual_of
from model.compiled.prefetch import prefetch
from model.compiled.records import (
    BEFORE,
    ENOUGH_NAMED,
    FACTOR,
    MOVES_NAMED,
    NEWCOMERS_DRAWN,
    REPORTS,
    VICTIMIZATIONS,
)
from model.jit import inner
from model.measures import YEAR
from model.population import state as bits
from model.population.residents import records
from model.randomness import MOVE, RESIDENT, WEEK_ZERO
from model.rules import crime, deployment, opportunity, policing
from model.streams import MOVE as MOVE_STREAM


@inner
def _deactivate(part: Any, week: int, j: int) -> None:
    place = part.place[j]
    place.active_since = NEVER
    place.planned = week
    certain(part, week, log.DEACTIVATED, j, log.NOBODY, log.NOBODY)


@inner
def deploy(
    part: Any,
    p: Any,
    week: int,
    j: int,
    regime: int,
    procedure_week: int,
    mandatory_week: int,
) -> None:
    """Let a jurisdiction ask to opt out, learn of the outcome, and be activated, each when due."""
    place = part.place[j]
    events, numbers, number = part.events, part.numbers, place.number
    if place.asks_out and week == place.request:
        note(events, numbers, week, log.ASKED_OUT, number, -1, -1, log.CERTAIN, log.CERTAIN)
    if place.asks_out and week == place.request + int(p.meeting_weeks):
        outcome = deployment.opt_out_outcome(
            deployment.regime_in_force(regime, week, procedure_week, mandatory_week),
            place.special != 0,
            place.approves != 0,
            p.procedure_released_share,
            p.procedure_delayed_share,
            place.opt_out_draw,
        )
        note(events, numbers, week, log.RESOLVED, number, -1, outcome, log.CERTAIN, log.CERTAIN)
        if outcome != deployment.DENIED:
            if place.active_since != NEVER:
                _deactivate(part, week, j)
            if outcome == deployment.RELEASED:
                place.planned = NEVER
            else:
                place.planned += int(p.procedure_delay_weeks)
    if week >= place.refuses_from:
        # Without prints there is no program: nothing is matched and no result can be seen.
        if place.active_since != NEVER:
            _deactivate(part, week, j)
    elif place.active_since == NEVER and place.planned <= week:
        place.active_since = week
        note(events, numbers, week, log.ACTIVATED, number, -1, -1, log.CERTAIN, log.CERTAIN)
    place.visible = policing.check_visible(
        place.active_since <= week, place.results != 0, place.jail_287g != 0, place.inquiry != 0
    )
    # Nothing can come of the excess stream otherwise, so it need not be drawn.
    place.excess = part.memory[j, 0, FACTOR] > 1.0 or part.memory[j, 1, FACTOR] > 1.0


@inner
def learn(part: Any, p: Any, week: int, j: int, kept: float) -> None:
    """Let offenders take in the week's reporting; during the burn-in, set what it was before.

    ``kept`` is the share of what they know that they still know a week later.
    """
    for e in range(2):
        known = part.memory[j, e]
        reports, victimizations = part.seen[j, e, 0] / measures.ONE, part.seen[j, e, 1]
        part.seen[j, e, 0] = 0
        part.seen[j, e, 1] = 0
        if week < 0:
            if week >= -(int(p.burn_in_weeks) // 2):
                known[REPORTS] += reports
                known[VICTIMIZATIONS] += victimizations
        else:
            known[REPORTS] = known[REPORTS] * kept + reports
            known[VICTIMIZATIONS] = known[VICTIMIZATIONS] * kept + victimizations
        if week == -1 and known[VICTIMIZATIONS] > 0.0:
            known[BEFORE] = known[REPORTS] / known[VICTIMIZATIONS]
            known[REPORTS] = 0.0
            known[VICTIMIZATIONS] = 0.0
        if week >= -1:
            recent = crime.recent_reporting(
                known[REPORTS], known[VICTIMIZATIONS], known[BEFORE], p.deterrence_prior_weight
            )
            known[FACTOR] = crime.deterrence_factor(recent, known[BEFORE], p.deterrence_elasticity)


@inner
def make_room(
    part: Any, p: Any, week: int, j: int, slot: int, u: tuple[float, float, float, float]
) -> None:
    """Let a newcomer of the same group take a place in ``week``, unless one just did."""
    place = part.place[j]
    i = place.origin + slot
    arrival = week + WEEK_ZERO
    person = part.person[i]
    if person.arrival == arrival:
        return
    if bits.place_of(part.state[i]) != bits.COMMUNITY:
        part.community[j, bits.group_of(part.state[i])] += 1
    state, convictions = records(part.state[i], u, p)
    part.state[i] = state
    person.convictions = convictions
    person.arrival = arrival
    person.risk = 0
    person.loss = 0
    person.gain = 0
    person.touched = 0
    person.heard = 0
    note(
        part.events,
        part.numbers,
        week,
        log.MOVED_IN,
        place.number,
        slot,
        -1,
        log.CERTAIN,
        log.CERTAIN,
    )


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
                if bits.place_of(part.state[i]) == bits.COMMUNITY:
                    make_room(part, p, week, mover.place, mover.slot, drawn(newcomers, n))
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


@inner
def count_residents(part: Any, month: int, j: int) -> None:
    """Add the week's residents in the community."""
    number = part.place[j].number
    for group in range(6):
        part.counts[month, number, group, measures.RESIDENT_WEEKS] += part.community[j, group]


# How many residents ahead of the one measured are asked for.
_AHEAD: Final = 16


@inner
def measure_panel(part: Any, p: Any, week: int, month: int, j: int, residents: int) -> None:
    """Add the panel's trust, perceived risk and who heard of a removal within a year."""
    place = part.place[j]
    counts, sums = part.counts[month, place.number], part.sums[month, place.number]
    stride = measures.panel_stride(residents)
    # Whom no news has touched, and who was here at activation, is like everybody such.
    aware = probability_aware(part, place, week, 0, 0)
    level, risk = usual_of(place, p, aware)
    usual_trust, usual_risk = measures.fixed(level), measures.fixed(risk)
    latest_arrival = place.active_since + WEEK_ZERO
    usual = part.usual
    for group in range(6):
        usual[group] = 0
    for i in range(place.origin, place.origin + residents, stride):
        prefetch(part.person, i + _AHEAD * stride)
        state = part.state[i]
        if bits.place_of(state) != bits.COMMUNITY:
            continue
        group, person = bits.group_of(state), part.person[i]
        if person.touched == 0 and person.arrival <= latest_arrival:
            usual[group] += stride
            continue
        counts[group, measures.PANEL_RESIDENTS] += stride
        aware = probability_aware(part, place, week, person.arrival, person.heard)
        if person.touched == 0:
            level, risk = usual_of(place, p, aware)
        else:
            level = trust_of(part, place, p, week, aware, person)
            risk = risk_of(part, place, p, week, aware, person)
        sums[group, measures.PANEL_TRUST] += measures.fixed(level) * stride
        sums[group, measures.PANEL_RISK] += measures.fixed(risk) * stride
        if person.heard > 0 and week + WEEK_ZERO - person.heard < YEAR:
            counts[group, measures.PANEL_HEARD] += stride
    for group in range(6):
        counts[group, measures.PANEL_RESIDENTS] += usual[group]
        sums[group, measures.PANEL_TRUST] += usual_trust * usual[group]
        sums[group, measures.PANEL_RISK] += usual_risk * usual[group]
