"""The weeks before the arms of a pair can differ: simulated once and remembered.

Two arms that differ in who is enrolled, and in nothing else, live through the same weeks until
something about enrollment happens for the first time. The world is remembered as it is then, and
the next run goes on from there if it is an arm of the same pair. That changes how long a run takes
and nothing else, like the population that ``model/population/population.py`` keeps.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from scomm.model.calendar import NEVER
from scomm.model.compiled.arrays.layout import STATE
from scomm.model.compiled.arrays.make import afresh
from scomm.model.compiled.arrays.part import Part
from scomm.model.rules.deployment import resolution_week
from scomm.model.start import Start

# Larger worlds are not remembered: they would hold memory that the next run may need.
REMEMBERED_UP_TO: Final = 1_000_000

_last: tuple[tuple[object, ...], Part] | None = None


def weeks_in_common(start: Start) -> int:
    """Count the weeks, burn-in included, before anything about enrollment happens.

    That is an activation as scheduled, in this arm or another, its announcement, or the end of a
    request to opt out.
    None where the world is too large to be remembered.
    """
    if len(start.population) > REMEMBERED_UP_TO:
        return 0
    places = start.places
    requests = places.request_week[places.stance != 0].astype(np.int64)
    first = min(
        int(places.scheduled_week.min()) - int(start.numbers.announcement_weeks),
        resolution_week(start.numbers, int(requests.min(initial=NEVER))),
    )
    return max(0, min(first + start.settings.burn_in_weeks, len(start.months)))


def remember(start: Start, part: Part) -> None:
    """Keep a copy of the world's one part as it is after the weeks in common."""
    global _last
    _last = (
        _pair(start),
        part.replace(**{name: getattr(part, name).copy() for name in STATE}),
    )


def recalled(start: Start) -> Part | None:
    """Return the world after the weeks in common, or None if that of another pair was kept."""
    last = _last
    if last is None or last[0] != _pair(start):
        return None
    part = afresh(last[1])
    part.place["planned"] = start.planned_week
    return part


def _pair(start: Start) -> tuple[object, ...]:
    """The settings that arms with the same weeks in common share; a table may change on disk."""
    settings = {**start.settings.__dict__, "enrollment": None}
    places = (value for value in vars(start.places).values() if isinstance(value, np.ndarray))
    return (start.seed, settings, *(array.tobytes() for array in places))
