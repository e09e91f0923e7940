"""Follow-ups over arrays: whom ICE arrests at large, and whom it has ordered to appear.

Each is an entry in the list of cases, beside that of the court.
"""

from __future__ import annotations

from typing import Any

from scomm.model import events as log
from scomm.model import measures, stages, streams
from scomm.model.compiled.arrays.layout import CASES, OVERFLOWED
from scomm.model.compiled.cases import close
from scomm.model.compiled.log import note
from scomm.model.compiled.people import move_resident
from scomm.model.compiling.jit import inner
from scomm.model.groups import status_of
from scomm.model.population import state as bits
from scomm.model.randomness import AT_LARGE, ORDER, draw
from scomm.model.rules import booking, detention


@inner
def seek(seed: int, part: Any, p: Any, week: int, k: int) -> None:
    """List the person of case ``k`` if ICE will arrest them at large."""
    case = part.case[k]
    u_arrest, u_weeks, _, _ = draw(
        seed,
        AT_LARGE,
        case.number,
        case.cell,
        part.place[case.place].code,
        case.week,
        case.stream,
    )
    if detention.is_arrested_at_large(p, u_arrest):
        due = week + booking.weeks_until(p.at_large_weeks, u_weeks)
        added = _list(part, k, stages.SOUGHT, due, u_arrest, 0.0)
        if added >= 0:
            part.case[added].stream += streams.AT_LARGE


@inner
def follow_up_without_bed(seed: int, part: Any, p: Any, week: int, k: int) -> None:
    """List the person of case ``k``, let go for want of a bed, if ICE follows up."""
    case = part.case[k]
    u_order, u_weeks, u_removal, u_successor = draw(
        seed,
        ORDER,
        case.number,
        case.cell,
        part.place[case.place].code,
        case.week,
        case.stream,
    )
    if detention.is_ordered_to_appear(p, u_order):
        share = p.order_to_appear_share
        note(part, week, log.ORDERED, case.place, case.slot, log.NOBODY, share, u_order)
        due = week + booking.weeks_until(p.order_weeks, u_weeks)
        _list(part, k, stages.ORDERED, due, u_removal, u_successor)
    elif case.stream < streams.AT_LARGE:
        seek(seed, part, p, week, k)


@inner
def _list(part: Any, k: int, stage: int, due: int, u: float, successor: float) -> int:
    """List a follow-up to case ``k``; return its position, -1 without room.

    ``u`` is the draw that decides about it, kept where a case has that of the conviction.
    """
    added: int = part.numbers[CASES]
    if added == len(part.case):
        part.numbers[OVERFLOWED] = 1
        return -1
    part.case[added] = part.case[k]
    entry = part.case[added]
    entry.stage = stage
    entry.conviction = u
    entry.successor = successor
    # It has no disposition that is still to come.
    entry.disposition = entry.week
    entry.held = 0
    part.case_due[added] = due
    part.numbers[CASES] = added + 1
    return added


@inner
def arrest_at_large(part: Any, p: Any, week: int, k: int) -> None:
    """Arrest somebody whom ICE looks for, who is then due for transfer."""
    case = part.case[k]
    if _acts(part, k):
        move_resident(part, case.place, part.place[case.place].origin + case.slot, bits.JAIL)
        probability = p.at_large_arrest
        note(
            part,
            week,
            log.AT_LARGE_ARREST,
            case.place,
            case.slot,
            log.NOBODY,
            probability,
            case.conviction,
        )
        case.stage = stages.TRANSFER_DUE


@inner
def order_is_up(part: Any, p: Any, week: int, month: int, k: int) -> bool:
    """Decide about an order to appear that is due; return whether it ends in removal."""
    if not _acts(part, k):
        return False
    case = part.case[k]
    place = part.place[case.place]
    i = place.origin + case.slot
    group, level = bits.group_of(part.state[i]), booking.ice_level(part.person[i].convictions)
    probability = detention.removal_after_order_probability(p, status_of(group), level)
    u = case.conviction
    note(part, week, log.ORDER_DUE, case.place, case.slot, log.NOBODY, probability, u)
    expected = (
        measures.EXPECTED_REMOVALS_NONE + level
        if case.matched
        else measures.EXPECTED_OTHER_REMOVALS
    )
    part.sums[month, place.number, group, expected] += measures.fixed(probability)
    if u < probability:
        return True
    close(part, k)
    return False


@inner
def _acts(part: Any, k: int) -> bool:
    """Check that ICE can act on a follow-up that is due; one that has lapsed is closed."""
    case = part.case[k]
    i = part.place[case.place].origin + case.slot
    where = bits.location_of(part.state[i])
    becomes = detention.follow_up(
        part.person[i].arrival != case.arrival, where == bits.COMMUNITY, where == bits.JAIL
    )
    if becomes == detention.LAPSES:
        close(part, k)
    return bool(becomes == detention.ACTS)
