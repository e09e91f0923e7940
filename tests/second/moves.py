"""Moves, and successors of people removed (section 7.13)."""

from __future__ import annotations

from .constants import COMMUNITY, MOVE, NEVER, WEEK_ZERO
from .entities import Jurisdiction, Resident
from .formulas import pick
from .opportunities import Opportunities
from .records import draw_record
from .world import World


def moves(world: World, opportunities: Opportunities) -> None:
    """Phase 13: residents in the community leave, and newcomers take their slots."""
    for jurisdiction, neighborhood, origin in opportunities:
        if origin.stream != MOVE:
            continue
        draws = world.draw(
            jurisdiction, "move", origin.number // 4, origin.cell, origin.week, origin.stream
        )
        u = draws[origin.number % 4]
        slot = neighborhood.first + pick(u, neighborhood.residents)
        resident = jurisdiction.residents[slot]
        moved_in_already = resident.arrival == world.week + WEEK_ZERO
        if resident.place == COMMUNITY and not moved_in_already:
            newcomer(world, jurisdiction, resident)


def successors(world: World) -> None:
    """Phase 14: newcomers in the slots of people removed."""
    for jurisdiction in world.jurisdictions:
        for resident in jurisdiction.residents:
            if resident.successor_due <= world.week:
                newcomer(world, jurisdiction, resident)


def newcomer(world: World, jurisdiction: Jurisdiction, resident: Resident) -> None:
    """Somebody new takes the slot, its household, group and propensity to offend."""
    resident.place = COMMUNITY
    resident.arrival = world.week + WEEK_ZERO
    resident.risk, resident.trust_lost, resident.trust_gained = 0, 0, 0
    resident.touched = 0
    resident.heard = 0
    resident.successor_due = NEVER
    draw_record(world, jurisdiction, resident)
    world.log("moved in", jurisdiction, resident.slot)
