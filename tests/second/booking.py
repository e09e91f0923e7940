"""Booking: charge, match, detainer, and how the case goes on (section 7.7)."""

from __future__ import annotations

from math import exp, log

from .arrests import Arrest, choose_among
from .attitudes import grown, touch
from .constants import (
    CITIZEN,
    COMMUNITY,
    FELONY,
    HELD_TO_DISPOSITION,
    JAIL,
    LAWFUL,
    LONGEST_CASE,
    MINOR,
    MISDEMEANOR,
    PETTY,
    PRETEXT,
    PROPERTY,
    RELEASE_DUE,
    TRANSFER_DUE,
    TRUST_STEPS,
    VIOLENT,
)
from .entities import Case, Jurisdiction, News, Resident
from .follow_ups import seek
from .world import World

NAME_OF_CHARGE = {PETTY: "minor", MISDEMEANOR: "misdemeanor", FELONY: "felony"}


def book_all(world: World, arrests: list[Arrest]) -> None:
    """Phase 7: choose among the arrests, and book."""
    for arrest in choose_among(arrests):
        book(world, arrest)


def book(world: World, arrest: Arrest) -> None:
    """Book a person, in the nine steps of section 7.7."""
    week = world.week
    jurisdiction, resident = arrest.jurisdiction, arrest.resident
    draws = world.draw_at(jurisdiction, "case", arrest.origin)
    _, u_detainer, u_before, u_interview = draws
    slot = resident.slot

    if arrest.ground == PRETEXT:
        no_conviction = resident.level == 0
        world.news.append(News(jurisdiction, resident, True, no_conviction))

    charge = charge_of(world, arrest)
    resident.place = JAIL
    world.log("booked", jurisdiction, slot, charge)
    electronic = is_electronic(world, arrest)
    if electronic:
        world.count(jurisdiction, resident, "prints")

    forwards = jurisdiction.forwards(week)
    matched = electronic and resident.in_ident and jurisdiction.active and forwards
    found = not matched and is_found(world, arrest, charge, u_interview)
    if matched:
        world.log("matched in IDENT", jurisdiction, slot)
        world.count(jurisdiction, resident, "matches")
    if found:
        world.log("found by other screening", jurisdiction, slot)

    detainer = False
    if matched or found:
        d = detainer_probability(world, resident, charge)
        detainer = u_detainer < d
        if matched:
            world.expect(jurisdiction, resident, "expected_detainers", d)
        if detainer:
            world.log("detainer", jurisdiction, slot, -1, d, u_detainer)
            if matched:
                world.count(jurisdiction, resident, "detainers")

    policy = jurisdiction.policy["detainer_policy"]
    serious = charge == FELONY or resident.serious
    held = detainer and (policy == "all" or (policy == "serious" and serious))
    if held:
        world.log("held for ICE", jurisdiction, slot)
        jurisdiction.week_enforcement += 1
        if matched:
            world.count(jurisdiction, resident, "holds")

    disposition = disposition_week(world, arrest, charge)
    would_leave = is_released(world, arrest, charge, held)
    if held and u_before < jurisdiction.practice.before_share:
        stage, due = TRANSFER_DUE, week + 1
    elif not held and would_leave:
        stage, due = RELEASE_DUE, week + 1
    else:
        stage, due = HELD_TO_DISPOSITION, disposition
    case = Case(
        origin=arrest.origin,
        resident=resident,
        arrival=resident.arrival,
        ground=arrest.ground,
        charge=charge,
        order=arrest.order,
        matched=matched,
        held=held,
        would_leave=would_leave,
        disposition=disposition,
        stage=stage,
        due=due,
    )
    jurisdiction.cases.append(case)
    if detainer and not held:
        seek(world, jurisdiction, case)
    if arrest.victim is not None:
        help_household(world, jurisdiction, arrest.victim)


def charge_of(world: World, arrest: Arrest) -> int:
    """The charge (step 2)."""
    settings = world.settings
    if arrest.ground in (MINOR, PRETEXT):
        return MISDEMEANOR if arrest.u_charge < settings["misdemeanor_share_minor"] else PETTY
    if arrest.ground == VIOLENT:
        share = settings["felony_share_violent"]
    elif arrest.ground == PROPERTY:
        share = settings["felony_share_property"]
    else:
        share = settings["felony_share_cause"]
    return FELONY if arrest.u_charge < share else MISDEMEANOR


