"""The weeks of a run: every part's first half, ICE's beds, every part's second half.

A world that one thread runs is one part and stays in compiled code from beginning to end; a large one is
cut into parts, a thread each. The result is the same for any number of parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np

from model import events as log
from model.compiled.arrays import (
    CASES,
    EVENTS,
    IN_CUSTODY,
    OVERFLOWED,
    QUEUED,
    Part,
    grown,
    make_part,
    parameter_record,
)
from model.compiled.ice import advance_cases, beds_given, send_successors, take
from model.compiled.jail import book, sweep
from model.compiled.meet import meet
from model.compiled.news import spread_news
from model.compiled.week import count_residents, deploy, learn, measure_panel, move
from model.events import Events
from model.jit import rule
from model.start import Start
from model.tally import Table, empty_tables

# Room for events in the first attempt, per resident and week of a run.
_EVENTS_PER_RESIDENT_WEEK: Final = 0.02


@rule
def first_half(
    seed: int, part: Any, p: Any, r: Any, week: int, month: int, regime: Any
) -> None:
    """Simulate a part's week up to the point where ICE gives out beds."""
    sweep(part)
    for j in range(len(part.place)):
        deploy(part, p, week, j, regime[0], regime[1], regime[2])
        meet(seed, part, p, r, week, month, j)
        book(seed, part, p, week, month, j)
    advance_cases(seed, part, p, week, month)


@rule
def second_half(
    seed: int,
    part: Any,
    p: Any,
    r: Any,
    week: int,
    month: int,
    month_ends: Table,
    given: Any,
    offset: int,
) -> None:
    """Simulate the rest of a part's week: transfer, news, moves, and what is measured."""
    take(part, p, week, month, month_ends, given, offset)
    spread_news(seed, part, p, week)
    for j in range(len(part.place)):
        move(seed, part, p, r, week, j)
    send_successors(seed, part, p, week)
    measured = month >= 0 and month_ends[month] == week
    last = len(part.place) - 1
    for j in range(last + 1):
        count_residents(part, month, j)
        if measured:
            end = len(part.state) if j == last else part.place[j + 1].origin
            measure_panel(part, p, week, month, j, end - part.place[j].origin)
        learn(part, p, week, j)


@rule
def has_room(part: Any) -> bool:
    """Say whether the list of cases has room for any week's arrests."""
    return part.numbers[CASES] + len(part.arrest) <= len(part.case)


@rule
def whole_weeks(
    seed: int,
    part: Any,
    p: Any,
    r: Any,
    regime: Any,
    months: Table,
    month_ends: Table,
    beds: int,
    done: int,
    until: int,
    first_week: int,
) -> int:
    """Simulate weeks of a world of one part; return how many are done when room runs out or at the end."""
    while done < until and has_room(part):
        week, month = first_week + done, months[done]
        first_half(seed, part, p, r, week, month, regime)
        count = part.numbers[QUEUED]
        given = beds_given(part.queue, count, max(beds - part.numbers[IN_CUSTODY], 0))
        second_half(seed, part, p, r, week, month, month_ends, given, 0)
        done += 1
    return done


def simulate(
    start: Start,
    *,
    events: bool = False,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Table, Table, Events | None]:
    """Run a world from its start; return its tables (burn-in row last) and event log, if kept.

    ``threads`` changes how long it takes, nothing else.
    """
    weeks = len(start.months)
    room = 0
    if events:
        room = int(_EVENTS_PER_RESIDENT_WEEK * len(start.population) * weeks) + 10_000
    while True:
        counts, sums = empty_tables(len(start.calendar.months), len(start.places))
        parts = _parts(start, threads, counts, sums, room)
        parts = _run(start, parts, progress)
        kept = [int(part.numbers[EVENTS]) for part in parts]
        if not events:
            return counts, sums, None
        if max(kept) <= room:
            logs = [part.events[:n] for part, n in zip(parts, kept, strict=True)]
            return counts, sums, log.in_order(np.concatenate(logs))
        room = max(kept)


def _parts(
    start: Start, threads: int, counts: Table, sums: Table, events_kept: int
) -> list[Any]:
    """Cut the world into parts of about equal numbers of residents, one a thread."""
    edges = start.population.first_resident
    total, jurisdictions = int(edges[-1]), len(start.places)
    wanted = [total * k // threads for k in range(1, threads)]
    cuts = [0, *(int(np.searchsorted(edges, w)) for w in wanted), jurisdictions]
    return [
        make_part(start, first, last, counts, sums, events_kept)
        for first, last in zip(cuts, cuts[1:], strict=False)
        if last > first
    ]


def _run(
    start: Start, parts: list[Any], progress: Callable[[int, int], None] | None
) -> list[Any]:
    p = parameter_record(start)
    regime = (start.regime, start.procedure_week, start.mandatory_week)
    weeks = len(start.months)
    first_week = -start.settings.burn_in_weeks
    step = weeks if progress is None else max(weeks // 100, 1)
    done = 0
    with ThreadPoolExecutor(len(parts)) as pool:
        while done < weeks:
            parts = [part if has_room(part) else grown(part) for part in parts]
            if len(parts) == 1:
                done = whole_weeks(
                    start.seed,
                    parts[0],
                    p,
                    start.rates,
                    regime,
                    start.months,
                    start.month_ends,
                    start.ice_beds,
                    done,
                    min(done + step, weeks),
                    first_week,
                )
            else:
                _one_week(pool, start, parts, p, regime, first_week + done, done)
                done += 1
            if any(part.numbers[OVERFLOWED] for part in parts):
                raise RuntimeError("more arrests or news in a week than there was room for")
            if progress is not None and (done % step == 0 or done == weeks):
                progress(done, weeks)
    return parts


def _one_week(
    pool: ThreadPoolExecutor,
    start: Start,
    parts: Sequence[Any],
    p: Any,
    regime: tuple[int, int, int],
    week: int,
    done: int,
) -> None:
    """Simulate one week of a world of several parts, each in a thread of its own."""
    month = int(start.months[done])

    def first(part: Any) -> None:
        first_half(start.seed, part, p, start.rates, week, month, regime)

    list(pool.map(first, parts))
    queued = [int(part.numbers[QUEUED]) for part in parts]
    held = sum(int(part.numbers[IN_CUSTODY]) for part in parts)
    queue = np.concatenate([part.queue[:n] for part, n in zip(parts, queued, strict=True)])
    given = beds_given(queue, len(queue), max(start.ice_beds - held, 0))
    offsets = np.concatenate(([0], np.cumsum(queued)))[:-1]

    def second(part: Any, offset: int) -> None:
        second_half(
            start.seed,
            part,
            p,
            start.rates,
            week,
            month,
            start.month_ends,
            given,
            int(offset),
        )

    list(pool.map(second, parts, offsets))


__all__ = ["Part", "simulate"]
