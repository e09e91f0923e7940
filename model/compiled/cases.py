"""The course of a case over arrays: the second half of ``model/mesa_model/agents/jail.py``."""

from __future__ import annotations

from typing import Any

import numpy as np

from scomm.model import events as log
from scomm.model import stages
from scomm.model.calendar import NEVER
from scomm.model.compiled.arrays.layout import CASES, CROWDED, DEAD_CASES
from scomm.model.compiled.log import certain, note
from scomm.model.compiled.people import put
from scomm.model.compiling.jit import inner, rule
from scomm.model.population import state as bits
from scomm.model.randomness import SENTENCE, draw
from scomm.model.rules import booking


def relieve_crowding(part: Any, week: int) -> None:
    """Release people where jails are over their beds: petty charges first, never who is held.

    Ties go by the draw of the arrest, then by slot.
    """
    n = int(part.numbers[CASES])
    case = part.case[:n]
    free = np.flatnonzero(
        (part.case_due[:n] != NEVER)
        & (case["held"] == 0)
        & np.isin(case["stage"], (stages.RELEASE_DUE, stages.HELD_TO_DISPOSITION))
    )
    chosen = case[free]
    order = np.lexsort((chosen["slot"], chosen["order"], chosen["charge"], chosen["place"]))
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
    """Release somebody before the case ends; the case goes on."""
    case = part.case[k]
    put(part, case.place, part.place[case.place].origin + case.slot, bits.COMMUNITY)
    certain(part, week, log.RELEASED_EARLY, case.place, case.slot, log.NOBODY)
    go_at_large(part, week, k)


@inner
def go_at_large(part: Any, week: int, k: int) -> None:
    """Let a case go on while its defendant is in the community."""
    case = part.case[k]
    case.stage = stages.AT_LARGE
    case.held = 0
    part.case_due[k] = max(case.disposition, week + 1)


@inner
def advance(seed: int, part: Any, p: Any, week: int, k: int) -> None:
    """Advance a case whose stage ends this week, as far as the jail goes."""
    case = part.case[k]
    if case.stage == stages.RELEASE_DUE:
        release_early(part, week, k)
    elif case.stage == stages.AT_LARGE:
        i = part.place[case.place].origin + case.slot
        where = bits.place_of(part.state[i])
        if (
            part.person[i].arrival != case.arrival
            or where == bits.ICE_CUSTODY
            or where == bits.REMOVED
        ):
            close(part, k)
            certain(part, week, log.DROPPED, case.place, case.slot, log.NOBODY)
        else:
            _dispose(seed, part, p, week, k)
    elif case.stage == stages.HELD_TO_DISPOSITION:
        _dispose(seed, part, p, week, k)
    elif case.stage == stages.SERVING:
        _end_of_jail(part, week, k)


@inner
def _dispose(seed: int, part: Any, p: Any, week: int, k: int) -> None:
    """End the case in conviction or dismissal; a conviction may bring a sentence."""
    case = part.case[k]
    place = part.place[case.place]
    i = place.origin + case.slot
    probability = booking.conviction_probability(
        case.ground == booking.PRETEXT,
        booking.by_charge(
            case.charge, p.conviction_minor, p.conviction_misdemeanor, p.conviction_felony
        ),
        p.pretext_conviction_ratio,
    )
    convicted = case.conviction < probability
    note(
        part.events,
        part.numbers,
        week,
        log.CONVICTED if convicted else log.DISMISSED,
        place.number,
        case.slot,
        case.charge if convicted else log.NOBODY,
        probability,
        case.conviction,
    )
    at_large = case.stage == stages.AT_LARGE
    felony = case.charge == booking.FELONY
    serves = False
    if convicted:
        u_length, u_aggravated, _, _ = draw(
            seed, SENTENCE, case.number, case.cell, place.code, case.week, case.stream
        )
        part.person[i].convictions = booking.with_conviction(
            part.person[i].convictions, felony, u_aggravated < p.aggravated_share
        )
        # What a local court decided is known here.
        part.state[i] = part.state[i] & ~bits.FBI_ONLY
        beside_another = at_large and bits.place_of(part.state[i]) != bits.COMMUNITY
        serves = case.charge != booking.MINOR_OFFENSE and not beside_another
        if serves:
            if at_large:
                put(part, case.place, i, bits.JAIL)
            mean = p.sentence_weeks_felony if felony else p.sentence_weeks_misdemeanor
            case.stage = stages.SERVING
            part.case_due[k] = week + booking.weeks_until(mean, u_length)
    if not serves:
        if at_large:
            close(part, k)
        else:
            _end_of_jail(part, week, k)


@inner
def _end_of_jail(part: Any, week: int, k: int) -> None:
    """Hand somebody held to ICE next week, or release them."""
    case = part.case[k]
    if case.held:
        case.stage = stages.TRANSFER_DUE
        part.case_due[k] = week + 1
        return
    close(part, k)
    put(part, case.place, part.place[case.place].origin + case.slot, bits.COMMUNITY)
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