def is_electronic(world: World, arrest: Arrest) -> bool:
    """Whether the prints are taken electronically (step 3)."""
    if world.week >= world.calendar.week_of(world.settings["electronic_whole"]):
        return True
    u = world.draw_at(arrest.jurisdiction, "prints", arrest.origin)[0]
    return u < world.settings["electronic_share"]


def is_found(world: World, arrest: Arrest, charge: int, u_interview: float) -> bool:
    """Whether somebody not matched is found for ICE by other means (step 4)."""
    if arrest.after_inquiry:
        return True
    if arrest.resident.status == CITIZEN:
        return False
    if not u_interview < arrest.jurisdiction.practice.detection:
        return False
    if arrest.jurisdiction.policy["felony_referral_only"]:
        return charge == FELONY or arrest.ground == VIOLENT
    return True


MEMOS = {"2010": "2010-06-30", "2011": "2011-06-17", "2012": "2012-12-21"}


def memo_in_force(world: World) -> str | None:
    """The year of ICE's memo on priorities that holds this week, if any."""
    priorities = world.settings["priorities"]
    if priorities in MEMOS:
        return str(priorities)
    latest = None
    if priorities == "dated":
        for year, day in MEMOS.items():
            if world.calendar.week_of(day) <= world.week:
                latest = year
    return latest


def priority_ratio(world: World, resident: Resident) -> float:
    """The ratio of the memo in force, by a noncitizen's record."""
    memo = memo_in_force(world)
    if memo is None or resident.level in (1, 2):
        return 1.0
    if resident.level == 3:
        kind = "level3"
    else:
        kind = "prior_order" if resident.earlier_order else "no_record"
    return float(world.settings[f"priority_{memo}_{kind}"])


def detainer_probability(world: World, resident: Resident, charge: int) -> float:
    """The probability `d` of a detainer (step 5)."""
    settings = world.settings
    if resident.status == CITIZEN:
        return settings["detainer_citizen"]
    if resident.level > 0:
        d = settings[f"detainer_level{resident.level}"]
    elif charge == FELONY:
        d = settings["detainer_felony_charge"]
    else:
        d = settings["detainer_other_charge"]
    if resident.earlier_order:
        d = max(d, settings["detainer_prior_order"])
    d = d * priority_ratio(world, resident)
    if resident.status == LAWFUL:
        d = d * settings["detainer_lawful_ratio"]
    return d


def disposition_week(world: World, arrest: Arrest, charge: int) -> int:
    """The week of the disposition, a Weibull time from now (step 7)."""
    settings = world.settings
    median = settings["disposition_median_" + NAME_OF_CHARGE[charge]]
    shape = settings["disposition_shape"]
    x = exp(log(log(1 - arrest.u_disposition) / log(0.5)) / shape)
    return world.week + 1 + int(min(median * x, LONGEST_CASE - 1))


def is_released(world: World, arrest: Arrest, charge: int, held: bool) -> bool:
    """Whether somebody is released within the week, or would be but for a hold (step 8)."""
    jurisdiction, resident = arrest.jurisdiction, arrest.resident
    r = world.settings["release_" + NAME_OF_CHARGE[charge]]
    known = jurisdiction.forwards(world.week) or not resident.fbi_only
    if resident.serious and known:
        r = r * world.settings["serious_record_release_ratio"]
    released = arrest.u_release < r
    if not held and resident.serious and not known:
        world.expect(jurisdiction, resident, "expected_unrecognized_releases", r)
        if released:
            world.count(jurisdiction, resident, "unrecognized_releases")
    return released


def help_household(world: World, jurisdiction: Jurisdiction, victim: Resident) -> None:
    """The victim's household gains trust (step 9)."""
    for slot in victim.household.members:
        member = jurisdiction.residents[slot]
        if member.place in (COMMUNITY, JAIL):
            touch(world, member)
            gain = world.settings["help_trust_gain"]
            member.trust_gained = grown(member.trust_gained, gain, TRUST_STEPS)
            world.log("helped by an arrest", jurisdiction, slot, victim.slot)
