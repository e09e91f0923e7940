"""ICE over arrays: the end of custody, the queue for beds, transfer, successors."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scomm.model import events as log
from scomm.model import measures, stages
from scomm.model.compiled.arrays.layout import DUE, IN_CUSTODY, QUEUED
from scomm.model.compiled.cases import close, go_at_large
from scomm.model.compiled.follow_ups import follow_up_without_bed, order_is_up
from scomm.model.compiled.log import certain, note
from scomm.model.compiled.moves import replace_resident
from scomm.model.compiled.news import add_news, cell_of
from scomm.model.compiled.people import move_resident
from scomm.model.compiling.jit import inner
from scomm.model.groups import status_of
from scomm.model.population import state as bits
from scomm.model.randomness import CUSTODY, RESIDENT, WEEK_ZERO, draw
from scomm.model.rules import booking, detention
from scomm.model.tally import Table, spread_removal

# How many cases' defendants are asked for before the first of them is looked at.
_AHEAD: Final = 64


@inner
def _queue(seed: int, part: Any, p: Any, k: int) -> None:
    """Put a person into the queue for a bed."""
    case = part.case[k]
    place = part.place[case.place]
    entry = part.queue[part.numbers[QUEUED]]
    entry.removal, entry.weeks, u_order, entry.successor = draw(
        seed, CUSTODY, case.number, case.cell, place.code, case.week, case.stream
    )
    record = part.person[place.origin + case.slot].convictions
    rank = detention.bed_rank(
        booking.ice_level(record), case.charge, booking.has_prior_order(record)
    )
    entry.case = k
    entry.priority, entry.order = detention.bed_race(p, rank, u_order)
    entry.code = place.code
    entry.slot = case.slot
    entry.bed_parts = place.bed_parts
    part.numbers[QUEUED] += 1


@inner
def end_custody(part: Any, p: Any, week: int, month: int, k: int) -> None:
    """End a person's ICE custody, by removal or release."""
    case = part.case[k]
    place = part.place[case.place]
    i = place.origin + case.slot
    part.numbers[IN_CUSTODY] -= place.bed_parts
    if not case.removed:
        close(part, k)
        move_resident(part, case.place, i, bits.COMMUNITY)
        certain(part, week, log.ICE_RELEASED, case.place, case.slot, log.NOBODY)
        return
    _remove(part, p, week, month, k)


@inner
def order_due(part: Any, p: Any, week: int, month: int, k: int) -> None:
    """Decide about somebody ordered to appear, when the order comes due."""
    if order_is_up(part, p, week, month, k):
        _remove(part, p, week, month, k)


@inner
def _remove(part: Any, p: Any, week: int, month: int, k: int) -> None:
    case = part.case[k]
    place = part.place[case.place]
    i = place.origin + case.slot
    group, level = bits.group_of(part.state[i]), booking.ice_level(part.person[i].convictions)
    move_resident(part, case.place, i, bits.REMOVED)
    place.enforced += 1
    measure = measures.REMOVALS_NONE + level if case.matched else measures.OTHER_REMOVALS
    part.counts[month, place.number, group, measure] += 1
    certain(part, week, log.REMOVED, case.place, case.slot, level)
    case.stage = stages.SUCCESSION
    part.case_due[k] = week + booking.weeks_until(p.replacement_weeks, case.successor)
    cell = cell_of(part, case.place, case.slot)
    add_news(part, case.place, case.slot, cell, False, level == 0)


def beds_given(queue: Any, free: int) -> npt.NDArray[np.bool_]:
    """Mark each person in a queue who is given a bed: bool, one a person.

    ``free`` is in parts of beds. A bed is given while any part is free, and takes the parts of the
    person's jurisdiction.
    """
    given = np.zeros(len(queue), dtype=np.bool_)
    keys = detention.bed_order(queue["priority"], queue["order"], queue["code"], queue["slot"])
    # Of lexsort's keys the last one decides first.
    order = np.lexsort(keys[::-1])
    parts = queue["bed_parts"][order]
    given[order] = np.cumsum(parts) - parts < free
    return given


@inner
def beds_for_all(part: Any, free: int) -> bool:
    """Whether everybody in the queue of a world of one part gets a bed, whatever the order."""
    for q in range(part.numbers[QUEUED]):
        free -= part.queue[q].bed_parts
    return free >= 0


@inner
def take(
    seed: int, part: Any, p: Any, week: int, month: int, month_ends: Table, given: Any, offset: int
) -> None:
    """Take the people who were given a bed (``given`` from ``offset`` on); release the others."""
    for q in range(part.numbers[QUEUED]):
        k = part.queue[q].case
        if given[offset + q]:
            _take(part, p, week, month, month_ends, q)
        else:
            case = part.case[k]
            i = part.place[case.place].origin + case.slot
            move_resident(part, case.place, i, bits.COMMUNITY)
            certain(part, week, log.NO_BED, case.place, case.slot, log.NOBODY)
            if case.disposition >= week:
                go_at_large(part, week, k)
            else:
                close(part, k)
            follow_up_without_bed(seed, part, p, week, k)


@inner
def _take(part: Any, p: Any, week: int, month: int, month_ends: Table, q: int) -> None:
    entry = part.queue[q]
    k = entry.case
    case = part.case[k]
    place = part.place[case.place]
    i = place.origin + case.slot
    group, record = bits.group_of(part.state[i]), part.person[i].convictions
    level, prior_order = booking.ice_level(record), booking.has_prior_order(record)
    move_resident(part, case.place, i, bits.ICE_CUSTODY)
    part.numbers[IN_CUSTODY] += place.bed_parts
    custody = measures.CUSTODY if case.matched else measures.OTHER_CUSTODY
    part.counts[month, place.number, group, custody] += 1
    probability = detention.removal_probability(p, status_of(group), level, prior_order)
    note(
        part,
        week,
        log.TAKEN,
        case.place,
        case.slot,
        log.NOBODY,
        probability,
        entry.removal,
    )
    if case.disposition >= week:
        certain(part, week, log.DROPPED, case.place, case.slot, log.NOBODY)
    expected = (
        measures.EXPECTED_REMOVALS_NONE + level
        if case.matched
        else measures.EXPECTED_OTHER_REMOVALS
    )
    sums = part.sums[:, place.number, group, expected]
    spread_removal(p, sums, month, week, month_ends, probability, prior_order)
    case.removed = 1 if entry.removal < probability else 0
    case.successor = entry.successor
    case.stage = stages.IN_CUSTODY
    part.case_due[k] = week + detention.custody_weeks(p, prior_order, entry.weeks)


@inner
def send_successors(seed: int, part: Any, p: Any, week: int) -> None:
    """Let newcomers take the places of people removed, each when due."""
    for d in range(part.numbers[DUE]):
        k = part.due[d]
        if part.case[k].stage == stages.SUCCESSION and part.case_due[k] <= week:
            j, slot = part.case[k].place, part.case[k].slot
            u = draw(seed, RESIDENT, slot, week + WEEK_ZERO, part.place[j].code, 0, 0)
            replace_resident(part, p, week, j, slot, u)
            close(part, k)
