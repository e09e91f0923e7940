"""Booking over arrays: the first half of what ``model/mesa_model/agents/jail.py`` does."""

from __future__ import annotations

from typing import Any

from scomm.model import events as log
from scomm.model import measures
from scomm.model.compiled.arrays.layout import ARRESTS, CASES, OF_ARREST, OF_CASE, OVERFLOWED
from scomm.model.compiled.drawing import draw_arrests, drawn
from scomm.model.compiled.follow_ups import seek
from scomm.model.compiled.log import certain, note
from scomm.model.compiled.news import add_news, cell_of
from scomm.model.compiled.people import move_resident, touch
from scomm.model.compiling.jit import inner
from scomm.model.compiling.prefetch import prefetch
from scomm.model.groups import status_of
from scomm.model.population import state as bits
from scomm.model.randomness import PRINTS, draw
from scomm.model.rules import booking, courts, detention, trust


@inner
def book(seed: int, part: Any, p: Any, week: int, month: int) -> None:
    """Book every person whose arrest is listed, once: of two arrests the lower draw wins.

    The list of arrests is emptied.
    """
    n = part.numbers[ARRESTS]
    part.numbers[ARRESTS] = 0
    for a in range(n):
        arrest = part.arrest[a]
        arrest.resident = part.place[arrest.place].origin + arrest.slot
        prefetch(part.person, arrest.resident)
        arrest.loses = 0
    draw_arrests(seed, part, week, n)
    _decide_between(part, n)
    for a in range(n):
        if not part.arrest[a].loses:
            _book_one(seed, part, p, week, month, a)


@inner
def _decide_between(part: Any, n: int) -> None:
    """Mark arrests of a person whom another arrest of the week has with a lower draw.

    ``first_arrest`` is a hash table of residents: 1 + the number of the arrest that wins so far.
    """
    table = part.first_arrest
    entries = 64
    while entries < 2 * n:
        entries *= 2
    mask = entries - 1
    for a in range(n):
        at = (part.arrest[a].resident * 0x9E3779B1) & mask
        while table[at] and part.arrest[table[at] - 1].resident != part.arrest[a].resident:
            at = (at + 1) & mask
        if table[at] == 0:
            table[at] = a + 1
        elif _before(part, a, table[at] - 1):
            part.arrest[table[at] - 1].loses = 1
            table[at] = a + 1
        else:
            part.arrest[a].loses = 1
    for a in range(n):
        at = (part.arrest[a].resident * 0x9E3779B1) & mask
        while table[at]:
            table[at] = 0
            at = (at + 1) & mask


@inner
def _before(part: Any, first: int, second: int) -> bool:
    """Compare two arrests of a person: the lower draw wins, ties go by the opportunity."""
    of_arrest = part.arrest_drawn[OF_ARREST]
    order_first, _, _, _ = drawn(of_arrest, first)
    order_second, _, _, _ = drawn(of_arrest, second)
    if order_first != order_second:
        return order_first < order_second
    a, b = part.arrest[first], part.arrest[second]
    if a.cell != b.cell:
        return bool(a.cell < b.cell)
    if a.stream != b.stream:
        return bool(a.stream < b.stream)
    return bool(a.number < b.number)


