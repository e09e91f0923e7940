"""Booking and the course of each case, over arrays: what ``model/agents/jail.py`` does."""

from __future__ import annotations

from typing import Any

import numpy as np

from model import events as log
from model import measures
from model.agents import records as stages
from model.calendar import NEVER
from model.compiled.arrays import (
    ARRESTS,
    CASES,
    CROWDED,
    DEAD_CASES,
    NEWS_ITEMS,
    OVERFLOWED,
)
from model.compiled.log import note
from model.groups import CITIZEN
from model.jit import rule
from model.population import state as bits
from model.randomness import ARREST, CASE, SENTENCE, WEEK_ZERO, draw
from model.rules import booking, detention, trust


@rule
def put(part: Any, j: int, i: int, where: int) -> None:
    """Move resident ``i`` to the community, jail, ICE custody or out of the country."""
    state = part.state[i]
    before = bits.place_of(state)
    group = bits.group_of(state)
    if before == bits.COMMUNITY:
        part.community[j, group] -= 1
    elif before == bits.JAIL:
        part.place[j].in_jail -= 1
    if where == bits.COMMUNITY:
        part.community[j, group] += 1
    elif where == bits.JAIL:
        part.place[j].in_jail += 1
    part.state[i] = bits.moved_to(state, where)


@rule
def close(part: Any, k: int) -> None:
    """End a case: its entry is dead until the list is swept."""
    part.case_due[k] = NEVER
    part.numbers[DEAD_CASES] += 1


@rule
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


@rule
def certain(part: Any, week: int, kind: int, j: int, slot: int, by: int) -> None:
    """Write an event in which nothing was left to chance."""
    number = part.place[j].number
    note(
        part.events, part.numbers, week, kind, number, slot, by, log.CERTAIN, log.CERTAIN
    )


@rule
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


@rule
def cell_of(part: Any, j: int, slot: int) -> int:
    """Return the number of the neighborhood that a slot lies in."""
    place = part.place[j]
    low, high = place.first_cell, place.last_cell - 1
    while low < high:
        middle = (low + high + 1) // 2
        if part.cell_first[middle] <= slot:
            low = middle
        else:
            high = middle - 1
    return low - place.first_cell


@rule
def book(seed: int, part: Any, p: Any, week: int, month: int, j: int) -> None:
    """Book everybody arrested in jurisdiction ``j``, once: of two arrests the lower draw wins.

    The list of arrests is emptied.
    """
    place = part.place[j]
    n = part.numbers[ARRESTS]
    part.numbers[ARRESTS] = 0
    for a in range(n):
        arrest = part.arrest[a]
        arrest.loses = 0
        arrest.order, arrest.charge, arrest.release, arrest.disposition = draw(
            seed, ARREST, arrest.number, arrest.cell, place.code, week, arrest.stream
        )
    _decide_between(part, n)
    for a in range(n):
        if not part.arrest[a].loses:
            _book_one(seed, part, p, week, month, j, a)
    if place.in_jail > place.jail_beds:
        part.numbers[CROWDED] = 1


@rule
def _decide_between(part: Any, n: int) -> None:
    """Mark arrests of somebody whom another arrest of the week has with a lower draw.

    ``first_arrest`` is a hash table of residents: 1 + the number of the arrest that wins so far.
    """
    table = part.first_arrest
    mask = len(table) - 1
    for a in range(n):
        at = (part.arrest[a].slot * 0x9E3779B1) & mask
        while table[at] and part.arrest[table[at] - 1].slot != part.arrest[a].slot:
            at = (at + 1) & mask
        if table[at] == 0:
            table[at] = a + 1
        elif _before(part.arrest[a], part.arrest[table[at] - 1]):
            part.arrest[table[at] - 1].loses = 1
            table[at] = a + 1
        else:
            part.arrest[a].loses = 1
    for a in range(n):
        at = (part.arrest[a].slot * 0x9E3779B1) & mask
        while table[at]:
            table[at] = 0
            at = (at + 1) & mask


