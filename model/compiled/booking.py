"""Booking over arrays: the first half of what ``model/mesa_model/agents/jail.py`` does."""

from __future__ import annotations

from typing import Any

from scomm.model import events as log
from scomm.model import measures, stages
from scomm.model.compiled.arrays.layout import ARRESTS, CASES, OF_ARREST, OF_CASE, OVERFLOWED
from scomm.model.compiled.drawing import draw_arrests, drawn
from scomm.model.compiled.log import certain, note
from scomm.model.compiled.news import add_news, cell_of
from scomm.model.compiled.people import put, touch
from scomm.model.compiling.jit import inner
from scomm.model.compiling.prefetch import prefetch
from scomm.model.groups import CITIZEN
from scomm.model.population import state as bits
from scomm.model.rules import booking, detention, trust


@inner
def book(seed: int, part: Any, p: Any, week: int, month: int) -> None:
    """Book everybody whose arrest is listed, once: of two arrests the lower draw wins.

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
            _book_one(part, p, week, month, a)


@inner
def _decide_between(part: Any, n: int) -> None:
    """Mark arrests of somebody whom another arrest of the week has with a lower draw.

    ``first_arrest`` is a hash table of residents: 1 + the number of the arrest that wins so far.
    """
    table = part.first_arrest
    places = 64
    while places < 2 * n:
        places *= 2
    mask = places - 1
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
    """Say whether an arrest wins over another: by draw, ties by the opportunity it came of."""
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
def _book_one(part: Any, p: Any, week: int, month: int, a: int) -> None:
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
    charge = booking.charge(
        arrest.ground,
        p.felony_share_violent,
        p.felony_share_property,
        p.felony_share_cause,
        p.misdemeanor_share_minor,
        u_charge,
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
            arrest.ground == booking.INDEX_VIOLENT,
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
    disposition = week + booking.weeks_until(mean, u_disposition)
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
        released = u_release < probability
        if serious and not known:
            sums[group, measures.EXPECTED_UNRECOGNIZED_RELEASES] += measures.fixed(probability)
            if released:
                counts[group, measures.UNRECOGNIZED_RELEASES] += 1
        if released:
            stage, due = stages.RELEASE_DUE, week + 1
    _open_case(part, a, week, u_order, charge, matched, held, disposition, u_convict, stage, due)
    if arrest.victim >= 0:
        _thank(part, p, week, j, arrest.victim)


@inner
def _open_case(
    part: Any,
    a: int,
    week: int,
    order: float,
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
    case.order = order
    case.conviction = conviction
    case.successor = 0.0
    case.slot = arrest.slot
    case.place = arrest.place
    case.cell = arrest.cell
    case.number = arrest.number
    case.week = week
    case.disposition = disposition
    case.arrival = part.person[arrest.resident].arrival
    case.stream = arrest.stream
    case.ground = arrest.ground
    case.charge = charge
    case.stage = stage
    case.matched = 1 if matched else 0
    case.held = 1 if held else 0
    case.removed = 0
    part.case_due[k] = due
    part.numbers[CASES] = k + 1


@inner
def _thank(part: Any, p: Any, week: int, j: int, victim: int) -> None:
    """Let the victim whose report led to an arrest, and the household, gain trust."""
    origin = part.place[j].origin
    byte = part.person[origin + victim].household
    first = victim - bits.household_position(byte)
    gain = trust.in_steps(p.help_trust_gain, trust.TRUST_STEPS)
    for member in range(first, first + bits.household_size(byte)):
        i = origin + member
        where = bits.place_of(part.state[i])
        if where == bits.COMMUNITY or where == bits.JAIL:
            touch(part, week, i)
            part.person[i].gain = trust.added(part.person[i].gain, gain)
            certain(part, week, log.HELPED, j, member, victim)
