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
    part: Any, week: int, kind: int, j: int, who: int, by: int, probability: float, draw: float
) -> None:
    """Write an event in jurisdiction ``j`` of the part, if a log is kept.

    What there is no room for is counted, for another run.
    """
    n = part.numbers[EVENTS]
    if n < 0:
        return
    if n < len(part.events):
        event = part.events[n]
        event.week = week
        event.kind = kind
        event.jurisdiction = part.place[j].number
        event.who = who
        event.by = by
        event.probability = probability
        event.draw = draw
    part.numbers[EVENTS] = n + 1


@inner
def certain(part: Any, week: int, kind: int, j: int, who: int, by: int) -> None:
    """Write an event in which nothing was left to chance."""
    note(part, week, kind, j, who, by, log.CERTAIN, log.CERTAIN)
