"""The course of a case over arrays: the second half of ``model/mesa_model/agents/jail.py``."""

from __future__ import annotations

from typing import Any

import numpy as np

from scomm.model import events as log
from scomm.model import measures, stages
from scomm.model.calendar import NEVER
from scomm.model.compiled.arrays.layout import CASES, CROWDED, DEAD_CASES
from scomm.model.compiled.log import certain, note
from scomm.model.compiled.people import move_resident
from scomm.model.compiling.jit import inner, rule
from scomm.model.population import state as bits
from scomm.model.randomness import SENTENCE, draw
from scomm.model.rules import booking, courts


def relieve_crowding(part: Any, week: int) -> None:
    """Release people where jails are over their beds, as the rules choose them."""
    n = int(part.numbers[CASES])
    case = part.case[:n]
    free = np.flatnonzero(
        (part.case_due[:n] != NEVER) & booking.may_leave_when_crowded(case["stage"], case["held"])
    )
    chosen = case[free]
    keys = booking.crowding_order(chosen["charge"], chosen["order"], chosen["slot"])
    # Of lexsort's keys the last one decides first.
    order = np.lexsort((*reversed(keys), chosen["place"]))
    free, place = free[order], chosen["place"][order]
    rank = np.arange(len(free)) - np.searchsorted(place, place)
    over = part.place["in_jail"] - part.place["jail_beds"]
    release_listed(part, week, free[rank < over[place]])
    part.numbers[CROWDED] = 0


@rule
def release_listed(part: Any, week: int, cases: Any) -> None:
    """Release the listed cases' people early."""
    for k in cases:
        release_early(part, week, k)


@inner
def release_early(part: Any, week: int, k: int) -> None:
    """Release a person before the case ends; the case continues."""
    case = part.case[k]
    move_resident(part, case.place, part.place[case.place].origin + case.slot, bits.COMMUNITY)
    certain(part, week, log.RELEASED_EARLY, case.place, case.slot, log.NOBODY)
    go_at_large(part, week, k)


@inner
def go_at_large(part: Any, week: int, k: int) -> None:
    """Continue a case while its defendant is in the community."""
    case = part.case[k]
    case.held = 0
    _begin(part, week, k, stages.AT_LARGE)


@inner
def _begin(part: Any, week: int, k: int, stage: int) -> None:
    """Begin a stage of a case, but a sentence, whose length is drawn."""
    case = part.case[k]
    case.stage = stage
    part.case_due[k] = booking.stage_ends(stage, week, case.disposition)


@inner
def advance(seed: int, part: Any, p: Any, week: int, month: int, k: int) -> None:
    """Advance a case whose stage ends this week, as far as the jail goes."""
    case = part.case[k]
    if case.stage == stages.RELEASE_DUE:
        release_early(part, week, k)
    elif case.stage == stages.AT_LARGE:
        i = part.place[case.place].origin + case.slot
        where = bits.location_of(part.state[i])
        if (
            part.person[i].arrival != case.arrival
            or where == bits.ICE_CUSTODY
            or where == bits.REMOVED
        ):
            close(part, k)
            certain(part, week, log.DROPPED, case.place, case.slot, log.NOBODY)
        else:
            _dispose(seed, part, p, week, month, k)
    elif case.stage == stages.HELD_TO_DISPOSITION:
        if case.held:
            beyond = courts.weeks_beyond_release(case.would_leave != 0, case.week, week)
            _count_weeks(part, month, k, beyond)
        _dispose(seed, part, p, week, month, k)
    else:
        if case.stage == stages.IN_PRISON:
            part.place[case.place].in_jail += 1
        _end_of_jail(part, week, month, k, booking.stage_after_jail(case.held != 0))


@inner
def _count_weeks(part: Any, month: int, k: int, weeks: int) -> None:
    """Count weeks that a person is in jail for ICE alone."""
    case = part.case[k]
    place = part.place[case.place]
    group = bits.group_of(part.state[place.origin + case.slot])
    part.counts[month, place.number, group, measures.WEEKS_HELD_FOR_ICE] += weeks


@inner
def _dispose(seed: int, part: Any, p: Any, week: int, month: int, k: int) -> None:
    """End the case in conviction or dismissal; a conviction may bring a sentence."""
    case = part.case[k]
    place = part.place[case.place]
    i = place.origin + case.slot
    state, person = part.state[i], part.person[i]
    probability = courts.conviction_probability(
        p, case.ground, case.charge, case.held != 0, place.conviction_log_odds
    )
    convicted = case.conviction < probability
    note(
        part,
        week,
        log.CONVICTED if convicted else log.DISMISSED,
        case.place,
        case.slot,
        case.charge if convicted else log.NOBODY,
        probability,
        case.conviction,
    )
    term, u_length = courts.NO_TERM, 0.0
    if convicted:
        u_length, u_aggravated, u_term, _ = draw(
            seed, SENTENCE, case.number, case.cell, place.code, case.week, case.stream
        )
        person.convictions = booking.with_conviction(
            p, person.convictions, case.charge, u_aggravated
        )
        term = courts.term_for(p, case.charge, u_term)
    if not booking.known_only_to_fbi(state & bits.FBI_ONLY != 0, convicted):
        part.state[i] = state & ~bits.FBI_ONLY
    at_large = case.stage == stages.AT_LARGE
    after = courts.stage_after_disposition(
        case.stage, case.held != 0, term, bits.location_of(state) == bits.COMMUNITY
    )
    if after == stages.SERVING or after == stages.IN_PRISON:
        if at_large:
            move_resident(part, case.place, i, bits.JAIL)
        if after == stages.IN_PRISON:
            part.place[case.place].in_jail -= 1
        case.stage = after
        part.case_due[k] = week + courts.weeks_served(p, case.charge, term, u_length)
    elif at_large:
        close(part, k)
    else:
        _end_of_jail(part, week, month, k, after)


@inner
def _end_of_jail(part: Any, week: int, month: int, k: int, after: int) -> None:
    """Begin the stage ``after`` jail, or release a person whose case has ended."""
    if after != stages.ENDED:
        # Without the hold the person would leave now; ICE comes in a week.
        _count_weeks(part, month, k, 1)
        _begin(part, week, k, after)
        return
    case = part.case[k]
    close(part, k)
    move_resident(part, case.place, part.place[case.place].origin + case.slot, bits.COMMUNITY)
    certain(part, week, log.RELEASED, case.place, case.slot, log.NOBODY)


@inner
def close(part: Any, k: int) -> None:
    """End a case: its entry is dead until the list is swept."""
    part.case_due[k] = NEVER
    part.numbers[DEAD_CASES] += 1


@inner
def sweep(part: Any) -> None:
    """Drop dead entries from the list of cases, in order, once they are a quarter of it."""
    n = part.numbers[CASES]
    if 4 * part.numbers[DEAD_CASES] < n:
        return
    kept = 0
    for k in range(n):
        if part.case_due[k] != NEVER:
            if k != kept:
                part.case[kept] = part.case[k]
                part.case_due[kept] = part.case_due[k]
            kept += 1
    part.numbers[CASES] = kept
    part.numbers[DEAD_CASES] = 0
