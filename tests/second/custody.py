"""ICE custody: its end, and transfer to it (sections 7.10 and 7.11)."""

from __future__ import annotations

from math import isinf, log

from .constants import (
    BED,
    CITIZEN,
    COMMUNITY,
    FELONY,
    ICE_CUSTODY,
    LAWFUL,
    LONGEST_CUSTODY,
    REMOVALS_BY_LEVEL,
)
from .entities import Case, Custody, FollowUp, Jurisdiction, Resident
from .expected_removals import expect_removal
from .follow_ups import order, orders_come_due, remove, seek
from .jail import Listed, go_on_at_large
from .world import World


def end_of_custody(world: World) -> None:
    """Phase 10: orders come due; then removal, or release by ICE, where custody ends."""
    orders_come_due(world)
    for custody in list(world.custody):
        if custody.due > world.week:
            continue
        world.custody.remove(custody)
        jurisdiction, resident = custody.jurisdiction, custody.resident
        if not custody.removed:
            resident.place = COMMUNITY
            world.log("released by ICE", jurisdiction, resident.slot)
            continue
        measure = REMOVALS_BY_LEVEL[resident.level] if custody.matched else "other_removals"
        remove(world, jurisdiction, resident, measure, custody.u_successor)


def rank_of(case: Case | FollowUp) -> int:
    """The rank of a person for a bed, by the record after this week's dispositions."""
    if case.resident.level > 0:
        return case.resident.level - 1
    return 3 if case.charge == FELONY or case.resident.earlier_order else 4


def transfer(world: World, listed: Listed) -> None:
    """Phase 11: ICE takes as many as it has beds for, and lets the others go."""

    strength = world.settings["bed_order_strength"]

    def time(item: tuple[Jurisdiction, Case | FollowUp]) -> tuple[float, float, int, int]:
        jurisdiction, case = item
        waiting = log(-log(world.draw_at(jurisdiction, "custody", case.origin)[2]))
        if isinf(strength):
            return (rank_of(case), waiting, jurisdiction.code, case.resident.slot)
        waiting = waiting + strength * rank_of(case)
        return (0, waiting, jurisdiction.code, case.resident.slot)

    in_order = sorted(listed, key=time)
    free = world.ice_beds * BED - sum(parts(custody.jurisdiction) for custody in world.custody)
    for jurisdiction, case in in_order:
        if free > 0:
            take(world, jurisdiction, case)
            free -= parts(jurisdiction)
        else:
            let_go(world, jurisdiction, case)


def parts(jurisdiction: Jurisdiction) -> int:
    """The parts of ICE's beds that one person of a jurisdiction takes."""
    return round(jurisdiction.weight * BED)


def let_go(world: World, jurisdiction: Jurisdiction, item: Case | FollowUp) -> None:
    """No bed: the person is in the community, and ICE may follow up."""
    world.log("let go for want of a bed", jurisdiction, item.resident.slot)
    item.resident.place = COMMUNITY
    if isinstance(item, Case):
        if item.disposition >= world.week:
            go_on_at_large(world, item)
        else:
            jurisdiction.cases.remove(item)
    if not order(world, jurisdiction, item) and isinstance(item, Case):
        seek(world, jurisdiction, item)


def removal_probability(world: World, resident: Resident) -> float:
    """`q`: that custody ends in removal."""
    if resident.status == CITIZEN:
        return world.settings["removal_citizen"]
    if resident.status == LAWFUL:
        return world.settings["removal_lawful"] if resident.level > 0 else 0.0
    if resident.earlier_order:
        return world.settings["removal_prior_order"]
    return world.settings["removal_undocumented"]


def weeks_in_custody(world: World, earlier_order: bool, u_weeks: float) -> int:
    """`k`: weeks until custody ends."""
    settings = world.settings
    if earlier_order:
        m = max(settings["custody_weeks_prior_order"], 1.000001)
        return min(1 + int(log(1 - u_weeks) / log(1 - 1 / m)), LONGEST_CUSTODY)
    a, b = settings["custody_within_days"], settings["custody_within_month"]
    t = max(settings["custody_tail_weeks"], 1.000001)
    if u_weeks < a:
        return 1
    if u_weeks < b:
        return 2 + min(int((u_weeks - a) / (b - a) * 3), 2)
    return min(5 + int(log((1 - u_weeks) / (1 - b)) / log(1 - 1 / t)), LONGEST_CUSTODY)


def take(world: World, jurisdiction: Jurisdiction, case: Case | FollowUp) -> None:
    """The case leaves the jail, the person goes into ICE custody."""
    resident = case.resident
    u_removal, u_weeks, _, u_successor = world.draw_at(jurisdiction, "custody", case.origin)
    q = removal_probability(world, resident)
    resident.place = ICE_CUSTODY
    world.log("taken by ICE", jurisdiction, resident.slot, -1, q, u_removal)
    world.count(jurisdiction, resident, "custody" if case.matched else "other_custody")
    if isinstance(case, Case):
        jurisdiction.cases.remove(case)
        if case.disposition >= world.week:
            world.log("case dropped", jurisdiction, resident.slot)
    world.custody.append(
        Custody(
            jurisdiction=jurisdiction,
            resident=resident,
            matched=case.matched,
            due=world.week + weeks_in_custody(world, resident.earlier_order, u_weeks),
            removed=u_removal < q,
            u_successor=u_successor,
        )
    )
    expect_removal(world, jurisdiction, resident, case.matched, q)
