"""The weeks of a run: every part's first half, ICE's beds, every part's second half.

A world that one thread runs is one part and stays in compiled code from beginning to end; a large
one is cut into parts, a thread each. The result is the same for any number of parts.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from scomm.model import events as log
from scomm.model import stages
from scomm.model.compiled.arrays.layout import (
    CASES,
    CROWDED,
    DUE,
    EVENTS,
    IN_CUSTODY,
    OVERFLOWED,
    QUEUED,
)
from scomm.model.compiled.arrays.make import grown, make_part
from scomm.model.compiled.cases import advance, relieve_crowding, sweep
from scomm.model.compiled.custody import (
    _AHEAD,
    _queue,
    beds_for_all,
    beds_given,
    end_custody,
    order_due,
    send_successors,
    take,
)
from scomm.model.compiled.deployment import deploy
from scomm.model.compiled.deterrence import learn
from scomm.model.compiled.follow_ups import arrest_at_large
from scomm.model.compiled.measurement import count_residents, measure_panel
from scomm.model.compiled.moves import move
from scomm.model.compiled.news import spread_news
from scomm.model.compiled.opportunities import meet
from scomm.model.compiled.shared_weeks import recalled, remember, weeks_in_common
from scomm.model.compiling.jit import always, rule
from scomm.model.compiling.prefetch import prefetch
from scomm.model.events import Events
from scomm.model.start import Start
from scomm.model.tally import Counts, Table, empty_tables

# Stages of a week at which compiled code may hand over.
BEGIN: Final = 0
BOOKED: Final = 1
QUEUE_READY: Final = 2

NO_OFFSET: Final = always(0)

# Room for events in the first attempt, per resident and week of a run.
_EVENTS_PER_RESIDENT_WEEK: Final = 0.02


class Course(NamedTuple):
    """The input of a run's weeks besides numbers and parts.

    The regime of opting out is that in force, with the weeks of procedure and mandate.
    """

    regime: tuple[int, int, int]
    first_week: int
    months: Table  # of each week; -1 in the burn-in
    month_ends: Table  # the last week of each month
    ice_bed_parts: int


@rule
def meet_and_book(seed: int, part: Any, p: Any, week: int, month: int, regime: Any) -> None:
    """Simulate a part's week up to booking."""
    sweep(part)
    for j in range(len(part.place)):
        deploy(part, p, week, j, regime[0], regime[1], regime[2])
    meet(seed, part, p, week, month)
    for j in range(len(part.place)):
        if part.place[j].in_jail > part.place[j].jail_beds:
            part.numbers[CROWDED] = 1


@rule
def finish_week(
    seed: int,
    part: Any,
    p: Any,
    week: int,
    month: int,
    month_ends: Table,
    given: Any,
    offset: int,
) -> None:
    """Simulate the rest of a part's week: transfer, news, moves, and what is measured."""
    take(seed, part, p, week, month, month_ends, given, offset)
    spread_news(seed, part, p, week)
    move(seed, part, p, week)
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
def has_room(part: Any, p: Any) -> bool:
    """True if the list of cases has room for any week's arrests, and for looking for each one.

    For orders to appear, and for looking for people let go, room is made when beds are scarce.
    """
    entries = 2 if p.at_large_arrest > 0.0 else 1
    return bool(part.numbers[CASES] + entries * len(part.arrest) <= len(part.case))


@rule
def whole_weeks(
    seed: int,
    part: Any,
    p: Any,
    course: Course,
    done: int,
    until: int,
    stage: int,
) -> tuple[int, int]:
    """Simulate weeks of a world of one part, from a stage of week ``done`` on.

    Returns the weeks done and the stage at which somebody has to be chosen among many (a crowded
    jail, scarce beds), or where the list of cases has no more room, or at the end.
    """
    while done < until:
        week, month = course.first_week + done, course.months[done]
        if stage == BEGIN:
            if not has_room(part, p):
                return done, BEGIN
            meet_and_book(seed, part, p, week, month, course.regime)
            if part.numbers[CROWDED]:
                return done, BOOKED
        if stage != QUEUE_READY:
            advance_cases(seed, part, p, week, month)
            if not beds_for_all(part, course.ice_bed_parts - part.numbers[IN_CUSTODY]):
                return done, QUEUE_READY
        finish_week(seed, part, p, week, month, course.month_ends, part.given, NO_OFFSET)
        done += 1
        stage = BEGIN
    return done, BEGIN


