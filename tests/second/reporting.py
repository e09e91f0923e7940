"""Reports of crimes, and their investigation (sections 7.4 and 7.5)."""

from __future__ import annotations

from .arrests import Arrest, make_arrest
from .attitudes import reporting_probability, trust
from .constants import COMMUNITY, PROPERTY, VIOLENT
from .crime import Crime
from .deployment import is_aware
from .entities import Resident
from .formulas import clip, fixed, pick
from .world import World


def report_and_investigate(world: World, crimes: list[Crime]) -> list[Arrest]:
    """Phases 4 and 5: who reports, and whom the police arrest for it."""
    arrests = []
    for crime in crimes:
        reported, either = report(world, crime)
        arrest = investigate(world, crime, reported, either)
        if arrest is not None:
            arrests.append(arrest)
    return arrests


def find_witness(world: World, crime: Crime, u1: float) -> Resident | None:
    """The witness of a crime, if there is one."""
    name = "witness_share_violent" if crime.violent else "witness_share_property"
    share = world.settings[name]
    if not u1 < share:
        return None
    neighborhood = crime.victim.neighborhood
    slot = neighborhood.first + pick(u1 / share, neighborhood.residents)
    witness = crime.jurisdiction.residents[slot]
    if witness.place != COMMUNITY or witness is crime.victim or witness is crime.offender:
        return None
    return witness


def report(world: World, crime: Crime) -> tuple[bool, float]:
    """Whether victim or witness reports, and the probability that either does (7.4)."""
    jurisdiction, victim = crime.jurisdiction, crime.victim
    u0, u1, u2, _ = world.draw_at(jurisdiction, "report", crime.origin)
    witness = find_witness(world, crime, u1)

    aware = 1 if is_aware(world, jurisdiction, victim) else 0
    p_victim = reporting_probability(world, jurisdiction, victim, aware, crime.violent)
    p_witness = 0.0
    if witness is not None:
        aware = 1 if is_aware(world, jurisdiction, witness) else 0
        p_witness = reporting_probability(world, jurisdiction, witness, aware, crime.violent)

    witness_slot = -1 if witness is None else witness.slot
    if u0 < p_victim:
        reported = True
        world.log("reported", jurisdiction, victim.slot, -1, p_victim, u0)
    elif witness is not None and u2 < p_witness:
        reported = True
        event = "reported by a witness"
        world.log(event, jurisdiction, victim.slot, witness_slot, p_witness, u2)
    else:
        reported = False
        world.log("did not report", jurisdiction, victim.slot, witness_slot, p_victim, u0)

    either = p_victim + (1 - p_victim) * p_witness
    kind = "violent" if crime.violent else "property"
    world.expect(jurisdiction, victim, "expected_reports_" + kind, either)
    if reported:
        world.count(jurisdiction, victim, "reports_" + kind)
    jurisdiction.week_victimizations[victim.ethnicity] += 1
    jurisdiction.week_reports[victim.ethnicity] += fixed(either)
    return reported, either


def investigate(world: World, crime: Crime, reported: bool, either: float) -> Arrest | None:
    """The arrest that clears a reported crime, if any (section 7.5)."""
    settings, jurisdiction = world.settings, crime.jurisdiction
    clearance = settings["clearance_violent" if crime.violent else "clearance_property"]
    aware = 1 if is_aware(world, jurisdiction, crime.victim) else 0
    victims_trust = trust(world, jurisdiction, crime.victim, aware)
    c = clip(clearance * (1 + settings["cooperation_weight"] * (victims_trust - 0.5)), 0.0, 1.0)
    c = c * settings["arrests_per_clearance"]
    world.expect(jurisdiction, crime.offender, "expected_arrests_index", either * c)

    u3 = world.draw_at(jurisdiction, "report", crime.origin)[3]
    if not (reported and u3 < c):
        return None
    u = world.draw_at(jurisdiction, "investigation", crime.origin)[0]
    officer = pick(u, len(jurisdiction.officers))
    offender = crime.offender
    world.log("arrested for an index crime", jurisdiction, offender.slot, officer, c, u3)
    ground = VIOLENT if crime.violent else PROPERTY
    return make_arrest(world, jurisdiction, crime.origin, offender, ground, victim=crime.victim)
