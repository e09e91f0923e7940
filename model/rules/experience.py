"""A rate known from experience: its value before the program, and its recent value.

Offenders know in this way how often victims report, and residents how much enforcement there is.
Before the program events and chances add up to the usual rate; from then on older weeks fade, and
the recent rate is shrunk towards the usual one, because few chances say little.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from scomm.model.compiling.jit import rule

if TYPE_CHECKING:
    from scomm.model.rules.arrays import Floats
    from scomm.model.settings import Settings

# Positions of what is known; the position after them holds what follows from it.
EVENTS: Final = 0
CHANCES: Final = 1
BEFORE: Final = 2  # events per chance before the program
FOLLOWS: Final = 3


@rule
def kept_weekly(half_life: float) -> float:
    """Return the share of what is known that is still known a week later."""
    return math.exp(-math.log(2.0) / half_life)


@rule
def sets_reference(p: Settings, week: int) -> bool:
    """Return whether ``week`` counts for the rate before the program.

    The second half of the burn-in does, once the world has settled.
    """
    return -(int(p.burn_in_weeks) // 2) <= week < 0


@rule
def take_in(
    p: Settings, known: Floats, events: float, chances: float, half_life: float, week: int
) -> None:
    """Add a week's ``events`` and ``chances`` to what is ``known``, which is written.

    Args:
        p: The numeric settings.
        known: Floats at the positions named above.
        events: What happened in the week.
        chances: How often or how long it could have happened, at least 0.
        half_life: Weeks in which half of what is known fades.
        week: The week, negative in the burn-in.
    """
    if week >= 0:
        kept = kept_weekly(half_life)
        known[EVENTS] = known[EVENTS] * kept + events
        known[CHANCES] = known[CHANCES] * kept + chances
    elif sets_reference(p, week):
        known[EVENTS] += events
        known[CHANCES] += chances
    if week == -1:
        if known[CHANCES] > 0.0:
            known[BEFORE] = known[EVENTS] / known[CHANCES]
        known[EVENTS] = 0.0
        known[CHANCES] = 0.0


@rule
def recent_rate(known: Floats, prior: float) -> float:
    """Return the recent rate, shrunk towards the rate before with a weight of ``prior`` chances.

    With fewer chances than that seen, people go by what they knew.
    """
    weight = known[CHANCES] + prior
    return (known[EVENTS] + prior * known[BEFORE]) / weight if weight > 0.0 else known[BEFORE]