def simulate(
    start: Start,
    *,
    events: bool = False,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Counts, Table, Events | None]:
    """Run a world from its start; return its tables (burn-in row last) and event log, if kept.

    ``threads`` changes how long it takes, nothing else.
    """
    room = 0
    if events:
        weeks = len(start.months)
        room = int(_EVENTS_PER_RESIDENT_WEEK * len(start.population) * weeks) + 10_000
    while True:
        parts = _advanced(start, _parts(start, threads, room), 0, len(start.months), progress)
        kept = [int(part.numbers[EVENTS]) for part in parts]
        if not events:
            return parts[0].counts, parts[0].sums, None
        if max(kept) <= room:
            logs = [part.events[:n] for part, n in zip(parts, kept, strict=True)]
            return parts[0].counts, parts[0].sums, log.in_order(np.concatenate(logs))
        room = max(kept)


def simulate_arm(
    start: Start, progress: Callable[[int, int], None] | None = None
) -> tuple[Counts, Table]:
    """Run a world in one thread, on from what it has in common with the arm run before it, if any.

    The tables are those that ``simulate`` returns. See ``model/compiled/shared_weeks.py``.
    """
    together, weeks = weeks_in_common(start), len(start.months)
    part = recalled(start) if together > 0 else None
    if part is None:
        (part,) = _advanced(start, _parts(start, 1, 0), 0, together, progress)
        if together > 0:
            remember(start, part)
    (part,) = _advanced(start, [part], together, weeks, progress)
    return part.counts, part.sums


