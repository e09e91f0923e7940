"""Resident-weeks and the panel (section 7.14)."""

from __future__ import annotations

from .attitudes import perceived_risk, trust
from .constants import COMMUNITY, PANEL, WEEK_ZERO, YEAR
from .deployment import awareness_probability
from .entities import Jurisdiction
from .formulas import fixed
from .world import World


def measure(world: World) -> None:
    """Phase 15: resident-weeks, and in a month's last week the panel."""
    for jurisdiction in world.jurisdictions:
        for resident in jurisdiction.residents:
            if resident.place == COMMUNITY:
                world.count(jurisdiction, resident, "resident_weeks")
        if world.week in world.calendar.last_weeks:
            panel(world, jurisdiction)


def panel(world: World, jurisdiction: Jurisdiction) -> None:
    """Every k-th slot from 0 on, if in the community, stands for k residents."""
    k = (jurisdiction.population + PANEL - 1) // PANEL
    month = world.calendar.month_of(world.week)
    for resident in jurisdiction.residents[::k]:
        if resident.place != COMMUNITY:
            continue
        world.count(jurisdiction, resident, "panel_residents", k)
        aware = awareness_probability(world, jurisdiction, resident)
        levels = {
            "panel_trust": trust(world, jurisdiction, resident, aware),
            "panel_risk": perceived_risk(world, jurisdiction, resident, aware),
        }
        for name, level in levels.items():
            world.tables.add_whole(
                month, jurisdiction.index, resident.group, name, fixed(level) * k
            )
        if resident.heard > 0 and world.week + WEEK_ZERO - resident.heard < YEAR:
            world.count(jurisdiction, resident, "panel_heard", k)
