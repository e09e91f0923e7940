"""Crowding of jails, and cases as they advance (sections 7.8 and 7.9)."""

from __future__ import annotations

from .booking import NAME_OF_CHARGE
from .constants import (
    AT_LARGE,
    COMMUNITY,
    FELONY,
    HELD_TO_DISPOSITION,
    ICE_CUSTODY,
    IN_PRISON,
    JAIL,
    MISDEMEANOR,
    PETTY,
    PRETEXT,
    RELEASE_DUE,
    REMOVED,
    SERVING,
    TRANSFER_DUE,
)
from .entities import Case, FollowUp, Jurisdiction
from .follow_ups import arrests_at_large
from .formulas import shifted, weeks_until
from .world import World

Listed = list[tuple[Jurisdiction, Case | FollowUp]]


def crowding(world: World) -> None:
    """Phase 8: jails over their beds release people who are not held for ICE."""
    for jurisdiction in world.jurisdictions:
        in_jail = sum(1 for resident in jurisdiction.residents if resident.place == JAIL)
        in_jail -= sum(1 for case in jurisdiction.cases if case.stage == IN_PRISON)
        if in_jail <= jurisdiction.jail_beds:
            continue
        excess = in_jail - int(jurisdiction.jail_beds)
        candidates = [
            case
            for case in jurisdiction.cases
            if not case.held and case.stage in (RELEASE_DUE, HELD_TO_DISPOSITION)
        ]
        candidates.sort(key=lambda case: (case.charge, case.order, case.resident.slot))
        for case in candidates[:excess]:
            release(world, jurisdiction, case)


def cases(world: World) -> Listed:
    """Phase 9: advance the cases that are due; who is due for transfer is listed."""
    listed: Listed = []
    for jurisdiction in world.jurisdictions:
        for case in list(jurisdiction.cases):
            if case.due <= world.week:
                advance(world, jurisdiction, case, listed)
    listed += arrests_at_large(world)
    return listed


def advance(world: World, jurisdiction: Jurisdiction, case: Case, listed: Listed) -> None:
    """Advance a case that is due, by its stage."""
    resident = case.resident
    if case.stage == RELEASE_DUE:
        release(world, jurisdiction, case)
    elif case.stage == AT_LARGE:
        left = resident.arrival != case.arrival
        if left or resident.place in (ICE_CUSTODY, REMOVED):
            world.log("case dropped", jurisdiction, resident.slot)
            jurisdiction.cases.remove(case)
        else:
            dispose(world, jurisdiction, case)
    elif case.stage == HELD_TO_DISPOSITION:
        if case.held and case.would_leave:
            weeks = world.week - (case.origin.week + 1)
            world.count(jurisdiction, resident, "weeks_held_for_ice", weeks)
        dispose(world, jurisdiction, case)
    elif case.stage in (SERVING, IN_PRISON):
        end_of_jail(world, jurisdiction, case)
    elif case.stage == TRANSFER_DUE:
        listed.append((jurisdiction, case))


def release(world: World, jurisdiction: Jurisdiction, case: Case) -> None:
    """Release before disposition: the case goes on at large."""
    world.log("released before disposition", jurisdiction, case.resident.slot)
    go_on_at_large(world, case)


def go_on_at_large(world: World, case: Case) -> None:
    """The person is in the community, and waits for the disposition there."""
    case.resident.place = COMMUNITY
    case.stage = AT_LARGE
    case.held = False
    case.due = max(case.disposition, world.week + 1)


def conviction_probability(world: World, jurisdiction: Jurisdiction, case: Case) -> float:
    """`q` of a disposition."""
    settings = world.settings
    q = settings["conviction_" + NAME_OF_CHARGE[case.charge]]
    q = shifted(q, jurisdiction.practice.log_odds)
    if case.ground == PRETEXT:
        q = q * settings["pretext_conviction_ratio"]
    if case.held and case.charge != FELONY:
        q = q * (1 - settings["dismissed_for_ice"])
    return q


def term_of(world: World, case: Case, u2: float) -> tuple[str, float] | None:
    """The term after a conviction: its stage and mean length in weeks, or None."""
    settings = world.settings
    if case.charge == PETTY:
        return None
    if case.charge == MISDEMEANOR:
        return SERVING, settings["sentence_weeks_misdemeanor"]
    served, prison = settings["sentence_served_share"], settings["felony_prison_share"]
    if u2 < prison:
        return IN_PRISON, settings["sentence_weeks_prison"] * served
    if u2 < prison + settings["felony_jail_share"]:
        return SERVING, settings["sentence_weeks_felony"] * served
    return None


def dispose(world: World, jurisdiction: Jurisdiction, case: Case) -> None:
    """Disposition: conviction or not."""
    settings, resident = world.settings, case.resident
    probability = conviction_probability(world, jurisdiction, case)
    u_convict = world.draw_at(jurisdiction, "case", case.origin)[0]
    if not u_convict < probability:
        world.log("case dismissed", jurisdiction, resident.slot, -1, probability, u_convict)
        end_of_case_or_jail(world, jurisdiction, case)
        return

    world.log("convicted", jurisdiction, resident.slot, case.charge, probability, u_convict)
    u0, u1, u2, _ = world.draw_at(jurisdiction, "sentence", case.origin)
    if case.charge == FELONY:
        resident.felonies = min(resident.felonies + 1, 3)
        resident.aggravated = resident.aggravated or u1 < settings["aggravated_share"]
    else:
        resident.misdemeanors = min(resident.misdemeanors + 1, 3)
    resident.fbi_only = False

    beside_another = case.stage == AT_LARGE and resident.place != COMMUNITY
    term = term_of(world, case, u2)
    if term is None or beside_another:
        end_of_case_or_jail(world, jurisdiction, case)
        return
    case.stage, mean = term
    resident.place = JAIL
    case.due = world.week + weeks_until(mean, u0)


def end_of_case_or_jail(world: World, jurisdiction: Jurisdiction, case: Case) -> None:
    """A case at large ends; another comes to the end of jail."""
    if case.stage == AT_LARGE:
        jurisdiction.cases.remove(case)
    else:
        end_of_jail(world, jurisdiction, case)


def end_of_jail(world: World, jurisdiction: Jurisdiction, case: Case) -> None:
    """To ICE if held for it, else home."""
    if case.held:
        case.stage = TRANSFER_DUE
        case.due = world.week + 1
        world.count(jurisdiction, case.resident, "weeks_held_for_ice")
    else:
        case.resident.place = COMMUNITY
        world.log("released from jail", jurisdiction, case.resident.slot)
        jurisdiction.cases.remove(case)