@rule
def _before(a: Any, b: Any) -> bool:
    """Say whether arrest ``a`` wins over ``b``: by draw, ties by the opportunity it came of."""
    if a.order != b.order:
        return a.order < b.order
    if a.cell != b.cell:
        return a.cell < b.cell
    if a.stream != b.stream:
        return a.stream < b.stream
    return a.number < b.number


@rule
def _book_one(seed: int, part: Any, p: Any, week: int, month: int, j: int, a: int) -> None:
    place, arrest = part.place[j], part.arrest[a]
    slot = arrest.slot
    i = place.origin + slot
    state, convictions = part.state[i], part.convictions[i]
    group, level = bits.group_of(state), booking.ice_level(convictions)
    counts, sums = part.counts[month, place.number], part.sums[month, place.number]
    u_convict, u_detainer, u_before, u_interview = draw(
        seed, CASE, arrest.number, arrest.cell, place.code, week, arrest.stream
    )
    if arrest.ground == booking.PRETEXT:
        add_news(part, j, slot, cell_of(part, j, slot), True, level == 0)
    charge = booking.charge(
        arrest.ground,
        p.felony_share_violent,
        p.felony_share_property,
        p.felony_share_cause,
        p.misdemeanor_share_minor,
        arrest.charge,
    )
    put(part, j, i, bits.JAIL)
    certain(part, week, log.BOOKED, j, slot, charge)
    counts[group, measures.PRINTS] += 1
    forwards = week < place.refuses_from
    matched = booking.matches(state & bits.IN_IDENT != 0, place.active_since <= week, forwards)
    found = not matched and (
        arrest.inquiry != 0
        or booking.found_otherwise(
            group % 3 != CITIZEN,
            place.screened != 0,
            place.felony_only != 0,
            charge,
            p.interview_detection,
            u_interview,
        )
    )
    if matched:
        counts[group, measures.MATCHES] += 1
        certain(part, week, log.MATCHED, j, slot, log.NOBODY)
    if found:
        certain(part, week, log.FOUND, j, slot, log.NOBODY)
    held = False
    if matched or found:
        probability = detention.detainer_probability(
            group % 3,
            level,
            charge,
            p.detainer_level1,
            p.detainer_level2,
            p.detainer_level3,
            p.detainer_felony_charge,
            p.detainer_other_charge,
            p.detainer_lawful_ratio,
            p.detainer_citizen,
        )
        if matched:
            sums[group, measures.EXPECTED_DETAINERS] += measures.fixed(probability)
        if u_detainer < probability:
            if matched:
                counts[group, measures.DETAINERS] += 1
            note(
                part.events,
                part.numbers,
                week,
                log.DETAINER,
                place.number,
                slot,
                log.NOBODY,
                probability,
                u_detainer,
            )
            held = detention.detainer_honored(place.policy, level, charge)
    if held:
        certain(part, week, log.HELD, j, slot, log.NOBODY)
        if matched:
            counts[group, measures.HOLDS] += 1
    mean = booking.by_charge(
        charge,
        p.disposition_weeks_minor,
        p.disposition_weeks_misdemeanor,
        p.disposition_weeks_felony,
    )
    disposition = week + booking.weeks_until(mean, arrest.disposition)
    stage, due = stages.HELD_TO_DISPOSITION, disposition
    if held:
        if u_before < place.before_share:
            stage, due = stages.TRANSFER_DUE, week + 1
    else:
        serious = booking.is_serious(level)
        known = booking.record_known(state & bits.FBI_ONLY != 0, forwards)
        probability = booking.release_probability(
            booking.by_charge(charge, p.release_minor, p.release_misdemeanor, p.release_felony),
            serious and known,
            p.serious_record_release_ratio,
        )
        released = arrest.release < probability
        if serious and not known:
            sums[group, measures.EXPECTED_UNRECOGNIZED_RELEASES] += measures.fixed(probability)
            if released:
                counts[group, measures.UNRECOGNIZED_RELEASES] += 1
        if released:
            stage, due = stages.RELEASE_DUE, week + 1
    _open_case(part, j, a, week, charge, matched, held, disposition, u_convict, stage, due)
    if arrest.victim >= 0:
        _thank(part, p, week, j, arrest.victim)