@inner
def _book_one(seed: int, part: Any, p: Any, week: int, month: int, a: int) -> None:
    arrest = part.arrest[a]
    j, slot, i = arrest.place, arrest.slot, arrest.resident
    place = part.place[j]
    state, convictions = part.state[i], part.person[i].convictions
    group, level = bits.group_of(state), booking.ice_level(convictions)
    counts, sums = part.counts[month, place.number], part.sums[month, place.number]
    u_order, u_charge, u_release, u_disposition = drawn(part.arrest_drawn[OF_ARREST], a)
    u_convict, u_detainer, u_before, u_interview = drawn(part.arrest_drawn[OF_CASE], a)
    if arrest.ground == booking.PRETEXT:
        add_news(part, j, slot, cell_of(part, j, slot), True, level == 0)
    charge = booking.charge_for(p, arrest.ground, u_charge)
    move_resident(part, j, i, bits.JAIL)
    certain(part, week, log.BOOKED, j, slot, charge)
    u_electronic, _, _, _ = draw(
        seed, PRINTS, arrest.number, arrest.cell, place.code, week, arrest.stream
    )
    electronic = booking.taken_electronically(p, week, place.electronic_from, u_electronic)
    if electronic:
        counts[group, measures.PRINTS] += 1
    forwards = week < place.refuses_from
    matched = booking.matches(
        electronic, state & bits.IN_IDENT != 0, place.active_since <= week, forwards
    )
    refers = booking.may_refer(place.felony_only != 0, charge, arrest.ground)
    found = booking.found_otherwise(
        matched, arrest.inquiry != 0, refers, place.detection, status_of(group), u_interview
    )
    if matched:
        counts[group, measures.MATCHES] += 1
        certain(part, week, log.MATCHED, j, slot, log.NOBODY)
    if found:
        certain(part, week, log.FOUND, j, slot, log.NOBODY)
    detainer = held = False
    if matched or found:
        probability = detention.detainer_probability(
            p,
            status_of(group),
            level,
            charge,
            booking.has_prior_order(convictions),
            detention.memo_in_force(part.memo_weeks, week),
        )
        if matched:
            sums[group, measures.EXPECTED_DETAINERS] += measures.fixed(probability)
        detainer = u_detainer < probability
        if detainer:
            if matched:
                counts[group, measures.DETAINERS] += 1
            note(
                part,
                week,
                log.DETAINER,
                j,
                slot,
                log.NOBODY,
                probability,
                u_detainer,
            )
            held = detention.detainer_honored(place.policy, level, charge)
    if held:
        place.enforced += 1
        certain(part, week, log.HELD, j, slot, log.NOBODY)
        if matched:
            counts[group, measures.HOLDS] += 1
    disposition = week + courts.disposition_weeks(p, charge, u_disposition)
    serious = booking.is_serious(level)
    known = booking.record_known(state & bits.FBI_ONLY != 0, forwards)
    probability = booking.release_probability(p, charge, serious and known)
    would_leave = u_release < probability
    if not held and serious and not known:
        sums[group, measures.EXPECTED_UNRECOGNIZED_RELEASES] += measures.fixed(probability)
        if would_leave:
            counts[group, measures.UNRECOGNIZED_RELEASES] += 1
    k = _open_case(part, a, week, u_order, u_convict)
    if k >= 0:
        case = part.case[k]
        case.charge = charge
        case.matched = 1 if matched else 0
        case.held = 1 if held else 0
        case.would_leave = 1 if would_leave else 0
        case.disposition = disposition
        case.stage = booking.first_stage(held, place.before_share, would_leave, u_before)
        part.case_due[k] = booking.stage_ends(case.stage, week, disposition)
        if detainer and not held:
            seek(seed, part, p, week, k)
    if arrest.victim >= 0:
        _thank(part, p, week, j, arrest.victim)


@inner
def _open_case(part: Any, a: int, week: int, order: float, conviction: float) -> int:
    """List the case of an arrest, with its two draws; return its position, -1 without room."""
    k: int = part.numbers[CASES]
    if k == len(part.case):
        part.numbers[OVERFLOWED] = 1
        return -1
    arrest, case = part.arrest[a], part.case[k]
    case.order = order
    case.conviction = conviction
    case.successor = 0.0
    case.slot = arrest.slot
    case.place = arrest.place
    case.cell = arrest.cell
    case.number = arrest.number
    case.week = week
    case.arrival = part.person[arrest.resident].arrival
    case.stream = arrest.stream
    case.ground = arrest.ground
    case.removed = 0
    part.numbers[CASES] = k + 1
    return k


@inner
def _thank(part: Any, p: Any, week: int, j: int, victim: int) -> None:
    """Let the victim whose report led to an arrest, and the household, gain trust."""
    origin = part.place[j].origin
    byte = part.person[origin + victim].household
    first = victim - bits.household_position(byte)
    for member in range(first, first + bits.household_size(byte)):
        i = origin + member
        where = bits.location_of(part.state[i])
        if where == bits.COMMUNITY or where == bits.JAIL:
            touch(part, week, i)
            trust.be_helped(p, part.person[i])
            certain(part, week, log.HELPED, j, member, victim)
