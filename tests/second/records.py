"""DHS records and convictions with which people come (section 5.4, "Records")."""

from __future__ import annotations

from .constants import CITIZEN, HISPANIC, LAWFUL, UNDOCUMENTED
from .entities import Jurisdiction, Resident
from .world import World


def share_in_ident(world: World, resident: Resident) -> float:
    """The share of the resident's group with a record in IDENT."""
    if resident.status == CITIZEN:
        return world.settings["ident_citizen"]
    if resident.status == LAWFUL:
        return world.settings["ident_lawful"]
    if resident.ethnicity == HISPANIC:
        return world.settings["ident_undocumented_hispanic"]
    return world.settings["ident_undocumented_other"]


def draw_record(world: World, jurisdiction: Jurisdiction, resident: Resident) -> None:
    """Draw the records of a resident at the start or of a newcomer."""
    settings = world.settings
    u_ident, u_any, u_kind, u_fbi = world.draw(
        jurisdiction, "resident", resident.slot, resident.arrival
    )
    ident = share_in_ident(world, resident)
    resident.in_ident = u_ident < ident
    of_an_order = u_ident < ident * settings["prior_order_share"]
    resident.earlier_order = resident.status == UNDOCUMENTED and of_an_order
    any_record = (
        settings["record_share_persistent"] if resident.persistent else settings["record_share"]
    )
    if resident.status != CITIZEN:
        any_record = any_record * settings["noncitizen_record_ratio"]
    f, a = settings["record_felony_share"], settings["aggravated_share"]
    s, m = settings["record_second_felony_share"], settings["record_misdemeanors_share"]

    resident.felonies, resident.misdemeanors, resident.aggravated = 0, 0, False
    if u_any >= any_record:
        pass
    elif u_kind < a * f:
        resident.felonies, resident.aggravated = 1, True
    elif u_kind < (a + s * (1 - a)) * f:
        resident.felonies = 2
    elif u_kind < f:
        resident.felonies = 1
    elif u_kind < f + m * (1 - f):
        resident.misdemeanors = 3
    else:
        resident.misdemeanors = 1
    resident.fbi_only = resident.level > 0 and u_fbi < settings["fbi_only_share"]
