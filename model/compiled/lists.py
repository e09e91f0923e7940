"""What every phase does to the arrays: moving a resident, ending a case, adding news."""

from __future__ import annotations

from typing import Any

from model import events as log
from model.calendar import NEVER
from model.compiled.log import note
from model.compiled.people import excess_now
from model.compiled.records import CASES, DEAD_CASES, NEWS_ITEMS, OVERFLOWED, RISK, TRUST
from model.jit import inner
from model.population import state as bits
from model.randomness import WEEK_ZERO


@inner
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


@inner
def certain(part: Any, week: int, kind: int, j: int, slot: int, by: int) -> None:
    """Write an event in which nothing was left to chance."""
    number = part.place[j].number
    note(part.events, part.numbers, week, kind, number, slot, by, log.CERTAIN, log.CERTAIN)


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


@inner
def touch(part: Any, week: int, i: int) -> None:
    """Bring a resident's excesses up to date, before something is added to one."""
    person = part.person[i]
    touched = person.touched
    person.risk = excess_now(part, RISK, week, person.risk, touched)
    person.loss = excess_now(part, TRUST, week, person.loss, touched)
    person.gain = excess_now(part, TRUST, week, person.gain, touched)
    person.touched = week + WEEK_ZERO
