"""The expected removal of somebody taken by ICE, spread over months (section C)."""

from __future__ import annotations

from math import exp, log

from .constants import LONGEST_CUSTODY, REMOVALS_BY_LEVEL
from .entities import Jurisdiction, Resident
from .formulas import fixed
from .world import World


def ended_by(world: World, earlier_order: bool, n: int) -> float:
    """`E`: the probability that custody has ended n weeks after transfer."""
    settings = world.settings
    a, b = settings["custody_within_days"], settings["custody_within_month"]
    t = max(settings["custody_tail_weeks"], 1.000001)
    if n <= 0:
        return 0.0
    if earlier_order and n < LONGEST_CUSTODY:
        m = max(settings["custody_weeks_prior_order"], 1.000001)
        return 1 - exp(n * log(1 - 1 / m))
    if n <= 4:
        return a + (b - a) * (n - 1) / 3
    if n < LONGEST_CUSTODY:
        return 1 - (1 - b) * exp((n - 4) * log(1 - 1 / t))
    return 1.0


def expect_removal(
    world: World, jurisdiction: Jurisdiction, resident: Resident, matched: bool, q: float
) -> None:
    """Add the probability of removal to each month's sum, from the current month on."""
    week, calendar = world.week, world.calendar
    name = REMOVALS_BY_LEVEL[resident.level] if matched else "other_removals"
    first_month = calendar.month_of(max(week, 0))
    order = resident.earlier_order
    before = ended_by(world, order, -1 - week) if week < 0 else 0.0
    for month in range(first_month, calendar.months):
        ended = ended_by(world, order, calendar.last_weeks[month] - week)
        growth = fixed(q * (ended - before))
        world.tables.add_whole(
            month, jurisdiction.index, resident.group, "expected_" + name, growth
        )
        before = ended
