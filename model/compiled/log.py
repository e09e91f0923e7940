"""Writing the event log from compiled code."""

from __future__ import annotations

from typing import Any

from scomm.model import events as log
from scomm.model.compiled.arrays.layout import (
    EVENTS,
)
from scomm.model.compiling.jit import inner


@inner
def note(
    events: Any,
    numbers: Any,
    week: int,
    kind: int,
    jurisdiction: int,
    who: int,
    by: int,
    probability: float,
    draw: float,
) -> None:
    """Write an event, if a log is kept. What there is no room for is counted, for another run."""
    n = numbers[EVENTS]
    if n < 0:
        return
    if n < len(events):
        event = events[n]
        event.week = week
        event.kind = kind
        event.jurisdiction = jurisdiction
        event.who = who
        event.by = by
        event.probability = probability
        event.draw = draw
    numbers[EVENTS] = n + 1


@inner
def certain(part: Any, week: int, kind: int, j: int, slot: int, by: int) -> None:
    """Write an event in which nothing was left to chance."""
    number = part.place[j].number
    note(part.events, part.numbers, week, kind, number, slot, by, log.CERTAIN, log.CERTAIN)
