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
    REMOVED,
)
from .entities import Case, Custody, Jurisdiction, News, Resident
from .expected_removals import expect_removal
from .formulas import weeks_until
from .jail import Listed, go_on_at_large
from .world import World


def end_of_custody(world: World) -> None:
    """Phase 10: removal, or release by ICE, of those whose custody is due to end."""
    for custody in list(world.custody):
        if custody.due > world.week:
            continue
        world.custody.remove(custody)
        jurisdiction, resident = custody.jurisdiction, custody.resident
        if not custody.removed:
            resident.place = COMMUNITY
            world.log("released by ICE", jurisdiction, resident.slot)
            continue
        level = resident.level
        resident.place = REMOVED
        wait = weeks_until(world.settings["replacement_weeks"], custody.u_successor)
        resident.successor_due = world.week + wait
        measure = REMOVALS_BY_LEVEL[level] if custody.matched else "other_removals"
        world.count(jurisdiction, resident, measure)
        world.log("removed", jurisdiction, resident.slot, level)
        jurisdiction.week_enforcement += 1
        world.news.append(News(jurisdiction, resident, False, level == 0))


def rank_of(case: Case) -> int:
    """The rank of a person for a bed, by the record after this week's dispositions."""
    if case.resident.level > 0:
        return case.resident.level - 1
    return 3 if case.charge == FELONY or case.resident.earlier_order else 4


def transfer(world: World, listed: Listed) -> None:
    """Phase 11: ICE takes as many as it has beds for, and lets the others go."""

    strength = world.settings["bed_order_strength"]

    def time(item: tuple[Jurisdiction, Case]) -> tuple[float, float, int, int]:
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


def let_go(world: World, jurisdiction: Jurisdiction, case: Case) -> None:
    """No bed: the person is in the community."""
    world.log("let go for want of a bed", jurisdiction, case.resident.slot)
    case.resident.place = COMMUNITY
    if case.disposition >= world.week:
        go_on_at_large(world, case)
    else:
        jurisdiction.cases.remove(case)


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


def take(world: World, jurisdiction: Jurisdiction, case: Case) -> None:
    """The case leaves the jail, the person goes into ICE custody."""
    resident = case.resident
    u_removal, u_weeks, _, u_successor = world.draw_at(jurisdiction, "custody", case.origin)
    q = removal_probability(world, resident)
    jurisdiction.cases.remove(case)
    resident.place = ICE_CUSTODY
    world.log("taken by ICE", jurisdiction, resident.slot, -1, q, u_removal)
    world.count(jurisdiction, resident, "custody" if case.matched else "other_custody")
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