def _parts(start: Start, threads: int, events_kept: int) -> list[Any]:
    """Cut the world into parts of about equal numbers of residents, one a thread."""
    counts, sums = empty_tables(len(start.calendar.months), len(start.places))
    edges = start.population.first_resident
    total, jurisdictions = int(edges[-1]), len(start.places)
    threads = min(threads, jurisdictions)
    wanted = [total * k // threads for k in range(1, threads)]
    cuts = [0, *(int(np.searchsorted(edges, w)) for w in wanted), jurisdictions]
    return [
        make_part(start, first, last, counts, sums, events_kept)
        for first, last in pairwise(cuts)
        if last > first
    ]


class _Run:
    """One run under way: its parts, and what every call into compiled code needs."""

    def __init__(self, start: Start, parts: list[Any], pool: ThreadPoolExecutor) -> None:
        self.start = start
        self.parts = parts
        self.pool = pool
        self.p = start.numbers
        self.course = Course(
            (start.regime, start.procedure_week, start.mandatory_week),
            -start.settings.burn_in_weeks,
            start.months,
            start.month_ends,
            start.ice_bed_parts,
        )
        self.stage = BEGIN

    def advance(self, done: int, until: int) -> int:
        """Simulate weeks ``done`` to ``until`` - 1, or fewer; return how many are done."""
        if self.stage == BEGIN:
            self.parts = [part if has_room(part, self.p) else grown(part) for part in self.parts]
        done = self._alone(done, until) if len(self.parts) == 1 else self._together(done)
        if any(part.numbers[OVERFLOWED] for part in self.parts):
            raise RuntimeError("more arrests or news in a week than there was room for")
        return done

    def _alone(self, done: int, until: int) -> int:
        """Stay in compiled code with the one part until a choice among many has to be made."""
        start, part = self.start, self.parts[0]
        done, self.stage = whole_weeks(
            start.seed,
            part,
            self.p,
            self.course,
            done,
            until,
            self.stage,
        )
        if self.stage == BOOKED:
            relieve_crowding(part, self.course.first_week + done)
        elif self.stage == QUEUE_READY:
            self._finish(done)
            done, self.stage = done + 1, BEGIN
        return done

    def _together(self, done: int) -> int:
        """Simulate one week, each part in its own thread."""
        start, week = self.start, self.course.first_week + done
        month = int(start.months[done])

        def until_the_queue(part: Any) -> None:
            meet_and_book(start.seed, part, self.p, week, month, self.course.regime)
            if part.numbers[CROWDED]:
                relieve_crowding(part, week)
            advance_cases(start.seed, part, self.p, week, month)

        list(self.pool.map(until_the_queue, self.parts))
        self._finish(done)
        return done + 1

    def _finish(self, done: int) -> None:
        """Give out ICE's beds over all parts, and simulate the rest of the week."""
        start, week = self.start, self.course.first_week + done
        # Each person in the queue may be let go and followed up.
        self.parts = [
            part if part.numbers[CASES] + part.numbers[QUEUED] <= len(part.case) else grown(part)
            for part in self.parts
        ]
        queued = [int(part.numbers[QUEUED]) for part in self.parts]
        held = sum(int(part.numbers[IN_CUSTODY]) for part in self.parts)
        queue = np.concatenate([part.queue[:n] for part, n in zip(self.parts, queued, strict=True)])
        given = beds_given(queue, start.ice_bed_parts - held)
        offsets = np.cumsum([0, *queued[:-1]])

        def finish(part: Any, offset: int) -> None:
            finish_week(
                start.seed,
                part,
                self.p,
                week,
                int(start.months[done]),
                start.month_ends,
                given,
                int(offset),
            )

        if len(self.parts) == 1:
            # Another thread would run on another processor, whose cache holds none of it.
            finish(self.parts[0], 0)
        else:
            list(self.pool.map(finish, self.parts, offsets))


def _advanced(
    start: Start,
    parts: list[Any],
    done: int,
    until: int,
    progress: Callable[[int, int], None] | None,
) -> list[Any]:
    """Simulate weeks ``done`` to ``until`` - 1 and return the parts, which may have been moved."""
    weeks = len(start.months)
    step = weeks if progress is None else max(weeks // 100, 1)
    told = done
    with ThreadPoolExecutor(len(parts)) as pool:
        run = _Run(start, parts, pool)
        while done < until:
            done = run.advance(done, min(told + step, until))
            if progress is not None and (done >= told + step or done == until):
                told = done
                progress(done, weeks)
        return run.parts


@rule
def advance_cases(seed: int, part: Any, p: Any, week: int, month: int) -> None:
    """Advance every case due and what ICE follows up, and list who is due for transfer."""
    due = 0
    for k in range(part.numbers[CASES]):
        if part.case_due[k] <= week:
            part.due[due] = k
            due += 1
    part.numbers[DUE] = due
    part.numbers[QUEUED] = 0
    for first in range(0, due, _AHEAD):
        last = min(first + _AHEAD, due)
        for d in range(first, last):
            case = part.case[part.due[d]]
            prefetch(part.state, part.place[case.place].origin + case.slot)
            prefetch(part.person, part.place[case.place].origin + case.slot)
        for d in range(first, last):
            if part.case[part.due[d]].stage <= stages.IN_PRISON:
                advance(seed, part, p, week, month, part.due[d])
    # Rank in the queue goes by the record after this week's convictions.
    for d in range(due):
        k = part.due[d]
        if part.case[k].stage == stages.SOUGHT and part.case_due[k] <= week:
            arrest_at_large(part, p, week, k)
        if part.case[k].stage == stages.TRANSFER_DUE and part.case_due[k] <= week:
            _queue(seed, part, p, k)
    for d in range(due):
        k = part.due[d]
        if part.case[k].stage == stages.ORDERED and part.case_due[k] <= week:
            order_due(part, p, week, month, k)
    for d in range(due):
        k = part.due[d]
        if part.case[k].stage == stages.IN_CUSTODY and part.case_due[k] <= week:
            end_custody(part, p, week, month, k)
