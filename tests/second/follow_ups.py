"""What ICE does later about people it took nowhere (sections 7.9 to 7.11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .constants import (
    AFTER_ARREST_AT_LARGE,
    CITIZEN,
    ICE_CUSTODY,
    JAIL,
    LAWFUL,
    REMOVALS_BY_LEVEL,
    REMOVED,
)
from .entities import Case, FollowUp, Jurisdiction, News, Resident
from .formulas import weeks_until
from .world import World


def seek(world: World, jurisdiction: Jurisdiction, case: Case) -> None:
    """*Sought*: after a refused or dropped detainer ICE may arrest the person at large."""
    u_arrest, u_wait, _, _ = world.draw_at(jurisdiction, "at large", case.origin)
    if not u_arrest < world.settings["at_large_arrest"]:
        return
    stream = case.origin.stream + AFTER_ARREST_AT_LARGE
    world.sought.append(
        FollowUp(
            jurisdiction=jurisdiction,
            origin=replace(case.origin, stream=stream),
            resident=case.resident,
            arrival=case.arrival,
            charge=case.charge,
            matched=case.matched,
            due=world.week + weeks_until(world.settings["at_large_weeks"], u_wait),
            u_arrest=u_arrest,
        )
    )


def order(world: World, jurisdiction: Jurisdiction, item: Case | FollowUp) -> bool:
    """Whether somebody let go for want of a bed is ordered to appear."""
    share = world.settings["order_to_appear_share"]
    u_order, u_weeks, _, _ = world.draw_at(jurisdiction, "order", item.origin)
    if not u_order < share:
        return False
    world.log("ordered to appear", jurisdiction, item.resident.slot, -1, share, u_order)
    world.ordered.append(
        FollowUp(
            jurisdiction=jurisdiction,
            origin=item.origin,
            resident=item.resident,
            arrival=item.arrival,
            charge=item.charge,
            matched=item.matched,
            due=world.week + weeks_until(world.settings["order_weeks"], u_weeks),
        )
    )
    return True


def has_lapsed(follow_up: FollowUp) -> bool:
    """Whether the person has left, or is with ICE or removed."""
    left = follow_up.resident.arrival != follow_up.arrival
    return left or follow_up.resident.place in (ICE_CUSTODY, REMOVED)


def reached(world: World, follow_ups: list[FollowUp]) -> Iterator[FollowUp]:
    """Those that are due and found in the community, in order; they and lapsed ones leave."""
    for each in [each for each in follow_ups if each.due <= world.week]:
        if has_lapsed(each):
            follow_ups.remove(each)
        elif each.resident.place != JAIL:
            follow_ups.remove(each)
            yield each


def arrests_at_large(world: World) -> list[tuple[Jurisdiction, FollowUp]]:
    """Phase 9, after all cases: arrest those who are sought; they are listed for transfer."""
    listed = []
    probability = world.settings["at_large_arrest"]
    for each in reached(world, world.sought):
        slot = each.resident.slot
        each.resident.place = JAIL
        world.log("arrested at large", each.jurisdiction, slot, -1, probability, each.u_arrest)
        listed.append((each.jurisdiction, each))
    return listed


def removal_after_order(world: World, resident: Resident) -> float:
    """`q`: that an order which comes due ends in removal."""
    if resident.status == CITIZEN:
        return world.settings["removal_citizen"]
    if resident.status == LAWFUL and resident.level == 0:
        return 0.0
    return world.settings["removal_after_order"]


def orders_come_due(world: World) -> None:
    """Phase 10, before all ends of custody."""
    for each in reached(world, world.ordered):
        appear(world, each)


def appear(world: World, order: FollowUp) -> None:
    """An order comes due: the person is removed, or is free of ICE."""
    jurisdiction, resident = order.jurisdiction, order.resident
    _, _, u_removal, u_successor = world.draw_at(jurisdiction, "order", order.origin)
    q = removal_after_order(world, resident)
    measure = REMOVALS_BY_LEVEL[resident.level] if order.matched else "other_removals"
    world.log("order to appear came due", jurisdiction, resident.slot, -1, q, u_removal)
    world.expect(jurisdiction, resident, "expected_" + measure, q)
    if u_removal < q:
        remove(world, jurisdiction, resident, measure, u_successor)


def remove(
    world: World, jurisdiction: Jurisdiction, resident: Resident, measure: str, u_successor: float
) -> None:
    """A removal: it is counted, a successor will come, and news of it spreads."""
    level = resident.level
    resident.place = REMOVED
    wait = weeks_until(world.settings["replacement_weeks"], u_successor)
    resident.successor_due = world.week + wait
    world.count(jurisdiction, resident, measure)
    world.log("removed", jurisdiction, resident.slot, level)
    jurisdiction.week_enforcement += 1
    world.news.append(News(jurisdiction, resident, False, level == 0))