@rule
def _open_case(
    part: Any,
    j: int,
    a: int,
    week: int,
    charge: int,
    matched: bool,
    held: bool,
    disposition: int,
    conviction: float,
    stage: int,
    due: int,
) -> None:
    k = part.numbers[CASES]
    if k == len(part.case):
        part.numbers[OVERFLOWED] = 1
        return
    arrest, case = part.arrest[a], part.case[k]
    case.order = arrest.order
    case.conviction = conviction
    case.successor = 0.0
    case.slot = arrest.slot
    case.place = j
    case.cell = arrest.cell
    case.number = arrest.number
    case.week = week
    case.disposition = disposition
    case.arrival = part.arrival[part.place[j].origin + arrest.slot]
    case.stream = arrest.stream
    case.ground = arrest.ground
    case.charge = charge
    case.stage = stage
    case.matched = 1 if matched else 0
    case.held = 1 if held else 0
    case.removed = 0
    part.case_due[k] = due
    part.numbers[CASES] = k + 1


@rule
def touch(part: Any, p: Any, week: int, i: int) -> None:
    """Bring a resident's excesses up to date, before something is added to one."""
    now = week + WEEK_ZERO
    since = now - part.touched[i]
    part.risk[i] = trust.relaxed(part.risk[i], since, p.risk_half_life)
    part.loss[i] = trust.relaxed(part.loss[i], since, p.trust_half_life)
    part.gain[i] = trust.relaxed(part.gain[i], since, p.trust_half_life)
    part.touched[i] = now


@rule
def _thank(part: Any, p: Any, week: int, j: int, victim: int) -> None:
    """Let the victim whose report led to an arrest, and the household, gain trust."""
    origin = part.place[j].origin
    byte = part.household[origin + victim]
    first = victim - bits.household_position(byte)
    gain = trust.in_steps(p.help_trust_gain, trust.TRUST_STEPS)
    for member in range(first, first + bits.household_size(byte)):
        i = origin + member
        where = bits.place_of(part.state[i])
        if where == bits.COMMUNITY or where == bits.JAIL:
            touch(part, p, week, i)
            part.gain[i] = trust.added(part.gain[i], gain)
            certain(part, week, log.HELPED, j, member, victim)


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


@rule
def release_early(part: Any, week: int, k: int) -> None:
    """Release somebody before the case ends; the case goes on."""
    case = part.case[k]
    put(part, case.place, part.place[case.place].origin + case.slot, bits.COMMUNITY)
    certain(part, week, log.RELEASED_EARLY, case.place, case.slot, log.NOBODY)
    go_at_large(part, week, k)


@rule
def go_at_large(part: Any, week: int, k: int) -> None:
    """Let a case go on while its defendant is in the community."""
    case = part.case[k]
    case.stage = stages.AT_LARGE
    case.held = 0
    part.case_due[k] = max(case.disposition, week + 1)


@rule
def advance(seed: int, part: Any, p: Any, week: int, k: int) -> None:
    """Advance a case whose stage ends this week, as far as the jail goes."""
    case = part.case[k]
    if case.stage == stages.RELEASE_DUE:
        release_early(part, week, k)
    elif case.stage == stages.AT_LARGE:
        i = part.place[case.place].origin + case.slot
        where = bits.place_of(part.state[i])
        if (
            part.arrival[i] != case.arrival
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


@rule
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
        part.convictions[i] = booking.with_conviction(
            part.convictions[i], felony, u_aggravated < p.aggravated_share
        )
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


@rule
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
