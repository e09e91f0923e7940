"""Arrests for cause and encounters over minor offenses (section 7.6)."""

from __future__ import annotations

from math import floor

from .arrests import Arrest, make_arrest
from .constants import (
    CAUSE,
    COMMUNITY,
    ENCOUNTER,
    GROUPS,
    LEADING,
    MINOR,
    OTHER_CAUSE,
    PRETEXT,
    PROFILED,
    UNDOCUMENTED,
)
from .entities import Jurisdiction, Neighborhood, Origin, Resident
from .formulas import pick
from .opportunities import Opportunities, choose_offender, choose_resident
from .world import World


def patrol(world: World, opportunities: Opportunities) -> list[Arrest]:
    """Phase 6: the arrests that officers make without a report."""
    arrests = []
    for jurisdiction, neighborhood, origin in opportunities:
        arrest = None
        if origin.stream == CAUSE:
            arrest = arrest_for_cause(world, jurisdiction, neighborhood, origin)
        elif origin.stream in ENCOUNTER or (
            origin.stream in PROFILED and force_of_check(world, jurisdiction) > 0
        ):
            arrest = encounter(world, jurisdiction, neighborhood, origin)
        if arrest is not None:
            arrests.append(arrest)
    return arrests


def force_of_check(world: World, jurisdiction: Jurisdiction) -> float:
    """How much purpose the check after an arrest gives a pretextual one."""
    return jurisdiction.force(world.settings["results_declined_pretext_ratio"])


def arrest_for_cause(
    world: World, jurisdiction: Jurisdiction, neighborhood: Neighborhood, origin: Origin
) -> Arrest | None:
    """An arrest for cause without a report, unless the person is not there."""
    u0, u1, _, _ = world.draw_at(jurisdiction, "cause", origin)
    resident = jurisdiction.residents[choose_offender(world, neighborhood, u0)]
    if resident.place != COMMUNITY:
        return None
    officer = pick(u1, len(jurisdiction.officers))
    world.log("arrested for cause", jurisdiction, resident.slot, officer)
    return make_arrest(world, jurisdiction, origin, resident, OTHER_CAUSE)


def encounter(
    world: World, jurisdiction: Jurisdiction, neighborhood: Neighborhood, origin: Origin
) -> Arrest | None:
    """An encounter over a minor offense, and the arrest that comes of it, if any."""
    u0, u1, u2, u3 = world.draw_at(jurisdiction, "encounter", origin)
    profiled = origin.stream in PROFILED
    ethnicity = PROFILED.index(origin.stream) if profiled else ENCOUNTER.index(origin.stream)
    resident = jurisdiction.residents[choose_resident(neighborhood, ethnicity, u0)]
    officer = pick(u3, len(jurisdiction.officers))
    share_foreign = world.settings["foreign_" + GROUPS[resident.group]]
    foreign = u2 < share_foreign
    if resident.place != COMMUNITY:
        return None
    if profiled and not u2 / force_of_check(world, jurisdiction) < share_foreign:
        return None
    world.count(jurisdiction, resident, "encounters")

    a, pretext, inquiry = probabilities(world, jurisdiction, resident, officer, foreign)
    citation_share = world.settings["citation_share"]
    expected_minor = a + (1 - a - pretext) * inquiry
    expected_citations = (1 - a - pretext) * citation_share * (1 - inquiry)
    world.expect(jurisdiction, resident, "expected_arrests_pretext", pretext)
    world.expect(jurisdiction, resident, "expected_arrests_minor", expected_minor)
    world.expect(jurisdiction, resident, "expected_citations", expected_citations)

    slot = resident.slot
    if u1 < a:
        world.log("arrested over a minor offense", jurisdiction, slot, officer, a, u1)
        return make_arrest(world, jurisdiction, origin, resident, MINOR)
    if u1 < a + pretext:
        world.log("arrested on a pretext", jurisdiction, slot, officer, a + pretext, u1)
        return make_arrest(world, jurisdiction, origin, resident, PRETEXT)
    u_inquiry = world.draw_at(jurisdiction, "inquiry", origin)[0]
    if inquiry > 0 and u_inquiry < inquiry:
        event = "arrested after a status inquiry"
        world.log(event, jurisdiction, slot, officer, inquiry, u_inquiry)
        return make_arrest(world, jurisdiction, origin, resident, MINOR, after_inquiry=True)
    later = u1 * LEADING - floor(u1 * LEADING)
    if later < citation_share:
        world.count(jurisdiction, resident, "citations")
        world.log("cited", jurisdiction, slot, officer)
    else:
        world.log("warned", jurisdiction, slot, officer)
    return None


def probabilities(
    world: World, jurisdiction: Jurisdiction, resident: Resident, officer: int, foreign: bool
) -> tuple[float, float, float]:
    """`a`, `pretext` and `inquiry` of an encounter."""
    settings = world.settings
    undocumented = resident.status == UNDOCUMENTED
    a = jurisdiction.practice.minor_arrest_share
    if undocumented:
        a = min(a * settings["no_license_arrest_ratio"], 1)
    pretext = 0.0
    if foreign:
        force = force_of_check(world, jurisdiction)
        pretext = (1 - a) * jurisdiction.officers[officer] * force
    inquiry = 0.0
    if jurisdiction.policy["status_inquiry"] and foreign and undocumented:
        inquiry = settings["inquiry_arrest_share"]
    return a, pretext, inquiry
